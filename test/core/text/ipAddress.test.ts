import { isIP } from 'node:net';
import { expect, test } from 'vitest';
import { ipVersionOf } from '../../../src/core/text/ipAddress.ts';
import { Random } from '../../support/random.ts';

test.each([
  '127.0.0.1 0.0.0.0 255.255.255.255 256.1.1.1 01.2.3.4 1.2.3 1.2.3.4. .1.2.3.4 1.2.3.4.5 1.2.3.-4 a.b.c.d',
  '::1 :: 1::1 :::1 1:2:3:4:5:6:7:8 1:2:3:4:5:6:7 1:2:3:4:5:6:7:8:9 1::2::3 ::ffff:127.0.0.1 ::ffff:256.0.0.1 64:ff9b::1.2.3.4',
  'fe80::1%eth0 fe80::1% fe80::%1%2 12345::1 g::1 1:2:3:4:5:6:1.2.3.4 1:2:3:4:5:6:7:1.2.3.4 1.2.3.4::1 ::1. [::1] localhost',
])('says what Node says: %s', (texts) => {
  for (const text of ['', ...texts.split(' ')]) expect([text, ipVersionOf(text) ?? 0]).toEqual([text, isIP(text)]);
});

test('says what Node says of anything made of the same letters', () => {
  const random = new Random(7);
  const letters = ['1', 'f', ':', '::', '.', '0', '255', '%', 'g'];
  for (let round = 0; round < 20_000; round++) {
    const length = 1 + random.below(14);
    const text = Array.from({ length }, () => random.pick(letters)).join('');
    expect([text, ipVersionOf(text) ?? 0]).toEqual([text, isIP(text)]);
  }
});
