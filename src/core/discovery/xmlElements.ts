/** An element of an XML document: what mail servers are described with, and nothing more of XML than that. */
export interface XmlElement {
  /** As written, a prefix included. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own text, without that of its children, trimmed. */
  readonly text: string;
}

interface OpenElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/**
 * Reads a document that a stranger has written. There are no entities but the five of XML itself and numbers, no document type, and
 * nothing is ever fetched: a document that declares something is refused as a whole. undefined: not well-formed, or larger than any
 * description of mail servers. Never throws, and takes time in proportion to the length.
 */
export function parseXml(text: string): XmlElement | undefined {
  if (text.length > maxLength) return undefined;
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  let count = 0;
  let position = 0;
  while (position < text.length) {
    const start = text.indexOf('<', position);
    if (!takeText(open.at(-1), text.slice(position, start < 0 ? undefined : start))) return undefined;
    if (start < 0) break;
    const special = specialEnd(text, start);
    if (special === 'refused') return undefined;
    if (special !== undefined) {
      const current = open.at(-1);
      if (current !== undefined && text.startsWith('<![CDATA[', start))
        current.text += text.slice(start + 9, special - 3);
      position = special;
      continue;
    }
    tag.lastIndex = start;
    const found = tag.exec(text);
    if (found === null || ++count > maxElements) return undefined;
    const [whole, closing, name = '', attributes = '', empty] = found;
    position = start + whole.length;
    if (closing === '/') {
      const ended = open.pop();
      if (ended?.name !== name) return undefined;
      const element = { ...ended, text: ended.text.trim() };
      const parent = open.at(-1);
      if (parent !== undefined) parent.children.push(element);
      else if (root !== undefined) return undefined;
      else root = element;
      continue;
    }
    const read = readAttributes(attributes);
    if (read === undefined || (open.length === 0 && root !== undefined)) return undefined;
    const element: OpenElement = { name, attributes: read, children: [], text: '' };
    if (empty !== '/') {
      if (open.length >= maxDepth) return undefined;
      open.push(element);
    } else if (open.length > 0) open.at(-1)?.children.push(element);
    else root = element;
  }
  return open.length === 0 ? root : undefined;
}

/** Bytes as they came: UTF-8, or UTF-16 where its mark says so. Names of hosts are ASCII in all others that are in use. */
export function decodeXml(bytes: Uint8Array): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

/** The end of a comment, an instruction or raw text; undefined: it is an element. */
function specialEnd(text: string, start: number): number | 'refused' | undefined {
  const ends = text.startsWith('<!--', start)
    ? '-->'
    : text.startsWith('<?', start)
      ? '?>'
      : text.startsWith('<![CDATA[', start)
        ? ']]>'
        : undefined;
  // <!DOCTYPE and <!ENTITY: where the attacks on readers of XML are.
  if (ends === undefined) return text.startsWith('<!', start) ? 'refused' : undefined;
  const end = text.indexOf(ends, start + 2);
  return end < 0 ? 'refused' : end + ends.length;
}

/** False: there is text where none may be, or it refers to something that nobody has declared. */
function takeText(element: OpenElement | undefined, raw: string): boolean {
  if (raw === '') return true;
  if (element === undefined) return /^[\s\uFEFF]*$/.test(raw);
  const text = decoded(raw);
  if (text === undefined) return false;
  element.text += text;
  return true;
}

function readAttributes(raw: string): ReadonlyMap<string, string> | undefined {
  const attributes = new Map<string, string>();
  for (const [, name = '', double, single] of raw.matchAll(attribute)) {
    const value = decoded(double ?? single ?? '');
    if (value === undefined) return undefined;
    attributes.set(name, value);
  }
  return attributes;
}

function decoded(raw: string): string | undefined {
  let isKnown = true;
  const text = raw.replaceAll(/&([^;&\s]{0,12});?/g, (_all, name: string) => {
    const character = name.startsWith('#') ? numbered(name.slice(1)) : predefined.get(name);
    isKnown &&= character !== undefined;
    return character ?? '';
  });
  return isKnown ? text : undefined;
}

function numbered(digits: string): string | undefined {
  const code = /^x[\da-f]{1,6}$/i.test(digits)
    ? Number.parseInt(digits.slice(1), 16)
    : /^\d{1,7}$/.test(digits)
      ? Number(digits)
      : Number.NaN;
  return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : undefined;
}

const predefined = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);
/** No two parts can take the same character: nothing to try again. */
const tag = /<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[A-Za-z_][\w.:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const attribute = /([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g;
const maxLength = 256 * 1024;
const maxElements = 5000;
const maxDepth = 30;
