import { domainToASCII } from 'node:url';
import PostalMime from 'postal-mime';
import { simpleParser } from 'mailparser';
import { expect, test } from 'vitest';
import { parseRecipients } from '../../../src/core/mail/address.ts';
import { composeMessage } from '../../../src/core/mail/compose.ts';
import { inEnglish } from '../../../src/core/sentence.ts';

test.each([
  ['đặng@công-ty.vn', 'đặng@xn--cng-ty-ixa.vn'],
  ['Nguyễn Ánh <ánh@例え.test>', 'ánh@xn--r8jz45g.test'],
  ['用户@example.com', '用户@example.com'],
])('%s reaches the envelope and the header (RFC 6531, RFC 6532)', async (typed, address) => {
  const parsed = parseRecipients(typed);
  const to = parsed.kind === 'valid' ? parsed.recipients : [];
  const composed = await composeMessage({
    from: { name: '', address: 'shop@example.com' },
    to,
    subject: 'x',
    html: '<p>x</p>',
    text: 'x',
    images: [],
    messageId: '<id@example.com>',
    date: new Date(0),
    mailproofId: 'id',
  });
  if (composed.kind === 'invalid') throw new Error(inEnglish(composed.reason));
  expect(composed.message.envelope.to).toEqual([address]);
  const local = address.slice(0, address.indexOf('@'));
  const mail = await simpleParser(Buffer.from(composed.message.raw));
  expect([mail.to ?? []].flat()[0]?.value[0]?.address?.startsWith(`${local}@`)).toBe(true);
  // Beside a local part beyond ASCII, the header has the domain as it is spoken.
  const shown = (await PostalMime.parse(composed.message.raw)).to?.[0]?.address ?? '';
  expect(`${local}@${domainToASCII(shown.slice(shown.indexOf('@') + 1))}`).toBe(address);
});
