import { decodeBytes, decodeWords, readHeaders } from './messageSummary.ts';

/** What searching and the list want to know of the inside of a message. */
export interface MessageContent {
  /** The readable text of all parts, in their order. */
  readonly text: string;
  readonly hasAttachments: boolean;
}

/**
 * Reads the texts at the start of a message. Not a MIME parser, on purpose: it runs for each message that arrives, has to be
 * quick and bounded whatever comes, and what it gets wrong costs a hit of the search, while messages are shown by a parser.
 */
export function readContent(start: Uint8Array): MessageContent {
  const found: Found = { texts: [], hasAttachments: false, parts: 0 };
  readPart(Buffer.from(start.buffer, start.byteOffset, start.byteLength).toString('latin1'), found, 0);
  return { text: found.texts.join(' '), hasAttachments: found.hasAttachments };
}

interface Found {
  readonly texts: string[];
  hasAttachments: boolean;
  parts: number;
}

function readPart(part: string, found: Found, depth: number): void {
  if (++found.parts > maxParts || depth > maxDepth) return;
  const bodyStart = bodyStartOf(part);
  const headers = readHeaders(part.slice(0, bodyStart));
  const type = (headers.get('content-type') ?? 'text/plain').toLowerCase();
  const body = part.slice(bodyStart);
  if (type.startsWith('multipart/')) {
    const boundary = parameter(headers.get('content-type') ?? '', 'boundary');
    if (boundary !== undefined) for (const inner of partsOf(body, boundary)) readPart(inner, found, depth + 1);
    return;
  }
  const disposition = (headers.get('content-disposition') ?? '').toLowerCase();
  const isAttached =
    disposition.startsWith('attachment') || (!type.startsWith('text/') && !isInline(disposition, headers));
  if (isAttached && depth > 0) {
    found.hasAttachments = true;
    found.texts.push(nameOf(headers));
    return;
  }
  if (!type.startsWith('text/')) return;
  const bytes = decodeTransfer(body, (headers.get('content-transfer-encoding') ?? '').trim().toLowerCase());
  const text = decodeBytes(bytes, parameter(type, 'charset') ?? 'utf-8');
  found.texts.push(type.startsWith('text/html') ? withoutTags(text) : text);
}

/** Images of the html and the like: no attachment that anybody would look for. */
function isInline(disposition: string, headers: ReadonlyMap<string, string>): boolean {
  return disposition.startsWith('inline') || headers.has('content-id');
}

function nameOf(headers: ReadonlyMap<string, string>): string {
  const name =
    parameter(headers.get('content-disposition') ?? '', 'filename') ??
    parameter(headers.get('content-type') ?? '', 'name');
  return name === undefined ? '' : decodeWords(name);
}

function bodyStartOf(part: string): number {
  const separator = /^\r?\n/.exec(part) ?? /\r?\n\r?\n/.exec(part);
  return separator === null ? part.length : separator.index + separator[0].length;
}

function partsOf(body: string, boundary: string): readonly string[] {
  const delimiter = `--${boundary}`;
  const parts: string[] = [];
  let start = -1;
  for (
    let at = body.indexOf(delimiter);
    at >= 0 && parts.length < maxParts;
    at = body.indexOf(delimiter, at + delimiter.length)
  ) {
    if (at > 0 && body[at - 1] !== '\n') continue;
    if (start >= 0) parts.push(body.slice(start, at));
    const lineEnd = body.indexOf('\n', at);
    start = lineEnd < 0 || body.startsWith('--', at + delimiter.length) ? -1 : lineEnd + 1;
  }
  // The start of a large message ends in the middle of a part.
  if (start >= 0) parts.push(body.slice(start));
  return parts;
}

/** RFC 2045, and the extended form of RFC 2231 as far as a name in UTF-8 needs it. */
function parameter(header: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}(\\*?)=\\s*(?:"([^"]*)"|([^;\\s]*))`, 'i').exec(header);
  if (match === null) return undefined;
  const value = match[2] ?? match[3] ?? '';
  if (match[1] !== '*') return value;
  try {
    return decodeURIComponent(value.replace(/^[^']*'[^']*'/, ''));
  } catch {
    // Escapes of another charset.
    return value;
  }
}

function decodeTransfer(body: string, encoding: string): Uint8Array {
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1');
  const decoded = body
    .replaceAll(/=[ \t]*\r?\n/g, '')
    .replaceAll(/=([0-9a-f]{2})/gi, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(decoded, 'latin1');
}

/** One pass, because a text without `>` must not be looked through for each `<`. */
function withoutTags(html: string): string {
  const pieces: string[] = [];
  const lower = html.toLowerCase();
  let end = 0;
  while (end < html.length) {
    const open = html.indexOf('<', end);
    if (open < 0) {
      pieces.push(html.slice(end));
      break;
    }
    pieces.push(html.slice(end, open), ' ');
    const hidden = /^<(style|script|title|!--)/.exec(lower.slice(open, open + 8))?.[1];
    const closing = hidden === undefined ? '>' : hidden === '!--' ? '-->' : `</${hidden}`;
    const close = lower.indexOf(closing, open);
    if (close < 0) break;
    end = close + closing.length;
    if (hidden !== undefined && hidden !== '!--') end = Math.max(lower.indexOf('>', end) + 1, end);
  }
  return pieces
    .join('')
    .replaceAll(/&(#x?[0-9a-f]{1,6}|[a-z]{2,8});/gi, (entity, name: string) => characterOf(name) ?? entity);
}

function characterOf(name: string): string | undefined {
  if (!name.startsWith('#')) return namedCharacters[name.toLowerCase()];
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : undefined;
}

/** Those that mails are full of; letters come as they are in UTF-8. */
const namedCharacters: Readonly<Record<string, string>> = {
  nbsp: ' ',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  zwnj: '',
  shy: '',
  mdash: '—',
  ndash: '–',
  hellip: '…',
  euro: '€',
  copy: '©',
};
const maxParts = 200;
const maxDepth = 8;
