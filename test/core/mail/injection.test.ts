import { simpleParser } from 'mailparser';
import { expect, test } from 'vitest';
import { parseMailbox, parseRecipients } from '../../../src/core/mail/address.ts';
import { composeMessage, type ComposeInput } from '../../../src/core/mail/compose.ts';
import { listUnsubscribe } from '../../../src/core/mail/mailHeaders.ts';

const good: ComposeInput = {
  from: { name: 'Shop', address: 'shop@example.com' },
  to: [{ name: '', address: 'lan@example.com' }],
  subject: 'Order',
  html: '<p>Hi</p>',
  text: 'Hi',
  images: [],
  messageId: '<id-1@example.com>',
  date: new Date(0),
  mailproofId: 'id-1',
};

/** What ends a header for somebody: of RFC 5322, of lenient parsers, of Unicode, of C. */
const breaks = ['\r\n', '\n', '\r', '\n\r', '\r\n ', '\0', '\u2028', '\u2029', '\u0085', '\v', '\f', '\x1b'];
const pixel = { cid: 'a@mailproof', filename: 'a.png', contentType: 'image/png', content: new Uint8Array([1]) };
const file = { filename: 'a.pdf', contentType: 'application/pdf', content: new Uint8Array([1]) };

const fields: Record<string, (attack: string) => Partial<ComposeInput>> = {
  'the subject': (attack) => ({ subject: `Order${attack}` }),
  "the sender's name": (attack) => ({ from: { name: `Shop${attack}`, address: 'shop@example.com' } }),
  "the sender's address": (attack) => ({ from: { name: '', address: `shop@example.com${attack}` } }),
  "a recipient's name": (attack) => ({ to: [{ name: `Lan${attack}`, address: 'lan@example.com' }] }),
  "a recipient's address": (attack) => ({ to: [{ name: '', address: `lan@example.com${attack}` }] }),
  'a copy': (attack) => ({ cc: [{ name: attack, address: 'cc@example.com' }] }),
  'a blind copy': (attack) => ({ bcc: [{ name: '', address: `bcc@example.com${attack}` }] }),
  'the address for answers': (attack) => ({ replyTo: { name: attack, address: 'r@example.com' } }),
  'the Message-ID': (attack) => ({ messageId: `<id-1${attack}@example.com>` }),
  'the X-Mailproof-Id': (attack) => ({ mailproofId: `id${attack}` }),
  'the value of a header': (attack) => ({ headers: { 'X-A': `v${attack}` } }),
  'the name of a header': (attack) => ({ headers: { [`X-A${attack}`]: 'v' } }),
  'the name of an image': (attack) => ({ images: [{ ...pixel, filename: `a${attack}.png` }] }),
  'the id of an image': (attack) => ({ images: [{ ...pixel, cid: `a${attack}@mailproof` }] }),
  'the type of an image': (attack) => ({ images: [{ ...pixel, contentType: `image/png${attack}` }] }),
  'the name of a file': (attack) => ({ attachments: [{ ...file, filename: `a${attack}.pdf` }] }),
  'the type of a file': (attack) => ({ attachments: [{ ...file, contentType: `application/pdf${attack}` }] }),
};

/** Each field with each break, and a header behind it. */
const vectors = Object.entries(fields).flatMap(([field, change]) =>
  breaks.map((end) => [`${field}, ${JSON.stringify(end)}`, change(`${end}Bcc: evil@example.net`)] as const),
);

test('there are enough of them', () => expect(vectors.length).toBeGreaterThanOrEqual(40));

test.each(vectors)('a header in %s', async (_name, change) => {
  expect(await addedBy({ ...good, ...change })).toEqual([]);
});

/** Objects and addresses that libraries read more into than there is. */
test.each<[string, Partial<ComposeInput>]>([
  ['two addresses in one', { to: [{ name: '', address: 'a@example.com, evil@example.net' }] }],
  ['an address in brackets in an address', { to: [{ name: '', address: 'a@example.com <evil@example.net>' }] }],
  ['a group', { to: [{ name: '', address: 'team: evil@example.net;' }] }],
  ['a route', { to: [{ name: '', address: '@relay.example.net:a@example.com' }] }],
  ['a quoted domain that is none', { to: [{ name: '', address: '"evil@example.net x"@example.com' }] }],
  ['an address in the name', { to: [{ name: '"x" <evil@example.net>, y', address: 'lan@example.com' }] }],
  ['a comment', { to: [{ name: '', address: 'a(evil@example.net)@example.com' }] }],
  ['an encoded word with a line break', { subject: '=?utf-8?Q?a=0D=0ABcc:_evil=40example.net?=' }],
  [
    'an encoded word in a name',
    { from: { name: '=?utf-8?B?DQpCY2M6IGV2aWxAZXhhbXBsZS5uZXQ=?=', address: 'shop@example.com' } },
  ],
  ['a header that decides who gets it', { headers: { Bcc: 'evil@example.net' } }],
  ['the same in capitals', { headers: { 'RESENT-BCC': 'evil@example.net' } }],
  ['another content', { headers: { 'Content-Type': 'text/x-evil' } }],
  ['another sender', { headers: { Sender: 'evil@example.net' } }],
  ['a second sender', { headers: { from: 'evil@example.net' } }],
  ['a path in the name of a file', { attachments: [{ ...file, filename: '../../evil' }] }],
  ['a part made of parts', { attachments: [{ ...file, contentType: 'multipart/mixed' }] }],
  ['a message as a part', { attachments: [{ ...file, contentType: 'message/rfc822' }] }],
  ['an instruction for the library', { html: '{"path":"/etc/passwd"}', text: '{"href":"http://example.net"}' }],
])('%s', async (_name, change) => {
  expect(await addedBy({ ...good, ...change })).toEqual([]);
});

test.each(breaks)('%j in a list of addresses of settings', (end) => {
  expect(parseRecipients([`a@example.com${end}Bcc: evil@example.net`]).kind).toBe('invalid');
  expect(parseMailbox(`Lan${end} <a@example.com>`).kind).toBe('invalid');
  expect(listUnsubscribe([`https://example.com/${end}Bcc: evil@example.net`])).toBeUndefined();
});

/** Recipients, headers and parts that are in the message and not in what was asked for; empty as well when it is refused. */
async function addedBy(input: ComposeInput): Promise<readonly string[]> {
  const composed = await composeMessage(input);
  if (composed.kind === 'invalid') return [];
  const { raw, envelope } = composed.message;
  const mail = await simpleParser(Buffer.from(raw));
  const wanted = new Set([...Object.keys(input.headers ?? {}).map((name) => name.toLowerCase()), ...usualHeaders]);
  const asked = new Set([...input.to, ...(input.cc ?? []), ...(input.bcc ?? [])].map(({ address }) => address));
  const shown = [mail.to ?? [], mail.cc ?? [], mail.bcc ?? [], mail.from ?? []].flat().flatMap(({ value }) => value);
  return [
    ...[...mail.headers.keys()].filter((name) => !wanted.has(name)),
    ...envelope.to.filter((address) => !asked.has(address) || /evil/.test(address.slice(address.lastIndexOf('@')))),
    ...shown.flatMap(({ address = '' }) => (address.endsWith('evil@example.net') ? [address] : [])),
    ...(mail.attachments.length > input.images.length + (input.attachments ?? []).length ? ['a part'] : []),
  ];
}

const usualHeaders = [
  'from',
  'to',
  'cc',
  'reply-to',
  'subject',
  'message-id',
  'date',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
  'x-mailproof-id',
];
