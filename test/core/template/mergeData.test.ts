import { expect, test } from 'vitest';
import { mergeData, withoutKnown } from '../../../src/core/template/mergeData.ts';

const check = (rule: string, lower: unknown, upper: unknown, expected: unknown): void =>
  test(rule, () => expect(mergeData(lower, upper)).toEqual(expected));

check('objects are merged at every level', { a: { b: 1, c: 1 } }, { a: { c: 2, d: 2 } }, { a: { b: 1, c: 2, d: 2 } });
check('lists are replaced', { a: [1, 2] }, { a: [3] }, { a: [3] });
check('null is a value', { a: { b: 1 } }, { a: null }, { a: null });
check('what is no object replaces', { a: 1 }, 'x', 'x');
check('nothing leaves what is there', { a: 1 }, undefined, { a: 1 });

test('__proto__ changes no prototype', () => {
  const hostile: unknown = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
  mergeData(mergeData({}, hostile), hostile);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});
test('depth without end is no matter', () => {
  const deep = (): unknown => {
    let value: unknown = {};
    for (let depth = 0; depth < 50_000; depth++) value = { a: value };
    return value;
  };
  expect(() => mergeData(deep(), deep())).not.toThrow();
});
test('what is known is taken away, empty objects with it', () =>
  expect(withoutKnown({ a: 1, b: { c: 1, d: 1 }, e: { f: 1 } }, { a: 0, b: { c: 0 }, e: { f: 0 } })).toEqual({
    b: { d: 1 },
  }));
