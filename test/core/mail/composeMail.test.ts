import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PostalMime, { decodeWords, type Email } from 'postal-mime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeMail, type MailOrder, plainStyle } from '../../../src/core/mail/composeMail.ts';
import type { MailFields } from '../../../src/core/template/mailFields.ts';
import { inEnglish } from '../../../src/core/sentence.ts';
import { imageWarning } from '../../../src/core/mail/imagePlaces.ts';

let base = '';
let root = '';

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'mailproof-compose-'));
  root = join(base, 'project');
  await mkdir(join(root, 'mails'), { recursive: true });
  await writeFile(join(root, 'mails', 'logo.png'), 'PNG');
  await writeFile(join(root, 'terms.pdf'), 'PDF');
  await writeFile(join(root, 'order.ics'), 'ICS');
  await writeFile(join(root, '.env'), 'SECRET=1');
  await writeFile(join(base, 'outside.pdf'), 'OUTSIDE');
  await symlink(join(base, 'outside.pdf'), join(root, 'link.pdf'));
});
afterAll(() => rm(base, { recursive: true, force: true }));

interface Change extends Partial<Omit<MailOrder, 'result'>> {
  readonly html?: string;
  readonly mail?: MailFields;
}

async function compose({ html = '<p>Hi</p>', mail, ...change }: Change = {}): Promise<{
  email: Email;
  raw: string;
  warnings: readonly string[];
  attached: readonly string[];
  to: readonly string[];
}> {
  const composed = await composeMail({
    template: join(root, 'mails', 'order.mjml'),
    root,
    result: {
      html,
      text: 'Hi',
      subject: 'Order',
      preheader: '',
      problems: [],
      dependencies: [],
      engine: 'mjml',
      engineReason: '',
      dataSets: [],
      durationMs: 0,
      ...(mail === undefined ? {} : { mail }),
    },
    from: { name: 'Shop', address: 'shop@xn--mnchen-3ya.example' },
    to: [{ name: '', address: 'lan@b.test' }],
    style: plainStyle,
    id: 'id-1',
    date: new Date(0),
    ...change,
  });
  if (composed.kind === 'invalid') throw new Error(`${composed.field}: ${inEnglish(composed.reason)}`);
  const { message } = composed;
  const warnings = [...composed.leftImages.map(imageWarning), ...composed.warnings].map(inEnglish);
  const raw = Buffer.from(message.raw).toString('latin1');
  return {
    email: await PostalMime.parse(message.raw),
    raw,
    warnings,
    attached: composed.attached,
    to: message.envelope.to,
  };
}

function header(email: Email, name: string): string | undefined {
  return email.headers.find(({ key }) => key === name)?.value;
}

test("Message-ID is at the sender's domain and X-Mailproof-Id is the same id", async () => {
  const { email } = await compose();
  expect([email.messageId, header(email, 'x-mailproof-id')]).toEqual(['<id-1@xn--mnchen-3ya.example>', 'id-1']);
});

test('copies are in the envelope, and blind ones in no header', async () => {
  const { raw, to } = await compose({
    cc: [
      { name: 'Cc', address: 'cc@b.test' },
      { name: '', address: 'lan@b.test' },
    ],
    bcc: [{ name: 'Secret', address: 'bcc@b.test' }],
  });
  expect(to).toEqual(['lan@b.test', 'cc@b.test', 'bcc@b.test']);
  expect(raw).toMatch(/^Cc: Cc <cc@b.test>, lan@b.test\r$/m);
  expect(raw).not.toMatch(/bcc|secret/i);
});

describe('the subject prefix', () => {
  test.each([
    ['', 'Order'],
    ['[TEST]', '[TEST] Order'],
    [' [TEST] ', '[TEST] Order'],
    ['[THỬ]', '[THỬ] Order'],
  ])('%j', async (subjectPrefix, subject) => {
    expect((await compose({ style: { ...plainStyle, subjectPrefix } })).email.subject).toBe(subject);
  });

  test('cannot begin another header', async () => {
    await expect(compose({ style: { ...plainStyle, subjectPrefix: 'x\r\nBcc: e@x.test' } })).rejects.toThrow('subject');
  });
});

test('each test is a conversation of its own when wanted, and refers to nothing otherwise', async () => {
  const { email } = await compose({ style: { ...plainStyle, preventsThreading: true } });
  expect(header(email, 'references')).toBe('<id-1.alone@xn--mnchen-3ya.example>');
  expect(header((await compose()).email, 'references')).toBeUndefined();
});

test('headers of the project and List-Unsubscribe', async () => {
  const { email } = await compose({
    mail: {
      headers: { 'X-Campaign': 'xuân', 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
      listUnsubscribe: ['https://xn--mnchen-3ya.example/u?a=1&b=%20', 'mailto:u@b.test?subject=unsubscribe'],
    },
  });
  expect(header(email, 'list-unsubscribe')).toBe(
    '<https://xn--mnchen-3ya.example/u?a=1&b=%20>, <mailto:u@b.test?subject=unsubscribe>',
  );
  expect(header(email, 'list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
  expect(decodeWords(header(email, 'x-campaign') ?? '')).toBe('xuân');
});

describe('attachments', () => {
  const namesOf = (email: Email): readonly (string | null)[] =>
    email.attachments.map(
      ({ filename, content }) =>
        `${filename}=${Buffer.from(content as ArrayBuffer)
          .toString()
          .trim()}`,
    );

  test('of the project, by the name of the template too, and picked from anywhere', async () => {
    const { email, warnings, attached } = await compose({
      mail: { attachments: [join(root, 'terms.pdf'), join(root, '{name}.ics')] },
      picked: [join(base, 'outside.pdf')],
    });
    expect(namesOf(email)).toEqual(['terms.pdf=PDF', 'order.ics=ICS', 'outside.pdf=OUTSIDE']);
    expect(attached).toEqual(['terms.pdf', 'order.ics', 'outside.pdf']);
    expect(email.attachments.map(({ mimeType, disposition }) => `${mimeType} ${disposition}`)).toEqual([
      'application/pdf attachment',
      'text/calendar attachment',
      'application/pdf attachment',
    ]);
    expect(warnings).toEqual([]);
  });

  test.each([
    ['outside of the project', () => join(base, 'outside.pdf'), /outside/],
    ['that a link leads out to', () => join(root, 'link.pdf'), /outside/],
    ['that is hidden', () => join(root, '.env'), /hidden/],
    ['that is a folder', () => join(root, 'mails'), /plain file/],
    ['that is not there', () => join(root, 'no.pdf'), /no such file/],
  ])('a file of the project %s is not attached, and that is told', async (_name, path, reason) => {
    const { email, warnings } = await compose({ mail: { attachments: [path()] } });
    expect(email.attachments).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(reason)]);
  });

  test('a picked path inside of the project that is a link out of it is not attached', async () => {
    const { email, warnings } = await compose({ picked: [join(root, 'link.pdf')] });
    expect([email.attachments, warnings.length]).toEqual([[], 1]);
  });
});

test('missing images are told before anything is sent', async () => {
  const { warnings } = await compose({ html: '<img src="logo.png"><img src="no.png"><img src="../../outside.pdf">' });
  expect(warnings).toEqual([
    'The image no.png is not embedded: there is no such file.',
    expect.stringContaining('../../outside.pdf'),
  ]);
});

test('images can be left as they are', async () => {
  const { email, warnings } = await compose({
    html: '<img src="logo.png"><img src="no.png">',
    style: { ...plainStyle, embedsImages: false },
  });
  expect([email.html?.trim(), email.attachments, warnings]).toEqual(['<img src="logo.png"><img src="no.png">', [], []]);
});

test('a message that most servers refuse is told with its biggest parts', async () => {
  await writeFile(join(root, 'big.zip'), Buffer.alloc(19_000_000, 'x'));
  const { warnings } = await compose({ mail: { attachments: [join(root, 'big.zip')] }, html: 'x'.repeat(30_000) });
  expect(warnings).toEqual([
    expect.stringMatching(/^The message is 26\.\d MB.*big\.zip \(26\.\d MB\), HTML \(41 KB\)/),
  ]);
});
