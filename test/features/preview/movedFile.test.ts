import { expect, test } from 'vitest';
import { movedAddress } from '../../../src/features/preview/movedFile.ts';

function check(rule: string, file: string, moves: readonly (readonly [string, string])[], moved: string | undefined) {
  test(rule, () => {
    expect(
      movedAddress(
        file,
        moves.map(([oldUri, newUri]) => ({ oldUri, newUri })),
      ),
    ).toBe(moved);
  });
}

check('a renamed file', 'file:///p/a.mjml', [['file:///p/a.mjml', 'file:///p/b.mjml']], 'file:///p/b.mjml');
check('a file in a renamed folder', 'file:///p/mails/a.mjml', [['file:///p/mails', 'file:///q']], 'file:///q/a.mjml');
check(
  'no file beside a folder whose name starts alike',
  'file:///p/mails2/a.mjml',
  [['file:///p/mails', 'file:///q']],
  undefined,
);
check(
  'the one of several that it is in',
  'file:///b/x',
  [
    ['file:///a', 'file:///c'],
    ['file:///b', 'file:///d'],
  ],
  'file:///d/x',
);
check('no other file', 'file:///p/c.mjml', [['file:///p/a.mjml', 'file:///p/b.mjml']], undefined);
