/** Leads from places of a text to those of a later version of it, whatever happened in between. */
export class MovedOffsets {
  readonly #blocks: readonly SameBlock[];

  constructor(from: string, to: string) {
    this.#blocks = from === to ? [{ from: 0, to: 0, length: from.length }] : sameBlocks(from, to);
  }

  /** Where a place of the old text is in the new one; a place that is gone is where it was. */
  toNew(offset: number): number {
    return moved(offset, this.#blocks, ({ from, to, length }) => ({ start: from, other: to, length }));
  }

  /** The way back. */
  toOld(offset: number): number {
    return moved(offset, this.#blocks, ({ from, to, length }) => ({ start: to, other: from, length }));
  }
}

/** What both texts have, in order. */
interface SameBlock {
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

function moved(
  offset: number,
  blocks: readonly SameBlock[],
  side: (block: SameBlock) => { readonly start: number; readonly other: number; readonly length: number },
): number {
  let end = 0;
  for (const block of blocks) {
    const { start, other, length } = side(block);
    if (offset < start) return end;
    if (offset <= start + length) return other + offset - start;
    end = other + length;
  }
  return end;
}

/** Both ends, and in what is left the lines that each text has once. */
function sameBlocks(from: string, to: string): readonly SameBlock[] {
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && from.charCodeAt(start) === to.charCodeAt(start)) start++;
  let tail = 0;
  while (tail < shorter - start && from.charCodeAt(from.length - 1 - tail) === to.charCodeAt(to.length - 1 - tail))
    tail++;
  const before = uniqueLines(from, start, from.length - tail);
  const after = uniqueLines(to, start, to.length - tail);
  const lines = [...before].flatMap(([line, at]) => {
    const there = after.get(line);
    return there === undefined ? [] : [{ from: at, to: there, length: line.length }];
  });
  const kept = longestRising(lines.map((line) => line.to)).flatMap((index) => lines[index] ?? []);
  return [{ from: 0, to: 0, length: start }, ...kept, { from: from.length - tail, to: to.length - tail, length: tail }];
}

/** The lines that stand once, and whole, in a part of a text: where each begins. */
function uniqueLines(text: string, start: number, end: number): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const repeated = new Set<string>();
  for (let at = start; at < end;) {
    const feed = text.indexOf('\n', at);
    const lineEnd = feed < 0 || feed >= end ? end : feed + 1;
    const line = text.slice(at, lineEnd);
    if (found.has(line)) repeated.add(line);
    else if (line.trim() !== '') found.set(line, at);
    at = lineEnd;
  }
  for (const line of repeated) found.delete(line);
  return found;
}

/** Indexes of the longest part of a list whose numbers grow. */
function longestRising(numbers: readonly number[]): readonly number[] {
  /** By length less one: the index of the smallest number that such a part can end with. */
  const ends: number[] = [];
  const previous: number[] = [];
  for (const [index, number] of numbers.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[ends[middle] ?? 0] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    previous.push(low === 0 ? -1 : (ends[low - 1] ?? -1));
    ends[low] = index;
  }
  const found: number[] = [];
  for (let index = ends.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) found.push(index);
  return found.reverse();
}
