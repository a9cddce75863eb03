import { expect, test } from 'vitest';
import { waitSecondsOf } from '../../../src/core/mail/waitSeconds.ts';

test.each([
  ['451 4.7.1 Greylisted, try again in 300 seconds', 300],
  ['450 4.2.0 Greylisted for 5 minutes', 300],
  ['451 please retry in 90s', 90],
  ['421 4.7.0 You are blocked for 2 hours', 7200],
  ['451 try again later', undefined],
  ['451 4.7.1 try again, session 300 seconded by nobody', undefined],
  ['450 wait 99999 hours', undefined],
  [`450 ${'again '.repeat(100_000)}`, undefined],
] as const)('%.40s: %s', (reply, seconds) => {
  expect(waitSecondsOf(reply)).toBe(seconds);
});
