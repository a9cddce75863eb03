import { expect, test } from 'vitest';
import { formatBytes } from '../../../src/webview/page/formatBytes.ts';

test.each([
  [0, '0 B'],
  [1023, '1,023 B'],
  [1024, '1 KB'],
  [1536, '1.5 KB'],
  [84_211, '82 KB'],
  [1_200_000, '1.1 MB'],
  [25 * 1024 ** 2, '25 MB'],
  [3 * 1024 ** 4, '3,072 GB'],
])('%d is %s', (bytes, wanted) => {
  expect(formatBytes(bytes, 'en')).toBe(wanted);
});
