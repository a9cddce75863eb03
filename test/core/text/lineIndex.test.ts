import { expect, test } from 'vitest';
import { LineIndex } from '../../../src/core/text/lineIndex.ts';

function check(rule: string, text: string, offset: number, position: string): void {
  test(rule, () => {
    const lines = new LineIndex(text);
    const found = lines.positionAt(offset);
    expect(`${found.line}:${found.character}`).toBe(position);
    if (offset >= 0 && offset <= text.length) expect(lines.offsetAt(found)).toBe(offset);
  });
}

check('the start', '', 0, '0:0');
check('after a line feed', 'a\nb', 2, '1:0');
check('CRLF ends one line', 'a\r\nb', 3, '1:0');
check('a lone carriage return ends a line', 'a\rb', 2, '1:0');
check('characters outside of the basic plane count twice, as in editors', '😀b', 2, '0:2');
check('a tab is one character', '\tb', 1, '0:1');
check('beyond the end is the end', 'ab', 9, '0:2');
check('before the start is the start', 'ab', -1, '0:0');
