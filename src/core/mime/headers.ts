import type { Findings } from './findings.ts';

/** One header as it stands in the message. */
export interface HeaderField {
  readonly name: string;
  /** Unfolded, byte for byte (latin1). */
  readonly raw: string;
  /** Of its first byte in the message. */
  readonly offset: number;
}

export interface HeaderBlock {
  readonly fields: readonly HeaderField[];
  readonly bodyStart: number;
}

/**
 * Reads the headers from `start` on. Tolerant: a line that is none is told and left out, and a body that begins without an empty
 * line is found. Never looks beyond `end`.
 */
export function readHeaders(
  bytes: Buffer,
  { start, end }: { readonly start: number; readonly end: number },
  findings: Findings,
): HeaderBlock {
  const fields: { readonly name: string; readonly lines: string[]; readonly offset: number }[] = [];
  const finish = (bodyStart: number): HeaderBlock => ({
    fields: fields.map(({ name, lines, offset }) => ({ name, raw: lines.join('').trim(), offset })),
    bodyStart,
  });
  let at = skipMark(bytes, start);
  while (at < end) {
    const line = readLine(bytes, at, end);
    if (line.text === '') return finish(line.next);
    const last = fields.at(-1);
    const name = /^([!-9;-~]{1,200})[ \t]*:/.exec(line.text)?.[1];
    if (/^[ \t]/.test(line.text) && last !== undefined) {
      last.lines.push(line.text);
    } else if (name !== undefined) {
      if (fields.length >= maxFields) {
        findings.add('tooManyHeaders', [String(maxFields)], at);
        return finish(endOfHeaders(bytes, at, end));
      }
      fields.push({ name, lines: [line.text.slice(line.text.indexOf(':') + 1)], offset: at });
    } else if (fields.length === 0 && at <= start + 3 && /^>?From /.test(line.text)) {
      findings.add('mboxLine', [line.text], at);
    } else if (isHeaderLine(bytes, line.next, end) && fields.length > 0) {
      findings.add('headerWithoutColon', [line.text], at);
    } else {
      // Text where a header should be, and no header behind it: somebody forgot the empty line.
      if (fields.length > 0) findings.add('headersNotEnded', [], at);
      return finish(at);
    }
    at = line.next;
    if (at - start > maxHeaderBytes) {
      findings.add('headersTooLarge', [`${maxHeaderBytes / 1024 / 1024} MB`], at);
      return finish(endOfHeaders(bytes, at, end));
    }
  }
  return finish(end);
}

/** The first of a name, or undefined. */
export function headerOf(fields: readonly HeaderField[], name: string): string | undefined {
  return fields.find((field) => field.name.toLowerCase() === name)?.raw;
}

function readLine(bytes: Buffer, at: number, end: number): { readonly text: string; readonly next: number } {
  const found = bytes.indexOf(lineFeed, at);
  const next = found < 0 || found >= end ? end : found + 1;
  const stop = next > at && bytes[next - 1] === lineFeed ? next - 1 : next;
  const withoutReturn = stop > at && bytes[stop - 1] === carriageReturn ? stop - 1 : stop;
  return { text: bytes.toString('latin1', at, Math.min(withoutReturn, at + maxHeaderBytes)), next };
}

/** Whether a header comes next, folded lines of the one before it left out. */
function isHeaderLine(bytes: Buffer, at: number, end: number): boolean {
  let start = at;
  for (let lines = 0; lines < 10 && (bytes[start] === 32 || bytes[start] === 9); lines++) {
    start = readLine(bytes, start, end).next;
  }
  return /^[!-9;-~]+[ \t]*:/.test(bytes.toString('latin1', start, Math.min(start + 200, end)));
}

/** Editors of Windows write a byte order mark before all else. */
function skipMark(bytes: Buffer, start: number): number {
  return start === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : start;
}

function endOfHeaders(bytes: Buffer, at: number, end: number): number {
  const ends = ['\n\r\n', '\n\n'].flatMap((empty) => {
    const found = bytes.indexOf(empty, at);
    return found < 0 ? [] : [found + empty.length];
  });
  return Math.min(end, ...ends);
}

const lineFeed = 10;
const carriageReturn = 13;
const maxFields = 1000;
const maxHeaderBytes = 1024 * 1024;
