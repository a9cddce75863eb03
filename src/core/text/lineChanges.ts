export interface LineChange {
  readonly kind: 'removed' | 'added';
  readonly text: string;
}

/**
 * Which lines of `left` are not in `right` and the other way round, in their order. Where both differ in very many lines, all
 * between the first and the last difference count as changed.
 */
export function lineChanges(left: string, right: string): readonly LineChange[] {
  const [before, after] = [left.split('\n'), right.split('\n')];
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end++;
  return changesBetween(before.slice(start, before.length - end), after.slice(start, after.length - end));
}

function changesBetween(before: readonly string[], after: readonly string[]): readonly LineChange[] {
  const removed = (text: string): LineChange => ({ kind: 'removed', text });
  const added = (text: string): LineChange => ({ kind: 'added', text });
  if (before.length * after.length > maxCells) return [...before.map(removed), ...after.map(added)];
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      lengths[row * width + column] =
        before[row] === after[column]
          ? (lengths[(row + 1) * width + column + 1] ?? 0) + 1
          : Math.max(lengths[(row + 1) * width + column] ?? 0, lengths[row * width + column + 1] ?? 0);
    }
  }
  const changes: LineChange[] = [];
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    if (row < before.length && column < after.length && before[row] === after[column]) {
      row++;
      column++;
    } else if (
      column >= after.length ||
      (row < before.length && (lengths[(row + 1) * width + column] ?? 0) >= (lengths[row * width + column + 1] ?? 0))
    ) {
      changes.push(removed(before[row++] ?? ''));
    } else changes.push(added(after[column++] ?? ''));
  }
  return changes;
}

/** 16 MB of numbers. */
const maxCells = 4_000_000;
