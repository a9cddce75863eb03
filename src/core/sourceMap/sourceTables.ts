import type { Mark } from './marks.ts';
import { BoundedMap } from '../boundedMap.ts';
import type { MemoryPart } from '../renderMemory.ts';

/** Where the marks of one html lead: plain values, made to be sent to whoever shows it. */
export interface SourceTables {
  /** Absolute paths. */
  readonly files: readonly string[];
  /** Of every segment that took part: a segment of the same text in the same file has the same number in every render. */
  readonly segments: readonly PlacedSegment[];
  /** Of every context that took part but 0; equal contexts have the same number in every render. */
  readonly contexts: readonly MarkContext[];
}

export interface PlacedSegment {
  readonly id: number;
  /** Index in `files`. */
  readonly file: number;
  /** Offset in the file, in UTF-16 code units. */
  readonly start: number;
  readonly length: number;
}

/** One step of how the run came to a mark: into a partial, an included file, or the data by `{{#each}}` and `{{#with}}`. */
export interface MarkContext {
  readonly id: number;
  /** The context that this one is inside of; 0 is the template itself. */
  readonly parent: number;
  /** The mustache that called the partial; absent when no partial was entered. */
  readonly call?: PlaceOfCall;
  /** The `<mj-include>` that brought the file. It changes nothing about the data. */
  readonly include?: PlaceOfCall;
  /** Path of the data that are `this` here: `order.lines.0`, empty for all of them; absent where it is not known. */
  readonly data?: string;
}

export interface PlaceOfCall {
  readonly segment: number;
  readonly offset: number;
}

/**
 * Gives numbers to segments and contexts, the same to the same in all renders of a process, so that what was made of a marked
 * text can be found again by that text. Numbers are never given twice, also not after it has forgotten some: a mark with a
 * forgotten one is in no later tables.
 */
export class MarkNumbers {
  /** By the text. */
  readonly #segments = new BoundedMap<string, NumbersOfText>(limits);
  readonly #contexts = new BoundedMap<string, number>(limits);
  readonly #contextById = new BoundedMap<number, MarkContext>(limits);
  #next = 1;

  /** The number of a text of a file; equal texts of one file are told apart by how many of them come before. */
  segment(path: string, { text, occurrence }: Pick<Segment, 'text' | 'occurrence'>): number {
    const numbers = this.#segments.get(text);
    const known = numbers?.byFile.get(path)?.get(occurrence);
    if (known !== undefined) return known;
    const number = this.#next++;
    const next = numbers === undefined || numbers.count >= maxPlaces ? { byFile: new Map(), count: 0 } : numbers;
    const ofFile = next.byFile.get(path) ?? new Map<number, number>();
    next.byFile.set(path, ofFile.set(occurrence, number));
    next.count++;
    this.#segments.set(text, next, text.length + next.count * placeWeight);
    return number;
  }

  context(context: Omit<MarkContext, 'id'>): number {
    const { parent, call, include, data } = context;
    const way = include === undefined ? keyOf(call) : `<${keyOf(include)}`;
    const key = `${parent} ${way} ${data === undefined ? '' : `=${data}`}`;
    const known = this.#contexts.get(key);
    if (known !== undefined) return known;
    const id = this.#next++;
    this.#contextById.set(id, { ...context, id }, key.length);
    return this.#contexts.set(key, id, key.length);
  }

  contextOf(id: number): MarkContext | undefined {
    return this.#contextById.get(id);
  }
}

function keyOf(place: PlaceOfCall | undefined): string {
  return place === undefined ? '' : `${place.segment}.${place.offset}`;
}

/** Of the segments with one text: by file and occurrence. No key is put together, because each render asks for all of them. */
interface NumbersOfText {
  readonly byFile: Map<string, Map<number, number>>;
  count: number;
}

/** Kept from one render to the next. */
export const markNumbers: MemoryPart<MarkNumbers> = { create: () => new MarkNumbers() };

/** Several times what the largest mails have, and what their edits of some hours leave behind. */
const limits = { entries: 100_000, weight: 16 * 1024 * 1024 };
const maxPlaces = 50_000;
/** Of a path and a number, in characters. */
const placeWeight = 100;

/** A part of a text between two places where it can be cut without changing what either half means. */
export interface Segment {
  readonly text: string;
  /** Offset in the whole text. */
  readonly start: number;
  /** How many segments of the same text come before it. */
  readonly occurrence: number;
}

/** The marks of one render: remembers which segments and contexts took part. */
export class Marking {
  readonly numbers: MarkNumbers;
  readonly #files: string[] = [];
  readonly #segments = new Map<number, PlacedSegment>();
  readonly #contexts = new Map<number, MarkContext>();

  constructor(numbers: MarkNumbers) {
    this.numbers = numbers;
  }

  segment(path: string, segment: Segment): number {
    const id = this.numbers.segment(path, segment);
    if (!this.#segments.has(id)) {
      let file = this.#files.indexOf(path);
      if (file < 0) file = this.#files.push(path) - 1;
      this.#segments.set(id, { id, file, start: segment.start, length: segment.text.length });
    }
    return id;
  }

  /** Whether it took part already. */
  hasContext(id: number): boolean {
    return this.#contexts.has(id);
  }

  context(context: Omit<MarkContext, 'id'>): number {
    const id = this.numbers.context(context);
    const numbered = this.#contexts.has(id) ? undefined : this.numbers.contextOf(id);
    if (numbered !== undefined) this.#contexts.set(id, numbered);
    return id;
  }

  /** What a mark says of its way, behind the way of the run that it is shown in. */
  contextInside(run: number, own: number): number {
    const context = own === 0 ? undefined : this.numbers.contextOf(own);
    if (context === undefined) return run;
    const { id: _, ...step } = context;
    return this.context({ ...step, parent: this.contextInside(run, step.parent) });
  }

  /** Undefined for the mark of another render. */
  placeOf({
    segment,
    offset,
  }: Pick<Mark, 'segment' | 'offset'>): { readonly path: string; readonly offset: number } | undefined {
    const placed = this.#segments.get(segment);
    const path = placed === undefined ? undefined : this.#files[placed.file];
    return placed === undefined || path === undefined ? undefined : { path, offset: placed.start + offset };
  }

  tables(): SourceTables {
    return { files: this.#files, segments: [...this.#segments.values()], contexts: [...this.#contexts.values()] };
  }
}
