import { expect, test } from 'vitest';
import { offsetBehindText } from '../../../src/core/sourceMap/shownText.ts';

/** `[` and `]` are around the marked text, `|` is the place behind what was shown. */
function check(name: string, source: string, shown: string): void {
  test(name, () => {
    const start = source.indexOf('[');
    const end = source.replace('|', '').indexOf(']') - 1;
    const expected = source.replace(/[[\]]/g, '').indexOf('|');
    expect(offsetBehindText(source.replace(/[[\]|]/g, ''), { start, end }, shown)).toBe(expected);
  });
}

check('letters', '<p>[Dear| friend]</p>', 'Dear');
check('nothing', '<p>[|Dear]</p>', '');
check('letters of two code units', '[a🎉|b]', 'a🎉');
check('a character reference is one letter', '[a&nbsp;b|c]', 'a\u00a0b');
check('a reference to a letter of two code units', '[a&#x1F389;b|c]', 'a🎉b');
check('an ampersand that is written as one', '[R&D|]', 'R&D');
check('an ampersand that is written as a reference', '[R&amp;D|]', 'R&D');
check('an ampersand in front of what only looks like a reference', '[a &b;c|]', 'a &b;c');
check('tags are passed over', '[our <b>shop</b>.<br />Not| you]', 'our shop.Not');
check('a tag behind what was shown is not', '[our| <b>shop</b>]', 'our');
check('a sign that is no tag is a letter', '[1 < 2| and]', '1 < 2');
check('other letters than the source has lead to its beginning', '[|TITLE]', 'Title');
check('a text that goes on behind the line leads to its beginning', '[|one]\ntwo', 'one\ntwo');
