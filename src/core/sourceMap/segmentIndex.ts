import { BoundedMap } from '../boundedMap.ts';
import { scanMustaches } from '../template/mustaches.ts';
import { scanTags, type Tag } from '../template/tags.ts';
import { findPaths, type FoundPaths, type PartialCall, type PrintedPath } from './printedPaths.ts';

/** What is known of a segment's text alone. Offsets are from its start. */
export interface SegmentIndex {
  /** The end of what a mark marks: of a tag, of a value, or of the line of a text. */
  endOf(offset: number): number;
  /** The data that a value or the attributes of a tag print. */
  printedBy(offset: number): readonly PrintedPath[];
  /** The call of a partial. */
  callAt(offset: number): PartialCall | undefined;
}

/** Keeps the index of each text; may be shared by the maps of many renders. */
export class SegmentIndexes {
  readonly #known = new BoundedMap<string, SegmentIndex>({ entries: 20_000, weight: 8 * 1024 * 1024 });

  of(text: string): SegmentIndex {
    return this.#known.get(text) ?? this.#known.set(text, new LazyIndex(text), text.length);
  }
}

class LazyIndex implements SegmentIndex {
  readonly #text: string;
  #ends: ReadonlyMap<number, number> | undefined;
  #paths: FoundPaths | undefined;
  #printed: ReadonlyMap<number, readonly PrintedPath[]> | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  endOf(offset: number): number {
    this.#ends ??= findEnds(this.#text);
    return this.#ends.get(offset) ?? lineEnd(this.#text, offset);
  }

  printedBy(offset: number): readonly PrintedPath[] {
    this.#paths ??= findPaths(this.#text);
    this.#printed ??= byMark(this.#text, this.#paths.printed);
    return this.#printed.get(offset) ?? [];
  }

  callAt(offset: number): PartialCall | undefined {
    this.#paths ??= findPaths(this.#text);
    return this.#paths.calls.get(offset);
  }
}

function findEnds(text: string): ReadonlyMap<number, number> {
  const mustaches = scanMustaches(text, { recover: true });
  return new Map([...scanTags(text, mustaches), ...mustaches].map(({ start, end }) => [start, end]));
}

/** Without the blanks before the line ends. */
function lineEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
  while (end > from && /\s/.test(text[end - 1] ?? '')) end--;
  return end;
}

/** By what is marked: a value in an attribute belongs to its tag. */
function byMark(text: string, paths: readonly PrintedPath[]): ReadonlyMap<number, readonly PrintedPath[]> {
  const tags = scanTags(text, scanMustaches(text, { recover: true }));
  const printed = new Map<number, PrintedPath[]>();
  let index = 0;
  for (const path of paths) {
    while ((tags[index]?.end ?? Infinity) <= path.start) index++;
    const tag = tags[index];
    const isInTag = tag !== undefined && tag.kind === 'open' && tag.start < path.start;
    const at = isInTag ? tag.start : path.start;
    // The mark of the tag is before the blocks inside of it, where the data may be others.
    const scope = isInTag ? { markedAt: tag.start, ...attributeAt(tag, path.start) } : {};
    const others = printed.get(at) ?? [];
    others.push({ ...path, ...scope });
    printed.set(at, others);
  }
  return printed;
}

function attributeAt({ attributes }: Tag, offset: number): { readonly attribute?: string } {
  const found = attributes.find(({ valueStart, valueEnd }) => valueStart <= offset && offset < valueEnd);
  return found === undefined ? {} : { attribute: found.name.toLowerCase() };
}
