import { expect, test } from 'vitest';
import { alignColumns } from '../../../src/core/text/alignColumns.ts';

test('columns are as wide as their longest cell', () => {
  expect(
    alignColumns([
      ['Set', 'Result', 'Reason'],
      ['ada', 'accepted', ''],
      ['đặng thị', 'refused', '550 no\n  such user'],
    ]),
  ).toBe('Set       Result    Reason\nada       accepted\nđặng thị  refused   550 no such user');
});

test('nothing gives nothing, and short rows are rows', () => {
  expect(alignColumns([])).toBe('');
  expect(alignColumns([['a', 'b'], ['c']])).toBe('a  b\nc');
});
