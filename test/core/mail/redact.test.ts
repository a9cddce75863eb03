import { expect, test } from 'vitest';
import { createRedactor } from '../../../src/core/mail/redact.ts';

const user = 'lan@example.com';
const password = 'S3crét "p&ss" /+\\ wörd';
const redact = createRedactor({ user, secrets: [password] });
const base64 = (text: string): string => Buffer.from(text).toString('base64');

const notations: Record<string, string> = {
  plain: password,
  base64: base64(password),
  'AUTH PLAIN': base64(`\0${user}\0${password}`),
  'AUTH PLAIN with identity': base64(`${user}\0${user}\0${password}`),
  'base64 one byte later': base64(`x${password}yz`),
  'base64 two bytes later': base64(`xy${password}`),
  'percent-encoded': encodeURIComponent(password),
  'percent-encoded in lower case': encodeURIComponent(password).toLowerCase(),
  JSON: JSON.stringify(password).slice(1, -1),
  hex: Buffer.from(password).toString('hex'),
  'hex in upper case': Buffer.from(password).toString('hex').toUpperCase(),
};
for (const [name, text] of Object.entries(notations)) {
  test(`the password as ${name} is removed`, () => {
    const shown = redact(`535 no: ${text} !`);
    expect(shown).toContain('[removed]');
    for (let length = 8, start = 0; start + length <= text.length - 4; start += 4) {
      expect(shown).not.toContain(text.slice(start + 4, start + 4 + length));
    }
  });
}

test('while signing in, everything that could be a credential is removed and words are kept', () => {
  expect(redact.signIn('501 5.5.4 AUTH PLAIN AHVzZXIAc2VjcmV0MTIz is wrong')).toBe(
    '501 5.5.4 AUTH PLAIN [removed] is wrong',
  );
  const reply = '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.';
  expect(redact.signIn(reply)).toBe(reply);
});

test('the result is one short line without control or direction characters', () => {
  expect(redact('a\r\nb\u0000c\u202Ed\u001b[31m')).toBe('a b cd [31m');
  expect(redact('x'.repeat(10_000))).toHaveLength(500);
});

test('a password of one character does not eat the words', () => {
  expect(createRedactor({ secrets: ['a'] })('a cat sat')).toBe('[removed] cat sat');
});

test('without a password everything stays', () => {
  expect(createRedactor({ secrets: [''] })('250 ok (1)')).toBe('250 ok (1)');
});

test('a password made of pattern characters is taken literally', () => {
  expect(createRedactor({ secrets: ['.*+?^${}()|[]\\-/'] })('abc .*+?^${}()|[]\\-/')).toBe('abc [removed]');
});

test('a long hostile reply takes no time', () => {
  const started = performance.now();
  redact.signIn('A'.repeat(5_000_000));
  redact.signIn('A-'.repeat(2_000_000));
  expect(performance.now() - started).toBeLessThan(500);
});
