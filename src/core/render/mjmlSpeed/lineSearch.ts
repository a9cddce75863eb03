import lodash from 'lodash';

/**
 * Runs MJML's parser, which finds the line of each tag by going through the starts of all lines from the last: with the length
 * of a text that grows as its square. For as long as it runs, what it calls for that divides instead.
 *
 * It is the only one that calls it meanwhile: the parser does not wait for anything.
 */
export function withQuickLines<T>(parse: () => T): T {
  const { findLastIndex } = lodash;
  lodash.findLastIndex = lastAmongSorted;
  try {
    return parse();
  } finally {
    lodash.findLastIndex = findLastIndex;
  }
}

/** The starts of lines are in order: those that are not behind a tag come first. */
function lastAmongSorted(starts: readonly number[], isNotBehind: (start: number) => boolean): number {
  let [low, high] = [-1, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isNotBehind(starts[middle] ?? Infinity)) low = middle;
    else high = middle - 1;
  }
  return low;
}
