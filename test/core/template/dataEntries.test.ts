import { expect, test } from 'vitest';
import { entriesOf } from '../../../src/core/template/dataEntries.ts';

test('a long list is looked through once, not once for each of its sets', () => {
  let reads = 0;
  const list = Array.from({ length: 2000 }, (_each, index) => ({
    get id() {
      reads++;
      return index;
    },
    values: {},
  }));
  expect(
    entriesOf(list, [])
      ?.slice(0, 2)
      .map(({ entry }) => entry),
  ).toEqual([0, 1]);
  expect(reads).toBeLessThan(3 * list.length);
});

test('a label that two sets have names neither', () => {
  const list = ['a', 'b', 'a'].map((id) => ({ id, values: {} }));
  expect(entriesOf(list, [])?.map(({ entry, name }) => [entry, name])).toEqual([
    [0, 'a'],
    ['b', 'b'],
    [2, 'a'],
  ]);
});
