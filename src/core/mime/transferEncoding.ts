/** The bytes that a transfer encoding (RFC 2045, 6) stands for. */
export interface DecodedBytes {
  readonly bytes: Buffer;
  /** Characters that do not belong there, or an end that is missing. */
  readonly isBroken: boolean;
}

export type TransferEncoding = 'identity' | 'base64' | 'quoted-printable' | 'uuencode' | 'unknown';

export function transferEncodingOf(name: string): TransferEncoding {
  // Programs write "7-bit", "8bits" and "quoted printable", too.
  const letters = name.toLowerCase().replace(/[;(].*$/s, '');
  switch (letters.replaceAll(/[^a-z\d]/g, '')) {
    case '':
    case '7bit':
    case '7bits':
    case '8bit':
    case '8bits':
    case 'binary':
      return 'identity';
    case 'base64':
      return 'base64';
    case 'quotedprintable':
      return 'quoted-printable';
    case 'uuencode':
    case 'xuuencode':
    case 'xuue':
      return 'uuencode';
    default:
      return 'unknown';
  }
}

/** Never throws. What cannot be decoded is left out (base64) or kept as it is. */
export function decodeTransfer(body: Buffer, encoding: TransferEncoding): DecodedBytes {
  switch (encoding) {
    case 'base64':
      return decodeBase64(body);
    case 'quoted-printable':
      return decodeQuotedPrintable(body);
    case 'uuencode':
      return decodeUuencode(body);
    case 'identity':
    case 'unknown':
      return { bytes: body, isBroken: false };
  }
}

/**
 * Node's own decoder where it does the same: a loop over 40 MB takes it a tenth of a second, and a process that has just started ten
 * times as long for ours.
 */
function decodeBase64(body: Buffer): DecodedBytes {
  const text = body.toString('latin1');
  const isForeign = /[^A-Za-z\d+/=\s]/.test(text);
  // Node stops at the first padding, but lists and scanners put pieces of base64 behind each other.
  if (isForeign || /=\s*[A-Za-z\d+/]/.test(text)) return decodePieces(body);
  return { bytes: Buffer.from(text, 'base64'), isBroken: endsWithinBytes(text) };
}

/** Lines hold whole groups of four, all but the last; a single character left over there means that the rest is missing. */
function endsWithinBytes(text: string): boolean {
  const tail = text.slice(-maxLine).replace(/[=\s]+$/, '');
  const lastLine = tail.slice(tail.lastIndexOf('\n') + 1).trim();
  return lastLine.length % 4 === 1 && lastLine.length < maxLine - 10;
}

/** By table and by hand. */
function decodePieces(body: Buffer): DecodedBytes {
  const bytes = Buffer.allocUnsafe(Math.ceil((body.length * 3) / 4));
  let length = 0;
  let bits = 0;
  let count = 0;
  let isBroken = false;
  for (const code of body) {
    const value = base64Values[code] ?? foreign;
    if (value < 64) {
      bits = (bits << 6) | value;
      if (++count === 4) {
        bytes[length++] = bits >> 16;
        bytes[length++] = bits >> 8;
        bytes[length++] = bits;
        bits = count = 0;
      }
    } else if (value === padding) {
      if (count === 1) isBroken = true;
      length = writeRest(bytes, length, bits, count);
      bits = count = 0;
    } else if (value === foreign) isBroken = true;
  }
  // Without padding at the end nothing is lost, unless a single character is left.
  if (count === 1) isBroken = true;
  length = writeRest(bytes, length, bits, count);
  return { bytes: bytes.subarray(0, length), isBroken };
}

function writeRest(bytes: Buffer, length: number, bits: number, count: number): number {
  if (count === 2) bytes[length] = bits >> 4;
  if (count === 3) bytes.writeUInt16BE((bits >> 2) & 0xffff, length);
  return length + Math.max(count - 1, 0);
}

const padding = 64;
const space = 65;
const foreign = 66;

const base64Values = Uint8Array.from({ length: 256 }, (_, code) => {
  const character = String.fromCharCode(code);
  const index = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.indexOf(character);
  if (index >= 0) return index;
  if (character === '=') return padding;
  return /\s/.test(character) ? space : foreign;
});

function decodeQuotedPrintable(body: Buffer): DecodedBytes {
  const bytes = Buffer.allocUnsafe(body.length);
  let length = 0;
  let isBroken = false;
  for (let at = 0; at < body.length; at++) {
    const code = body[at] ?? 0;
    if (code !== equalsSign) {
      bytes[length++] = code;
      continue;
    }
    const lineEnd = softBreakAt(body, at + 1);
    const value = hexAt(body, at + 1);
    if (value !== undefined) {
      bytes[length++] = value;
      at += 2;
    } else if (lineEnd !== undefined) at = lineEnd;
    else {
      isBroken = true;
      bytes[length++] = code;
    }
  }
  return { bytes: withoutSpacesAtLineEnds(bytes.subarray(0, length), body), isBroken };
}

/** Servers add spaces at the ends of lines (RFC 2045, 6.7, rule 3); only where the encoded text has some, there is something to do. */
function withoutSpacesAtLineEnds(decoded: Buffer, body: Buffer): Buffer {
  if (!/[ \t]\r?\n/.test(body.toString('latin1', 0, Math.min(body.length, maxTrimmed)))) return decoded;
  if (body.length > maxTrimmed) return decoded;
  // The encoded text, not the decoded one: an encoded space at the end of a line is meant.
  const trimmed = Buffer.from(body.toString('latin1').replaceAll(/[ \t]+(?=\r?\n)/g, ''), 'latin1');
  return trimmed.length === body.length ? decoded : decodeQuotedPrintable(trimmed).bytes;
}

/** Index of the line feed that a `=` at the end of a line takes away; undefined where it is none. */
function softBreakAt(body: Buffer, start: number): number | undefined {
  let at = start;
  while (body[at] === 32 || body[at] === 9) at++;
  if (at >= body.length) return body.length;
  if (body[at] === carriageReturn) return body[at + 1] === lineFeed ? at + 1 : at;
  return body[at] === lineFeed ? at : undefined;
}

function hexAt(body: Buffer, at: number): number | undefined {
  const high = hexValues[body[at] ?? 0] ?? 16;
  const low = hexValues[body[at + 1] ?? 0] ?? 16;
  return high < 16 && low < 16 ? high * 16 + low : undefined;
}

const hexValues = Uint8Array.from({ length: 256 }, (_, code) => {
  const index = '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase());
  return index < 0 ? 16 : index;
});

/** `begin 644 name`, lines whose first character says how many bytes they hold, `end`. */
function decodeUuencode(body: Buffer): DecodedBytes {
  const lines = body.toString('latin1').split(/\r?\n/);
  const start = lines.findIndex((line) => /^begin [0-7]{3,4} /.test(line));
  if (start < 0) return { bytes: body, isBroken: true };
  const pieces: Buffer[] = [];
  for (const line of lines.slice(start + 1)) {
    if (line === 'end') return { bytes: Buffer.concat(pieces), isBroken: false };
    pieces.push(uuLine(line));
  }
  return { bytes: Buffer.concat(pieces), isBroken: true };
}

function uuLine(line: string): Buffer {
  const value = (at: number): number => ((line.charCodeAt(at) || 32) - 32) & 63;
  const size = line === '' ? 0 : value(0);
  const bytes = Buffer.alloc(Math.ceil(size / 3) * 3);
  for (let at = 1, length = 0; length < size; at += 4, length += 3) {
    const bits = (value(at) << 18) | (value(at + 1) << 12) | (value(at + 2) << 6) | value(at + 3);
    bytes.writeUIntBE(bits, length, 3);
  }
  return bytes.subarray(0, size);
}

const equalsSign = 61;
const lineFeed = 10;
const carriageReturn = 13;
/** Far longer than any line of base64 that a program writes. */
const maxLine = 2000;
const maxTrimmed = 8 * 1024 * 1024;
