import Handlebars from 'handlebars';
import { LineIndex, type Position } from '../text/lineIndex.ts';
import type { Repair } from './syntaxFault.ts';

/** A text with repairs, which still knows where each of its places stands in the text it was made of. */
export class RepairedText {
  readonly text: string;
  readonly #source: string;
  /** Where a repair ends, in the repaired text and in the source, in order. */
  readonly #pieces: readonly Piece[];

  constructor(source: string, repairs: readonly Repair[]) {
    const pieces: Piece[] = [];
    const texts: string[] = [];
    let length = 0;
    let from = 0;
    const inOrder = [...repairs].sort((left, right) => left.start - right.start || left.end - right.end);
    for (const { start, end, text } of inOrder) {
      // Of repairs that overlap, the first one holds.
      if (start < from) continue;
      texts.push(source.slice(from, start), text);
      length += start - from;
      pieces.push({ start: length, end: length + text.length, sourceStart: start, sourceEnd: end });
      length += text.length;
      from = end;
    }
    this.text = texts.join('') + source.slice(from);
    this.#source = source;
    this.#pieces = pieces;
  }

  /** Moves all locations of a tree that was parsed from the repaired text to the source. */
  restoreLocations(program: hbs.AST.Program): void {
    const lines = new LineIndex(this.text);
    const sourceLines = new LineIndex(this.#source);
    const place = (point: hbs.AST.Position): hbs.AST.Position => {
      const offset = lines.offsetAt({ line: point.line - 1, character: point.column });
      const { line, character }: Position = sourceLines.positionAt(this.#sourceOffset(offset));
      return { line: line + 1, column: character };
    };
    forEachNode(program, (node) => {
      const { loc } = node;
      node.loc = { source: loc.source, start: place(loc.start), end: place(loc.end) };
    });
  }

  #sourceOffset(offset: number): number {
    let low = 0;
    let high = this.#pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#pieces[middle]?.start ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const piece = this.#pieces[low - 1];
    if (piece === undefined) return offset;
    if (offset >= piece.end) return piece.sourceEnd + offset - piece.end;
    return Math.min(piece.sourceStart + offset - piece.start, piece.sourceEnd);
  }
}

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly sourceStart: number;
  readonly sourceEnd: number;
}

/**
 * Handlebars counts columns with a pattern whose `.` stops at U+2028 and U+2029, although they end no line for it: behind one
 * of these its columns are too small. The same tree with blanks in their place has the right ones.
 */
export function parseWithLocations(text: string, path: string): hbs.AST.Program {
  const options = { srcName: path };
  const program = Handlebars.parse(text, options);
  if (!/[\u2028\u2029]/.test(text)) return program;
  const locations: hbs.AST.SourceLocation[] = [];
  forEachNode(Handlebars.parse(text.replace(/[\u2028\u2029]/g, ' '), options), ({ loc }) => locations.push(loc));
  let index = 0;
  forEachNode(program, (node) => {
    node.loc = locations[index++] ?? node.loc;
  });
  return program;
}

type Located = Pick<hbs.AST.Node, 'loc'>;

/** Every node that has a location, parents first; without recursion, because a tree can be deeper than the stack. */
export function forEachNode(program: hbs.AST.Program, visit: (node: Located) => void): void {
  const pending: object[] = [program];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (isLocated(next)) visit(next);
    const members: readonly (readonly [string, unknown])[] = Object.entries(next);
    for (const [name, child] of members)
      if (name !== 'loc' && typeof child === 'object' && child !== null) pending.push(child);
  }
}

function isLocated(node: object): node is Located {
  return 'loc' in node && typeof node.loc === 'object' && node.loc !== null;
}
