import { expect, test } from 'vitest';
import { MarkNumbers } from '../../../src/core/sourceMap/sourceTables.ts';

const large = 'x'.repeat(6 * 1024 * 1024);

test('equal texts of one file have a number each, and the same one again', () => {
  const numbers = new MarkNumbers();
  const of = (path: string, occurrence: number): number => numbers.segment(path, { text: 'a', occurrence });
  const given = [of('/a', 0), of('/a', 1), of('/b', 0)];
  expect(new Set(given).size).toBe(3);
  expect([of('/a', 0), of('/a', 1), of('/b', 0)]).toEqual(given);
});

test('what was not asked for the longest is forgotten, and its number is not given again', () => {
  const numbers = new MarkNumbers();
  const first = numbers.segment('/a', { text: 'a', occurrence: 0 });
  const given = [1, 2, 3, 4].map((each) => numbers.segment('/a', { text: large + String(each), occurrence: 0 }));
  const again = numbers.segment('/a', { text: 'a', occurrence: 0 });
  expect(again).not.toBe(first);
  expect(new Set([first, ...given, again]).size).toBe(6);
});

test('equal contexts have the same number; a forgotten one leads nowhere', () => {
  const numbers = new MarkNumbers();
  const id = numbers.context({ parent: 0, data: 'a' });
  expect(numbers.context({ parent: 0, data: 'a' })).toBe(id);
  expect(numbers.context({ parent: 0, data: '' })).not.toBe(numbers.context({ parent: 0 }));
  expect(numbers.contextOf(id)).toEqual({ id, parent: 0, data: 'a' });
  for (const each of [1, 2, 3, 4, 5, 6, 7, 8]) numbers.context({ parent: 0, data: large + String(each) });
  expect(numbers.contextOf(id)).toBeUndefined();
  expect(numbers.context({ parent: 0, data: 'a' })).not.toBe(id);
});
