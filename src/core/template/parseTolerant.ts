import Handlebars from 'handlebars';
import { reasonOf } from '../reasonOf.ts';
import { LineIndex } from '../text/lineIndex.ts';
import { blockTokens } from './blockTokens.ts';
import { matchBlocks } from './blockMatcher.ts';
import { findDamaged } from './mustacheFaults.ts';
import { isBlockOpener, type Mustache, scanMustaches } from './mustaches.ts';
import { parseWithLocations, RepairedText } from './repairedText.ts';
import type { SourceText } from './sourceFiles.ts';
import { maxFaults, type Repair, type SyntaxFault } from './syntaxFault.ts';

export type TolerantParse =
  | { readonly kind: 'valid'; readonly program: hbs.AST.Program }
  /** Handlebars refuses the text. The tree is of what can be made out; all locations are places in the text itself. */
  | {
      readonly kind: 'damaged';
      readonly recovered: hbs.AST.Program;
      /** At least one, in the order of the text. */
      readonly faults: readonly SyntaxFault[];
    };

/** Undefined when Handlebars' own parser refuses the text. Never throws. */
export function parseStrictly({ text, path }: SourceText): hbs.AST.Program | undefined {
  const content = contentOf({ text, path });
  if (content !== undefined) return content;
  // Before: the time that Handlebars takes grows with the square of the depth.
  if (findTooDeep(text) !== undefined) return undefined;
  try {
    return parseWithLocations(text, path);
  } catch {
    // Why is asked of the whole text, of which this may be a part.
    return undefined;
  }
}

/** The tree of a text without any mustache, which Handlebars need not look for; undefined for every other text. */
export function contentOf({ text, path }: SourceText): hbs.AST.Program | undefined {
  // The lexer ends at a NUL character, and counts the lines of two others in its own way.
  if (text === '' || text.includes('{{') || unlikeOthers.some((character) => text.includes(character)))
    return undefined;
  const end = endOf(text);
  const loc = { source: path, start: { line: 1, column: 0 }, end };
  const content = { type: 'ContentStatement', original: text, value: text, loc };
  // As the parser makes it, and not as its types say: those want parts that it leaves out.
  return { type: 'Program', body: [content], strip: {}, loc } as unknown as hbs.AST.Program;
}

const unlikeOthers = ['\0', '\u2028', '\u2029'];

/** Lines from 1, as Handlebars counts them. */
function endOf(text: string): hbs.AST.Position {
  if (text.includes('\r')) {
    const lines = text.split(/\r\n?|\n/);
    return { line: lines.length, column: lines.at(-1)?.length ?? 0 };
  }
  // With every key, of a text that is long: without a copy of each line.
  let line = 1;
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
    line++;
    start = end + 1;
  }
  return { line, column: text.length - start };
}

/** Parses any text: Handlebars' own parser decides whether it is valid. Never throws. */
export function parseTolerant(source: SourceText): TolerantParse {
  const tooDeep = findTooDeep(source.text);
  if (tooDeep !== undefined) return recover(source, tooDeep);
  try {
    return { kind: 'valid', program: parseWithLocations(source.text, source.path) };
  } catch (error) {
    return recover(source, undefined, error);
  }
}

/** Far more than any template has, and far less than what ends the stack in Handlebars' own recursions. */
export const maxBlockDepth = 200;

/** The mustache that begins a level too much, of blocks or of subexpressions. */
function findTooDeep(text: string): Mustache | undefined {
  const open: number[] = [];
  let depth = 0;
  for (const mustache of scanMustaches(text)) {
    if (isBlockOpener(mustache)) {
      open.push(depth++);
    } else if (mustache.kind === 'else' && mustache.name !== '') {
      // To Handlebars, each `{{else if x}}` is a block inside of the else before.
      depth++;
    } else if (mustache.kind === 'close') {
      depth = open.pop() ?? 0;
    }
    if (depth > maxBlockDepth || countParentheses(text, mustache) > maxBlockDepth) return mustache;
  }
  return undefined;
}

function countParentheses(text: string, { kind, start, end }: Mustache): number {
  if (kind === 'comment' || kind === 'raw' || end - start <= maxBlockDepth) return 0;
  return text.slice(start, end).split('(').length - 1;
}

function recover(source: SourceText, tooDeep: Mustache | undefined, error?: unknown): TolerantParse {
  const controls = [...source.text.matchAll(/\0+/g)].slice(0, maxFaults).map(({ 0: run, index }) => ({
    start: index,
    end: index + run.length,
    message: 'There is a NUL character here, which Handlebars cannot read: remove it',
  }));
  // All of the same length, so that places stay.
  const text = source.text.replace(/[\0\u2028\u2029]/g, ' ');
  const all = scanMustaches(text, { recover: true });
  const damaged = findDamaged(text, tooDeep === undefined ? all : all.filter((each) => each.start < tooDeep.start));
  const last = tooDeep ?? (damaged.size < maxFaults ? undefined : [...damaged.keys()].at(-1));
  const mustaches = last === undefined ? all : all.filter((each) => each.start < last.start);
  const readText = text.slice(0, last?.start);
  const tokens = blockTokens(readText, mustaches, (mustache) => damaged.has(mustache));
  const blocks = matchBlocks(tokens, { at: readText.length, isCut: last !== undefined });
  const faults = [...controls, ...[...damaged.values()].map(({ fault }) => fault), ...blocks.faults];
  if (tooDeep !== undefined) {
    const { start, end } = tooDeep;
    faults.push({ start, end, message: `Blocks are nested deeper than ${maxBlockDepth} levels` });
  }
  // What the blocks need of a damaged mustache comes before what it could be by itself.
  const repairs = [
    ...blocks.repairs,
    ...[...damaged.values()].map(({ repair }) => repair),
    ...cutOff(all, blocks.endsBefore ?? last),
  ];
  const recovered = parseRepaired(text, source.path, repairs) ?? parseRepaired(text, source.path, all.map(without));
  if (faults.length === 0) faults.push(lineFault(source.text, error));
  return {
    kind: 'damaged',
    recovered: recovered ?? emptyProgram(),
    faults: faults.sort((left, right) => left.start - right.start).slice(0, maxFaults),
  };
}

/** Behind as many faults as are told, no mustache is read any more. */
function cutOff(mustaches: readonly Mustache[], last: Mustache | undefined): readonly Repair[] {
  return last === undefined ? [] : mustaches.filter((each) => each.start >= last.start).map(without);
}

function without({ start, end }: Mustache): Repair {
  return { start, end, text: '' };
}

function parseRepaired(text: string, path: string, repairs: readonly Repair[]): hbs.AST.Program | undefined {
  const repaired = new RepairedText(text, repairs);
  try {
    const program = Handlebars.parse(repaired.text, { srcName: path });
    repaired.restoreLocations(program);
    return program;
  } catch {
    // Not all that is wrong was found: the caller has a tree with less in it.
    return undefined;
  }
}

function emptyProgram(): hbs.AST.Program {
  return Handlebars.parse('');
}

/** The last resort: all that Handlebars itself tells is the line. */
function lineFault(text: string, error: unknown): SyntaxFault {
  const lines = new LineIndex(text);
  const line = Number(/line (\d+)/.exec(reasonOf(error))?.[1] ?? '1') - 1;
  const start = lines.offsetAt({ line, character: 0 });
  const content = text.slice(start, lines.offsetAt({ line: line + 1, character: 0 })).trimEnd();
  const indent = content.length - content.trimStart().length;
  return { start: start + indent, end: start + content.length, message: 'This line is not valid Handlebars' };
}
