import { expect, test } from 'vitest';
import { matchesPattern } from '../../../src/core/template/pathPattern.ts';

function check(pattern: string, matching: readonly string[], others: readonly string[]): void {
  test(`${pattern} matches ${matching.join(', ') || 'nothing'}`, () => {
    const paths = [...matching, ...others];
    expect(paths.filter((path) => matchesPattern(path, pattern))).toEqual(matching);
  });
}

check('mails', ['mails/a.hbs', 'mails/x/b.hbs'], ['mail/a.hbs', 'x/mails/a.hbs']);
check('./mails/x/', ['mails/x/b.hbs'], ['mails/a.hbs']);
check('mails/a.hbs', ['mails/a.hbs'], ['mails/a.hbs.txt']);
check('mails\\*.hbs', ['mails/a.hbs', 'mails/.hbs'], ['mails/x/b.hbs', 'mails/a.mjml']);
check('**/*.mjml', ['a.mjml', 'x/y/a.mjml'], ['a.mjml.hbs']);
check('mails/**', ['mails/a.hbs', 'mails/x/a.hbs'], ['a.hbs']);
check('a?c/*x*y', ['abc/1x2y', 'abc/xyxy'], ['ac/xy', 'abc/yx']);
check('**/x/**/y', ['x/y', 'a/x/b/c/y'], ['y', 'x/yy']);
check('.', ['a', 'x/a'], []);

// Each wildcard of a naive matcher multiplies the time.
test('a pattern of many wildcards takes no time', () => {
  const started = performance.now();
  expect(matchesPattern('a'.repeat(5000), `${'*a'.repeat(500)}b`)).toBe(false);
  expect(matchesPattern('a/'.repeat(2000), `${'**/a/'.repeat(300)}b`)).toBe(false);
  expect(performance.now() - started).toBeLessThan(2000);
});
