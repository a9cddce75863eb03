import { expect, test } from 'vitest';
import { resendMessage } from '../../../src/core/mail/resend.ts';

const added = [
  'Resent-Date: Tue, 01 Dec 2026 03:04:05 +0000',
  'Resent-From: shop@example.com',
  'Resent-To: lan@example.com,',
  ' an@example.com',
  'Resent-Message-ID: <0b1c-2d@example.com>',
  'X-Mailproof-Id: 0b1c-2d',
  '',
].join('\r\n');

function resend(source: string | Buffer): ReturnType<typeof resendMessage> {
  return resendMessage({
    source: typeof source === 'string' ? Buffer.from(source, 'latin1') : source,
    from: 'shop@example.com',
    to: ['lan@example.com', 'an@example.com'],
    mailproofId: '0b1c-2d',
    date: new Date('2026-12-01T03:04:05Z'),
  });
}

/** What stands behind the added fields, byte for byte. */
function check(name: string, source: string, expected = source): void {
  test(name, () => {
    expect(Buffer.from(resend(source).raw).toString('latin1')).toBe(`${added}${expected}`);
  });
}

check('the message stays as it is', 'From: app@a.test\r\nTo: x@y.test\r\nBcc: z@y.test\r\n\r\n.\r\n..\r\nend');
check('8-bit bytes stay as they are', 'Subject: \u00c4\u0090\u00c6\u00a1n\r\n\r\n\u0000\u00ff\u0080\r\n');
check('fields of an earlier resending stay below', 'Resent-From: a@b.test\r\nSubject: x\r\n\r\nhello\r\n');
check(
  'lines that end otherwise end with CRLF',
  'Subject: x\n\nhello\r.\rworld\n',
  'Subject: x\r\n\r\nhello\r\n.\r\nworld\r\n',
);
check(
  'the line of a mailbox file goes',
  'From a@b.test Tue Dec  1\r\nSubject: x\r\n\r\nhello',
  'Subject: x\r\n\r\nhello',
);
check('a byte order mark goes', '\u00ef\u00bb\u00bfSubject: x\r\n\r\nhello', 'Subject: x\r\n\r\nhello');
check(
  'a text without headers stays a text',
  'Hello there\r\nSubject: none\r\n',
  '\r\nHello there\r\nSubject: none\r\n',
);
check('a first line that continues nothing stays text', ' Bcc: x@y.test\r\n\r\n', '\r\n Bcc: x@y.test\r\n\r\n');
check('a message that begins with an empty line stays one', '\r\nhello\r\n');
check('nothing but the line of a mailbox file', 'From a@b.test', '');

test('the envelope is the new one, whatever the headers say', () => {
  const { envelope } = resend('From: app@a.test\r\nTo: x@y.test\r\nCc: z@y.test\r\n\r\nhello');
  expect(envelope).toEqual({ from: 'shop@example.com', to: ['lan@example.com', 'an@example.com'] });
});

test.each([
  ['its own', 'Message-ID: <own@a.test>\r\n\r\n', '<own@a.test>'],
  ['none', 'Subject: x\r\n\r\n', '<0b1c-2d@example.com>'],
  ['one that is none', 'Message-ID: own\r\n\r\n', '<0b1c-2d@example.com>'],
  ['one with a command in it', 'Message-ID: <a b\tc>\r\n\r\n', '<0b1c-2d@example.com>'],
  ['an endless one', `Message-ID: <${'x'.repeat(5000)}>\r\n\r\n`, '<0b1c-2d@example.com>'],
])('a message with %s is known by that id', (_name, source, id) => {
  expect(resend(source).messageId).toBe(id);
});

test('whether it needs a transport for 8-bit bytes', () => {
  expect(resend('Subject: x\r\n\r\nhello').isEightBit).toBe(false);
  expect(resend('Subject: x\r\n\r\nh\u00e9llo').isEightBit).toBe(true);
});

test('an address beyond ASCII makes its fields 8-bit as well', () => {
  const order = { source: Buffer.from('Subject: x\r\n\r\n'), mailproofId: 'x', date: new Date() };
  expect(resendMessage({ ...order, from: 'a@b.test', to: ['đơn@b.test'] }).isEightBit).toBe(true);
});

test('a message of 25 MB with bad line ends takes no minute', () => {
  const source = Buffer.from(`Subject: x\n\n${'a line of the message\n'.repeat(1_200_000)}`);
  expect(resend(source).raw.length).toBe(added.length + source.length + 1_200_002);
});
