import { expect, test } from 'vitest';
import { missingPath } from '../../../src/core/template/missingPath.ts';

const value = { type: 'string' };

function object(properties: Readonly<Record<string, unknown>>): unknown {
  return { type: 'object', properties };
}

function list(items: unknown): unknown {
  return { type: 'array', items };
}

const schema = object({
  name: value,
  order: object({ total: value, lines: list(object({ name: value, price: value })) }),
  rates: list(value),
});

function check(
  rule: string,
  { expression, data = {}, printed = [] }: { expression: string; data?: unknown; printed?: readonly string[] },
  expected: string | undefined,
): void {
  test(rule, () => {
    expect(missingPath({ expression, schema, data, printed })?.join('.')).toBe(expected);
  });
}

check('a path from the top is its own place', { expression: 'order.total' }, 'order.total');
check('a path of an item belongs to all items', { expression: 'this.price' }, 'order.lines.0.price');
check('what is there is not meant', { expression: 'name', data: { name: 'a' } }, 'order.lines.0.name');
check('several places: none is chosen', { expression: 'name' }, undefined);
check('where it was printed decides', { expression: 'name', printed: ['order.lines.3.name'] }, 'order.lines.0.name');
check('from the root it is no item', { expression: '@root.name' }, 'name');
check('one level up', { expression: '../total' }, 'order.total');
check('a name in brackets', { expression: 'order.[total]' }, 'order.total');
check('an index is an item', { expression: 'order.lines.[2].price' }, 'order.lines.0.price');
check('what is no data has no place', { expression: '@index' }, undefined);
check('no place below a text', { expression: 'order.total', data: { order: 'x' } }, undefined);
check(
  'one item lacks it',
  { expression: 'price', data: { order: { lines: [{ price: 1 }, {}] } } },
  'order.lines.0.price',
);
