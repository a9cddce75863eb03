import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { simpleParser, type AddressObject } from 'mailparser';
import PostalMime, { type Address } from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { composeMessage, type ComposeInput } from '../../../src/core/mail/compose.ts';

/** What a message says, whoever reads it. Bytes as their digest. */
interface Reading {
  readonly subject: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly replyTo: readonly string[];
  readonly messageId: string;
  readonly html: string;
  readonly text: string;
  readonly files: readonly string[];
}

const pixel = Buffer.from('R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==', 'base64');
const allBytes = Buffer.from(Array.from({ length: 1024 }, (_, index) => index % 256));

const base: ComposeInput = {
  from: { name: '', address: 'shop@example.com' },
  to: [{ name: '', address: 'lan@example.com' }],
  subject: 'Order',
  html: '<p>Hi</p>',
  text: 'Hi',
  images: [],
  messageId: '<id-1@example.com>',
  date: new Date('2026-01-02T03:04:05Z'),
  mailproofId: 'id-1',
};

const names = {
  quotes: 'Say "hi" \\ bye',
  commas: 'Last, First; Company, Ltd.',
  Vietnamese: 'Nguyễn Thị Ngọc Ánh – Cửa hàng Đặng',
  'decomposed letters': 'Nguye\u0302\u0303n',
  emoji: '🎉 Shop 👩‍👩‍👧‍👦',
  Arabic: 'متجر القهوة',
  Hebrew: 'חנות הספרים שלום',
  Chinese: '名前 とても長い名前です',
  'an at sign': 'sales @ shop',
  'brackets and colons': 'Team (Sales) <x>: [a]',
  'what begins like an encoded word': '=?x a=?b',
  'a long name': `Công ty ${'Trách nhiệm '.repeat(12)}hữu hạn`,
  'a long word': 'Ế'.repeat(120),
};

const cases: Record<string, Partial<ComposeInput>> = {
  'nothing special': {},
  ...Object.fromEntries(
    Object.entries(names).flatMap(([what, name]): [string, Partial<ComposeInput>][] => [
      [`${what} in the name of the sender`, { from: { name, address: 'shop@example.com' } }],
      [
        `${what} in the names of recipients`,
        {
          to: [
            { name, address: 'a@example.com' },
            { name: '', address: 'b@example.com' },
          ],
          cc: [{ name, address: 'c@example.com' }],
          replyTo: { name, address: 'r@example.com' },
        },
      ],
      [`${what} in the subject`, { subject: `[TEST] ${name}` }],
      [
        `${what} in the name of a file`,
        {
          attachments: [
            {
              filename: `${name.replaceAll(/[/\\<>:"|?*]/g, '_')}.bin`,
              contentType: 'application/pdf',
              content: allBytes,
            },
          ],
        },
      ],
    ]),
  ),
  'a domain in ASCII of IDNA': { from: { name: '', address: 'x@xn--cng-ty-ixa.vn' } },
  'a quoted local part': { to: [{ name: '', address: '"odd one"@example.com' }] },
  'forty recipients': {
    to: Array.from({ length: 40 }, (_, n) => ({ name: `Người ${n}`, address: `n${n}@example.com` })),
  },
  'text in lines of all kinds': {
    text: `Dòng một  \n\n.\n..\nFrom here\n-- \n${'x'.repeat(3000)}\n${'ế'.repeat(2000)}`,
  },
  'html in one long line': { html: `<p>${'ế'.repeat(50_000)}</p>` },
  'images and files together': {
    html: '<img src="cid:a@mailproof"><img src="cid:b@mailproof">',
    images: [
      { cid: 'a@mailproof', filename: 'ảnh "1".gif', contentType: 'image/gif', content: pixel },
      { cid: 'b@mailproof', filename: 'b.png', contentType: 'image/png', content: allBytes },
    ],
    attachments: [
      { filename: 'điều khoản.pdf', contentType: 'application/pdf', content: allBytes },
      { filename: 'empty.bin', contentType: 'application/octet-stream', content: new Uint8Array() },
    ],
  },
  'only html': { text: '' },
};

const python = spawnSync('python3', ['--version']).status === 0;

for (const [name, change] of Object.entries(cases)) {
  const input = { ...base, ...change };
  describe(name, () => {
    const composed = composeMessage(input);
    const raw = async (): Promise<Uint8Array> => {
      const result = await composed;
      if (result.kind === 'invalid') throw new Error(`${result.field}: ${inEnglish(result.reason)}`);
      return result.message.raw;
    };

    test('is read by postal-mime as it was written', async () => {
      expect(await readByPostalMime(await raw())).toEqual(written(input));
    });

    test('is read by mailparser as it was written', async () => {
      expect(await readByMailparser(await raw())).toEqual(written(input));
    });

    test('has short lines in ASCII, and folds its headers where they may be folded', async () => {
      const text = Buffer.from(await raw()).toString('latin1');
      expect(text).toMatch(/^\p{ASCII}*$/u);
      expect(text).not.toMatch(/[^\r]\n|\r[^\n]/);
      const head = text.slice(0, text.indexOf('\r\n\r\n')).split('\r\n');
      // RFC 5322, 2.1.1 and 2.2.3: 998 at most, 78 wherever there is a place to fold; a folded line is no empty one.
      expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
      expect(head.filter((line) => line.length > 78 && /\S[ \t]+\S.*[ \t]/.test(line.slice(0, 78)))).toEqual([]);
      expect(head.filter((line) => line.trim() === '' || !/^(?:[!-9;-~]+:|[ \t])/.test(line))).toEqual([]);
    });
  });
}

test.runIf(python)("Python's email reads all of them as they were written", { timeout: 60_000 }, async () => {
  const inputs = Object.values(cases).map((change) => ({ ...base, ...change }));
  const raws = await Promise.all(inputs.map(composeMessage));
  const messages = raws.map((result) =>
    result.kind === 'composed' ? Buffer.from(result.message.raw).toString('base64') : '',
  );
  const run = spawnSync('python3', ['-c', pythonReader], { input: JSON.stringify(messages), maxBuffer: 100_000_000 });
  expect(run.stderr.toString()).toBe('');
  const readings = JSON.parse(run.stdout.toString()) as Reading[];
  expect(readings).toEqual(inputs.map(written));
});

function written(input: ComposeInput): Reading {
  const list = (mailboxes: readonly { readonly name: string; readonly address: string }[]): readonly string[] =>
    mailboxes.map(({ name, address }) => `${name}|${address}`);
  return {
    subject: input.subject,
    from: list([input.from]),
    to: list(input.to),
    cc: list(input.cc ?? []),
    replyTo: list(input.replyTo === undefined ? [] : [input.replyTo]),
    messageId: input.messageId,
    html: digest(lines(input.html)),
    text: digest(lines(input.text)),
    files: [...input.images, ...(input.attachments ?? []).map((file) => ({ ...file, cid: '' }))].map(
      ({ filename, contentType, cid, content }) => `${filename}|${contentType}|${cid}|${digest(content)}`,
    ),
  };
}

async function readByPostalMime(raw: Uint8Array): Promise<Reading> {
  const email = await PostalMime.parse(raw);
  const list = (addresses: readonly Address[] | undefined): readonly string[] =>
    (addresses ?? []).map(({ name, address }) => `${name}|${address}`);
  return {
    subject: email.subject ?? '',
    from: list(email.from === undefined ? [] : [email.from]),
    to: list(email.to),
    cc: list(email.cc),
    replyTo: list(email.replyTo),
    messageId: email.messageId ?? '',
    html: digest(lines(email.html ?? '')),
    text: digest(lines(email.text ?? '')),
    files: email.attachments.map(
      ({ filename, mimeType, contentId, content }) =>
        `${filename}|${mimeType}|${contentId?.replaceAll(/[<>]/g, '') ?? ''}|${digest(new Uint8Array(content as ArrayBuffer))}`,
    ),
  };
}

async function readByMailparser(raw: Uint8Array): Promise<Reading> {
  const mail = await simpleParser(Buffer.from(raw), {
    skipImageLinks: true,
    skipHtmlToText: true,
    skipTextToHtml: true,
  });
  const list = (addresses: AddressObject | AddressObject[] | undefined): readonly string[] =>
    [addresses ?? []]
      .flat()
      // It shows domains as they are spoken.
      .flatMap(({ value }) => value.map(({ name, address }) => `${name}|${inAscii(address ?? '')}`));
  return {
    subject: mail.subject ?? '',
    from: list(mail.from),
    to: list(mail.to),
    cc: list(mail.cc),
    replyTo: list(mail.replyTo),
    messageId: mail.messageId ?? '',
    html: digest(lines(mail.html || '')),
    text: digest(lines(mail.text ?? '')),
    files: mail.attachments.map(
      ({ filename, contentType, cid, content }) => `${filename}|${contentType}|${cid ?? ''}|${digest(content)}`,
    ),
  };
}

function inAscii(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, at)}@${domainToASCII(address.slice(at + 1))}`;
}

/** Parsers end texts with a line break of their own, or take the last one. */
function lines(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(/\n+$/, '');
}

function digest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}

const pythonReader = String.raw`
import base64, email, email.header, email.policy, email.utils, hashlib, json, re, sys
def digest(data):
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()[:16]
def lines(text):
    return re.sub(r'\n+$', '', text.replace('\r\n', '\n'))
# Not by email.policy.default, which keeps the blanks between encoded words of a name in Python before 3.13 (python/cpython#92081).
def mailboxes(raw, header):
    value = email.message_from_bytes(raw)[header]
    pairs = [] if value is None else email.utils.getaddresses([re.sub(r'\r?\n', '', value)])
    return [f'{email.header.make_header(email.header.decode_header(name))}|{address}' for name, address in pairs]
def read(raw):
    m = email.message_from_bytes(raw, policy=email.policy.default)
    html, text, files = '', '', []
    for part in m.walk():
        if part.is_multipart(): continue
        kind, name = part.get_content_type(), part.get_filename()
        body = part.get_payload(decode=True)
        if name is not None:
            files.append(f'{name}|{kind}|{(part["Content-Id"] or "").strip("<>")}|{digest(body)}')
        elif kind == 'text/html': html = body.decode('utf-8')
        elif kind == 'text/plain': text = body.decode('utf-8')
    return dict(subject=str(m['Subject']), **{'from': mailboxes(raw, 'From')}, to=mailboxes(raw, 'To'), cc=mailboxes(raw, 'Cc'),
        replyTo=mailboxes(raw, 'Reply-To'), messageId=str(m['Message-ID']), html=digest(lines(html)), text=digest(lines(text)), files=files)
print(json.dumps([read(base64.b64decode(raw)) for raw in json.load(sys.stdin)]))
`;
import { inEnglish } from '../../../src/core/sentence.ts';
