import type { SectionMemory } from './renderedSection.ts';
import type { HtmlPiece } from './renderResult.ts';
import minifyConditionals from 'mjml-core/lib/helpers/minifyOutlookConditionnals';

/**
 * What MJML does to a whole mail after its components, done to one section of the body. Undefined where a section cannot be
 * looked at without its neighbours: then the mail is rendered as a whole.
 */
export function finishSection(html: string): QuotedHtml | undefined {
  // Half a conditional comment would be closed by another section.
  if (hasHalfConditional(html)) return undefined;
  return new QuotedHtml(minifyConditionals(html));
}

/** Whether a conditional comment has no end, as MJML's own minifier looks for them. */
function hasHalfConditional(html: string): boolean {
  for (let at = html.indexOf(conditionalStart); at >= 0; at = html.indexOf(conditionalStart, at)) {
    condition.lastIndex = at;
    const end = condition.test(html) ? html.indexOf(conditionalEnd, condition.lastIndex) : -1;
    if (end < 0) return true;
    at = end + conditionalEnd.length;
  }
  return false;
}

const conditionalStart = '<!--[if';
const condition = /<!--\[if\s[^\]]+]>/y;
const conditionalEnd = '<![endif]-->';

/**
 * Html, and which fonts MJML would find in it: `"...font-family:...Lato..."`, between any two quotes that follow each other.
 * The text before the first quote and behind the last one belongs to quotes of the neighbours.
 */
export class QuotedHtml {
  readonly html: string;
  #parts: Quotes | undefined;
  #found: FoundFonts | undefined;
  #foundBefore: (FoundFonts & { readonly open: string }) | undefined;

  constructor(html: string) {
    this.html = html;
  }

  /** What stands before the first quote and behind the last one; undefined when there is no quote at all. */
  get ends(): Quotes['ends'] {
    this.#parts ??= quotesIn(this.html);
    return this.#parts.ends;
  }

  get namesFonts(): boolean {
    this.#parts ??= quotesIn(this.html);
    return this.#parts.insides.length > 0;
  }

  fonts(names: readonly string[]): readonly string[] {
    const insides = this.#parts?.insides ?? [];
    if (this.#found === undefined || !isSame(this.#found.names, names)) {
      this.#found = { names, fonts: names.filter((name) => insides.some((inside) => namesFont(inside, name))) };
    }
    return this.#found.fonts;
  }

  /**
   * Those between its first quote and the last one before it: neighbours are mostly those of the render before.
   *
   * @param open the text behind that one
   */
  fontsBefore(open: string, names: readonly string[]): readonly string[] {
    const known = this.#foundBefore;
    if (known !== undefined && known.open === open && isSame(known.names, names)) return known.fonts;
    const inside = open + (this.ends?.head ?? '');
    const fonts = hasFontFamily(inside) ? names.filter((name) => namesFont(inside, name)) : [];
    this.#foundBefore = { open, names, fonts };
    return fonts;
  }
}

interface FoundFonts {
  readonly names: readonly string[];
  readonly fonts: readonly string[];
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((each, index) => each === right[index]);
}

interface Quotes {
  readonly ends: { readonly head: string; readonly tail: string } | undefined;
  /** What stands between two quotes and names a font. */
  readonly insides: readonly string[];
}

function quotesIn(html: string): Quotes {
  const parts = html.split('"');
  const [head = ''] = parts;
  const insides = [...new Set(parts.slice(1, -1).filter(hasFontFamily))];
  return { ends: parts.length === 1 ? undefined : { head, tail: parts.at(-1) ?? '' }, insides };
}

/** The fonts that MJML would find in all sections one behind the other. */
export function fontsIn(sections: readonly QuotedHtml[], names: readonly string[]): ReadonlySet<string> {
  const fonts = new Set<string>();
  // In front of the sections stands the body's own tag, which ends in a quote and `>`.
  let open = '';
  for (const section of sections) {
    const { ends } = section;
    if (section.namesFonts) for (const name of section.fonts(names)) fonts.add(name);
    if (ends === undefined) {
      open += section.html;
      continue;
    }
    for (const name of section.fontsBefore(open, names)) fonts.add(name);
    open = ends.tail;
  }
  return fonts;
}

/** MJML takes the name of a font for a pattern; these stand for themselves. */
export function isPlainFontName(name: string): boolean {
  return /^[\w -]+$/.test(name);
}

function hasFontFamily(text: string): boolean {
  return fontFamily.test(text);
}

function namesFont(inside: string, name: string): boolean {
  const family = inside.search(fontFamily);
  return family >= 0 && new RegExp(name, 'i').test(inside.slice(family + 'font-family:'.length));
}

const fontFamily = /font-family:/i;

/** A section of the finished html, and what of its ends goes when it meets a neighbour that ends or begins in the same way. */
export class SectionEnds {
  readonly html: string;
  /** Length of a conditional comment's opener at the start, with the white space before it; 0 when there is none. */
  readonly lead: number;
  /** Length of a conditional comment's end at the end, with the white space behind it. */
  readonly trail: number;
  readonly isBlank: boolean;
  readonly #pieces = new Map<string, HtmlPiece>();
  #lastPiece: { readonly head: number; readonly tail: number; readonly piece: HtmlPiece } | undefined;

  constructor(html: string) {
    this.html = html;
    this.isBlank = html.trim() === '';
    this.lead = /^\s*<!--\[if mso \| IE]>/.exec(html)?.[0].length ?? 0;
    const end = html.lastIndexOf(conditionalEnd);
    this.trail = end >= 0 && html.slice(end + conditionalEnd.length).trim() === '' ? html.length - end : 0;
  }

  /** What is left when its ends are cut, always as the same piece. */
  piece(head: number, tail: number, memory: SectionMemory): HtmlPiece {
    const last = this.#lastPiece;
    if (last?.head === head && last.tail === tail) return last.piece;
    const key = `${head} ${tail}`;
    let piece = this.#pieces.get(key);
    if (piece === undefined) {
      piece = memory.piece(this.html.slice(head, this.html.length - tail));
      this.#pieces.set(key, piece);
    }
    this.#lastPiece = { head, tail, piece };
    return piece;
  }
}
