/** How much room the groups of a bar take, in pixels, with their words and with icons alone. */
export interface FoldableGroup {
  readonly widthPx: number;
  readonly compactPx: number;
  /** What is kept longest has the greatest number. */
  readonly keep: number;
}

export interface FoldPlan {
  readonly isCompact: boolean;
  /** Whether the group at the same index is in the menu and not in the bar. */
  readonly folded: readonly boolean[];
}

/** First the words go, then group after group, the least important one first. */
export function planFolds(groups: readonly FoldableGroup[], roomPx: number): FoldPlan {
  const none = groups.map(() => false);
  if (sum(groups, (group) => group.widthPx) <= roomPx) return { isCompact: false, folded: none };
  const order = groups.map((_, index) => index).sort((a, b) => keepOf(groups, a) - keepOf(groups, b));
  let left = sum(groups, (group) => group.compactPx);
  const folded = [...none];
  for (const index of order) {
    if (left <= roomPx) break;
    folded[index] = true;
    left -= groups[index]?.compactPx ?? 0;
  }
  return { isCompact: true, folded };
}

function sum(groups: readonly FoldableGroup[], widthOf: (group: FoldableGroup) => number): number {
  return groups.reduce((total, group) => total + widthOf(group), 0);
}

function keepOf(groups: readonly FoldableGroup[], index: number): number {
  return groups[index]?.keep ?? 0;
}
