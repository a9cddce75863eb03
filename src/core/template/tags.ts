/** A part of a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Tag {
  readonly kind: 'open' | 'close';
  /** In lower case, as the parser of MJML reads it. */
  readonly name: string;
  readonly start: number;
  readonly nameEnd: number;
  readonly end: number;
  readonly isSelfClosing: boolean;
  /** False when the text, or the next tag, begins before the tag's `>`. */
  readonly isTerminated: boolean;
  readonly attributes: readonly TagAttribute[];
}

export interface TagAttribute {
  readonly name: string;
  readonly start: number;
  readonly nameEnd: number;
  /** Of the value without quotes; equal to `nameEnd` when there is none. */
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly end: number;
}

/**
 * Finds the tags of a text as htmlparser2 tokenises it (MJML's parser); comments, CDATA and the insides of `<style>` and
 * `<script>` are passed over, and so are the given mustaches, wherever they stand. Never throws.
 */
export function scanTags(text: string, mustaches: readonly Span[] = []): readonly Tag[] {
  return [...readTags(text, mustaches)];
}

/** The same one by one, for whoever looks for the first of some kind. */
export function* readTags(text: string, mustaches: readonly Span[] = []): Generator<Tag> {
  const skip = mustacheSkipper(mustaches);
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('<', at);
    const mustacheEnd = skip(at, next < 0 ? text.length : next);
    if (mustacheEnd !== undefined) {
      at = mustacheEnd;
      continue;
    }
    if (next < 0) break;
    const passed = passOver(text, next);
    if (passed !== undefined) {
      at = passed;
      continue;
    }
    const tag = readTag(text, next, skip);
    if (tag === undefined) {
      at = next + 1;
      continue;
    }
    yield tag;
    at = tag.end;
    if (tag.kind === 'open' && !tag.isSelfClosing && rawTextTags.has(tag.name)) at = endOfRawText(text, at, tag.name);
  }
}

/** Elements whose inside is no html, and is passed over. */
export const rawTextTags: ReadonlySet<string> = new Set(['style', 'script', 'title', 'textarea']);

/** Comments, declarations and CDATA: their end, or undefined when a tag may begin here. */
export function passOver(text: string, at: number): number | undefined {
  if (text.startsWith('<!--', at)) return endOf(text, '-->', at + 4);
  if (text.startsWith('<![CDATA[', at)) return endOf(text, ']]>', at + 9);
  if (text[at + 1] === '!' || text[at + 1] === '?') return endOf(text, '>', at + 2);
  return undefined;
}

function endOf(text: string, closer: string, from: number): number {
  const found = text.indexOf(closer, from);
  return found < 0 ? text.length : found + closer.length;
}

export function endOfRawText(text: string, from: number, name: string): number {
  const closer = new RegExp(`</${name}(?=[\\s/>])`, 'gi');
  closer.lastIndex = from;
  return closer.exec(text)?.index ?? text.length;
}

function readTag(text: string, start: number, skip: Skipper): Tag | undefined {
  const kind = text[start + 1] === '/' ? 'close' : 'open';
  const nameStart = start + (kind === 'close' ? 2 : 1);
  if (!/[a-z]/i.test(text[nameStart] ?? '')) return undefined;
  let nameEnd = nameStart;
  while (nameEnd < text.length && !/[\s/>]/.test(text[nameEnd] ?? '') && skip(nameEnd, nameEnd) === undefined)
    nameEnd++;
  const name = text.slice(nameStart, nameEnd).toLowerCase();
  const attributes: TagAttribute[] = [];
  let at = nameEnd;
  let isTerminated = false;
  while (at < text.length) {
    const character = text[at] ?? '';
    const mustacheEnd = skip(at, at);
    if (mustacheEnd !== undefined) {
      at = mustacheEnd;
    } else if (character === '>') {
      isTerminated = true;
      at++;
      break;
    } else if (character === '<') {
      break;
    } else if (/[\s/]/.test(character)) {
      at++;
    } else {
      const attribute = readAttribute(text, at, skip);
      attributes.push(attribute);
      at = attribute.end;
    }
  }
  const isSelfClosing = isTerminated && kind === 'open' && text[at - 2] === '/';
  return { kind, name, start, nameEnd, end: at, isSelfClosing, isTerminated, attributes };
}

function readAttribute(text: string, start: number, skip: Skipper): TagAttribute {
  let nameEnd = start + 1;
  while (nameEnd < text.length && !/[\s=>/]/.test(text[nameEnd] ?? '') && skip(nameEnd, nameEnd) === undefined)
    nameEnd++;
  const name = text.slice(start, nameEnd);
  let at = nameEnd;
  while (/\s/.test(text[at] ?? '')) at++;
  if (text[at] !== '=') return { name, start, nameEnd, valueStart: nameEnd, valueEnd: nameEnd, end: nameEnd };
  at++;
  while (/\s/.test(text[at] ?? '')) at++;
  const quote = text[at] === '"' || text[at] === "'" ? text[at] : undefined;
  const valueStart = quote === undefined ? at : at + 1;
  at = valueStart;
  while (at < text.length) {
    const mustacheEnd = skip(at, at);
    if (mustacheEnd !== undefined) {
      at = mustacheEnd;
      continue;
    }
    const character = text[at] ?? '';
    if (quote === undefined ? /[\s>]/.test(character) : character === quote) break;
    at++;
  }
  return {
    name,
    start,
    nameEnd,
    valueStart,
    valueEnd: at,
    end: Math.min(quote === undefined ? at : at + 1, text.length),
  };
}

type Skipper = (from: number, to: number) => number | undefined;

/** Answers, for places that only grow, where the first mustache that begins in a range ends. */
function mustacheSkipper(mustaches: readonly Span[]): Skipper {
  let index = 0;
  return (from, to) => {
    while (index < mustaches.length && (mustaches[index]?.end ?? 0) <= from) index++;
    const mustache = mustaches[index];
    return mustache !== undefined && mustache.start <= to ? mustache.end : undefined;
  };
}
