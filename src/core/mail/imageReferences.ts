/** A place in the html, in UTF-16 code units, and the local file that it names. */
export interface ImageReference {
  readonly start: number;
  readonly end: number;
  /** Decoded, without query and fragment, with forward slashes as written. */
  readonly path: string;
}

/**
 * Local images in document order: `src` of images and of VML inside Outlook's conditional comments, `background`, and
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
    else if (isImageAttribute(tag, attribute)) addReference(value, valueStart, references);
  }
}

function isImageAttribute(tag: string, attribute: string): boolean {
  return attribute === 'background' || (attribute === 'src' && (imageTags.has(tag) || tag.startsWith('v:')));
}

function findInCss(css: string, cssStart: number, references: ImageReference[]): void {
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

/** undefined: not a file next to the template. */
function localPath(value: string): string | undefined {
  const reference = decodeEntities(value);
  const isElsewhere =
    reference === '' ||
    reference.length > maxPathLength ||
    /^(?:[a-z][a-z0-9+.-]*:|[/\\#?])/i.test(reference) ||
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
  return text.replaceAll(/&(?:amp|#38|#x26);/gi, '&').replaceAll(/&(?:#32|#x20);/gi, ' ');
}

function indexOfClose(html: string, element: string, start: number): number {
  const pattern = new RegExp(`</${element}`, 'gi');
  pattern.lastIndex = start;
  return pattern.exec(html)?.index ?? html.length;
}

const imageTags = new Set(['img', 'input', 'image']);
const maxPathLength = 2000;
const tagNamePattern = /[a-z][a-z0-9:-]*/iy;
// A quotation mark that is not closed makes the value end where the tag can end, so that no text is read twice.
const attributePattern = /\s*([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>][^\s>]*)))?/gy;
// Inside a style attribute the quotation marks of the CSS are often entities.
const cssUrlPattern =
  /(@import\s+)?url\(\s*(?:("|'|&quot;|&#39;|&#34;|&apos;)(.{0,2000}?)\2|((?!&)[^\s"'()]{1,2000}))\s*\)/gi;
