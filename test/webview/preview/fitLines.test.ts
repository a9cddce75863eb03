import { describe, expect, test } from 'vitest';
import { fitLines } from '../../../src/webview/preview/fitLines.ts';

/** Each code unit is one pixel wide. */
function check(name: string, text: string, [widthPx, lines]: readonly [number, number], expected: string): void {
  test(name, () => {
    const { shown, length } = fitLines(text, { widthPx, lines }, (measured) => measured.length);
    expect(`${shown} (${length})`).toBe(expected);
  });
}

describe('a text in a list of messages', () => {
  check('that fits is whole', 'Your order', [10, 1], 'Your order (10)');
  check('that does not is cut, with room for the ellipsis', 'Your orders', [10, 1], 'Your orde… (9)');
  check('ends with a word and not with a blank', 'Your order', [6, 1], 'Your… (4)');
  check('has no half emoji', 'Hi 👩‍👩‍👧 there', [8, 1], 'Hi… (2)');
  check('wraps between words', 'one two three four', [8, 2], 'one two three f… (15)');
  check('that fits on two lines is whole', 'one two three', [8, 2], 'one two three (13)');
  check('of one long word wraps inside of it', 'abcdefghij', [4, 2], 'abcdefg… (7)');
  check('has nothing where there is no room', 'Hi', [0, 1], '… (0)');
  check('of nothing is nothing', '', [10, 2], ' (0)');
  check('of a book is not read to its end', 'a'.repeat(50_000), [10, 2], `${'a'.repeat(19)}… (19)`);
});
