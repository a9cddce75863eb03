import type { Mark } from '../sourceMap/marks.ts';
import { findMarkPoints, type MarkPoint, type MarkRegion, type ScanState } from '../sourceMap/markPoints.ts';
import { asStatement } from '../template/handlebarsNodes.ts';
import type { SegmentTree } from '../template/parsedSegments.ts';

/** What may get a mark each time a part of a template runs. */
export type PartPoint =
  | { readonly kind: 'own'; readonly at: number; readonly point: MarkPoint }
  /** A mark that the text has had before it became a template: only what is known of its run is added. */
  | { readonly kind: 'given'; readonly at: number; readonly mark: Mark; readonly isElement: boolean };

/** Where a partial is called. */
export interface CallPlace {
  /** In the segment, of the `{{`. */
  readonly offset: number;
  readonly region: MarkRegion;
  /** In a text that had marks before it became a template: where the call comes from, when that is known. */
  readonly given?: Mark;
  /** `{{> row item}}`: what `this` is in the partial is not what it was. */
  readonly givesContext?: true;
}

export interface PartPoints {
  /** In order of `at`. */
  readonly points: readonly PartPoint[];
  readonly text: string;
  offsetOf(position: hbs.AST.Position): number;
  calls(offset: number): CallPlace;
}

/** A mark that stood in the text, at its place in the text without marks. */
export type GivenMark = Omit<Extract<PartPoint, { readonly kind: 'given' }>, 'kind'>;

export interface FoundPoints {
  readonly points: PartPoints;
  readonly end: ScanState;
}

/** What can be marked in a segment. */
export function findPartPoints(
  tree: SegmentTree,
  state: ScanState,
  given: readonly GivenMark[] | undefined,
): FoundPoints {
  const scan = findMarkPoints(tree.text, state, { mustaches: 'opaque' });
  const points: readonly PartPoint[] =
    given?.map((mark) => ({ kind: 'given', ...mark })) ??
    scan.points.map((point) => ({ kind: 'own', at: point.at, point }));
  const origins = new Map<number, Mark>();
  for (const { at, mark, isElement } of given ?? []) if (!isElement && !origins.has(at)) origins.set(at, mark);
  const calls = (offset: number): CallPlace => {
    const origin = origins.get(offset);
    return {
      offset,
      region: scan.calls.get(offset) ?? 'caller',
      ...(origin === undefined ? {} : { given: origin }),
    };
  };
  const offsetOf = (position: hbs.AST.Position): number => tree.offsetOf(position);
  return { points: { points, text: tree.text, offsetOf, calls }, end: scan.end };
}

/** A content or value, with the numbers of the points where it has marks. */
export interface MarkedStatement {
  marked?: readonly (string | number)[];
}

/** Says at each content and value of a tree which marks it may get. What a text is not sure to be the source of gets none. */
export function placePoints(program: hbs.AST.Program, points: PartPoints): void {
  new Placing(points).place(program);
}

class Placing {
  readonly #points: PartPoints;
  #next = 0;

  constructor(points: PartPoints) {
    this.#points = points;
  }

  /** In the order of the text: each point is asked about once. */
  place(program: hbs.AST.Program | undefined): void {
    if (program === undefined) return;
    const statements = program.body;
    program.body = [];
    for (const [index, statement] of statements.entries()) {
      const node = asStatement(statement);
      const start = this.#points.offsetOf(statement.loc.start);
      if (node.type !== 'ContentStatement' && node.type !== 'MustacheStatement')
        program.body.push(...this.#contentBefore(statement, start));
      program.body.push(statement);
      switch (node.type) {
        case 'ContentStatement':
          this.#placeContent(statement, start, statements[index + 1]?.type === 'MustacheStatement');
          break;
        case 'MustacheStatement':
          this.#placeValue(statement, start);
          break;
        case 'BlockStatement': {
          // `{{^a}}...{{/a}}` has its first program as its inverse.
          const inOrder = [node.program, node.inverse].filter((each) => each !== undefined);
          inOrder.sort((left, right) => this.#startOf(left) - this.#startOf(right));
          for (const each of inOrder) this.place(each);
          break;
        }
        case 'PartialBlockStatement':
        case 'DecoratorBlock':
          this.place(node.program);
          break;
        case 'PartialStatement':
        case 'Decorator':
        case 'CommentStatement':
          break;
      }
    }
  }

  #startOf({ body }: hbs.AST.Program): number {
    const [first] = body;
    return first === undefined ? 0 : this.#points.offsetOf(first.loc.start);
  }

  #placeContent(content: hbs.AST.Statement & MarkedStatement, start: number, isBeforeValue: boolean): void {
    const { text, points } = this.#points;
    const { value, original } = content as hbs.AST.Statement & { readonly value: string; readonly original: string };
    // Behind `\{{` the text is not what is printed.
    if (!text.startsWith(original, start)) return;
    const keptStart = start + leadingBlanks(original) - leadingBlanks(value);
    if (value.trim() !== '' && !text.startsWith(value, keptStart)) return;
    const end = start + original.length;
    const pieces: (string | number)[] = [];
    let from = 0;
    this.#skipTo(start);
    for (; this.#next < points.length; this.#next++) {
      const point = points[this.#next];
      if (point === undefined || point.at > end || (point.at === end && isOfMustache(point, isBeforeValue))) break;
      // Blanks may have been taken off beside it.
      const at = Math.min(Math.max(point.at - keptStart, from), value.length);
      if (at > from) pieces.push(value.slice(from, at));
      pieces.push(this.#next);
      from = at;
    }
    if (pieces.length === 0) return;
    if (from < value.length) pieces.push(value.slice(from));
    content.marked = pieces;
  }

  /** A mark that the text has had in front of something that is no value, with no text before it that could carry it. */
  #contentBefore({ loc }: hbs.AST.Statement, start: number): readonly hbs.AST.Statement[] {
    this.#skipTo(start);
    const point = this.#points.points[this.#next];
    if (point?.kind !== 'given' || point.isElement || point.at !== start) return [];
    const content = { type: 'ContentStatement', value: '', original: '', loc, marked: [this.#next++] };
    return [content];
  }

  #placeValue(mustache: hbs.AST.Statement & MarkedStatement, start: number): void {
    this.#skipTo(start);
    const point = this.#points.points[this.#next];
    if (point?.at !== start || !isOfMustache(point)) return;
    mustache.marked = [this.#next];
    this.#next++;
  }

  #skipTo(offset: number): void {
    const { points } = this.#points;
    while ((points[this.#next]?.at ?? Infinity) < offset) this.#next++;
  }
}

/** It stands in front of a mustache, and goes where that goes. */
function isOfMustache(point: PartPoint, isBeforeValue = true): boolean {
  return point.kind === 'own' ? point.point.kind === 'value' : !point.isElement && isBeforeValue;
}

function leadingBlanks(text: string): number {
  return text.length - text.trimStart().length;
}
