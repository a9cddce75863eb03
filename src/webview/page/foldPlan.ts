/** How much room the groups of a bar take, in pixels: with their words, with icons alone, and as one button that opens a menu. */
export interface FoldableGroup {
  readonly widthPx: number;
  readonly compactPx: number;
  /** Absent where the group has no such button. */
  readonly menuPx?: number;
  /** What is kept longest has the greatest number. */
  readonly keep: number;
}

/** `menu`: one button. `folded`: in the menu of the bar. */
export type GroupForm = 'shown' | 'menu' | 'folded';

export interface FoldPlan {
  readonly isCompact: boolean;
  /** Of the group at the same index. */
  readonly forms: readonly GroupForm[];
}

/** First the words go, then group after group becomes a button, then they leave the bar; the least important one is always first. */
export function planFolds(groups: readonly FoldableGroup[], roomPx: number): FoldPlan {
  const forms = groups.map((): GroupForm => 'shown');
  if (sum(groups.map(({ widthPx }) => widthPx)) <= roomPx) return { isCompact: false, forms };
  const order = groups.map((_, index) => index).sort((a, b) => keepOf(groups, a) - keepOf(groups, b));
  const sizes = groups.map(({ compactPx }) => compactPx);
  for (const form of ['menu', 'folded'] as const) {
    for (const index of order) {
      if (sum(sizes) <= roomPx) break;
      const sizePx = form === 'folded' ? 0 : groups[index]?.menuPx;
      if (sizePx === undefined || sizePx >= (sizes[index] ?? 0)) continue;
      forms[index] = form;
      sizes[index] = sizePx;
    }
  }
  return { isCompact: true, forms };
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}

function keepOf(groups: readonly FoldableGroup[], index: number): number {
  return groups[index]?.keep ?? 0;
}
