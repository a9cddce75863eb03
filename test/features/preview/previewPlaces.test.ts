import { describe, expect, test } from 'vitest';
import { findPreview, type PreviewPlace, redundantBeside } from '../../../src/features/preview/previewPlaces.ts';

type Place = PreviewPlace & { readonly name: string };

/** `locked order 2 hidden`: a preview by what is not usual. One that follows shows `any`. */
function place(name: string): Place {
  const words = name.split(' ');
  return {
    name,
    template: words.find((word) => word === 'order' || word === 'welcome') ?? 'any',
    isLocked: words.includes('locked'),
    isVisible: !words.includes('hidden'),
    column: Number(words.find((word) => /^\d$/.test(word)) ?? 1),
  };
}

describe('the preview for the template "order"', () => {
  function check(rule: string, open: readonly string[], wanted: string, expected: string | undefined): void {
    test(rule, () => {
      const { isLocked, column } = place(wanted);
      const toSide = wanted.startsWith('beside');
      const found = findPreview(open.map(place), { template: 'order', column, toSide, isLocked });
      expect(found?.name).toBe(expected);
    });
  }

  check('is a new one when none is open', [], 'in 1', undefined);
  check('is one that follows in the same group', ['follows 2', 'follows 1'], 'in 1', 'follows 1');
  check('is none that follows in another group', ['follows 2'], 'in 1', undefined);
  check('to the side is one that follows in another group', ['follows 1', 'follows 2'], 'beside 1', 'follows 2');
  check('is the one that is locked to it, wherever it is', ['follows 1', 'locked order 3'], 'in 1', 'locked order 3');
  check('is none that is locked to another template', ['locked welcome 1'], 'in 1', undefined);
  check('is the visible one of several', ['follows 2 hidden', 'follows 3'], 'beside 1', 'follows 3');
  check('is a hidden one rather than none', ['follows 2 hidden'], 'beside 1', 'follows 2 hidden');
  check('is a new one when it is to be locked and only others follow', ['follows 1'], 'locked in 1', undefined);
});

describe('previews that show nothing of their own', () => {
  function check(rule: string, name: string, others: readonly string[], redundant: readonly string[]): void {
    test(rule, () => {
      const preview = place(name);
      expect(redundantBeside(preview, [preview, ...others.map(place)]).map((each) => each.name)).toEqual(redundant);
    });
  }

  check('a second one that follows in a group', 'follows 1', ['follows 1', 'follows 2'], ['follows 1']);
  check('none of those locked to other templates', 'locked order 1', ['locked welcome 1', 'follows 1'], []);
  check('a second one locked to the same template', 'locked order 1', ['locked order 1'], ['locked order 1']);
});
