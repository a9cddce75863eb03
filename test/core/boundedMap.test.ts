import { expect, test } from 'vitest';
import { BoundedMap } from '../../src/core/boundedMap.ts';

function keys(map: BoundedMap<string, string>): string {
  return 'abcdefgh'
    .split('')
    .filter((key) => map.get(key) !== undefined)
    .join('');
}

function filled(
  entries: number,
  weight: number,
  ...all: readonly (readonly [string, number])[]
): BoundedMap<string, string> {
  const map = new BoundedMap<string, string>({ entries, weight });
  for (const [key, each] of all) map.set(key, key, each);
  return map;
}

test('the oldest is forgotten when there are too many', () => {
  expect(keys(filled(2, 99, ['a', 1], ['b', 1], ['c', 1]))).toBe('bc');
});

test('what was asked for stays longer', () => {
  const map = filled(2, 99, ['a', 1], ['b', 1]);
  map.get('a');
  map.set('c', 'c', 1);
  expect(keys(map)).toBe('ac');
});

test('what is too heavy makes room for itself', () => {
  expect(keys(filled(9, 10, ['a', 4], ['b', 4], ['c', 9]))).toBe('c');
  expect(keys(filled(9, 10, ['a', 4], ['b', 99]))).toBe('b');
});

test('a new value takes the place and the weight of the old one', () => {
  const map = filled(9, 10, ['a', 9], ['a', 1], ['b', 8]);
  expect(keys(map)).toBe('ab');
  expect(map.size).toBe(2);
});

test('it ends when everything was asked for', () => {
  const map = filled(3, 99, ['a', 1], ['b', 1], ['c', 1]);
  keys(map);
  map.set('d', 'd', 1);
  expect(map.size).toBe(3);
  expect(map.get('d')).toBe('d');
});
