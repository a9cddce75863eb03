import type { FileText } from './fileReader.ts';

/**
 * The text of a file, without byte-order mark. Only UTF-8 is read, because that is what builds read: a file that looks right
 * in an editor would be sent broken. What else it seems to be is said, with the place that gives it away.
 */
export function decodeText(bytes: Uint8Array): FileText {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return refuse('it is UTF-16 and not UTF-8; save it as UTF-8');
  if (first === 0xfe && second === 0xff) return refuse('it is UTF-16 (big endian) and not UTF-8; save it as UTF-8');
  const nul = bytes.indexOf(0);
  if (nul >= 0) return refuseNul(bytes, nul);
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    const at = firstBadByte(bytes);
    const place = placeOf(bytes, at);
    const guess = encodingAt(bytes, at);
    return {
      kind: 'refused',
      reason: `it is not UTF-8 at line ${place.line + 1}, column ${place.character + 1} (${guess}); save it as UTF-8`,
      place,
    };
  }
}

function refuse(reason: string): FileText {
  return { kind: 'refused', reason, place: { line: 0, character: 0 } };
}

function refuseNul(bytes: Uint8Array, at: number): FileText {
  // Every second byte of western text in UTF-16 is NUL, also in a file without a mark.
  const sample = bytes.subarray(0, 200);
  const isWide = sample.length >= 4 && sample.filter((byte) => byte === 0).length * 3 > sample.length;
  const isRegular = sample.every((byte, index) => byte !== 0 || index % 2 === at % 2);
  if (isWide && isRegular) return refuse('it seems to be UTF-16 and not UTF-8; save it as UTF-8');
  const place = placeOf(bytes, at);
  const where = `at line ${place.line + 1}, column ${place.character + 1}`;
  return { kind: 'refused', reason: `it is no text, with a NUL byte ${where}`, place };
}

/** Where a strict reader of UTF-8 stops (Unicode 15, table 3-7). */
function firstBadByte(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return at;
}

/** Of the character at a place, in bytes; 0 when there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  for (let index = 1; index < length; index++) if (((bytes[at + index] ?? 0) & 0xc0) !== 0x80) return 0;
  const second = bytes[at + 1] ?? 0;
  // Longer than needed, half of a surrogate pair, or beyond the last character.
  const isForbidden =
    (lead === 0xe0 && second < 0xa0) ||
    (lead === 0xed && second > 0x9f) ||
    (lead === 0xf0 && second < 0x90) ||
    (lead === 0xf4 && second > 0x8f);
  return isForbidden ? 0 : length;
}

/** The bytes before it are known to be UTF-8. */
function placeOf(bytes: Uint8Array, at: number): { readonly line: number; readonly character: number } {
  const lines = new TextDecoder('utf-8').decode(bytes.subarray(0, at)).split(/\r\n|\r|\n/);
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

/** What people's editors write where they do not write UTF-8. */
function encodingAt(bytes: Uint8Array, at: number): string {
  const byte = bytes[at] ?? 0;
  // A dash, a quote or the euro of Windows; control characters in Latin-1.
  return byte >= 0x80 && byte < 0xa0 ? 'it looks like Windows-1252' : 'it looks like Windows-1252 or Latin-1';
}
