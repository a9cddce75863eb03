import { expect, test } from 'vitest';
import { MovedOffsets } from '../../../src/core/text/movedOffsets.ts';

/** `|` is the place, in the old text and where it is in the new one. */
function check(name: string, from: string, to: string): void {
  test(name, () => {
    const moves = new MovedOffsets(from.replace('|', ''), to.replace('|', ''));
    expect(moves.toNew(from.indexOf('|'))).toBe(to.indexOf('|'));
  });
}

/** The way back. */
function checkBack(name: string, from: string, to: string): void {
  test(name, () => {
    const moves = new MovedOffsets(from.replace('|', ''), to.replace('|', ''));
    expect(moves.toOld(to.indexOf('|'))).toBe(from.indexOf('|'));
  });
}

check('a place stays in a text that is the same', 'a|b', 'a|b');
check('a place behind what was typed moves along', 'one\ntw|o\n', 'zero\none\ntw|o\n');
check('a place before what was typed stays', 'o|ne\ntwo\n', 'o|ne\ntwo\nthree\n');
check('a place that was deleted is where it was', 'one x|x two', 'one |two');
check('a line between two changes is found again', 'a\nsa|me\nb\n', 'aa\naa\nsa|me\nbb\n');
check('a line that moved up is found where it is', 'x\na\nb\nc|c\ny\n', 'z\nc|c\na2\nb2\ny2\n');
check('of lines that changed places, the most stay in order', '1\na\nb|b\nc\n2\n', '3\nc\na\nb|b\n4\n');
check('lines that are not alone say nothing', '1\nx\nx|\n2\n', '|3\nx\nx\nx\n4\n');
check('nothing is left of a text that was emptied', 'one\ntw|o\n', '|');
checkBack('what was typed leads to where it was typed', 'one | two', 'one x|x two');
checkBack('a place behind it leads back', 'one tw|o', 'one and a half tw|o');
