import Handlebars from 'handlebars';
import { isBlockOpener, type Mustache, scanMustaches } from '../../src/core/template/mustaches.ts';
import { parseTolerant } from '../../src/core/template/parseTolerant.ts';
import { Random } from '../support/random.ts';

export interface MutantFigures {
  readonly mutants: number;
  readonly withTree: number;
  /** A fault begins on the damaged mustache, or on its counterpart when it belongs to a block. */
  readonly placed: number;
  /** ... and no fault is anywhere else. */
  readonly withoutEcho: number;
  /** Statements of the undamaged template that the tree still has, of all. */
  readonly statementsKept: number;
  readonly misses: readonly string[];
}

/** Damages valid templates, each mutant once, until so many were refused by Handlebars, and looks where the faults are. */
export function measureMutants(
  templates: readonly string[],
  { count, seed }: { readonly count: number; readonly seed: number },
): MutantFigures {
  const random = new Random(seed);
  const sources = templates.filter((text) => isValid(text) && scanMustaches(text).length > 0).map(toSource);
  let [mutants, withTree, placed, withoutEcho, kept, expected] = [0, 0, 0, 0, 0, 0];
  const misses: string[] = [];
  while (mutants < count) {
    const source = random.pick(sources);
    const mutation = random.pick(mutations);
    const mutant = mutation(source, random);
    if (mutant === undefined || isValid(mutant.text)) continue;
    mutants++;
    const parsed = parseTolerant({ path: 'a.hbs', text: mutant.text });
    if (parsed.kind === 'valid') throw new Error('What Handlebars refuses was parsed');
    withTree++;
    expected += source.statements;
    kept += Math.min(countStatements(parsed.recovered), source.statements);
    const isOnSpot = parsed.faults.map(({ start }) =>
      mutant.spots.some((spot) => spot.start <= start && start <= spot.end),
    );
    if (isOnSpot.includes(true)) placed++;
    if (isOnSpot.every(Boolean)) withoutEcho++;
    else {
      const faults = parsed.faults.map(
        ({ start, end, message }) => `${JSON.stringify(mutant.text.slice(start, end))} ${message}`,
      );
      const spots = mutant.spots.map(({ start, end }) =>
        JSON.stringify(mutant.text.slice(Math.max(0, start - 30), end + 10)),
      );
      const kind = isOnSpot.includes(true) ? 'echo' : 'miss';
      misses.push(`${kind} ${mutation.name}: damaged ${spots.join(' or ')}, told: ${faults.join('; ')}`);
    }
  }
  return { mutants, withTree, placed, withoutEcho, statementsKept: kept / expected, misses };
}

interface Source {
  readonly text: string;
  readonly mustaches: readonly Mustache[];
  /** Of a mustache that belongs to a block: the others of it. */
  readonly counterparts: ReadonlyMap<Mustache, readonly Mustache[]>;
  readonly statements: number;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

interface Mutant {
  readonly text: string;
  /** Where the fault may be told: the damaged mustache and its counterparts, in the mutant. */
  readonly spots: readonly Span[];
}

type Mutation = (source: Source, random: Random) => Mutant | undefined;

function isValid(text: string): boolean {
  try {
    Handlebars.parse(text);
    return true;
  } catch {
    return false;
  }
}

function toSource(text: string): Source {
  const mustaches = scanMustaches(text);
  const counterparts = new Map<Mustache, readonly Mustache[]>();
  const open: Mustache[][] = [];
  for (const mustache of mustaches) {
    if (isBlockOpener(mustache)) open.push([mustache]);
    else if (mustache.kind === 'else' || mustache.kind === 'close') open.at(-1)?.push(mustache);
    if (mustache.kind !== 'close') continue;
    const block = open.pop() ?? [];
    for (const each of block)
      counterparts.set(
        each,
        block.filter((other) => other !== each),
      );
  }
  return { text, mustaches, counterparts, statements: countStatements(Handlebars.parse(text)) };
}

function countStatements(program: hbs.AST.Program): number {
  return JSON.stringify(program).match(/"type":"(?:Mustache|Block|Partial|PartialBlock)Statement"/g)?.length ?? 0;
}

/** Replaces a part of a mustache, which is the spot, with its counterparts. */
function damage(source: Source, mustache: Mustache, part: Span, replacement: string): Mutant {
  const { text } = source;
  const grown = replacement.length - (part.end - part.start);
  const move = ({ start, end }: Span): Span =>
    start >= part.end ? { start: start + grown, end: end + grown } : { start, end };
  const others = (source.counterparts.get(mustache) ?? []).map(move);
  const self = { start: mustache.start, end: mustache.end + grown };
  const isGone = self.end <= self.start;
  return {
    text: text.slice(0, part.start) + replacement + text.slice(part.end),
    spots: isGone ? others : [self, ...others],
  };
}

function insert(source: Source, at: number, inserted: string): Mutant {
  const inside = source.mustaches.find(({ start, end }) => start < at && at < end);
  if (inside !== undefined) return damage(source, inside, { start: at, end: at }, inserted);
  // Behind a brace of the text, the mustache begins with that brace.
  const start = source.text[at - 1] === '{' ? at - 1 : at;
  return {
    text: source.text.slice(0, at) + inserted + source.text.slice(at),
    spots: [{ start, end: at + inserted.length }],
  };
}

/** A place of the text where a mustache matches; undefined when there is none. */
function pickMustache(source: Source, random: Random, isWanted: (mustache: Mustache) => boolean = () => true) {
  const wanted = source.mustaches.filter(isWanted);
  return wanted.length === 0 ? undefined : random.pick(wanted);
}

function pickPart(source: Source, mustache: Mustache, random: Random, pattern: RegExp): Span | undefined {
  const parts = [...source.text.slice(mustache.start, mustache.end).matchAll(pattern)];
  if (parts.length === 0) return undefined;
  const { 0: part, index } = random.pick(parts);
  return { start: mustache.start + index, end: mustache.start + index + part.length };
}

function deletionOf(pattern: RegExp): Mutation {
  return (source, random) => {
    const mustache = pickMustache(source, random);
    const part = mustache === undefined ? undefined : pickPart(source, mustache, random, pattern);
    return mustache === undefined || part === undefined ? undefined : damage(source, mustache, part, '');
  };
}

function isOfBlock(mustache: Mustache): boolean {
  return isBlockOpener(mustache) || mustache.kind === 'close';
}

const names = ['if', 'each', 'unless', 'with', 'x', 'layout', 'items'];

const mutations: readonly Mutation[] = [
  function deleteBrace(source, random) {
    return deletionOf(/[{}]/g)(source, random);
  },
  function deleteBraces(source, random) {
    return deletionOf(/\{\{+|\}\}+$/g)(source, random);
  },
  function deleteQuote(source, random) {
    return deletionOf(/["']/g)(source, random);
  },
  function deleteCharacter(source, random) {
    return deletionOf(/[^]/gu)(source, random);
  },
  function deleteBlockMustache(source, random) {
    const mustache = pickMustache(source, random, isOfBlock);
    return mustache === undefined ? undefined : damage(source, mustache, mustache, '');
  },
  function rename(source, random) {
    const mustache = pickMustache(source, random, (each) => isOfBlock(each) && each.nameSource !== '');
    if (mustache === undefined) return undefined;
    const { nameStart, nameSource } = mustache;
    const name = random.below(2) === 0 ? random.pick(names) : nameSource.slice(1) + nameSource.slice(0, 1);
    return damage(source, mustache, { start: nameStart, end: nameStart + nameSource.length }, name);
  },
  function swapClosers(source, random) {
    const closers = source.mustaches.filter((mustache) => mustache.kind === 'close');
    const index = random.below(closers.length - 1);
    const [first, second] = [closers[index], closers[index + 1]];
    if (first === undefined || second === undefined) return undefined;
    const { text } = source;
    const [left, right] = [text.slice(first.start, first.end), text.slice(second.start, second.end)];
    const middle = text.slice(first.end, second.start);
    const others = [first, second]
      .flatMap((each) => source.counterparts.get(each) ?? [])
      .filter((each) => each.start < first.start);
    return {
      text: text.slice(0, first.start) + right + middle + left + text.slice(second.end),
      spots: [
        { start: first.start, end: first.start + right.length },
        { start: second.end - left.length, end: second.end },
        ...others,
      ],
    };
  },
  function insertBraces(source, random) {
    return insert(source, random.below(source.text.length), random.pick(['{{', '{{{', '{{ ', '{{#', '{{/']));
  },
  function insertBracesAtMustache(source, random) {
    const mustache = pickMustache(source, random);
    if (mustache === undefined) return undefined;
    const at = mustache.start + random.below(mustache.end - mustache.start + 1);
    return damage(source, mustache, { start: at, end: at }, random.pick(['{{', '{', '}', '}}', '{{{']));
  },
  function insertCloser(source, random) {
    return insert(source, random.below(source.text.length), `{{/${random.pick(names)}}}`);
  },
  function insertOpener(source, random) {
    return insert(source, random.below(source.text.length), `{{#${random.pick(names)} a}}`);
  },
  function insertElse(source, random) {
    return insert(source, random.below(source.text.length), '{{else}}');
  },
  function duplicateElse(source, random) {
    const mustache = pickMustache(source, random, (each) => each.kind === 'else');
    if (mustache === undefined) return undefined;
    const raw = source.text.slice(mustache.start, mustache.end);
    return damage(source, mustache, { start: mustache.end, end: mustache.end }, raw);
  },
  function insertJunk(source, random) {
    const mustache = pickMustache(source, random, (each) => each.kind !== 'comment');
    if (mustache === undefined) return undefined;
    const at = mustache.start + 2 + random.below(mustache.end - mustache.start - 3);
    return damage(
      source,
      mustache,
      { start: at, end: at },
      random.pick(['(', '"', '|', '{', '}', '=', "'", '[', ')', '!', '#', '<', '..', '\0']),
    );
  },
  function cutOff(source, random) {
    const at = random.below(source.text.length);
    const spots: Span[] = source.mustaches.filter(({ start, end }) => start < at && at < end);
    for (const [mustache, others] of source.counterparts) {
      const isOpen = isBlockOpener(mustache) && mustache.start < at && others.some((each) => each.end > at);
      if (isOpen) spots.push(mustache, ...others.filter((each) => each.end <= at));
    }
    return { text: source.text.slice(0, at), spots };
  },
];
