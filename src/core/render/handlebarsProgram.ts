import type Handlebars from 'handlebars';
import type { MemoryPart } from '../renderMemory.ts';
import type { SegmentTree, SourceSegment } from '../template/parsedSegments.ts';
import {
  type CompiledPart,
  compilePart,
  type PartCode,
  type PartEvents,
  type PartFunction,
  type RuntimeEvents,
} from './handlebarsCompiler.ts';

export interface ProgramInput {
  readonly segments: readonly SourceSegment[];
  /** Prints every value as it is. */
  readonly noEscape: boolean;
  readonly events: RuntimeEvents;
}

/**
 * Makes one template out of the segments of a text, of which only those are compiled that never were. It runs as if the text
 * were compiled as a whole. Throws what the compiler has against a segment.
 */
export function instantiate(
  handlebars: typeof Handlebars,
  { segments, noEscape, events }: ProgramInput,
): HandlebarsTemplateDelegate {
  const parts = segments.map(({ tree }) => compiled(tree, noEscape));
  return handlebars.template(joinParts(parts, partEvents(events)));
}

function compiled(tree: SegmentTree, noEscape: boolean): CompiledPart {
  const parts = tree.memory.part(compiledParts);
  const key = noEscape ? 'plain' : 'escaped';
  parts[key] ??= compilePart(tree.program, { noEscape });
  return parts[key];
}

const compiledParts: MemoryPart<{ plain?: CompiledPart; escaped?: CompiledPart }> = { create: () => ({}) };

function partEvents(events: RuntimeEvents): PartEvents {
  return {
    callPartial: (site, call) => events.callPartial(site, call),
    onUndefined: (site, context) => {
      if (!isNull(context, site.expression)) events.onMissingValue(site);
      return undefined;
    },
  };
}

function isNull(context: unknown, name: string): boolean {
  return (
    typeof context === 'object' && context !== null && Object.getOwnPropertyDescriptor(context, name)?.value === null
  );
}

/** Each part runs in a container of its own, where it finds its programs by the numbers that it knows them by. */
function joinParts(parts: readonly CompiledPart[], events: PartEvents): PartCode {
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

function partContainer(around: object, { code, sites, locations }: CompiledPart): object {
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
  return container;
}

interface PartMembers {
  /** Handlebars' own, for programs that close over nothing. */
  programs: unknown[];
  fn: (index: number) => PartFunction | undefined;
  sites: CompiledPart['sites'];
  locations: CompiledPart['locations'];
}

function asObject(container: unknown): object {
  return container as object;
}
