/** A line of the source, and how far down the mail what it became begins. */
export interface LinePoint {
  readonly line: number;
  readonly y: number;
}

/**
 * The points that lead down the mail as lines lead down the source, as many as there are: what stands beside or above what comes before
 * it, a second column or a part that is shown elsewhere, would make the other end jump.
 */
export function risingPoints(points: readonly LinePoint[]): readonly LinePoint[] {
  /** By length less one: the index of the lowest point that such a row can end with. */
  const ends: number[] = [];
  const previous: number[] = [];
  for (const [index, { y }] of points.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((points[ends[middle] ?? 0]?.y ?? 0) <= y) low = middle + 1;
      else high = middle;
    }
    previous.push(low === 0 ? -1 : (ends[low - 1] ?? -1));
    ends[low] = index;
  }
  const rising: LinePoint[] = [];
  for (let index = ends.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) {
    const point = points[index];
    if (point !== undefined) rising.push(point);
  }
  return rising.reverse();
}

/** How far down the mail a line is, with a part of it as a fraction; what lies outside of all points is at the nearest one. */
export function yOfLine(points: readonly LinePoint[], line: number): number | undefined {
  return between(points, line, { from: (point) => point.line, to: (point) => point.y });
}

/** The way back; undefined outside of all points, where there is nothing to say. */
export function lineAtY(points: readonly LinePoint[], y: number): number | undefined {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || y < first.y || y > last.y) return undefined;
  return between(points, y, { from: (point) => point.y, to: (point) => point.line });
}

function between(
  points: readonly LinePoint[],
  at: number,
  { from, to }: { readonly from: (point: LinePoint) => number; readonly to: (point: LinePoint) => number },
): number | undefined {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const point = points[middle];
    if (point !== undefined && from(point) <= at) low = middle + 1;
    else high = middle;
  }
  const before = points[low - 1];
  const after = points[low];
  if (before === undefined) return after === undefined ? undefined : to(after);
  if (after === undefined) return to(before);
  const part = (at - from(before)) / (from(after) - from(before));
  return to(before) + part * (to(after) - to(before));
}
