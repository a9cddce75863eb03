import { expect, test } from 'vitest';
import { plainData } from '../../../src/core/render/plainData.ts';

function check(rule: string, data: unknown, expected: string | undefined): void {
  test(rule, () => expect(plainData(data)).toBe(expected));
}

const shared = {};
const around: unknown[] = [];
around.push(around);
const named = Object.assign([1], { name: 'x' });
const holes = Object.assign([1], { length: 2 });
let deep: unknown = 0;
for (let depth = 0; depth < 50_000; depth++) deep = [deep];

check('values of JSON are told apart by their text', { a: [1, 'x', true, null, {}] }, '{"a":[1,"x",true,null,{}]}');
check('the order of members counts, as loops see it', { b: 1, a: 2 }, '{"b":1,"a":2}');
check('a key of any name is a key', JSON.parse('{"__proto__":{"a":1}}'), '{"__proto__":{"a":1}}');
check('what runs code is not plain', { a: () => 1 }, undefined);
check('a getter is not plain', Object.defineProperty({}, 'a', { get: () => 1, enumerable: true }), undefined);
check('what JSON would leave out is not plain', { a: undefined }, undefined);
check('what JSON would write as something else is not plain', { a: Infinity }, undefined);
check('a hidden member is not plain', Object.defineProperty({}, 'a', { value: 1 }), undefined);
check('a symbol is not plain', { [Symbol.iterator]: 1 }, undefined);
check('what is no object literal is not plain', new Date(0), undefined);
check('what inherits is not plain', Object.create({ a: 1 }), undefined);
check('an object in two places is not plain, as its path is that of one', { a: shared, b: shared }, undefined);
check('a circle is not plain', around, undefined);
check('a list with names is not plain', named, undefined);
check('a list with holes is not plain', holes, undefined);
check('a list of another kind is not plain', new (class extends Array<unknown> {})(), undefined);
check('what is nested without end is not plain', deep, undefined);
check('what is large is not looked through', ['x'.repeat(100_001)], undefined);
