import type { MarkContext, PlacedSegment, SourceTables } from '../core/sourceMap/sourceTables.ts';

/**
 * Tables on their way out of the render process, as plain lists of numbers: thousands of small objects with named fields take
 * many times longer to write, to read and to check, and there are tables with every key.
 */
export interface SentTables {
  readonly files: readonly string[];
  /** Four numbers for each segment: id, file, start, length. */
  readonly segments: readonly number[];
  /**
   * Four for each context: id, parent, and the segment and the offset of its call, of which the first is 0 where it has none, and
   * negative where it is an include.
   */
  readonly contexts: readonly number[];
  /** The path of the data of each context; null where it is not known. */
  readonly data: readonly (string | null)[];
}

export function packTables(tables: SourceTables): SentTables {
  const segments: number[] = [];
  for (const { id, file, start, length } of tables.segments) segments.push(id, file, start, length);
  const contexts: number[] = [];
  const data: (string | null)[] = [];
  for (const context of tables.contexts) {
    const { call, include } = context;
    const segment = include === undefined ? (call?.segment ?? noCall) : -include.segment;
    contexts.push(context.id, context.parent, segment, (include ?? call)?.offset ?? 0);
    data.push(context.data ?? null);
  }
  return { files: tables.files, segments, contexts, data };
}

/** The tables as they were before. */
export function unpackTables(sent: SentTables): SourceTables {
  const segments: PlacedSegment[] = [];
  const numbers = sent.segments;
  for (let at = 0; at < numbers.length; at += rowLength) {
    const [file, start, length] = [numbers[at + 1] ?? 0, numbers[at + 2] ?? 0, numbers[at + 3] ?? 0];
    segments.push({ id: numbers[at] ?? 0, file, start, length });
  }
  const contexts = sent.data.map((data, row) => contextOf(sent.contexts, row * rowLength, data));
  return { files: sent.files, segments, contexts };
}

function contextOf(numbers: readonly number[], at: number, data: string | null): MarkContext {
  const segment = numbers[at + 2] ?? noCall;
  const place = { segment: Math.abs(segment), offset: numbers[at + 3] ?? 0 };
  return {
    id: numbers[at] ?? 0,
    parent: numbers[at + 1] ?? 0,
    ...(segment === noCall ? {} : segment < 0 ? { include: place } : { call: place }),
    ...(data === null ? {} : { data }),
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

const rowLength = 4;
/** No segment has this number (`MarkNumbers`). */
const noCall = 0;
