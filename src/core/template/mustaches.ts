export type MustacheKind =
  | 'expression'
  /** `{{{x}}}` */
  | 'triple'
  /** `{{#x}}` */
  | 'open'
  /** `{{^x}}` */
  | 'inverse'
  /** `{{else}}`, `{{else if x}}`, `{{^}}` */
  | 'else'
  /** `{{/x}}` */
  | 'close'
  /** `{{> x}}` */
  | 'partial'
  /** `{{#> x}}` */
  | 'partialBlock'
  /** `{{* x}}` */
  | 'decorator'
  /** `{{#*inline "x"}}` */
  | 'decoratorBlock'
  | 'comment'
  /** `{{{{x}}}} ... {{{{/x}}}}` as a whole */
  | 'raw';

export interface Mustache {
  readonly kind: MustacheKind;
  readonly start: number;
  readonly end: number;
  /** Helper, path, block or partial, without quotes and brackets; empty when there is none. */
  readonly name: string;
  /** The name as written, with its quotes; empty when there is none. */
  readonly nameSource: string;
  readonly nameStart: number;
  readonly isTerminated: boolean;
}

export interface MustacheScanOptions {
  /**
   * For texts that Handlebars refuses: what has no end is taken to end where its author most likely meant it to, so that one
   * mistake does not swallow the rest of the file. Such a mustache is not terminated.
   */
  readonly recover: boolean;
}

/** Finds the mustaches of a template in order, with the rules of Handlebars' own lexer. Never throws. */
export function scanMustaches(text: string, options: MustacheScanOptions = { recover: false }): readonly Mustache[] {
  const scan: Scan = { ...options, lastBracket: text.lastIndexOf(']'), rawBlocks: new RawBlocks(text) };
  const found: Mustache[] = [];
  let from = 0;
  for (;;) {
    const start = text.indexOf('{{', from);
    if (start < 0) return found;
    if (isEscaped(text, start, from)) {
      from = start + 2;
      continue;
    }
    const mustache = readMustache(text, start, scan);
    found.push(mustache);
    from = mustache.end;
  }
}

interface Scan extends MustacheScanOptions {
  /** A `[` after it is never closed: without this, each of many would be followed to the text's end. */
  readonly lastBracket: number;
  readonly rawBlocks: RawBlocks;
}

export function isBlockOpener(mustache: Mustache): boolean {
  switch (mustache.kind) {
    case 'open':
    case 'inverse':
    case 'partialBlock':
    case 'decoratorBlock':
      return true;
    case 'expression':
    case 'triple':
    case 'else':
    case 'close':
    case 'partial':
    case 'decorator':
    case 'comment':
    case 'raw':
      return false;
  }
}

/** `\{{` is text, `\\{{` is a backslash and a mustache. */
function isEscaped(text: string, start: number, from: number): boolean {
  if (start - 1 < from || text[start - 1] !== '\\') return false;
  return start - 2 < from || text[start - 2] !== '\\';
}

const openers: readonly { readonly pattern: RegExp; readonly kind: MustacheKind }[] = [
  { pattern: /\{\{~?>/y, kind: 'partial' },
  { pattern: /\{\{~?#>/y, kind: 'partialBlock' },
  { pattern: /\{\{~?#\*/y, kind: 'decoratorBlock' },
  { pattern: /\{\{~?#/y, kind: 'open' },
  { pattern: /\{\{~?\//y, kind: 'close' },
  { pattern: /\{\{~?\^(?=\s*~?\}\})/y, kind: 'else' },
  { pattern: /\{\{~?\s*else\b/y, kind: 'else' },
  { pattern: /\{\{~?\^/y, kind: 'inverse' },
  { pattern: /\{\{~?\{/y, kind: 'triple' },
  { pattern: /\{\{~?&/y, kind: 'triple' },
  { pattern: /\{\{~?\*/y, kind: 'decorator' },
  { pattern: /\{\{~?/y, kind: 'expression' },
];

function readMustache(text: string, start: number, scan: Scan): Mustache {
  if (text.startsWith('{{{{', start)) return readRawBlock(text, start, scan);
  const comment = matchAt(/\{\{~?!(--)?/y, text, start);
  if (comment !== undefined) return readComment(text, start, comment, scan);
  if (scan.recover && matchAt(/\{\{\{~?[#/^>]/y, text, start) !== undefined)
    return { ...readMustache(text, start + 1, scan), start };
  for (const { pattern, kind } of openers) {
    const opener = matchAt(pattern, text, start);
    if (opener === undefined) continue;
    const body = start + opener.length;
    const { end, isTerminated } = findEnd(text, body, scan);
    const name = readName(text, body, { end, scan });
    return { ...mustache(kind, start, end, isTerminated), ...name };
  }
  return mustache('expression', start, start + 2, false);
}

function mustache(kind: MustacheKind, start: number, end: number, isTerminated: boolean): Mustache {
  return { kind, start, end, isTerminated, name: '', nameSource: '', nameStart: start };
}

function readComment(text: string, start: number, opener: string, scan: Scan): Mustache {
  const isLong = opener.endsWith('--');
  // `{{!--}}` is a whole comment: its two dashes open and close it.
  const from = start + opener.length - (isLong ? 2 : 0);
  if (scan.recover) {
    const next = indexAfter(isLong ? /--~?\}\}|\{\{~?!--/g : /\}\}/g, text, from);
    if (next === undefined || text[next - 1] === '-') {
      // It has no end, or only the one of another comment.
      const inside = text.slice(from, next);
      const damaged = indexAfter(/--\}|--(?=[ \t]*[\r\n])/g, inside, 0) ?? indexAfter(/\}\}/g, inside, 0);
      if (damaged !== undefined) return mustache('comment', start, from + damaged, false);
      if (next === undefined) return mustache('comment', start, lineEnd(text, from), false);
    }
  }
  const end = indexAfter(isLong ? /--~?\}\}/g : /\}\}/g, text, from);
  return mustache('comment', start, end ?? text.length, end !== undefined);
}

/** The end of a mustache whose opener was read: after its `}}`, or where the next mustache or the text's end cuts it off. */
function findEnd(text: string, from: number, scan: Scan): { readonly end: number; readonly isTerminated: boolean } {
  let at = from;
  while (at < text.length) {
    const character = text[at];
    if (character === '"' || character === "'" || character === '[') {
      at += quotedLength(text, at, scan);
    } else if (character === '}' || character === '~') {
      const closer = matchAt(/\}~?\}\}|~?\}\}/y, text, at);
      if (closer !== undefined) return { end: at + closer.length, isTerminated: true };
      at++;
    } else if (character === '{' && text[at + 1] === '{') {
      return { end: at, isTerminated: false };
    } else if (scan.recover && character === '<' && matchAt(tag, text, at) !== undefined) {
      return { end: at, isTerminated: false };
    } else {
      at++;
    }
  }
  return { end: text.length, isTerminated: false };
}

/** No mustache has html inside, but for its strings. Not longer than this, so that many `<` are not read again from each. */
const tag = /<\/?[a-z][^<>{}"']{0,100}(?:>|="|='|\{\{)/iy;

/** Length of the string or `[segment]` at a place; 1 when it is not closed and so stands for itself. */
function quotedLength(text: string, at: number, scan: Scan): number {
  if (text[at] === '[' && at > scan.lastBracket) return 1;
  const quoted = matchAt(/"(?:\\"|[^"])*"|'(?:\\'|[^'])*'|\[(?:\\\]|[^\]])*\]/y, text, at);
  if (quoted === undefined) return 1;
  return scan.recover && isStray(text, at, quoted) ? 1 : quoted.length;
}

/** Whether a quote seems to have lost its partner, and took another one behind its mustache. */
function isStray(text: string, at: number, quoted: string): boolean {
  const isSegment = quoted.startsWith('[');
  if (!isSegment && !/[\s=({&#>^/*~]/.test(text[at - 1] ?? '')) return true;
  if (!isSegment && !/[\s~)}|./]/.test(text[at + quoted.length] ?? ' ')) return true;
  const closer = quoted.indexOf('}}');
  if (closer < 0) return false;
  const opener = quoted.indexOf('{{');
  const isWhole = opener >= 0 && opener < closer && quoted.lastIndexOf('{{') < quoted.lastIndexOf('}}');
  return !isWhole && (opener > closer || /[\r\n]/.test(quoted));
}

function readName(
  text: string,
  from: number,
  { end, scan }: { readonly end: number; readonly scan: Scan },
): Pick<Mustache, 'name' | 'nameSource' | 'nameStart'> {
  const blank = matchAt(/\s*/y, text, from) ?? '';
  const nameStart = from + blank.length;
  const pattern = nameStart > scan.lastBracket ? namePattern : nameWithBracketsPattern;
  const nameSource = matchAt(pattern, text, nameStart) ?? '';
  if (nameStart + nameSource.length > end) return { name: '', nameSource: '', nameStart };
  const isString = nameSource.startsWith('"') || nameSource.startsWith("'");
  const name = isString ? nameSource.slice(1, -1) : nameSource.replace(/\[((?:\\\]|[^\]])*)\]/g, '$1');
  return { name, nameSource, nameStart };
}

const namePattern = /"(?:\\"|[^"])*"|'(?:\\'|[^'])*'|[^\s!"#%-,;->[\\\]^`{-~]+/y;
const nameWithBracketsPattern = /"(?:\\"|[^"])*"|'(?:\\'|[^'])*'|(?:\[(?:\\\]|[^\]])*\]|[^\s!"#%-,;->[\\\]^`{-~])+/y;

function readRawBlock(text: string, start: number, scan: Scan): Mustache {
  const lone = matchAt(rawCloser, text, start);
  if (lone !== undefined) return mustache('raw', start, start + lone.length, false);
  const named = readName(text, start + 4, { end: text.length, scan });
  const opener = findEnd(text, start + 4, scan);
  const opened = opener.isTerminated ? (indexAfter(/\}+/y, text, opener.end - 2) ?? opener.end) : opener.end;
  // `{{{{name}}`: half of the braces are a mustache that somebody began before another one.
  if (scan.recover && !text.startsWith('}}}}', opened - 4)) return mustache('expression', start, start + 2, false);
  const end = opener.isTerminated ? scan.rawBlocks.endOf(start) : undefined;
  return { ...mustache('raw', start, end ?? opened, end !== undefined), ...named };
}

const rawCloser = /\{\{\{\{\/[^}\s]+\}\}\}\}/y;

/** Where the raw blocks of a text end; all are paired at once, because each by itself would be looked for to the text's end. */
class RawBlocks {
  readonly #text: string;
  #ends: ReadonlyMap<number, number> | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  endOf(start: number): number | undefined {
    this.#ends ??= this.#pair();
    return this.#ends.get(start);
  }

  #pair(): ReadonlyMap<number, number> {
    const ends = new Map<number, number>();
    const open: number[] = [];
    for (const { 0: edge, 1: closer, index } of this.#text.matchAll(/\{\{\{\{(\/[^}\s]+\}\}\}\})?/g)) {
      if (closer === undefined) {
        open.push(index);
        continue;
      }
      const opener = open.pop();
      if (opener !== undefined) ends.set(opener, index + edge.length);
    }
    return ends;
  }
}

function lineEnd(text: string, from: number): number {
  const length = text.slice(from).search(/[\r\n]/);
  return length < 0 ? text.length : from + length;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function indexAfter(pattern: RegExp, text: string, from: number): number | undefined {
  pattern.lastIndex = from;
  return pattern.exec(text) === null ? undefined : pattern.lastIndex;
}
