import { isBlockOpener, type Mustache, scanMustaches } from '../template/mustaches.ts';
import { endOfRawText, passOver, rawTextTags, scanTags, type Tag } from '../template/tags.ts';
import { BlockStack } from './markBlocks.ts';
import { LineCounter } from './lineCounter.ts';
import { isMarkedTag, isVoid } from './markRegions.ts';
import { closeElement, openElement, type OpenElement, openForCaller, readState, writeState } from './openElements.ts';

/** A place in a text where a mark is put. */
export interface MarkPoint {
  /** Where the mark goes: behind the name of a tag, in front of a text or value. From the start of the segment. */
  readonly at: number;
  /** What is marked: the `<` of a tag, the first character of a line of text, the `{{` of a value. From the start of the segment. */
  readonly offset: number;
  /** `fault`: only a mistake can be there, closing tags of MJML and tags that are not finished. For level `places` alone. */
  readonly kind: 'tag' | 'text' | 'value' | 'fault';
  /** `caller`: it stands in no element of its own file, so that whoever calls the file as a partial decides. */
  readonly region: 'own' | 'caller';
  /** Of a text or value directly in an element that is not known to hold html: only when it is one that does, it is marked. */
  readonly holder?: string;
  /** It is inside of a block that is no built-in: what the helper does to its content is unknown. */
  readonly isInHelper: boolean;
}

/**
 * What may be marked at a place: `structure` between MJML elements (tags only: a comment there would become an element), `content`
 * where html is written (tags, texts and values), `head` in MJML's head (tags, for what is wrong with them), `none` in html's head,
 * in values of attributes and in raw text such as `<style>`; `caller` outside of every element.
 */
export type MarkRegion = 'structure' | 'content' | 'head' | 'none' | 'caller';

export interface PointScan {
  /** In order of `at`. */
  readonly points: readonly MarkPoint[];
  /** The region of each call of a partial and of each value, which may be the slot of a layout, by the offset of its `{{`. */
  readonly calls: ReadonlyMap<number, MarkRegion>;
  /** What the next segment begins in, to be handed to the scan of it. */
  readonly end: ScanState;
}

/** The elements that are open at a place, outermost first, as text: equal states are equal strings. */
export type ScanState = string & { readonly kind?: 'scan state' };

/** Nothing is open. */
export const scanStart: ScanState = '';

export interface PointOptions {
  /** `opaque`: Handlebars runs over the text. `text`: nothing or something later does, and MJML reads them as text. */
  readonly mustaches: 'opaque' | 'text';
  /** The marks are written into a text that Handlebars reads later, and not put into its tree. */
  readonly isWritten?: true;
  /** Names of the helpers; without them, a block with parameters is a helper and one without shows a part of the data. */
  readonly helpers?: ReadonlySet<string>;
}

/** Finds what can be marked in a segment of a template. Never throws; linear in the text. */
export function findMarkPoints(text: string, state: ScanState, options: PointOptions): PointScan {
  const scan = new Scan(text, state, options);
  return scan.run();
}

class Scan {
  readonly #text: string;
  readonly #options: PointOptions;
  readonly #mustaches: readonly Mustache[];
  readonly #points: MarkPoint[] = [];
  readonly #calls = new Map<number, MarkRegion>();
  readonly #blocks: BlockStack<OpenElement>;
  readonly #lines: LineCounter;
  #open: OpenElement;
  #mustache = 0;
  #nextLess = -1;
  /** Between the `<` of `<{{name}}>` and its `>`. */
  #isInDynamicTag = false;

  constructor(text: string, state: ScanState, options: PointOptions) {
    this.#text = text;
    this.#options = options;
    this.#mustaches = findMustaches(text);
    this.#open = readState(state);
    this.#blocks = new BlockStack(text, options.helpers);
    this.#lines = new LineCounter(text);
  }

  run(): PointScan {
    const rawName = rawTextTags.has(this.#open.name) ? this.#open.name : undefined;
    let from = rawName === undefined ? 0 : endOfRawText(this.#text, 0, rawName);
    this.#pass(from);
    const opaque = this.#options.mustaches === 'opaque' ? this.#mustaches : [];
    const tags = scanTags(this.#text, from > 0 ? [{ start: 0, end: from }, ...opaque] : opaque);
    for (const tag of tags) {
      const at = this.#readText(from, tag.start);
      this.#readTag(tag, tag.start < at);
      const isRaw = tag.kind === 'open' && !tag.isSelfClosing && rawTextTags.has(tag.name);
      from = Math.max(at, isRaw ? endOfRawText(this.#text, tag.end, tag.name) : tag.end);
      this.#pass(from);
    }
    this.#readText(from, this.#text.length);
    return { points: this.#points, calls: this.#calls, end: writeState(this.#open) };
  }

  /** What stands between two tags: texts, mustaches and comments. Gives the end of the last mustache or comment, if it is later. */
  #readText(from: number, to: number): number {
    let at = from;
    while (at < to) {
      const mustache = this.#mustaches[this.#mustache];
      const textEnd = Math.min(mustache?.start ?? to, to);
      const comment = this.#findComment(at, textEnd);
      this.#readLines(at, comment?.start ?? textEnd);
      if (comment !== undefined) {
        at = comment.end;
        this.#pass(at);
      } else if (mustache !== undefined && mustache.start < to) {
        this.#readMustache(mustache);
        at = mustache.end;
      } else {
        at = to;
      }
    }
    return at;
  }

  #findComment(from: number, to: number): { readonly start: number; readonly end: number } | undefined {
    for (let start = this.#lessAfter(from); start < to; start = this.#lessAfter(start + 1)) {
      const end = passOver(this.#text, start);
      if (end !== undefined) return { start, end };
    }
    return undefined;
  }

  #lessAfter(at: number): number {
    if (this.#nextLess < at) {
      const found = this.#text.indexOf('<', at);
      this.#nextLess = found < 0 ? Infinity : found;
    }
    return this.#nextLess;
  }

  #readTag(tag: Tag, isInMustache: boolean): void {
    this.#isInDynamicTag = false;
    this.#pass(tag.end);
    const isFault = !tag.isTerminated || tag.kind === 'close';
    if (isFault && tag.name.startsWith('mj') && !isInMustache && !isContinued(this.#text, tag, this.#mustaches))
      this.#add('fault', tag.start, tag.nameEnd);
    if (!tag.isTerminated) return;
    if (tag.kind === 'close') {
      this.#open = closeElement(this.#open, tag.name);
      return;
    }
    const isShown = this.#open.region !== 'none' || tag.name === 'body';
    if (isShown && isMarkedTag(tag.name) && !isInMustache && !isContinued(this.#text, tag, this.#mustaches))
      this.#add('tag', tag.start, tag.nameEnd);
    if (tag.isSelfClosing || isVoid(tag.name)) return;
    this.#open = openElement(this.#open, tag.name);
  }

  /** Marks the first word of each line. */
  #readLines(from: number, to: number): void {
    let at = from;
    if (this.#isInDynamicTag) {
      const end = this.#text.slice(from, to).indexOf('>');
      if (end < 0) return;
      this.#isInDynamicTag = false;
      at = from + end + 1;
    }
    if (!isShownIn(this.#open.region)) return;
    for (const { index } of this.#text.slice(at, to).matchAll(/\S[^\r\n]*/g)) this.#readLine(at + index);
  }

  /** After an element or the value of an attribute, the line goes on: what was marked at its beginning still stands before it. */
  #readLine(at: number): void {
    const line = this.#lines.lineAt(at);
    const last = this.#open.lastText;
    if (last?.line === line && last.mustaches === this.#mustache) return;
    this.#open.lastText = { line, mustaches: this.#mustache };
    if (!isTagOf(this.#text, at, this.#mustaches[this.#mustache])) this.#add('text', at, at);
  }

  #readMustache(mustache: Mustache): void {
    this.#mustache++;
    const { start, kind } = mustache;
    const { region } = this.#open;
    if (this.#text[start - 1] === '<' || this.#text.startsWith('</', start - 2)) this.#isInDynamicTag = true;
    const place = this.#isInDynamicTag ? 'none' : region;
    const isCall = kind === 'partial' || kind === 'partialBlock';
    const isValue = kind === 'expression' || kind === 'triple';
    if (isCall || isValue) this.#calls.set(start, place);
    // Of a text that Handlebars reads later, the mark is all that leads to the call.
    const isMarked = isValue || (kind === 'partial' && this.#options.isWritten === true);
    if (isMarked && isShownIn(place) && this.#canMark(mustache)) {
      this.#add('value', start, start);
    }
    this.#follow(mustache);
  }

  #canMark({ start, name, isTerminated }: Mustache): boolean {
    if (!isTerminated || name === '') return false;
    // The newline that a browser drops behind `<pre>` would not stand behind it any more.
    if (this.#open.name === 'pre' && this.#text[start - 1] === '>') return false;
    if (this.#options.isWritten !== true) return true;
    // In the text itself, a mark would keep `{{~` from what it removes, and a backslash from what it escapes.
    return this.#text[start - 1] !== '\\' && !/^\{\{\{?~/.test(this.#text.slice(start, start + 4));
  }

  /** Mustaches where nothing can be marked: in tags, comments and raw text. */
  #pass(to: number): void {
    for (
      let mustache = this.#mustaches[this.#mustache];
      mustache !== undefined && mustache.start < to;
      mustache = this.#mustaches[++this.#mustache]
    ) {
      if (mustache.kind === 'partial' || mustache.kind === 'partialBlock') this.#calls.set(mustache.start, 'none');
      this.#follow(mustache);
    }
  }

  /** Each branch of a block begins in what was open before the block. */
  #follow(mustache: Mustache): void {
    if (isBlockOpener(mustache)) {
      const isElsewhere = this.#options.mustaches === 'opaque' && /^(?:partial|decorator)Block$/.test(mustache.kind);
      this.#blocks.enter(mustache, this.#open, isElsewhere);
      // The partial that is given the content, or is made of it, shows it where it likes.
      if (isElsewhere) this.#open = openForCaller(this.#open);
    } else if (mustache.kind === 'else') this.#open = this.#blocks.branch(mustache) ?? this.#open;
    else if (mustache.kind === 'close') this.#open = this.#blocks.leave() ?? this.#open;
  }

  #add(kind: MarkPoint['kind'], offset: number, at: number): void {
    const region = this.#open.region === 'caller' ? 'caller' : 'own';
    const isHeld = this.#open.region === 'structure' && (kind === 'text' || kind === 'value');
    const holder = isHeld ? { holder: this.#open.name } : {};
    this.#points.push({ at, offset, kind, region, isInHelper: this.#blocks.isInHelper, ...holder });
  }
}

function isShownIn(region: MarkRegion): boolean {
  return region === 'content' || region === 'caller' || region === 'structure';
}

/** As Handlebars reads them; where it would refuse them, as their author most likely meant them. */
function findMustaches(text: string): readonly Mustache[] {
  const strict = scanMustaches(text);
  return strict.every((mustache) => mustache.isTerminated) ? strict : scanMustaches(text, { recover: true });
}

/** `<mj-{{kind}}>`: the name goes on in a mustache; but in `<td{{#if a}} class="b"{{/if}}>` it does not. */
function isContinued(text: string, tag: Tag, mustaches: readonly Mustache[]): boolean {
  if (!text.startsWith('{{', tag.nameEnd)) return false;
  const next = mustacheAt(mustaches, tag.nameEnd);
  if (next === undefined || next.kind === 'expression' || next.kind === 'triple' || next.kind === 'partial')
    return true;
  return !/[\s/>]/.test(text[next.end] ?? '');
}

function mustacheAt(mustaches: readonly Mustache[], start: number): Mustache | undefined {
  let low = 0;
  let high = mustaches.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((mustaches[middle]?.start ?? Infinity) < start) low = middle + 1;
    else high = middle;
  }
  return mustaches[low]?.start === start ? mustaches[low] : undefined;
}

/** The `<` or `</` of `<{{name}}>`. */
function isTagOf(text: string, at: number, mustache: Mustache | undefined): boolean {
  if (mustache === undefined || text[at] !== '<') return false;
  return mustache.start === at + 1 || (mustache.start === at + 2 && text[at + 1] === '/');
}
