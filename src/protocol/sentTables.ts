import type { MarkContext, PlacedSegment, SourceTables } from '../core/sourceMap/sourceTables.ts';

/**
 * Tables on their way out of the render process, as plain lists of numbers: thousands of small objects with named fields take
 * many times longer to write, to read and to check, and there are tables with every key.
 */
export interface SentTables {
  readonly files: readonly string[];
  /** Four numbers for each segment: id, file, start, length. */
  readonly segments: readonly number[];
  /** Four for each context: id, parent, and the segment and the offset of its call, of which the first is 0 where it has none. */
  readonly contexts: readonly number[];
  /** The path of the data of each context; null where it is not known. */
  readonly data: readonly (string | null)[];
}

export function packTables({ files, segments, contexts }: SourceTables): SentTables {
  return {
    files,
    segments: segments.flatMap(({ id, file, start, length }) => [id, file, start, length]),
    contexts: contexts.flatMap(({ id, parent, call }) => [id, parent, call?.segment ?? noCall, call?.offset ?? 0]),
    data: contexts.map(({ data }) => data ?? null),
  };
}

/** The tables as they were before. */
export function unpackTables({ files, segments, contexts, data }: SentTables): SourceTables {
  return {
    files,
    segments: rowsOf(segments, ([id, file, start, length]): PlacedSegment => ({ id, file, start, length })),
    contexts: rowsOf(contexts, ([id, parent, segment, offset], row): MarkContext => {
      const path = data[row] ?? undefined;
      return {
        id,
        parent,
        ...(segment === noCall ? {} : { call: { segment, offset } }),
        ...(path === undefined ? {} : { data: path }),
      };
    }),
  };
}

/** Whether it has the shape that `unpackTables` counts on. */
export function isSentTables(value: unknown): value is SentTables {
  if (typeof value !== 'object' || value === null) return false;
  if (!('files' in value && 'segments' in value && 'contexts' in value && 'data' in value)) return false;
  return (
    Array.isArray(value.files) &&
    value.files.every((file) => typeof file === 'string') &&
    isRows(value.segments) &&
    isRows(value.contexts) &&
    Array.isArray(value.data) &&
    value.data.length * rowLength === value.contexts.length &&
    value.data.every((path) => path === null || typeof path === 'string')
  );
}

function isRows(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length % rowLength === 0 && value.every((each) => Number.isSafeInteger(each));
}

type Row = readonly [number, number, number, number];

function rowsOf<T>(numbers: readonly number[], read: (row: Row, index: number) => T): T[] {
  const rows: T[] = [];
  for (let at = 0; at < numbers.length; at += rowLength) {
    const [first = 0, second = 0, third = 0, fourth = 0] = numbers.slice(at, at + rowLength);
    rows.push(read([first, second, third, fourth], rows.length));
  }
  return rows;
}

const rowLength = 4;
/** No segment has this number (`MarkNumbers`). */
const noCall = 0;
