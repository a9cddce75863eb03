import type { HtmlPiece, MarkedHtml, RenderResult } from '../core/render/renderResult.ts';
import { packTables, type SentTables, unpackTables } from './sentTables.ts';

/**
 * A result on its way out of the render process. Html that was made in pieces travels as these, without those that the
 * receiver has from an earlier result: of a long mail, one key changes one piece.
 */
export interface SentResult extends Omit<RenderResult, 'html' | 'pieces' | 'marked'> {
  readonly html?: SentHtml;
  readonly marked?: SentMarkedHtml;
}

interface SentMarkedHtml extends Omit<MarkedHtml, 'html' | 'pieces' | 'tables'> {
  readonly html: SentHtml;
  readonly tables: SentTables;
}

type SentHtml = string | SentPieces;

interface SentPieces {
  /** Numbers of all pieces of the html. The same piece can be in it twice. */
  readonly order: readonly number[];
  /** Those that the receiver does not have. */
  readonly fresh: readonly HtmlPiece[];
}

/** The pieces that whoever receives results has of one process, by their numbers. */
export type HeldPieces = ReadonlyMap<number, string>;

export function packResult({ html, pieces, marked, ...rest }: RenderResult, held: ReadonlySet<number>): SentResult {
  return {
    ...rest,
    ...(html === undefined ? {} : { html: packHtml(html, pieces, held) }),
    ...(marked === undefined ? {} : { marked: packMarked(marked, held) }),
  };
}

function packMarked({ html, pieces, tables, ...rest }: MarkedHtml, held: ReadonlySet<number>): SentMarkedHtml {
  return { ...rest, html: packHtml(html, pieces, held), tables: packTables(tables) };
}

function packHtml(html: string, pieces: readonly HtmlPiece[] | undefined, held: ReadonlySet<number>): SentHtml {
  if (pieces === undefined) return html;
  const fresh = new Map(pieces.filter(({ id }) => !held.has(id)).map((piece) => [piece.id, piece]));
  return { order: pieces.map(({ id }) => id), fresh: [...fresh.values()] };
}

/** The result as it was before; undefined when it names pieces that are not there, or would be larger than any mail. */
export function unpackResult({ html, marked, ...rest }: SentResult, held: HeldPieces): RenderResult | undefined {
  const whole = html === undefined ? {} : unpackHtml(html, held);
  const wholeMarked = marked === undefined ? undefined : unpackHtml(marked.html, held);
  if (whole === undefined || (marked !== undefined && wholeMarked === undefined)) return undefined;
  return {
    ...rest,
    ...whole,
    ...(marked === undefined || wholeMarked === undefined
      ? {}
      : { marked: { ...marked, ...wholeMarked, tables: unpackTables(marked.tables) } }),
  };
}

/** All pieces of a result: what its receiver need not be sent again. */
export function piecesOf({ pieces = [], marked }: RenderResult): HeldPieces {
  return new Map([...pieces, ...(marked?.pieces ?? [])].map(({ id, html }) => [id, html]));
}

function unpackHtml(sent: SentHtml, held: HeldPieces): Pick<MarkedHtml, 'html' | 'pieces'> | undefined {
  if (typeof sent === 'string') return { html: sent };
  const fresh = new Map(sent.fresh.map((piece) => [piece.id, piece.html]));
  const pieces: HtmlPiece[] = [];
  // Added up and not joined: V8 then puts the text together when somebody reads it, which of two kinds of html is mostly one.
  let whole = '';
  for (const id of sent.order) {
    const html = fresh.get(id) ?? held.get(id);
    if (html === undefined) return undefined;
    whole += html;
    if (whole.length > maxHtmlLength) return undefined;
    pieces.push({ id, html });
  }
  return { html: whole, pieces };
}

/** In characters. The process stops far below; a few numbers from one that does not must not fill the receiver's memory. */
const maxHtmlLength = 32 * 1024 * 1024;

/** Whether html has the shape that `unpackResult` counts on. */
export function isSentHtml(value: unknown): value is SentHtml {
  if (typeof value === 'string') return true;
  if (typeof value !== 'object' || value === null || !('order' in value) || !('fresh' in value)) return false;
  return (
    Array.isArray(value.order) &&
    value.order.every((id) => Number.isSafeInteger(id)) &&
    Array.isArray(value.fresh) &&
    value.fresh.every(isPiece)
  );
}

function isPiece(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    Number.isSafeInteger(value.id) &&
    'html' in value &&
    typeof value.html === 'string'
  );
}
