/** What a list shows of a message. All of it is foreign text; control characters are removed, lengths are limited. */
export interface MessageSummary {
  /** The name of the sender, or the address where there is no name. */
  readonly from: string;
  /** Of the header; empty where there is none. */
  readonly fromAddress: string;
  readonly to: string;
  readonly subject: string;
  readonly mailproofId?: string;
}

/** How much of a message is enough to find its headers; a longer header is cut. */
export const summaryBytes = 64 * 1024;

/**
 * Reads the headers at the start of a message. Not a MIME parser, on purpose: the list of the inbox lives in the extension
 * host, and whole messages of strangers are parsed in the render process only. Never throws.
 */
export function summarize(start: Uint8Array): MessageSummary {
  const headers = readHeaders(Buffer.from(start.subarray(0, summaryBytes)).toString('latin1'));
  const text = (name: string): string => clean(decodeWords(headers.get(name) ?? ''));
  const mailproofId = text('x-mailproof-id');
  return {
    from: displayName(headers.get('from') ?? ''),
    fromAddress: clean(/<([^<>]*)>/.exec(headers.get('from') ?? '')?.[1] ?? headers.get('from') ?? ''),
    to: text('to'),
    subject: text('subject'),
    ...(mailproofId === '' ? {} : { mailproofId }),
  };
}

/** RFC 2047: `=?charset?B|Q?...?=`. Raw bytes beyond ASCII are read as UTF-8, which RFC 6532 allows. */
export function decodeWords(value: string): string {
  const joined = value.replaceAll(/(=\?[^\s?]+\?[bq]\?[^\s?]*\?=)\s+(?==\?[^\s?]+\?[bq]\?)/gi, '$1');
  const pieces: string[] = [];
  let end = 0;
  // A character can be split between two words of the same charset: their bytes are decoded together.
  let pending: { charset: string; bytes: Buffer[] } | undefined;
  const flush = (): void => {
    if (pending !== undefined) pieces.push(decodeBytes(Buffer.concat(pending.bytes), pending.charset));
    pending = undefined;
  };
  for (const match of joined.matchAll(/=\?([^\s?*]+)(?:\*[^\s?]*)?\?([bq])\?([^\s?]*)\?=/gi)) {
    const between = joined.slice(end, match.index);
    const charset = (match[1] ?? '').toLowerCase();
    if (between !== '' || pending?.charset !== charset) flush();
    if (between !== '') pieces.push(decodeRaw(between));
    pending ??= { charset, bytes: [] };
    pending.bytes.push(wordBytes(match[2] ?? '', match[3] ?? ''));
    end = match.index + match[0].length;
  }
  flush();
  pieces.push(decodeRaw(joined.slice(end)));
  return pieces.join('');
}

/** The first of each name, unfolded. */
export function readHeaders(text: string): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  let name = '';
  for (const line of text.split(/\r?\n/)) {
    if (line === '') break;
    if (/^[ \t]/.test(line)) {
      if (name !== '') headers.set(name, `${headers.get(name) ?? ''} ${line.trim()}`);
      continue;
    }
    const colon = line.indexOf(':');
    const found = colon > 0 ? line.slice(0, colon).trim().toLowerCase() : '';
    name = headers.has(found) ? '' : found;
    if (name !== '') headers.set(name, line.slice(colon + 1).trim());
  }
  return headers;
}

function displayName(value: string): string {
  const open = value.indexOf('<');
  const name =
    open > 0
      ? decodeWords(
          value
            .slice(0, open)
            .trim()
            .replace(/^"(.*)"$/s, '$1')
            .replaceAll(/\\(.)/g, '$1'),
        )
      : '';
  return clean(name) || clean(decodeWords(value).replace(/^<([^>]*)>.*$/s, '$1'));
}

function wordBytes(encoding: string, text: string): Buffer {
  if (encoding.toLowerCase() === 'b') return Buffer.from(text, 'base64');
  const unescaped = text
    .replaceAll('_', ' ')
    .replaceAll(/=([0-9a-f]{2})/gi, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(unescaped, 'latin1');
}

function decodeRaw(latin1: string): string {
  return decodeBytes(Buffer.from(latin1, 'latin1'), 'utf-8');
}

export function decodeBytes(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    // A charset that nobody knows: latin1 shows at least the ASCII part.
    return Buffer.from(bytes).toString('latin1');
  }
}

function clean(text: string): string {
  const line = text
    .replaceAll(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]+/gu, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
  return line.length > maxTextLength ? `${line.slice(0, maxTextLength - 1)}…` : line;
}

const maxTextLength = 500;
