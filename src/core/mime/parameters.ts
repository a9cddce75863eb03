import { decodeCharset } from './charset.ts';
import { decodeWords } from './encodedWords.ts';

/** `text/html; charset=utf-8`: a value in lower case, and its parameters by their names in lower case. */
export interface ParameterValue {
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Reads a header with parameters (RFC 2045, 5.1), continued and encoded ones (RFC 2231) included; given byte for byte (latin1). */
export function parseParameters(raw: string): ParameterValue {
  const [first = '', ...rest] = splitParameters(raw.slice(0, maxLength));
  const segments = new Map<string, Segment[]>();
  const plain = new Map<string, string>();
  for (const part of rest.slice(0, maxParameters)) {
    const equals = part.indexOf('=');
    if (equals < 0) continue;
    const key = part.slice(0, equals).trim().toLowerCase();
    const value = unquote(part.slice(equals + 1).trim());
    const continued = /^([^*]+)\*(?:(\d{1,3})(\*)?)?$/.exec(key);
    const name = continued?.[1];
    if (name === undefined) {
      if (!plain.has(key)) plain.set(key, decodeWords(value).text);
      continue;
    }
    const index = Number(continued?.[2] ?? 0);
    const isEncoded = continued?.[2] === undefined || continued[3] === '*';
    segments.set(name, [...(segments.get(name) ?? []), { index, value, isEncoded }]);
  }
  for (const [name, found] of segments) plain.set(name, joinSegments(found));
  return {
    value: first
      .replaceAll(/\([^()]*\)/g, '')
      .trim()
      .toLowerCase(),
    parameters: plain,
  };
}

interface Segment {
  readonly index: number;
  readonly value: string;
  readonly isEncoded: boolean;
}

/** `name*0*=utf-8'vi'%C4%90; name*1="ơn.pdf"`. The character set stands in the first segment and holds for all. */
function joinSegments(segments: readonly Segment[]): string {
  const sorted = segments.toSorted((one, other) => one.index - other.index);
  const first = sorted[0];
  const prefix = first?.isEncoded === true ? /^([^']*)'[^']*'/.exec(first.value) : null;
  const bytes = sorted.map(({ value, isEncoded }, position) => {
    const text = position === 0 && prefix !== null ? value.slice(prefix[0].length) : value;
    return Buffer.from(
      isEncoded
        ? text.replaceAll(/%([\da-f]{2})/gi, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
        : text,
      'latin1',
    );
  });
  return decodeCharset(Buffer.concat(bytes), prefix?.[1]).text;
}

/** Only quotation marks and backslashes are escaped: programs of Windows write whole paths. */
function unquote(value: string): string {
  if (!value.startsWith('"')) return value.replace(/\s*\([^()]*\)$/, '');
  const closed = /^"((?:[^"\\]|\\.)*)"/s.exec(value)?.[1] ?? value.slice(1);
  return closed.replaceAll(/\\(["\\])/g, '$1');
}

/** At semicolons outside of quotation marks. */
function splitParameters(text: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '\\' && isQuoted) at++;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === ';' && !isQuoted) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

const maxLength = 64 * 1024;
const maxParameters = 200;
