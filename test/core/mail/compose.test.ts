import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { composeMessage, type ComposeInput } from '../../../src/core/mail/compose.ts';
import { inEnglish } from '../../../src/core/sentence.ts';

const pixel = Buffer.from('R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==', 'base64');
const input: ComposeInput = {
  from: { name: 'Cửa hàng, Ltd', address: 'shop@example.com' },
  to: [{ name: 'Nguyễn Lan', address: 'lan@example.com' }],
  subject: 'Đơn hàng của bạn 🎉',
  html: '<p>Xin chào</p>',
  text: 'Xin chào',
  images: [],
  messageId: '<abc@example.com>',
  date: new Date('2026-01-02T03:04:05Z'),
  mailproofId: 'id-1',
};

async function compose(changes: Partial<ComposeInput> = {}): Promise<{ raw: string; bytes: Uint8Array }> {
  const result = await composeMessage({ ...input, ...changes });
  if (result.kind === 'invalid') throw new Error(`${result.field}: ${inEnglish(result.reason)}`);
  return { raw: Buffer.from(result.message.raw).toString('latin1'), bytes: result.message.raw };
}

const htmls = {
  'bare line feeds': '<p>a</p>\n<p>b</p>\n',
  CRLF: '<p>a</p>\r\n<p>b</p>\r\n',
  'mixed line endings': '<p>a</p>\n<p>b</p>\r\n<p>c</p>\r<p>d</p>\r\r\n',
  'trailing spaces': '<p>a </p>   \n\t\n<p>b</p> ',
  'a line of 100 000 characters': `<p>${'x'.repeat(100_000)}</p>`,
  'dots at line starts': '.\n..\n.a\n',
  'emoji and Vietnamese': '<p>Chào bạn 👩‍👩‍👧‍👦 — Đặng Thị Ngọc Ánh ế ự</p>',
  'a boundary look-alike': '--abc\n--abc--\n------_NmP-\n',
  'From at a line start': 'From here\nFrom there',
  'a byte-order mark': '\uFEFF<p>a</p>',
};
for (const [name, html] of Object.entries(htmls)) {
  test(`html with ${name} arrives as it was`, async () => {
    const { bytes } = await compose({ html });
    const part = await htmlPart(bytes);
    expect(Buffer.from(part).equals(Buffer.from(html))).toBe(true);
  });
}

test('headers, text and addresses are readable after parsing', async () => {
  const { bytes } = await compose({ text: 'Dòng một  \nDòng hai', replyTo: { name: '', address: 'r@example.com' } });
  const email = await PostalMime.parse(bytes);
  expect(email).toMatchObject({
    subject: input.subject,
    from: input.from,
    to: input.to,
    replyTo: [{ name: '', address: 'r@example.com' }],
    messageId: '<abc@example.com>',
    date: '2026-01-02T03:04:05.000Z',
  });
  expect(email.text?.replaceAll('\r\n', '\n').trimEnd()).toBe('Dòng một  \nDòng hai');
});

test('no line of a header is longer than mail may have (RFC 5322, 2.1.1)', async () => {
  for (const subject of ['ă'.repeat(5000), 'word '.repeat(1500), `${'x'.repeat(900)} ${'y'.repeat(900)}`]) {
    const { raw } = await compose({ subject, headers: { 'X-Tracking-Information': subject } });
    const lines = raw.slice(0, raw.indexOf('\r\n\r\n')).split('\r\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998);
    expect((await PostalMime.parse(raw)).subject).toBe(subject.trim());
  }
  for (const change of [{ subject: 'x'.repeat(2000) }, { headers: { 'X-Token': `a ${'x'.repeat(2000)}` } }]) {
    await expect(compose(change)).rejects.toThrow(/a word of more than 900 characters/);
  }
});

test('images are parts beside the html', async () => {
  const image = { cid: 'a@mailproof', filename: 'ảnh "1".gif', contentType: 'image/gif', content: pixel };
  const { raw, bytes } = await compose({ html: '<img src="cid:a@mailproof">', images: [image] });
  expect(raw).toContain('multipart/alternative');
  expect(raw).toContain('multipart/related');
  const email = await PostalMime.parse(bytes);
  expect(email.attachments).toMatchObject([
    { contentId: '<a@mailproof>', mimeType: 'image/gif', disposition: 'inline' },
  ]);
  expect(Buffer.from(email.attachments[0]?.content as ArrayBuffer).equals(pixel)).toBe(true);
});

test('the same input gives the same bytes', async () => {
  expect((await compose()).raw).toBe((await compose()).raw);
});

test('lines are ASCII, short and ended by CRLF', async () => {
  const { raw } = await compose({ text: 'x'.repeat(5000), subject: 'ü'.repeat(500) });
  expect(raw).not.toMatch(/[^\r]\n|\r[^\n]/);
  expect(raw).toMatch(/^\p{ASCII}*$/u);
  expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(200);
});

test('without a text there is one part', async () => {
  expect((await compose({ text: '' })).raw).not.toContain('multipart');
});

test('additional headers are set', async () => {
  expect((await compose({ headers: { 'X-Campaign': 'spring' } })).raw).toContain('\r\nX-Campaign: spring\r\n');
});

for (const changes of [
  { subject: 'a =?utf-8?Q?x?=' },
  { from: { name: '=?utf-8?B?eA==?=', address: 'a@example.com' } },
]) {
  test(`what parsers would decode into another text is refused: ${JSON.stringify(changes)}`, async () => {
    expect(await composeMessage({ ...input, ...changes })).toMatchObject({ kind: 'invalid' });
  });
}

const attack = 'x\r\nBcc: evil@example.com';
const attacks: Record<string, Partial<ComposeInput>> = {
  subject: { subject: attack },
  messageId: { messageId: `<a@b>${attack}` },
  mailproofId: { mailproofId: attack },
  from: { from: { name: attack, address: 'a@example.com' } },
  to: { to: [{ name: '', address: `a@example.com${attack}` }] },
  replyTo: { replyTo: { name: attack, address: 'a@example.com' } },
  'headers.X-A': { headers: { 'X-A': attack } },
  'headers.X-B': { headers: { 'X-B': 'a\0b' } },
};
for (const [field, changes] of Object.entries(attacks)) {
  test(`a line break in ${field} is refused`, async () => {
    expect(await composeMessage({ ...input, ...changes })).toMatchObject({ kind: 'invalid', field });
  });
}

for (const name of [
  'Bcc',
  'cc',
  'To',
  'Content-Type',
  'X-A: b\r\nBcc',
  'x y',
  '',
  'DKIM-Signature',
  'X-Mailproof-Id',
]) {
  test(`the header ${JSON.stringify(name)} cannot be set`, async () => {
    expect(await composeMessage({ ...input, headers: { [name]: 'v' } })).toMatchObject({ kind: 'invalid' });
  });
}

test('content that looks like an instruction to nodemailer is content', async () => {
  const { bytes } = await compose({ html: '{"path":"/etc/passwd"}', text: 'file:///etc/passwd', subject: '{"raw":1}' });
  const email = await PostalMime.parse(bytes);
  expect(email).toMatchObject({ html: '{"path":"/etc/passwd"}', subject: '{"raw":1}' });
});

test('images that are not images are refused', async () => {
  const image = { cid: 'a', filename: 'a.html', contentType: 'text/html', content: pixel };
  expect(await composeMessage({ ...input, images: [image] })).toMatchObject({ kind: 'invalid', field: 'images' });
});

/** The decoded bytes of the html part, straight from the base64: no parser can have changed them. */
async function htmlPart(raw: Uint8Array): Promise<Uint8Array> {
  const text = Buffer.from(raw).toString('latin1');
  const encoded = /Content-Type: text\/html[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]*)/.exec(text)?.[1] ?? '';
  const email = await PostalMime.parse(raw);
  expect(email.html?.replaceAll('\r\n', '\n').length).toBeGreaterThan(0);
  return Buffer.from(encoded, 'base64');
}
