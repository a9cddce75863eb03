import type Handlebars from 'handlebars';
import { BoundedMap } from '../boundedMap.ts';
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
import { findPartPoints, type GivenMark } from './handlebarsPoints.ts';

export interface ProgramInput {
  readonly path: string;
  readonly segments: readonly SourceSegment[];
  /** Prints every value as it is. */
  readonly noEscape: boolean;
  readonly events: RuntimeEvents;
  /** Absent when no run of the template has marks. */
  readonly marks?: ProgramMarks | undefined;
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
  { path, segments, noEscape, events, marks }: ProgramInput,
): HandlebarsTemplateDelegate {
  const divided = marks?.given === undefined ? undefined : divideMarks(marks.given, segments);
  let state = scanStart;
  const parts = segments.map((segment, index) => {
    const { part, end } = compiled(segment.tree, { noEscape, state: marks && state, given: divided?.[index] });
    state = end;
    return { ...part, source: { path, segment } };
  });
  return handlebars.template(joinParts(parts, partEvents(events, marks?.run)));
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
function compiled(tree: SegmentTree, { noEscape, state, given }: Variant): CompiledSegment {
  const parts = tree.memory.part(compiledParts);
  const marks = given?.map(({ at, mark, isElement }) => `${at} ${markText(mark)} ${isElement}`).join();
  const key = `${noEscape} ${state ?? '-'}\0${marks ?? ''}`;
  const known = parts.get(key);
  if (known !== undefined) return known;
  const found = state === undefined ? undefined : findPartPoints(tree, state, given);
  const part = compilePart(tree.program, { noEscape, points: found?.points });
  return parts.set(key, { part, end: found?.end ?? scanStart }, 1);
}

interface CompiledSegment {
  readonly part: CompiledPart;
  readonly end: ScanState;
}

/** A tree is shown and sent, printed and made text, with marks and without. */
const compiledParts: MemoryPart<BoundedMap<string, CompiledSegment>> = {
  create: () => new BoundedMap({ entries: 4, weight: 4 }),
};

function partEvents(events: RuntimeEvents, marks: RunMarks | undefined): PartEvents {
  return {
    callPartial: (site, call, ...scope) =>
      events.callPartial(site, marks === undefined ? call : () => marks.inPartial(site, asScope(scope), call)),
    mark: (index, ...scope) => marks?.mark(index, scope) ?? '',
    marked: (value, index, ...scope) => {
      const mark = marks?.mark(index, scope) ?? '';
      // As the code around it would make a text of the value: by `+`, which is not `String`.
      return mark === '' ? value : mark + ((value ?? '') as string);
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

type PlacedPart = CompiledPart & MarkedPart;

/** Each part runs in a container of its own, where it finds its programs by the numbers that it knows them by. */
function joinParts(parts: readonly PlacedPart[], events: PartEvents): PartCode {
  const [first] = parts;
  if (first === undefined) throw new Error('A template has at least one segment');
  let containers: readonly object[] | undefined;
  const containersIn = (shared: object): readonly object[] => {
    if (containers === undefined) {
      const around = withSharedPartials(shared, events);
      containers = parts.map((part) => partContainer(around, part));
    }
    return containers;
  };
  const main: PartFunction = (shared, ...values) => {
    let output = '';
    const own = containersIn(asObject(shared));
    // What a part gives is text, or one value that becomes text here.
    for (let index = 0; index < parts.length; index++)
      output += parts[index]?.code.main(own[index], ...values) as string;
    return output;
  };
  const decorate: PartFunction = (decorated, props, shared, ...values) => {
    const own = containersIn(asObject(shared));
    let result = decorated;
    for (const [index, { code }] of parts.entries())
      if (code.main_d !== undefined) result = code.main_d(result, props, own[index], ...values);
    return result;
  };
  const uses = (name: 'usePartial' | 'useDecorators' | 'useDepths' | 'useBlockParams'): boolean =>
    parts.some(({ code }) => code[name] === true);
  return {
    compiler: first.code.compiler,
    main,
    ...(parts.some(({ code }) => code.main_d !== undefined) ? { main_d: decorate } : {}),
    useData: true,
    usePartial: uses('usePartial'),
    useDecorators: uses('useDecorators'),
    useDepths: uses('useDepths'),
    useBlockParams: uses('useBlockParams'),
  };
}

/** `{{#*inline}}` in a block sets the partials for as long as the block runs, and all parts see them. */
function withSharedPartials(shared: object, events: PartEvents): object {
  return Object.create(shared, {
    partials: {
      get: () => Reflect.get(shared, 'partials') as unknown,
      set: (partials: unknown) => {
        Reflect.set(shared, 'partials', partials);
      },
    },
    events: { value: events },
  }) as object;
}

function partContainer(around: object, { code, sites, locations, points, source }: PlacedPart): object {
  const container = Object.create(around) as PartMembers;
  const programs = code as unknown as Readonly<Record<string, PartFunction>>;
  container.programs = [];
  container.fn = (index) => {
    const program = programs[index];
    const decorator = programs[`${index}_d`];
    return program === undefined || decorator === undefined ? program : Object.assign(program, { decorator });
  };
  container.sites = sites;
  container.locations = locations;
  container.points = points;
  container.source = source;
  return container;
}

interface PartMembers {
  /** Handlebars' own, for programs that close over nothing. */
  programs: unknown[];
  fn: (index: number) => PartFunction | undefined;
  sites: CompiledPart['sites'];
  locations: CompiledPart['locations'];
  points: MarkedPart['points'];
  source: MarkedPart['source'];
}

function asObject(container: unknown): object {
  return container as object;
}
