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

/** One step of how the run came to a mark: into a partial, or into the data by `{{#each}}` and `{{#with}}`. */
export interface MarkContext {
  readonly id: number;
  /** The context that this one is inside of; 0 is the template itself. */
  readonly parent: number;
  /** The mustache that called the partial; absent when no partial was entered. */
  readonly call?: { readonly segment: number; readonly offset: number };
  /** Path of the data that are `this` here: `order.lines.0`, empty for all of them; absent where it is not known. */
  readonly data?: string;
}

/**
 * Gives numbers to segments and contexts, the same to the same in all renders of a process, so that what was made of a marked
 * text can be found again by that text. Numbers are never given twice, also not after it has forgotten some.
 */
export class MarkNumbers {
  readonly #segments = new Map<string, number>();
  readonly #contexts = new Map<string, number>();
  readonly #contextById = new Map<number, MarkContext>();
  #next = 1;

  /** The number of a text of a file; equal texts of one file are told apart by how many of them come before. */
  segment(path: string, { text, occurrence }: Pick<Segment, 'text' | 'occurrence'>): number {
    return this.#numberOf(this.#segments, `${path}\0${occurrence}\0${text}`);
  }

  context({ parent, call, data }: Omit<MarkContext, 'id'>): number {
    const key = `${parent}\0${call === undefined ? '' : `${call.segment}.${call.offset}`}\0${data ?? '\0'}`;
    const id = this.#numberOf(this.#contexts, key);
    if (!this.#contextById.has(id))
      this.#contextById.set(id, {
        id,
        parent,
        ...(call === undefined ? {} : { call }),
        ...(data === undefined ? {} : { data }),
      });
    return id;
  }

  contextOf(id: number): MarkContext | undefined {
    return this.#contextById.get(id);
  }

  #numberOf(numbers: Map<string, number>, key: string): number {
    let number = numbers.get(key);
    if (number === undefined) {
      number = this.#next++;
      numbers.set(key, number);
    }
    return number;
  }
}

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
  readonly #contexts = new Set<number>();

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

  context(context: Omit<MarkContext, 'id'>): number {
    const id = this.numbers.context(context);
    this.#contexts.add(id);
    return id;
  }

  tables(): SourceTables {
    const contexts = [...this.#contexts].flatMap((id) => this.numbers.contextOf(id) ?? []);
    return { files: this.#files, segments: [...this.#segments.values()], contexts };
  }
}
