import { decodeWords } from './encodedWords.ts';
import type { Findings } from './findings.ts';
import { headerOf, readHeaders, type HeaderField } from './headers.ts';
import { parseParameters } from './parameters.ts';
import { transferEncodingOf, type TransferEncoding } from './transferEncoding.ts';

/** A part of a message, and its place in the message's bytes. Nothing of its content is decoded yet. */
export interface MimePart {
  /** In the order of the message; the message itself is 0. */
  readonly index: number;
  readonly headers: readonly HeaderField[];
  /** `text/html`; what cannot be read is `application/octet-stream`, what is missing `text/plain` (RFC 2045, 5.2). */
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly disposition: 'inline' | 'attachment' | undefined;
  /** As the message gives it: not a path, not yet safe as a name of a file. */
  readonly fileName: string | undefined;
  readonly contentId: string | undefined;
  readonly encoding: TransferEncoding;
  /** As it is written. */
  readonly encodingName: string;
  readonly start: number;
  readonly bodyStart: number;
  readonly end: number;
  /** Of a multipart its parts, of a message/rfc822 the message. */
  readonly children: readonly MimePart[];
}

export interface PartTree {
  readonly root: MimePart;
  /** All of them, in the order of the message. */
  readonly parts: readonly MimePart[];
}

/** Finds the parts of a message. Whatever the bytes are, it comes back in linear time with at most `maxParts` parts. */
export function readParts(bytes: Buffer, findings: Findings): PartTree {
  const reader = new PartReader(bytes, findings);
  const root = reader.read({ start: 0, end: bytes.length }, { depth: 0, fallbackType: 'text/plain' });
  return { root, parts: reader.parts };
}

interface Range {
  readonly start: number;
  readonly end: number;
}

interface Place {
  readonly depth: number;
  /** Of a part without a type: a message inside of multipart/digest, text elsewhere. */
  readonly fallbackType: string;
}

class PartReader {
  readonly #bytes: Buffer;
  readonly #findings: Findings;
  readonly #found: MimePart[] = [];
  #count = 0;

  constructor(bytes: Buffer, findings: Findings) {
    this.#bytes = bytes;
    this.#findings = findings;
  }

  get parts(): readonly MimePart[] {
    return this.#found.toSorted((one, other) => one.index - other.index);
  }

  read({ start, end }: Range, { depth, fallbackType }: Place): MimePart {
    const index = this.#count++;
    const { fields, bodyStart } = readHeaders(this.#bytes, { start, end }, this.#findings);
    const { type, parameters } = this.#typeOf(fields, fallbackType, start);
    const disposition = parseParameters(headerOf(fields, 'content-disposition') ?? '');
    const encodingName = headerOf(fields, 'content-transfer-encoding') ?? '';
    const encoding = transferEncodingOf(encodingName);
    const fileName = disposition.parameters.get('filename') ?? parameters.get('name');
    const contentId = headerOf(fields, 'content-id');
    const part: MimePart = {
      index,
      headers: fields,
      type,
      parameters,
      // RFC 2183, 2.8: an unknown disposition is an attachment.
      disposition: disposition.value === '' ? undefined : disposition.value === 'inline' ? 'inline' : 'attachment',
      fileName: fileName === undefined || fileName === '' ? undefined : fileName,
      contentId: contentId === undefined ? undefined : bareId(decodeWords(contentId).text),
      encoding,
      encodingName,
      start,
      bodyStart,
      end,
      children: this.#childrenOf({ type, parameters, encoding, body: { start: bodyStart, end }, depth }),
    };
    this.#found.push(part);
    return part;
  }

  #typeOf(
    fields: readonly HeaderField[],
    fallbackType: string,
    offset: number,
  ): { readonly type: string; readonly parameters: ReadonlyMap<string, string> } {
    const raw = headerOf(fields, 'content-type');
    if (raw === undefined) return { type: fallbackType, parameters: new Map() };
    const { value, parameters } = parseParameters(raw);
    if (/^[a-z\d!#$&^_.+-]+\/[a-z\d!#$&^_.+-]+$/.test(value)) return { type: value, parameters };
    if (value === 'text') return { type: 'text/plain', parameters };
    this.#findings.add('badContentType', [raw], offset);
    // A boundary shows what is meant.
    const type = parameters.has('boundary') ? 'multipart/mixed' : 'application/octet-stream';
    return { type, parameters };
  }

  #childrenOf(part: {
    readonly type: string;
    readonly parameters: ReadonlyMap<string, string>;
    readonly encoding: TransferEncoding;
    readonly body: Range;
    readonly depth: number;
  }): readonly MimePart[] {
    const { type, parameters, encoding, body, depth } = part;
    const isMultipart = type.startsWith('multipart/');
    const isMessage = /^message\/(?:rfc822|global|news)$/.test(type) && encoding === 'identity';
    if (!isMultipart && !isMessage) return [];
    if (depth >= maxDepth) {
      this.#findings.add('tooDeep', [String(maxDepth)], body.start);
      return [];
    }
    if (isMessage)
      return body.start < body.end ? [this.read(body, { depth: depth + 1, fallbackType: 'text/plain' })] : [];
    const boundary = (parameters.get('boundary') ?? '').replace(/\s+$/, '').slice(0, maxBoundaryLength);
    if (boundary === '') {
      this.#findings.add('boundaryMissing', [type], body.start);
      return [];
    }
    const fallbackType = type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
    const children: MimePart[] = [];
    for (const range of this.#rangesOf(body, boundary, type)) {
      if (this.#count >= maxParts) {
        this.#findings.add('tooManyParts', [String(maxParts)], range.start);
        break;
      }
      children.push(this.read(range, { depth: depth + 1, fallbackType }));
    }
    return children;
  }

  /** What stands between the lines that are the boundary. The line break before such a line belongs to it (RFC 2046, 5.1.1). */
  #rangesOf(body: Range, boundary: string, type: string): readonly Range[] {
    const bytes = this.#bytes;
    const delimiter = Buffer.from(`--${boundary}`, 'latin1');
    const ranges: Range[] = [];
    let start: number | undefined;
    let at = body.start;
    while (ranges.length < maxParts) {
      const found = bytes.indexOf(delimiter, at);
      if (found < 0 || found + delimiter.length > body.end) break;
      at = found + delimiter.length;
      const line = found === body.start || bytes[found - 1] === lineFeed ? this.#restOfLine(at, body.end) : undefined;
      if (line === undefined) continue;
      if (start !== undefined) ranges.push({ start, end: Math.max(start, this.#withoutBreak(found, body.start)) });
      if (line.isClosing) return ranges;
      start = line.next;
      at = line.next;
    }
    if (start === undefined) {
      const isEmpty = !/\S/.test(bytes.toString('latin1', body.start, Math.min(body.end, body.start + 1000)));
      this.#findings.add(isEmpty ? 'emptyMultipart' : 'boundaryNotFound', [type], body.start);
    } else {
      this.#findings.add('boundaryOpen', [`--${boundary}--`], body.end);
      if (ranges.length < maxParts) ranges.push({ start, end: body.end });
    }
    return ranges;
  }

  /** undefined: the boundary is only the beginning of this line. */
  #restOfLine(at: number, end: number): { readonly next: number; readonly isClosing: boolean } | undefined {
    const found = this.#bytes.indexOf(lineFeed, at);
    const next = found < 0 || found >= end ? end : found + 1;
    const rest = this.#bytes.toString('latin1', at, Math.min(next, at + 200));
    const closing = /^(--)?[ \t]*\r?\n?$/.exec(rest);
    if (closing === null) {
      // What stands behind the closing one on its line does not matter.
      return rest.startsWith('--') && !/^--[!-~]/.test(rest) ? { next, isClosing: true } : undefined;
    }
    return { next, isClosing: closing[1] !== undefined };
  }

  #withoutBreak(at: number, least: number): number {
    if (at <= least || this.#bytes[at - 1] !== lineFeed) return at;
    return at - 1 > least && this.#bytes[at - 2] === carriageReturn ? at - 2 : at - 1;
  }
}

function bareId(contentId: string): string {
  return contentId.trim().replace(/^<(.*)>$/s, '$1');
}

const lineFeed = 10;
const carriageReturn = 13;
const maxParts = 5000;
const maxDepth = 64;
/** RFC 2046 allows 70. */
const maxBoundaryLength = 500;
