import type Handlebars from 'handlebars';
import { isRecord } from '../isRecord.ts';
import { isInTag, isMarkedAt, type WrittenLevel } from '../sourceMap/markedText.ts';
import type { MarkRegion } from '../sourceMap/markPoints.ts';
import { attributeMark, commentMark, findMarks, stripMarks } from '../sourceMap/marks.ts';
import type { MarkContext, Marking } from '../sourceMap/sourceTables.ts';
import type { SourceSegment } from '../template/parsedSegments.ts';
import type { CallSite, RunScope } from './handlebarsCompiler.ts';
import { DataPaths, watchLoops } from './handlebarsDataPaths.ts';
import type { GivenMark, PartPoint } from './handlebarsPoints.ts';

/** The same code runs with marks and without, when both runs say that there are marks at all. */
export interface HandlebarsMarking {
  readonly marking: Marking;
  /** `none`: the plain run. */
  readonly level: WrittenLevel;
  /** What stands in no element of the template: `content` of html, `structure` of MJML. */
  readonly outer: Exclude<MarkRegion, 'caller'>;
  /** Elements that hold html, besides those of MJML. */
  readonly holders?: ReadonlySet<string>;
  /** The text of the template with the marks that it has already; only these are shown of it, with the contexts of their run and their own. */
  readonly markedText?: string;
}

/** The marks in a text, at their places in the text without them. */
export function givenMarks(markedText: string): readonly GivenMark[] {
  let at = 0;
  let from = 0;
  return findMarks(markedText).map(({ mark, htmlOffset, isElement }) => {
    at += stripMarks(markedText.slice(from, htmlOffset)).length;
    from = htmlOffset + (isElement ? attributeMark(mark) : commentMark(mark)).length;
    return { at, mark, isElement };
  });
}

/** What a part of a template has in its container for its marks. */
export interface MarkedPart {
  readonly points: readonly PartPoint[];
  /** The last mark of each point. */
  readonly texts: KnownMark[];
  readonly source: { readonly path: string; readonly segment: SourceSegment };
}

export interface KnownMark {
  readonly segment: number;
  readonly context: number;
  readonly text: string;
}

/** What a part of a run has numbers of in its marks. */
export interface UsedNumbers {
  readonly segments: readonly (readonly [number: number, source: MarkedPart['source']])[];
  readonly contexts: readonly MarkContext[];
}

/** The marks of one run. */
export class RunMarks {
  readonly #marking: Marking;
  readonly #level: WrittenLevel;
  readonly #holders: ReadonlySet<string> | undefined;
  readonly #paths: DataPaths;
  readonly #segments = new Map<SourceSegment, number>();
  #frame: Frame;
  /** Of helpers that are not Handlebars' own, whose blocks are running. */
  #helpers = 0;
  readonly #usedSegments = new Map<number, MarkedPart['source']>();
  readonly #usedContexts = new Set<number>();

  constructor({ marking, level, outer, holders }: HandlebarsMarking, data: unknown) {
    this.#marking = marking;
    this.#level = level;
    this.#holders = holders;
    this.#paths = new DataPaths(data);
    this.#frame = { region: outer, numbers: new WeakMap(), others: new WeakMap() };
  }

  get isPlain(): boolean {
    return this.#level === 'none';
  }

  /** Remembers which list a loop goes through: an item that is no object could be that of any. */
  watchLoops(handlebars: typeof Handlebars): void {
    watchLoops(handlebars, this.#paths);
  }

  inHelper<Result>(call: () => Result): Result {
    this.#helpers++;
    try {
      return call();
    } finally {
      this.#helpers--;
    }
  }

  inPartial<Result>(site: CallSite, scope: RunScope | undefined, call: () => Result): Result {
    if (this.isPlain) return call();
    const caller = this.#frame;
    const region = site.place?.region ?? 'caller';
    this.#frame = {
      caller: { frame: caller, site, scope },
      // What is shown in an attribute is all in it, elements of other files included.
      region: region === 'caller' || caller.region === 'none' ? caller.region : region,
      numbers: new WeakMap(),
      others: new WeakMap(),
    };
    try {
      return call();
    } finally {
      this.#frame = caller;
    }
  }

  /** What gets numbers from here on is noted. */
  startUse(): void {
    this.#usedSegments.clear();
    this.#usedContexts.clear();
  }

  endUse(): UsedNumbers {
    const contexts = new Map<number, MarkContext>();
    const add = (id: number): void => {
      const context = contexts.has(id) ? undefined : this.#marking.numbers.contextOf(id);
      if (context === undefined) return;
      add(context.parent);
      contexts.set(id, context);
    };
    for (const id of this.#usedContexts) add(id);
    return { segments: [...this.#usedSegments], contexts: [...contexts.values()] };
  }

  /**
   * Gives the numbers again, which is what a part with such marks would do; false when they have others by now.
   *
   * @param current where a segment of the template is in this run
   */
  useAgain({ segments, contexts }: UsedNumbers, current: (segment: SourceSegment) => SourceSegment): boolean {
    return (
      segments.every(([number, { path, segment }]) => this.#marking.segment(path, current(segment)) === number) &&
      contexts.every((context) => this.#marking.hasContext(context.id) || this.#marking.context(context) === context.id)
    );
  }

  mark(index: number, scope: RunScope): string {
    if (this.isPlain) return '';
    const part = partOf(scope);
    const point = part.points[index];
    if (point === undefined || !this.#isMarked(point)) return '';
    const run = this.#contextOf(this.#frame, scope);
    const context = point.kind === 'given' ? this.#marking.contextInside(run, point.mark.context) : run;
    if (context !== 0) this.#usedContexts.add(context);
    const segment = point.kind === 'given' ? point.mark.segment : this.#segmentOf(part);
    // Nearly all marks are those of the render before.
    const known = part.texts[index];
    if (known?.segment === segment && known.context === context) return known.text;
    const text = textOf(point, segment, context);
    part.texts[index] = { segment, context, text };
    return text;
  }

  #isMarked(point: PartPoint): boolean {
    const isCoarse = this.#level !== 'all' && this.#level !== 'places';
    if (this.#frame.region === 'none' || (this.#helpers > 0 && isCoarse)) return false;
    if (point.kind === 'own')
      return isMarkedAt(this.#level, point.point, { outer: this.#frame.region, holders: this.#holders });
    return point.isElement || this.#level !== 'elements';
  }

  #segmentOf({ source }: MarkedPart): number {
    let number = this.#segments.get(source.segment);
    if (number === undefined) {
      number = this.#marking.segment(source.path, source.segment);
      this.#segments.set(source.segment, number);
    }
    this.#usedSegments.set(number, source);
    return number;
  }

  #contextOf(frame: Frame, scope: RunScope): number {
    const [, context, depths, data] = scope;
    const isOther = this.#isOther(frame, context, data);
    if (!isOther && frame.last?.depths === depths) return frame.last.number;
    const numbers = isOther ? frame.others : frame.numbers;
    // Each turn of a loop has a list of its own.
    let number = numbers.get(depths);
    if (number === undefined) {
      number = this.#number(
        frame,
        depths,
        depths[0] === context && !isOther ? this.#paths.of(context, data) : undefined,
      );
      numbers.set(depths, number);
    }
    if (!isOther) frame.last = { depths, number };
    return number;
  }

  /** Whether a value that is no object is not the item of the loop around it; equal ones have the same depths. */
  #isOther({ caller }: Frame, context: unknown, data: unknown): boolean {
    if (typeof context === 'object') return false;
    if (this.#paths.isOther(data)) return true;
    if (caller?.site.place?.givesContext !== true || caller.scope === undefined) return false;
    const [, , , around] = caller.scope;
    return data === around || (isRecord(data) && data['_parent'] === around);
  }

  /** One step for the call of the partial, and one for each change of `this` in it. */
  #number({ caller }: Frame, depths: readonly unknown[], path: string | undefined): number {
    let number = 0;
    const first = firstDepth(caller, depths);
    for (let depth = first; depth >= 0; depth--) {
      const data = depth === 0 ? path : this.#paths.of(depths[depth], undefined);
      const known = data === undefined ? {} : { data };
      if (depth < first) number = this.#marking.context({ parent: number, ...known });
      else if (caller !== undefined) number = this.#enter(caller, known);
      else if (data !== '') number = this.#marking.context({ parent: 0, ...known });
    }
    return number;
  }

  #enter({ frame, site, scope }: NonNullable<Frame['caller']>, known: { readonly data?: string }): number {
    const { place } = site;
    const run = scope === undefined ? 0 : this.#contextOf(frame, scope);
    const parent = this.#marking.contextInside(run, place?.given?.context ?? 0);
    if (place === undefined || scope === undefined) return this.#marking.context({ parent, ...known });
    const { source } = partOf(scope);
    const segment = place.given?.segment ?? this.#segmentOf(partOf(scope));
    const offset = place.given?.offset ?? place.offset;
    // A text that was made by something else is no file: without a mark of its own, a call in it leads nowhere.
    if (place.given === undefined && source.path.includes('\0')) return this.#marking.context({ parent, ...known });
    return this.#marking.context({ parent, call: { segment, offset }, ...known });
  }
}

interface Frame {
  /** Absent in the template itself. */
  readonly caller?: { readonly frame: Frame; readonly site: CallSite; readonly scope: RunScope | undefined };
  readonly region: Exclude<MarkRegion, 'caller'>;
  readonly numbers: WeakMap<readonly unknown[], number>;
  /** Of values that are no items of the loop around them. */
  readonly others: WeakMap<readonly unknown[], number>;
  last?: { readonly depths: readonly unknown[]; readonly number: number };
}

/**
 * The outermost of the depths that were entered since the call of a partial. The block that a partial is called with sees those of
 * the place where it stands as well; they are the context of the calls before.
 */
function firstDepth(caller: Frame['caller'], depths: readonly unknown[]): number {
  let seen: readonly unknown[] = [];
  for (let each = caller; depths.length > 1 && each !== undefined; each = each.frame.caller) {
    const around = each.scope?.[2] ?? [];
    if (around.length > seen.length && endsIn(depths, around)) seen = around;
  }
  if (seen.length === 0) return depths.length - 1;
  const first = depths.length - seen.length - 1;
  // Called with what is the innermost of them, the block adds none.
  const isAdded = first >= 0 && (caller?.scope?.[1] === depths[first] || caller?.scope?.[1] !== seen[0]);
  return isAdded ? first : first + 1;
}

function endsIn(depths: readonly unknown[], last: readonly unknown[]): boolean {
  const start = depths.length - last.length;
  return start >= 0 && last.every((depth, index) => depth === depths[start + index]);
}

function textOf(point: PartPoint, segment: number, context: number): string {
  if (point.kind === 'given') {
    const mark = { ...point.mark, context };
    return point.isElement ? attributeMark(mark) : commentMark(mark);
  }
  const mark = { segment, offset: point.point.offset, context };
  return isInTag(point.point) ? attributeMark(mark) : commentMark(mark);
}

function partOf([part]: RunScope): MarkedPart {
  // Whoever makes the containers puts these into them.
  return part as MarkedPart;
}
