import { expect, test } from 'vitest';
import { closest } from '../../../src/core/text/closest.ts';

function check(rule: string, wanted: string, candidates: readonly string[], expected: string | undefined): void {
  test(rule, () => expect(closest(wanted, candidates)).toBe(expected));
}

check('a letter too much', 'colour', ['align', 'color'], 'color');
check('two letters swapped', 'hte', ['the', 'he'], 'the');
check('another case', 'Header', ['header'], 'header');
check('nothing is near', 'title', ['align', 'css-class'], undefined);
check('a short name allows one difference only', 'ab', ['cd', 'ax'], 'ax');
check('no candidates', 'x', [], undefined);
