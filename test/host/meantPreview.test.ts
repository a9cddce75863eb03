import { expect, test } from 'vitest';
import { meantPreview } from '../../src/host/meantPreview.ts';

interface Preview {
  readonly template: string;
  readonly isActive?: boolean;
  readonly isVisible?: boolean;
  readonly uses?: readonly string[];
}

/** The previews from the one that was active last to the first one. */
function check(
  rule: string,
  previews: readonly Preview[],
  file: string | undefined,
  template: string | undefined,
): void {
  test(rule, () => {
    const all = previews.map(({ template: own, uses = [], isActive = false, isVisible = true }) => ({
      template: own,
      isActive,
      isVisible,
      uses: (each: string) => each === own || uses.includes(each),
    }));
    expect(meantPreview(all, file)?.template).toBe(template);
  });
}

check('the active one', [{ template: 'a' }, { template: 'b', isActive: true }], undefined, 'b');
check('the one that shows the file being edited', [{ template: 'a', uses: ['b'] }, { template: 'b' }], 'b', 'b');
check(
  'the last one that is made of it',
  [
    { template: 'a', uses: ['p'] },
    { template: 'b', uses: ['p'] },
  ],
  'p',
  'a',
);
check(
  'one on the screen before one that is hidden',
  [
    { template: 'a', uses: ['p'], isVisible: false },
    { template: 'b', uses: ['p'] },
  ],
  'p',
  'b',
);
check('none when the file is part of no mail that is shown', [{ template: 'a' }], 'p', undefined);
check('none when nothing is edited', [{ template: 'a' }], undefined, undefined);
