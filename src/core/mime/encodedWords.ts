import { decodeCharset } from './charset.ts';

export interface DecodedWords {
  readonly text: string;
  /** A word that names no character set anybody knows, or bytes that it does not have. */
  readonly hasBrokenWord: boolean;
  /** Bytes beyond ASCII outside of encoded words, which only mail in UTF-8 may have (RFC 6532). */
  readonly hasRawBytes: boolean;
}

/** RFC 2047: `=?charset?B|Q?...?=` in the text of a header, given byte for byte (latin1). */
export function decodeWords(value: string): DecodedWords {
  const pieces: string[] = [];
  let hasBrokenWord = false;
  let hasRawBytes = false;
  let end = 0;
  // A character can be split between two words of the same charset: their bytes are decoded together.
  let pending: { readonly charset: string; readonly bytes: Buffer[] } | undefined;
  const flush = (): void => {
    if (pending === undefined) return;
    const { text, fault } = decodeCharset(Buffer.concat(pending.bytes), pending.charset);
    hasBrokenWord ||= fault !== undefined && fault !== 'undeclared';
    pieces.push(text);
    pending = undefined;
  };
  const addRaw = (raw: string): void => {
    // eslint-disable-next-line no-control-regex -- what is not ASCII
    if (!/[^\x00-\x7f]/.test(raw)) {
      pieces.push(raw);
      return;
    }
    hasRawBytes = true;
    pieces.push(decodeCharset(Buffer.from(raw, 'latin1'), undefined).text);
  };
  for (const match of value.matchAll(/=\?([^\s?*]{1,64})(?:\*[^\s?]{0,64})?\?([bq])\?([^?]{0,8192}?)\?=/gi)) {
    const between = value.slice(end, match.index);
    const charset = (match[1] ?? '').toLowerCase();
    // White space between two words belongs to neither.
    const isBetweenWords = end > 0 && /^\s*$/.test(between);
    if (!isBetweenWords || pending?.charset !== charset || hasShifts.test(charset)) flush();
    if (!isBetweenWords) addRaw(between);
    pending ??= { charset, bytes: [] };
    pending.bytes.push(wordBytes(match[2] ?? '', match[3] ?? ''));
    end = match.index + match[0].length;
  }
  flush();
  addRaw(value.slice(end));
  return { text: pieces.join(''), hasBrokenWord, hasRawBytes };
}

/** Each of their words begins in ASCII: an escape right behind another one is an error to decoders. */
const hasShifts = /^(?:iso-2022|hz-)/;

function wordBytes(encoding: string, text: string): Buffer {
  if (encoding.toLowerCase() === 'b') return Buffer.from(text, 'base64');
  const unescaped = text
    .replaceAll('_', ' ')
    .replaceAll(/=([0-9a-f]{2})/gi, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(unescaped, 'latin1');
}
