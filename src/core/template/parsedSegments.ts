import { BoundedMap } from '../boundedMap.ts';
import { type MemoryPart, RenderMemory } from '../renderMemory.ts';
import { type SegmentCuts, segmentCuts } from '../sourceMap/segments.ts';
import type { Segment } from '../sourceMap/sourceTables.ts';
import { LineIndex } from '../text/lineIndex.ts';
import { collectCalls, type FoundCalls } from './handlebarsCalls.ts';
import { parseStrictly } from './parseTolerant.ts';
import { forEachNode } from './repairedText.ts';
import type { SourceText } from './sourceFiles.ts';

/** A part of a template with its tree, which stands where the part is now. */
export interface SourceSegment extends Segment {
  readonly tree: SegmentTree;
}

/** A render, which has an object of its own; they come one after the other. No tree that it was given moves before the next. */
export interface Remembering {
  readonly memory: RenderMemory;
}

/** What is made of a tree before anybody sees it; equal keys make the same. */
export interface Rewriting {
  readonly key: string;
  readonly rewrite: (program: hbs.AST.Program) => void;
}

/**
 * The tree of a segment. Nobody changes it, as later renders read it again; but when the segment has moved, all its locations
 * have.
 */
export class SegmentTree {
  readonly program: hbs.AST.Program;
  readonly found: FoundCalls;
  /** What is made of the tree, kept as long as itself. */
  readonly memory = new RenderMemory();
  readonly text: string;
  #lines: LineIndex | undefined;
  readonly #locations: readonly hbs.AST.SourceLocation[];
  #line = 0;
  #placedFor: number | undefined;

  constructor(text: string, program: hbs.AST.Program, rewriting: Rewriting | undefined) {
    this.text = text;
    this.program = program;
    this.found = collectCalls(program);
    rewriting?.rewrite(program);
    const locations = new Set<hbs.AST.SourceLocation>();
    forEachNode(program, ({ loc }) => locations.add(loc));
    this.#locations = [...locations];
  }

  /** Offset in the segment of a place in the whole text; lines from 1, as in the tree. */
  offsetOf({ line, column }: hbs.AST.Position): number {
    this.#lines ??= new LineIndex(this.text);
    return this.#lines.offsetAt({ line: line - 1 - this.#line, character: column });
  }

  /** Moves it to the line, from 0. False when it is elsewhere for the same render. */
  place(line: number, render: number): boolean {
    const distance = line - this.#line;
    if (distance !== 0) {
      if (this.#placedFor === render) return false;
      for (const { start, end } of this.#locations) {
        start.line += distance;
        end.line += distance;
      }
      this.#line = line;
    }
    this.#placedFor = render;
    return true;
  }
}

/**
 * The segments of a template, of which only those are parsed that no earlier render has seen. Undefined when one is no valid
 * Handlebars by itself, or when the text has to be read as a whole.
 */
export function parseSegments(
  source: SourceText,
  render: Remembering,
  rewriting?: Rewriting,
): readonly SourceSegment[] | undefined {
  // The lexer ends at a NUL character.
  if (source.text.includes('\0')) return undefined;
  const files = render.memory.part(parsedFiles);
  const key = `${source.path}\0${rewriting?.key ?? ''}`;
  const file = files.get(key) ?? new ParsedFile(source.path, rewriting);
  files.set(key, file, source.text.length);
  return file.parse(source.text, render);
}

/** The whole text as one segment. */
export function wholeSegment(text: string, program: hbs.AST.Program, rewriting?: Rewriting): SourceSegment {
  return { text, start: 0, occurrence: 0, tree: new SegmentTree(text, program, rewriting) };
}

/** All of a mail and its project; the trees of a text take some twenty times its length. */
const parsedFiles: MemoryPart<BoundedMap<string, ParsedFile>> = {
  create: () => new BoundedMap({ entries: 600, weight: 2_000_000 }),
};

class ParsedFile {
  readonly #path: string;
  readonly #rewriting: Rewriting | undefined;
  /** By text; of each, as often as it occurs. */
  #trees = new Map<string, KnownTree[]>();
  #last: { readonly text: string; readonly placed: readonly PlacedTree[] } | undefined;
  /** Of the last render. */
  #render: object | undefined;
  #renders = 0;

  constructor(path: string, rewriting: Rewriting | undefined) {
    this.#path = path;
    this.#rewriting = rewriting;
  }

  parse(text: string, render: Remembering): readonly SourceSegment[] | undefined {
    const placed = this.#last?.text === text ? this.#last.placed : this.#parse(text, render.memory.part(segmentCuts));
    if (placed === undefined) return undefined;
    this.#last = { text, placed };
    const token = tokenOf(render);
    if (this.#render !== token) {
      this.#render = token;
      this.#renders++;
    }
    // The same file may be read twice in a render, with other lines: trees that are in use stay where they are.
    const isPlaced = placed.every(({ segment, line }) => segment.tree.place(line, this.#renders));
    return isPlaced ? placed.map(({ segment }) => segment) : undefined;
  }

  #parse(text: string, cuts: SegmentCuts): readonly PlacedTree[] | undefined {
    const placed: PlacedTree[] = [];
    let line = 0;
    const segments = cuts.of(text);
    // Also of a text that is no valid template: it may stay so for as long as somebody types.
    this.#forget(segments);
    for (const segment of segments) {
      const known = this.#treeOf(segment);
      if (known === undefined) return undefined;
      const { tree } = known;
      placed.push({ segment: { text: tree.text, start: segment.start, occurrence: segment.occurrence, tree }, line });
      line += known.lines;
    }
    return placed;
  }

  #treeOf({ text, occurrence }: Segment): KnownTree | undefined {
    const trees = this.#trees.get(text);
    const known = trees?.[occurrence];
    if (known !== undefined) return known;
    const own = trees?.[0]?.tree.text ?? copyOf(text);
    const program = parseStrictly({ path: this.#path, text: own });
    if (program === undefined) return undefined;
    const made = { tree: new SegmentTree(own, program, this.#rewriting), lines: countLineEnds(own) };
    if (trees === undefined) this.#trees.set(own, [made]);
    else trees[occurrence] = made;
    return made;
  }

  /** Keeps what the author may come back to, and no more. */
  #forget(segments: readonly Segment[]): void {
    if (this.#trees.size < segments.length * 2 + 32) return;
    const used = new Set(segments.map(({ text }) => text));
    this.#trees = new Map([...this.#trees].filter(([text]) => used.has(text)));
  }
}

/** Stands for a render to tell it from the next, and keeps nothing of it. */
function tokenOf(render: Remembering): object {
  let token = tokens.get(render);
  if (token === undefined) {
    token = {};
    tokens.set(render, token);
  }
  return token;
}

const tokens = new WeakMap<Remembering, object>();

interface KnownTree {
  readonly tree: SegmentTree;
  readonly lines: number;
}

interface PlacedTree {
  readonly segment: SourceSegment;
  /** From 0. */
  readonly line: number;
}

/** V8 keeps the whole of a text for as long as there is a part of it, and each keystroke makes a new one. */
function copyOf(part: string): string {
  return ` ${part}`.slice(1);
}

/** As Handlebars counts lines; a segment never ends between `\r` and `\n`. */
function countLineEnds(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) count++;
  }
  return count;
}
