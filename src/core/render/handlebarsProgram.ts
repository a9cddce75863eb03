import type Handlebars from 'handlebars';
import type { MemoryPart } from '../renderMemory.ts';
import { type ScanState, scanStart } from '../sourceMap/markPoints.ts';
import { markText } from '../sourceMap/marks.ts';
import type { SegmentTree, SourceSegment } from '../template/parsedSegments.ts';
import {
  type CompiledPart,
  compilePart,
  type PartCode,
  type PartEvents,
  type PartFunction,
  type RunScope,
  type RuntimeEvents,
} from './handlebarsCompiler.ts';
import type { MarkedPart, RunMarks } from './handlebarsMarks.ts';
import type { RunOutputs } from './handlebarsOutputs.ts';
import { findPartPoints, type GivenMark } from './handlebarsPoints.ts';

export interface ProgramInput {
  readonly path: string;
  readonly segments: readonly SourceSegment[];
  /** Prints every value as it is. */
  readonly noEscape: boolean;
  readonly events: RuntimeEvents;
  /** Absent when no run of the template has marks. */
  readonly marks?: ProgramMarks | undefined;
  /** Of the template itself, when its parts may be remembered. */
  readonly outputs?: RunOutputs | undefined;
}

export interface ProgramMarks {
  readonly run: RunMarks;
  /** The marks that the text has had, instead of those that it could have. */
  readonly given?: readonly GivenMark[] | undefined;
}

/**
 * Makes one template out of the segments of a text, of which only those are compiled that never were. It runs as if the text
 * were compiled as a whole. Throws what the compiler has against a segment.
 */
export function instantiate(
  handlebars: typeof Handlebars,
  { path, segments, noEscape, events, marks, outputs }: ProgramInput,
): HandlebarsTemplateDelegate {
  const divided = marks?.given === undefined ? undefined : divideMarks(marks.given, segments);
  let state = scanStart;
  const parts = segments.map((segment, index) => {
    const { part, end } = compiled(segment.tree, { noEscape, state: marks && state, given: divided?.[index] });
    state = end;
    return { part, source: { path, segment } };
  });
  return handlebars.template(joinParts(parts, partEvents(events, marks?.run), outputs));
}

/** Marks of each segment, at their places in it. */
function divideMarks(
  given: readonly GivenMark[],
  segments: readonly SourceSegment[],
): readonly (readonly GivenMark[])[] {
  let next = 0;
  return segments.map(({ text, start }, index) => {
    const end = index === segments.length - 1 ? Infinity : start + text.length;
    const marks: GivenMark[] = [];
    for (let mark = given[next]; mark !== undefined && mark.at < end; mark = given[++next])
      marks.push({ ...mark, at: mark.at - start });
    return marks;
  });
}

interface Variant {
  readonly noEscape: boolean;
  /** Absent without marks. */
  readonly state: ScanState | undefined;
  readonly given: readonly GivenMark[] | undefined;
}

/** What a part is compiled to depends on what stands in it, and on the elements that it stands in. */
function compiled(tree: SegmentTree, variant: Variant): CompiledSegment {
  const segments = tree.memory.part(compiledSegments);
  for (const known of segments) if (isSameVariant(known, variant)) return known;
  const { noEscape, state, given } = variant;
  const found = state === undefined ? undefined : findPartPoints(tree, state, given);
  const part = compilePart(tree.program, { noEscape, points: found?.points });
  const made = { ...variant, part, end: found?.end ?? scanStart };
  segments.unshift(made);
  segments.length = Math.min(segments.length, maxVariants);
  return made;
}

interface CompiledSegment extends Variant {
  readonly part: CompiledPart;
  readonly end: ScanState;
}

/** A tree is shown and sent, printed and made text, with marks and without. */
const maxVariants = 4;
/** The newest first. */
const compiledSegments: MemoryPart<CompiledSegment[]> = { create: () => [] };

function isSameVariant(known: Variant, { noEscape, state, given }: Variant): boolean {
  return known.noEscape === noEscape && known.state === state && areSameMarks(known.given, given);
}

function areSameMarks(some: readonly GivenMark[] | undefined, others: readonly GivenMark[] | undefined): boolean {
  if (some === undefined || others === undefined) return some === others;
  return (
    some.length === others.length &&
    some.every(({ at, mark, isElement }, index) => {
      const other = others[index];
      return at === other?.at && isElement === other.isElement && markText(mark) === markText(other.mark);
    })
  );
}

function partEvents(events: RuntimeEvents, marks: RunMarks | undefined): PartEvents {
  return {
    callPartial: (site, call, ...scope) =>
      events.callPartial(site, marks === undefined ? call : () => marks.inPartial(site, asScope(scope), call)),
    mark: (index, ...scope) => marks?.mark(index, scope) ?? '',
    marked: (value, index, ...scope) => {
      const mark = marks?.mark(index, scope) ?? '';
      if (mark === '') return value;
      // As the code around it would make a text of the value: by `+`, which is not `String`.
      const marked = mark + ((value ?? '') as string);
      // In front of nothing, a mark would keep the blanks beside it from MJML, which trims texts.
      return marked === mark ? '' : marked;
    },
    onUndefined: (site, context) => {
      if (!isNull(context, site.expression)) events.onMissingValue(site);
      return undefined;
    },
  };
}

function asScope(scope: RunScope | readonly []): RunScope | undefined {
  return scope.length === 0 ? undefined : scope;
}

function isNull(context: unknown, name: string): boolean {
  return (
    typeof context === 'object' && context !== null && Object.getOwnPropertyDescriptor(context, name)?.value === null
  );
}

interface PlacedPart {
  readonly part: CompiledPart;
  readonly source: MarkedPart['source'];
}

/**
 * Each part runs in a container of its own, where it finds its programs by the numbers that it knows them by. It is made when
 * the part runs: with each key, most do not.
 */
function joinParts(parts: readonly PlacedPart[], events: PartEvents, outputs: RunOutputs | undefined): PartCode {
  const [first] = parts;
  if (first === undefined) throw new Error('A template has at least one segment');
  const containers: object[] = [];
  const containerOf = (index: number, part: PlacedPart, shared: object): object => {
    const Container = containerClass(shared);
    return (containers[index] ??= new Container(shared, part, events));
  };
  outputs?.begin(parts.map(({ part, source: { segment } }) => ({ part, segment })));
  const main: PartFunction = (shared, ...values) => {
    let output = '';
    for (const [index, placed] of parts.entries()) {
      const { part } = placed;
      const run = (): string => {
        let text = '';
        // What a part gives is text, or one value that becomes text here.
        text += part.code.main(containerOf(index, placed, asObject(shared)), ...values) as string;
        return text;
      };
      output += outputs === undefined ? run() : outputs.of(part, run);
    }
    return output;
  };
  const decorate: PartFunction = (decorated, props, shared, ...values) => {
    let result = decorated;
    for (const [index, placed] of parts.entries()) {
      const { main_d: decorator } = placed.part.code;
      if (decorator !== undefined)
        result = decorator(result, props, containerOf(index, placed, asObject(shared)), ...values);
    }
    return result;
  };
  const uses = (name: 'usePartial' | 'useDecorators' | 'useDepths' | 'useBlockParams'): boolean =>
    parts.some(({ part }) => part.code[name] === true);
  return {
    compiler: first.part.code.compiler,
    main,
    ...(parts.some(({ part }) => part.code.main_d !== undefined) ? { main_d: decorate } : {}),
    useData: true,
    usePartial: uses('usePartial'),
    useDecorators: uses('useDecorators'),
    useDepths: uses('useDepths'),
    useBlockParams: uses('useBlockParams'),
  };
}

type ContainerClass = new (shared: object, part: PlacedPart, events: PartEvents) => object;

let knownClass: ContainerClass | undefined;

/**
 * A class, so that the code of all parts and runs sees objects of one shape. What a part does not have itself is the shared
 * container's: what Handlebars puts there at first, and what each call of the template sets.
 */
function containerClass(shared: object): ContainerClass {
  const perCall = ['helpers', 'partials', 'decorators', 'hooks', 'protoAccessControl'];
  knownClass ??= makeContainerClass([...Object.keys(shared), ...perCall]);
  return knownClass;
}

function makeContainerClass(sharedNames: readonly string[]): ContainerClass {
  class Container {
    readonly shared: Record<string, unknown>;
    readonly code: Readonly<Record<string, PartFunction>>;
    readonly events: PartEvents;
    readonly sites: CompiledPart['sites'];
    readonly locations: CompiledPart['locations'];
    readonly points: MarkedPart['points'];
    readonly texts: MarkedPart['texts'];
    readonly source: MarkedPart['source'];
    /** Handlebars' own, for programs that close over nothing. */
    readonly programs: unknown[] = [];

    constructor(shared: object, { part, source }: PlacedPart, events: PartEvents) {
      this.shared = shared as Record<string, unknown>;
      const { code, sites, locations, points, texts } = part;
      this.code = code as unknown as Readonly<Record<string, PartFunction>>;
      this.events = events;
      this.sites = sites;
      this.locations = locations;
      this.points = points;
      this.texts = texts;
      this.source = source;
    }

    fn(index: number): PartFunction | undefined {
      const program = this.code[index];
      const decorator = this.code[`${index}_d`];
      return program === undefined || decorator === undefined ? program : Object.assign(program, { decorator });
    }
  }
  for (const name of new Set(sharedNames)) {
    if (['fn', 'programs'].includes(name)) continue;
    Object.defineProperty(Container.prototype, name, {
      get(this: Container): unknown {
        return this.shared[name];
      },
      // `{{#*inline}}` in a block sets the partials for as long as the block runs, and all parts see them.
      set(this: Container, value: unknown) {
        this.shared[name] = value;
      },
    });
  }
  return Container;
}

function asObject(container: unknown): object {
  return container as object;
}
