/** A place in the html, in UTF-16 code units, and the local file that it names. */
export interface ImageReference {
  readonly start: number;
  readonly end: number;
  /** Decoded, without query and fragment, with forward slashes as written. */
  readonly path: string;
}

/**
 * Local images in document order: `src` and `srcset` of images, `src` of VML inside Outlook's conditional comments, `background`, and
 * `url()` in style attributes and style elements. A scanner and not a parser, because everything else has to stay as it is;
 * it takes time in proportion to the text, whatever the text is.
 */
export function findImageReferences(html: string): readonly ImageReference[] {
  const references: ImageReference[] = [];
  let offset = html.indexOf('<');
  while (offset >= 0) {
    const next = scanMarkup(html, offset, references);
    offset = html.indexOf('<', next);
  }
  return references;
}

/** `start` is at a `<`; returns where to go on. */
function scanMarkup(html: string, start: number, references: ImageReference[]): number {
  if (html.startsWith('<!--', start)) {
    // "<!--[if mso]>" holds markup that Outlook reads; the scan goes on inside.
    if (html.startsWith('[if', start + 4)) return start + 4;
    // From the second hyphen on: "<!-->" is a whole comment.
    const end = html.indexOf('-->', start + 2);
    return end < 0 ? html.length : end + 3;
  }
  const name = tagName(html, start + 1);
  if (name === '') return start + 1;
  const end = scanAttributes(html, start + 1 + name.length, { tag: name.toLowerCase(), references });
  const rawElement = /^(?:style|script|title|textarea)$/i.exec(name)?.[0].toLowerCase();
  if (rawElement === undefined) return end;
  const close = indexOfClose(html, rawElement, end);
  if (rawElement === 'style') findInCss(html.slice(end, close), end, references);
  return close;
}

function tagName(html: string, start: number): string {
  tagNamePattern.lastIndex = start;
  return tagNamePattern.exec(html)?.[0] ?? '';
}

interface TagContext {
  readonly tag: string;
  readonly references: ImageReference[];
}

/** Returns the offset after the `>` of the tag. */
function scanAttributes(html: string, start: number, { tag, references }: TagContext): number {
  let offset = start;
  for (;;) {
    // Apart from the pattern, which would read a long gap again from each of its places.
    gapPattern.lastIndex = offset;
    offset += gapPattern.exec(html)?.[0].length ?? 0;
    attributePattern.lastIndex = offset;
    const match = attributePattern.exec(html);
    if (match === null) {
      // What is left of a tag: its end, or a character that belongs to no attribute.
      if (offset >= html.length) return html.length;
      if (html[offset] === '>') return offset + 1;
      offset++;
      continue;
    }
    offset = attributePattern.lastIndex;
    const quoted = match[2] ?? match[3];
    const value = quoted ?? match[4];
    if (value === undefined) continue;
    const valueStart = offset - value.length - (quoted === undefined ? 0 : 1);
    const attribute = (match[1] ?? '').toLowerCase();
    if (attribute === 'style') findInCss(value, valueStart, references);
    else if (attribute === 'srcset' && srcsetTags.has(tag)) findInSrcset(value, valueStart, references);
    else if (isImageAttribute(tag, attribute)) addReference(value, valueStart, references);
  }
}

function isImageAttribute(tag: string, attribute: string): boolean {
  return attribute === 'background' || (attribute === 'src' && (imageTags.has(tag) || tag.startsWith('v:')));
}

/** The candidates as browsers find them (https://html.spec.whatwg.org/#parse-a-srcset-attribute). */
function findInSrcset(srcset: string, srcsetStart: number, references: ImageReference[]): void {
  let offset = 0;
  for (;;) {
    candidatePattern.lastIndex = offset;
    const [skipped = '', address = ''] = candidatePattern.exec(srcset) ?? [];
    if (address === '') return;
    const start = offset + skipped.length - address.length;
    const url = withoutTrailingCommas(address);
    addReference(url, srcsetStart + start, references);
    offset = start + address.length;
    if (url.length === address.length) offset = endOfDescriptors(srcset, offset);
  }
}

function withoutTrailingCommas(address: string): string {
  let end = address.length;
  while (address[end - 1] === ',') end--;
  return address.slice(0, end);
}

/** After the comma that ends a candidate; commas in parentheses do not. */
function endOfDescriptors(srcset: string, start: number): number {
  let isInParentheses = false;
  for (let offset = start; offset < srcset.length; offset++) {
    const character = srcset[offset];
    if (character === '(') isInParentheses = true;
    else if (character === ')') isInParentheses = false;
    else if (character === ',' && !isInParentheses) return offset + 1;
  }
  return srcset.length;
}

function findInCss(text: string, cssStart: number, references: ImageReference[]): void {
  const css = text.replaceAll(cssCommentPattern, (comment) => ' '.repeat(comment.length));
  for (const match of css.matchAll(cssUrlPattern)) {
    if (match[1] !== undefined) continue; // an @import
    const value = match[3] ?? match[4] ?? '';
    const at = match.index + match[0].indexOf(value, match[0].toLowerCase().indexOf('url(') + 4);
    if (!/\.(?:css|woff2?|ttf|otf|eot)(?:[?#]|$)/i.test(value)) addReference(value, cssStart + at, references);
  }
}

function addReference(value: string, valueStart: number, references: ImageReference[]): void {
  const trimmed = value.trim();
  const start = valueStart + value.indexOf(trimmed);
  const path = localPath(trimmed);
  if (path !== undefined) references.push({ start, end: start + trimmed.length, path });
}

/** undefined: not a file of the project. One leading slash begins at its root; two begin the name of a server. */
function localPath(value: string): string | undefined {
  const reference = decodeEntities(value);
  const isElsewhere =
    reference === '' ||
    reference.length > maxPathLength ||
    /^(?:[a-z][a-z0-9+.-]*:|[/\\]{2}|[#?])/i.test(reference) ||
    /\{\{|\p{Cc}/u.test(reference);
  if (isElsewhere) return undefined;
  const path = reference.replace(/[?#].*$/su, '');
  // A percent sign that encodes nothing is part of the name.
  return path.replaceAll(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    const text = Buffer.from(encoded.replaceAll('%', ''), 'hex').toString();
    return /[\p{Cc}\u{FFFD}]/u.test(text) ? encoded : text;
  });
}

function decodeEntities(text: string): string {
  return text.replaceAll(/&(?:amp|#(\d{1,7})|#x([\da-f]{1,6}));/gi, (entity, decimal?: string, hex?: string) => {
    if (decimal === undefined && hex === undefined) return '&';
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : entity;
  });
}

function indexOfClose(html: string, element: string, start: number): number {
  const pattern = new RegExp(`</${element}`, 'gi');
  pattern.lastIndex = start;
  return pattern.exec(html)?.index ?? html.length;
}

const srcsetTags = new Set(['img', 'source']);
const imageTags = new Set(['img', 'input', 'image']);
const maxPathLength = 2000;
const tagNamePattern = /[a-z][a-z0-9:-]*/iy;
const gapPattern = /\s*/y;
// Before the address: what separates candidates.
const candidatePattern = /[\s,]*(\S*)/y;
// A quotation mark that is not closed makes the value end where the tag can end, so that no text is read twice.
const attributePattern = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>][^\s>]*)))?/gy;
const cssCommentPattern = /\/\*.*?(?:\*\/|$)/gs;
// Inside a style attribute the quotation marks of the CSS are often entities.
const cssUrlPattern =
  /(@import\s+)?url\(\s*(?:("|'|&quot;|&#39;|&#34;|&apos;)(.{0,2000}?)\2|((?!&)[^\s"'()]{1,2000}))\s*\)/gi;
