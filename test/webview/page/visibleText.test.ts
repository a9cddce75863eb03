import { expect, test } from 'vitest';
import { visibleText } from '../../../src/webview/page/visibleText.ts';

test('characters that reorder text are shown as a mark', () => {
  expect(visibleText('invoice\u202efdp.exe')).toBe('invoice\ufffdfdp.exe');
  expect(visibleText('a\u2066b\u0000c\u007f')).toBe('a\ufffdb\ufffdc\ufffd');
});

test('line breaks become spaces, and writing systems keep their joiners', () => {
  expect(visibleText('a\r\nb\tc')).toBe('a  b c');
  expect(visibleText('👨‍👩‍👧 نمی‌خواهم')).toBe('👨‍👩‍👧 نمی‌خواهم');
});
