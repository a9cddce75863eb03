import type { Problem } from '../../core/render/renderResult.ts';

interface Skeleton {
  [name: string]: Skeleton | string;
}

/** An object with a place for each value that a render missed; the name stands in for the value until somebody writes one. */
export function skeletonOf(problems: readonly Pick<Problem, 'expression'>[]): Skeleton {
  const root: Skeleton = {};
  for (const { expression } of problems) {
    const names = expression?.split('.') ?? [];
    // Only plain paths: of `../x`, `@index` or `[a b]` nobody can say from here where the value belongs.
    if (names.length > 0 && names.every((name) => /^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(name) && name !== 'this'))
      place(root, names);
  }
  return root;
}

function place(parent: Skeleton, [name = '', ...rest]: readonly string[]): void {
  const present = Object.hasOwn(parent, name) ? parent[name] : undefined;
  if (rest.length === 0) {
    if (present === undefined) define(parent, name, name);
    return;
  }
  const child = typeof present === 'object' ? present : {};
  define(parent, name, child);
  place(child, rest);
}

/** Not an assignment: a template may ask for `__proto__`. */
function define(parent: Skeleton, name: string, value: Skeleton | string): void {
  Object.defineProperty(parent, name, { value, enumerable: true, configurable: true, writable: true });
}
