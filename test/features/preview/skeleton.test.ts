import { expect, test } from 'vitest';
import { skeletonOf } from '../../../src/features/preview/skeleton.ts';

const check = (rule: string, expressions: readonly (string | undefined)[], expected: unknown): void => {
  test(rule, () => {
    const problems = expressions.map((expression) => (expression === undefined ? {} : { expression }));
    expect(JSON.parse(JSON.stringify(skeletonOf(problems)))).toEqual(expected);
  });
};

check('a value gets its name', ['name'], { name: 'name' });
check('a path becomes nested objects', ['order.total', 'order.buyer.name'], {
  order: { total: 'total', buyer: { name: 'name' } },
});
check('a value that is also an object becomes the object, in either order', ['a', 'a.b', 'c.d', 'c'], {
  a: { b: 'b' },
  c: { d: 'd' },
});
check('what has no place from the root is left out', ['../x', '@index', 'this', 'this.x', '[a b]', undefined], {});
check('names of other scripts are names', ['khách.tên'], { khách: { tên: 'tên' } });
test('a path through __proto__ changes no prototype', () => {
  skeletonOf([{ expression: '__proto__.polluted' }]);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});
