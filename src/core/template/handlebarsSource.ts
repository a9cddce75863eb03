import { BoundedMap } from '../boundedMap.ts';
import type { MemoryPart } from '../renderMemory.ts';
import { collectCalls, type FoundCalls } from './handlebarsCalls.ts';
import { parseSegments, type Remembering, type Rewriting, type SourceSegment, wholeSegment } from './parsedSegments.ts';
import { contentOf, parseTolerant, type TolerantParse } from './parseTolerant.ts';
import type { SlotFilling } from './slotFilling.ts';
import type { SourceText } from './sourceFiles.ts';
import type { SyntaxFault } from './syntaxFault.ts';

export interface HandlebarsSource extends SourceText, FoundCalls {
  /** Absent when the text is no valid Handlebars. Nobody changes it: later renders read it again. */
  readonly program?: hbs.AST.Program;
  /** The parts that the program is made of; empty when there is none. */
  readonly segments: readonly SourceSegment[];
  /** What can be made out of a text that is no valid Handlebars; never compiled. */
  readonly recovered?: hbs.AST.Program;
  /** Why there is no program; empty when there is one. */
  readonly faults: readonly SyntaxFault[];
  /** What its tree has in place of its slot, when it is the layout of a mail. */
  readonly filling?: SlotFilling;
}

/**
 * Parses a template. The location of each node names the file. Never throws.
 *
 * @param render parses only what earlier renders did not; the tree is the same, but a text that is cut in two is two nodes
 */
export function parseHandlebars(source: SourceText, render?: Remembering): HandlebarsSource {
  return parseRewritten(source, { render });
}

export interface ParseOptions {
  readonly render?: Remembering | undefined;
  /** Partials are collected before. */
  readonly rewriting?: Rewriting | undefined;
}

export function parseRewritten(source: SourceText, { render, rewriting }: ParseOptions): HandlebarsSource {
  const known = render?.memory.part(wholeTexts);
  const whole = rewriting === undefined ? known?.get(source.path) : undefined;
  if (whole?.text === source.text) return whole;
  const content = rewriting === undefined ? contentOf(source) : undefined;
  if (content !== undefined) {
    const read = joined(source, [wholeSegment(source.text, content)]);
    return known === undefined ? read : known.set(source.path, read, source.text.length);
  }
  const segments = render === undefined ? undefined : parseSegments(source, render, rewriting);
  if (segments !== undefined) return joined(source, segments);
  const parsed = parseTolerant(source);
  if (parsed.kind === 'valid') return joined(source, [wholeSegment(source.text, parsed.program, rewriting)]);
  const read = damagedSource(source, parsed);
  return known === undefined ? read : known.set(source.path, read, source.text.length);
}

/** What is read at once, by path: what has no mustache at all, and what is damaged, which takes the longest. */
const wholeTexts: MemoryPart<BoundedMap<string, HandlebarsSource>> = {
  create: () => new BoundedMap({ entries: 200, weight: 4_000_000 }),
};

function damagedSource(
  source: SourceText,
  { recovered, faults }: Extract<TolerantParse, { readonly kind: 'damaged' }>,
): HandlebarsSource {
  const found = collectCalls(recovered);
  const { hasDynamicPartials, inlinePartials, unknownDecorators } = found;
  // Half-typed: its partials are dependencies, but what defines them may be in the part that was lost.
  const partialCalls = found.partialCalls.map((call) => ({ ...call, hasFallback: true }));
  return {
    ...source,
    segments: [],
    recovered,
    faults,
    partialCalls,
    hasDynamicPartials,
    inlinePartials,
    unknownDecorators,
  };
}

function joined(source: SourceText, segments: readonly SourceSegment[]): HandlebarsSource {
  const found = segments.map(({ tree }) => tree.found);
  return {
    ...source,
    ...joinPrograms(segments.map(({ tree }) => tree.program)),
    segments,
    faults: [],
    partialCalls: found.flatMap((each) => each.partialCalls),
    hasDynamicPartials: found.some((each) => each.hasDynamicPartials),
    inlinePartials: found.flatMap((each) => each.inlinePartials),
    unknownDecorators: found.flatMap((each) => each.unknownDecorators),
  };
}

function joinPrograms(programs: readonly hbs.AST.Program[]): { readonly program?: hbs.AST.Program } {
  const [first] = programs;
  const last = programs.at(-1);
  if (first === undefined || last === undefined) return {};
  if (first === last) return { program: first };
  const loc = { source: first.loc.source, start: { ...first.loc.start }, end: { ...last.loc.end } };
  return { program: { ...first, body: programs.flatMap((program) => program.body), loc } };
}
