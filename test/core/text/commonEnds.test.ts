import { expect, test } from 'vitest';
import { commonEnd, commonStart } from '../../../src/core/text/commonEnds.ts';

function check(name: string, left: string, right: string, [start, end]: readonly [start: number, end: number]): void {
  test(name, () => {
    expect([commonStart(left, right), commonEnd(left, right)]).toEqual([start, end]);
    expect([commonStart(right, left), commonEnd(right, left)]).toEqual([start, end]);
  });
}

check('nothing has nothing in common', '', '', [0, 0]);
check('with nothing, nothing is in common', 'abc', '', [0, 0]);
check('equal texts have all of it', 'abc', 'abc', [3, 3]);
check('other texts have none', 'abc', 'xyz', [0, 0]);
check('a changed character', 'one two three', 'one 2wo three', [4, 8]);
check('a longer text', 'abcd', 'abcdefabcd', [4, 4]);
check('what was typed again counts from both sides', 'aaa', 'aaaa', [3, 3]);
check('halves of a surrogate pair are characters', 'x\u{1F600}', 'x\u{1F601}', [2, 0]);
check('letters of one byte and of two', 'caf\u00E9 au lait', 'caf\u0119 au lait', [3, 8]);

test('every place of a difference is found in a text of any length', () => {
  const wrong: string[] = [];
  for (let length = 1; length <= 70; length++)
    for (let at = 0; at < length; at++) {
      const left = 'x'.repeat(length);
      const right = `${left.slice(0, at)}y${left.slice(at + 1)}`;
      if (commonStart(left, right) !== at || commonEnd(left, right) !== length - at - 1) wrong.push(right);
    }
  expect(wrong).toEqual([]);
});
