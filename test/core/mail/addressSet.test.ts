import { describe, expect, test } from 'vitest';
import { parseMailbox } from '../../../src/core/mail/address.ts';
import { inEnglish } from '../../../src/core/sentence.ts';

/** In the manner of isemail's tests, with addresses of our own: what RFC 5321 lets through, and what must never be let through. */
describe('is an address', () => {
  test.each([
    'a@b.test',
    'first.last@b.test',
    'x@b',
    '1@b.test',
    'a+b=c@b.test',
    "o'neil@b.test",
    "!#$%&'*+/=?^_`{|}~-@b.test",
    'a@1a.test',
    'a@b-c.test',
    'a@b.c.d.e.test',
    'a@xn--bcher-kva.test',
    'a@[192.0.2.1]',
    'a@[IPv6:2001:db8::1]',
    '"a"@b.test',
    '"a b"@b.test',
    '"a@b"@b.test',
    String.raw`"a\"b"@b.test`,
    `${'a'.repeat(64)}@b.test`,
    `a@${'b'.repeat(63)}.test`,
    'đặng@b.test',
    '用户@b.test',
  ])('%s', (address) => {
    const parsed = parseMailbox(address);
    expect(parsed.kind === 'valid' ? parsed.mailbox.address : inEnglish(parsed.error)).toBe(address);
  });
});

describe('is none', () => {
  test.each([
    // Parts that are missing or doubled.
    '',
    ' ',
    '@',
    'a',
    'a@',
    '@b.test',
    'a@@b.test',
    'a@b@c.test',
    'a.b.test',
    // Dots.
    '.a@b.test',
    'a.@b.test',
    'a..b@b.test',
    'a@.b.test',
    'a@b.test.',
    'a@b..test',
    // Domains.
    'a@-b.test',
    'a@b-.test',
    'a@b_.-c.test',
    'a@b c.test',
    'a@b,c.test',
    'a@b/c.test',
    'a@b.test:25',
    'a@1.2.3.4',
    'a@[1.2.3]',
    'a@[1.2.3.4',
    'a@1.2.3.4]',
    'a@[IPv6:::g]',
    'a@[IPv5:::1]',
    'a@[]',
    `a@${'b'.repeat(64)}.test`,
    `a@${'bcdefgh.'.repeat(40)}test`,
    // Characters and quotation marks.
    'a b@c.test',
    'a"b@c.test',
    '"a@b.test',
    'a"@b.test',
    '"a"b@c.test',
    '"a""b"@c.test',
    String.raw`"a\"@b.test`,
    'a\\b@c.test',
    'a,b@c.test',
    'a;b@c.test',
    'a:b@c.test',
    'a<b@c.test',
    'a>b@c.test',
    '(a)b@c.test',
    'a@b.test(comment)',
    'a@(comment)b.test',
    `${'a'.repeat(65)}@b.test`,
    // Routes, groups, lists.
    '@r.test:a@b.test',
    '<@r.test:a@b.test>',
    '<@r.test,@s.test:a@b.test>',
    'a%b.test@r.test:a@b.test',
    'team:a@b.test;',
    'a@b.test,c@d.test',
    '<a@b.test><c@d.test>',
    'x <a@b.test> y',
    '<a@b.test',
    'a@b.test>',
    '<<a@b.test>>',
    // What programs leave behind.
    '{{email}}',
    '{{{email}}}@b.test',
    'a@{{domain}}',
    '{{#if x}}a@b.test{{/if}}',
    'undefined',
    'null',
    '[object Object]',
    'NaN',
    'mailto:a@b.test',
    // Names that mislead.
    'boss@bank.test <a@b.test>',
    '"x" y <a@b.test>',
  ])('%j', (address) => expect(parseMailbox(address).kind).toBe('invalid'));
});

test('no control character gets through, wherever it stands', () => {
  const controls = [...Array(0xa0).keys()].filter((code) => code < 0x20 || code >= 0x7f);
  const accepted = [...controls, 0x2028, 0x2029].flatMap((code) => {
    const control = String.fromCodePoint(code);
    return [
      `${control}a@b.test`,
      `a${control}b@c.test`,
      `a@b${control}.test`,
      `a@b.test${control}`,
      `"a${control}b"@c.test`,
      `Name${control} <a@b.test>`,
      `"Na${control}me" <a@b.test>`,
    ].filter((address) => parseMailbox(address).kind === 'valid');
  });
  expect(accepted).toEqual([]);
});

test('no character that turns the writing around or is not seen gets through', () => {
  const invisible = [0x00ad, 0x200b, 0x200e, 0x200f, 0x202a, 0x202b, 0x202d, 0x202e, 0x2060, 0x2066, 0x2069, 0xfeff];
  const accepted = invisible.flatMap((code) =>
    [`a${String.fromCodePoint(code)}b@c.test`, `a@b${String.fromCodePoint(code)}c.test`].filter(
      (address) => parseMailbox(address).kind === 'valid',
    ),
  );
  expect(accepted).toEqual([]);
});
