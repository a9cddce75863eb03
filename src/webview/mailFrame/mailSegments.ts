import type { HtmlPiece } from '../../core/render/renderResult.ts';

/** A mail cut where one part of its document ends and the next begins. Joined, all of it is the html. */
export interface MailSegments {
  /** Everything up to the sections: the head, and the tags that open what holds the sections. */
  readonly opening: string;
  readonly sections: readonly string[];
  readonly closing: string;
}

/** undefined: there is nothing to gain, or a text could mean something else when it is read without its neighbours. */
export function segmentsOf(pieces: readonly HtmlPiece[]): MailSegments | undefined {
  if (pieces.length < 3) return undefined;
  const parts: Part[] = [];
  let begun = '';
  for (const piece of pieces) {
    const part = partOf(piece, begun);
    parts.push(part);
    begun = part.rest;
  }
  const [opening] = parts;
  const closing = parts.at(-1);
  const sections = parts.slice(1, -1);
  if (opening?.isOpening !== true || closing === undefined || !sections.every((part) => part.isSection))
    return undefined;
  return { opening: opening.text, sections: sections.map((part) => part.text), closing: closing.text + closing.rest };
}

interface Part {
  readonly begun: string;
  readonly text: string;
  /** The beginning of the next one. */
  readonly rest: string;
  readonly isOpening: boolean;
  readonly isSection: boolean;
}

function partOf(piece: HtmlPiece, begun: string): Part {
  const known = parts.get(piece);
  if (known?.begun === begun) return known;
  const whole = begun + piece.html;
  const end = endOfWhole(whole);
  const text = whole.slice(0, end);
  const part = { begun, text, rest: whole.slice(end), isOpening: isOpening(text), isSection: isSection(text) };
  parts.set(piece, part);
  return part;
}

/** A piece that stays is the same object in one mail after the other: of a long mail nothing else is read again. */
const parts = new WeakMap<HtmlPiece, Part>();

/** Outlook's comments go from one section into the next: the whole comment belongs to the next one. */
function endOfWhole(text: string): number {
  const begun = text.lastIndexOf('<!--');
  return begun > text.lastIndexOf('-->') ? begun : text.length;
}

function isOpening(text: string): boolean {
  return isSeparable(text) && !/<\/(?:body|html)\b|<frameset\b/i.test(text);
}

/** The tags change what is outside of the section; the end may be the beginning of a word or an entity that goes on. */
function isSection(text: string): boolean {
  return (text === '' || isSeparable(text)) && !/<\/?(?:html|head|body|frameset)\b/i.test(text);
}

/** A tag or a comment ends here; not in the middle of a line break of two characters. */
function isSeparable(text: string): boolean {
  let end = text.length;
  while (end > 0 && ' \t\n'.includes(text.charAt(end - 1))) end--;
  return text.charAt(end - 1) === '>';
}
