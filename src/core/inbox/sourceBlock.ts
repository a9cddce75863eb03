import { decodeCharset } from '../mime/charset.ts';

/** How much of a source is read at a time: some hundred lines. */
export const sourceBlockBytes = 64 * 1024;

export interface DecodedBlock {
  readonly text: string;
  /** How many of the bytes it is. */
  readonly length: number;
}

/**
 * The whole lines at the beginning of some bytes of a source, as text. Where a single line is longer than all of them, it is cut
 * between two characters.
 */
export function decodeSourceBlock(bytes: Uint8Array, isEnd: boolean): DecodedBlock {
  const lastBreak = bytes.lastIndexOf(10);
  const length = isEnd ? bytes.length : lastBreak >= 0 ? lastBreak + 1 : wholeCharacters(bytes);
  return { text: decodeCharset(bytes.subarray(0, length), undefined).text.replaceAll('\r\n', '\n'), length };
}

/** Without the bytes of a character of UTF-8 that has just begun. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length - 1); back++) {
    const code = bytes[bytes.length - back] ?? 0;
    if (code < 0x80) break;
    if (code >= 0xc0) return bytes.length - back;
  }
  return bytes.length;
}
