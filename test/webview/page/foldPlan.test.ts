import { describe, expect, test } from 'vitest';
import { planFolds } from '../../../src/webview/page/foldPlan.ts';

/** Each group as `words/icons keep button`; a button as `[0]`, what is folded as `(0)`, and `!` in front when the words went. */
function check(name: string, groups: readonly string[], roomPx: number, expected: string): void {
  test(name, () => {
    const parsed = groups.map((group) => {
      const [widthPx = 0, compactPx = 0, keep = 0, menuPx] = group.split(/[/ ]/).map(Number);
      return { widthPx, compactPx, keep, ...(menuPx === undefined ? {} : { menuPx }) };
    });
    const plan = planFolds(parsed, roomPx);
    const shown = plan.forms
      .map((form, index) => ({ shown: `${index}`, menu: `[${index}]`, folded: `(${index})` })[form])
      .join(' ');
    expect(`${plan.isCompact ? '! ' : ''}${shown}`).toBe(expected);
  });
}

describe('a bar that gets narrow', () => {
  const groups = ['100/60 3', '100/60 2', '100/60 1'];
  check('keeps everything as long as there is room', groups, 300, '0 1 2');
  check('loses the words first', groups, 299, '! 0 1 2');
  check('then the group that matters least', groups, 179, '! 0 1 (2)');
  check('then the next', groups, 119, '! 0 (1) (2)');
  check('and all of them when not one fits', groups, 59, '! (0) (1) (2)');
  check('folds by importance, not by place', ['50/50 1', '50/50 2'], 60, '! (0) 1');
  const buttons = ['100/60 3 20', '100/60 2', '100/60 1 20'];
  check('makes a button of the group that matters least', buttons, 179, '! 0 1 [2]');
  check('then of the next that can be one', buttons, 139, '! [0] 1 [2]');
  check('and folds only when all are buttons that can be', buttons, 99, '! [0] 1 (2)');
  check('does not make a button that is larger than the group', ['100/30 1 40'], 29, '! (0)');
  check('without groups has nothing to fold', [], 0, '');
});
