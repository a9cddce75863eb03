import type { HtmlPiece, MarkedHtml, RenderResult } from '../../src/core/render/renderResult.ts';
import { parseMark, stripMarks } from '../../src/core/sourceMap/marks.ts';
import type { SourceTables } from '../../src/core/sourceMap/sourceTables.ts';
import { withoutRandomIds } from '../support/stockHtml.ts';

/** What a process that remembers gave against what one without any memory gave: the first difference in words, or undefined. */
export function findDifference(warm: RenderResult, cold: RenderResult, ids = new PieceIds()): string | undefined {
  return (
    differentFields(warm, cold) ??
    faultOfPieces('pieces', warm, ids) ??
    (warm.marked === undefined ? undefined : faultOfMarked(warm, warm.marked, ids)) ??
    differentMarks(warm.marked, cold.marked)
  );
}

/** The text of every piece that a process gave: a number never stands for two. */
export class PieceIds {
  readonly #texts = new Map<number, string>();

  /** Whether the number is new, or known for this very text. */
  isFaithful({ id, html }: HtmlPiece): boolean {
    const known = this.#texts.get(id);
    this.#texts.set(id, html);
    // Of all the pieces of thousands of renders, those that a page could still show.
    if (this.#texts.size > 20_000) for (const old of [...this.#texts.keys()].slice(0, 10_000)) this.#texts.delete(old);
    return known === undefined || known === html;
  }
}

/** All but the time, and what is looked at apart: ids of pieces and marks are the process's own. */
function differentFields(warm: RenderResult, cold: RenderResult): string | undefined {
  const [left, right] = [fieldsOf(warm), fieldsOf(cold)];
  for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const difference = differentText(left[name], right[name]);
    if (difference !== undefined) return `${name}: ${difference}`;
  }
  return undefined;
}

function fieldsOf(result: RenderResult): Readonly<Record<string, string | undefined>> {
  const fields = Object.entries(result).filter(([name]) => !['durationMs', 'pieces', 'marked'].includes(name));
  return Object.fromEntries(
    fields.map(([name, value]) => [
      name,
      withoutRandomIds(typeof value === 'string' ? value : JSON.stringify(value, undefined, 1)),
    ]),
  );
}

function faultOfPieces(
  name: string,
  { html, pieces }: { readonly html?: string; readonly pieces?: readonly HtmlPiece[] },
  ids: PieceIds,
): string | undefined {
  if (pieces === undefined) return undefined;
  const difference = differentText(pieces.map((piece) => piece.html).join(''), html);
  if (difference !== undefined) return `${name} joined are not the html: ${difference}`;
  const wrong = pieces.find((piece) => !ids.isFaithful(piece));
  return wrong === undefined ? undefined : `${name}: number ${wrong.id} stands for two texts`;
}

function faultOfMarked({ html }: RenderResult, marked: MarkedHtml, ids: PieceIds): string | undefined {
  // Without marks, what looks like one was written by the author.
  const stripped = marked.level === 'none' ? marked.html : stripMarks(marked.html);
  const difference = differentText(withoutRandomIds(stripped), withoutRandomIds(html));
  if (difference !== undefined) return `marks stripped are not the html: ${difference}`;
  return faultOfPieces('marked pieces', marked, ids);
}

function differentMarks(warm: MarkedHtml | undefined, cold: MarkedHtml | undefined): string | undefined {
  if (warm === undefined || cold === undefined)
    return warm === cold ? undefined : `marked: ${warm === undefined ? 'only cold' : 'only warm'}`;
  if (warm.level !== cold.level) return `level of marks: ${warm.level} instead of ${cold.level}`;
  if (warm.level === 'none') return undefined;
  const [left, right] = [warm, cold].map((each) => withoutRandomIds(withResolvedMarks(each)));
  const difference = differentText(left, right);
  if (difference !== undefined) return `marks: ${difference}`;
  return left?.includes('mark leads nowhere') === true ? 'a mark leads nowhere' : undefined;
}

/** Numbers are replaced by what they stand for: they differ between two processes. */
function withResolvedMarks({ html, tables }: MarkedHtml): string {
  const places = new Map(tables.segments.map((segment) => [segment.id, segment]));
  const contexts = new Map(tables.contexts.map((context) => [context.id, context]));
  const resolve = (text: string): string => {
    const mark = parseMark(text);
    // Its author's.
    if (mark === undefined) return text;
    const place = placeOf(mark, places, tables);
    return `${place} in ${contextOf(mark.context, contexts, places, tables)}`;
  };
  return html
    .replace(/(?<= data-mailproof-at=")[0-9a-z.]*/g, resolve)
    .replace(/(?<=<!--mailproof:)[0-9a-z.]*/g, resolve);
}

type Places = ReadonlyMap<number, SourceTables['segments'][number]>;

function placeOf(
  at: { readonly segment: number; readonly offset: number },
  places: Places,
  tables: SourceTables,
): string {
  const segment = places.get(at.segment);
  const file = segment === undefined ? undefined : tables.files[segment.file];
  if (segment === undefined || file === undefined || at.offset > segment.length) return 'mark leads nowhere';
  return `${file}:${segment.start + at.offset}`;
}

function contextOf(
  id: number,
  contexts: ReadonlyMap<number, SourceTables['contexts'][number]>,
  places: Places,
  tables: SourceTables,
): string {
  const steps: string[] = [];
  // A chain that leads back to itself would be one of a hundred steps too.
  for (let next = id; next !== 0 && steps.length < 100;) {
    const context = contexts.get(next);
    if (context === undefined) return 'mark leads nowhere';
    const way = context.call ?? context.include;
    steps.push(`${way === undefined ? '' : placeOf(way, places, tables)}(${context.data ?? '?'})`);
    next = context.parent;
  }
  return steps.join(' < ');
}

/** Where and how the first differs from the second; undefined when it does not. */
export function differentText(left: string | undefined, right: string | undefined): string | undefined {
  if (left === right) return undefined;
  if (left === undefined || right === undefined) return left === undefined ? 'it is missing' : 'it should not be there';
  let at = 0;
  while (at < left.length && left[at] === right[at]) at++;
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 40), at + 60));
  return `at ${at}, ${around(left)} instead of ${around(right)}`;
}
