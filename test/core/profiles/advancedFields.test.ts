import { expect, test } from 'vitest';
import { parseProfile } from '../../../src/core/profiles/parseProfile.ts';
import { inEnglish } from '../../../src/core/sentence.ts';

const pin = Array.from({ length: 32 }, () => 'AB').join(':');

for (const written of [
  pin,
  pin.toLowerCase(),
  pin.replaceAll(':', ''),
  pin.replaceAll(':', ' '),
  `sha256 Fingerprint=${pin}`,
  `SHA-256: ${pin}`,
]) {
  test(`a fingerprint may be written as ${written.slice(0, 30)}`, () => {
    expect(parseProfile({ host: 'h.test', certificatePin: written })).toMatchObject({
      kind: 'valid',
      profile: { certificatePin: pin },
    });
  });
}

for (const [name, value] of Object.entries({
  short: 'AB:CD',
  long: `${pin}:AB`,
  'of SHA-1': Array.from({ length: 20 }, () => 'AB').join(':'),
  'not hexadecimal': pin.replaceAll('A', 'G'),
  'no text': 7,
  'with a control character': `${pin}\n\0`,
})) {
  test(`a fingerprint that is ${name} is not taken`, () => {
    const parsed = parseProfile({ host: 'h.test', certificatePin: value });
    expect(parsed.kind).toBe('invalid');
    expect(parsed.kind === 'invalid' && inEnglish(parsed.reason)).toContain('certificatePin');
  });
}

test('a name for EHLO is a host name or an address, and nothing that could end the command', () => {
  expect(parseProfile({ host: 'h.test', ehloName: 'client.example.com' }).kind).toBe('valid');
  expect(parseProfile({ host: 'h.test', ehloName: '[192.0.2.1]' }).kind).toBe('valid');
  for (const ehloName of ['a b', 'x\r\nMAIL FROM:<>', 'https://x.test', '<x>', 5])
    expect(parseProfile({ host: 'h.test', ehloName }).kind).toBe('invalid');
});
