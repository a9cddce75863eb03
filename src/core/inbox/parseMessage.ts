import { authenticationReport } from '../mail/authenticationResults.ts';
import { receivedPath } from '../mail/receivedPath.ts';
import { parseAddressList } from '../mime/addressList.ts';
import { decodeWords } from '../mime/encodedWords.ts';
import { Findings } from '../mime/findings.ts';
import { headerOf, type HeaderField } from '../mime/headers.ts';
import { parseMailDate } from '../mime/mailDate.ts';
import { partBytes } from '../mime/partContent.ts';
import { readParts, type MimePart } from '../mime/parts.ts';
import { extensionOf, isDangerousName } from './attachmentName.ts';
import { partsOfMessage, readBody } from './messageBody.ts';
import { messageFacts } from './messageFacts.ts';
import type { AttachmentView, HeaderView, Mailbox, MessageView, PartView } from './messageView.ts';

export interface ParseOptions {
  /** Of the whole message, where `raw` is only its beginning. */
  readonly sizeBytes?: number;
  /** It was caught by the local inbox: no server has looked at it. */
  readonly isLocal?: boolean;
}

/**
 * Reads any message, broken ones included: what cannot be read stands in `findings`. Runs in the render process, because a hostile
 * message can take seconds of computing. Never throws.
 */
export function parseMessage(
  raw: Uint8Array,
  { sizeBytes = raw.length, isLocal = false }: ParseOptions = {},
): MessageView {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const findings = new Findings();
  if (sizeBytes > raw.length) findings.add('fileCut', [`${Math.floor(raw.length / 1024 / 1024)} MB`]);
  const { root, parts } = readParts(bytes, findings);
  const header = (name: string): string | undefined => headerOf(root.headers, name);
  const mailboxes = (name: string): readonly Mailbox[] =>
    root.headers.filter((field) => field.name.toLowerCase() === name).flatMap((field) => parseAddressList(field.raw));
  const [from, sender, replyTo] = [mailboxes('from'), mailboxes('sender'), mailboxes('reply-to')];
  findWrongs(bytes, root.headers, { hasSender: from.length > 0 }, findings);
  const date = readDate(header('date'), findings);
  const body = readBody(bytes, root, findings);
  const sizes = new Map(parts.map((part) => [part, sizeOf(bytes, part, findings)]));
  const own = partsOfMessage(root);
  const attachments = own
    .filter((part) => part.children.length === 0 || part.type.startsWith('message/'))
    .filter((part) => !body.shown.has(part) || part.fileName !== undefined || part.contentId !== undefined)
    .filter((part) => part.index > 0 || !body.shown.has(part))
    .map((part) => attachmentView(part, sizes.get(part) ?? 0, body.shown.has(part)));
  const named = root.headers.map(({ name, raw: value }) => ({ name, value }));
  const path = receivedPath(named);
  return {
    subject: decodeWords(header('subject') ?? '').text,
    from,
    sender,
    to: mailboxes('to'),
    cc: mailboxes('cc'),
    bcc: mailboxes('bcc'),
    replyTo,
    ...(date === undefined ? {} : { date }),
    headers: root.headers.map(headerView),
    ...(body.html === undefined ? {} : { html: body.html }),
    ...(body.text === undefined ? {} : { text: body.text }),
    parts: partView(root, sizes),
    attachments,
    findings: findings.list,
    facts: messageFacts({ bytes, parts: own, header, from, sender, replyTo, attachments, path, isLocal }),
    authentication: authenticationReport(named, { isUnchecked: isLocal }),
    path,
    sizeBytes,
  };
}

/** What is wrong with the message as a whole. */
function findWrongs(
  bytes: Buffer,
  headers: readonly HeaderField[],
  { hasSender }: { readonly hasSender: boolean },
  findings: Findings,
): void {
  if (headers.length === 0) findings.add('noHeaders', [], 0);
  if (!hasSender) findings.add('noSender');
  for (const name of singleHeaders) {
    const found = headers.filter((field) => field.name.toLowerCase() === name);
    if (found.length > 1) findings.add('headerTwice', [found[0]?.name ?? name, String(found.length)], found[1]?.offset);
  }
  for (const { name, raw, offset } of headers) {
    const { hasBrokenWord, hasRawBytes } = decodeWords(raw);
    if (hasRawBytes) findings.add('headerBytes', [name], offset);
    if (hasBrokenWord) findings.add('headerWords', [name], offset);
  }
  const nul = bytes.indexOf(0);
  if (nul >= 0) findings.add('nulBytes', [], nul);
  const long = findLongLine(bytes);
  if (long !== undefined) findings.add('longLine', [String(long.length)], long.offset);
}

/** RFC 5322, 3.6: these may be there only once. */
const singleHeaders = [
  'from',
  'sender',
  'reply-to',
  'to',
  'cc',
  'subject',
  'date',
  'message-id',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
];

/** The first that is longer than allowed. */
function findLongLine(bytes: Buffer): { readonly offset: number; readonly length: number } | undefined {
  for (let at = 0; at + maxLineLength < bytes.length;) {
    // The last end of a line that a line of the allowed length could have.
    const end = bytes.lastIndexOf(10, at + maxLineLength + 1);
    if (end >= at) {
      at = end + 1;
      continue;
    }
    const found = bytes.indexOf(10, at);
    const next = found < 0 ? bytes.length : found;
    const length = bytes[next - 1] === 13 ? next - 1 - at : next - at;
    if (length > maxLineLength) return { offset: at, length };
    at = next + 1;
  }
  return undefined;
}

function readDate(value: string | undefined, findings: Findings): string | undefined {
  if (value === undefined) return undefined;
  const time = parseMailDate(value);
  if (time === undefined) findings.add('dateUnreadable', [value]);
  return time === undefined ? undefined : new Date(time).toISOString();
}

function headerView({ name, raw }: HeaderField): HeaderView {
  const shown = raw.slice(0, maxHeaderLength);
  const value = decodeWords(shown).text.replaceAll(/\s+/g, ' ');
  return value === shown ? { name, value } : { name, value, raw: shown };
}

/** Decoding tells the size, and what is broken; what only holds others has the size that it has in the message. */
function sizeOf(bytes: Buffer, part: MimePart, findings: Findings): number {
  const encodedBytes = part.end - part.bodyStart;
  if (part.children.length > 0 || part.encoding === 'identity') return encodedBytes;
  if (part.encoding !== 'base64' && encodedBytes > maxMeasuredBytes) return encodedBytes;
  return partBytes(bytes, part, findings).length;
}

function attachmentView(part: MimePart, sizeBytes: number, isShown: boolean): AttachmentView {
  const name = nameOf(part) ?? `part ${part.index}`;
  return {
    index: part.index,
    name,
    type: part.type,
    sizeBytes,
    isInline: isShown || (part.disposition === 'inline' && part.contentId !== undefined),
    isDangerous: isDangerousName(name),
  };
}

function partView(part: MimePart, sizes: ReadonlyMap<MimePart, number>): PartView {
  const name = nameOf(part);
  const charset = part.parameters.get('charset');
  return {
    index: part.index,
    type: part.type,
    sizeBytes: sizes.get(part) ?? 0,
    ...(part.disposition === undefined ? {} : { disposition: part.disposition }),
    ...(name === undefined ? {} : { name }),
    ...(part.encodingName === '' ? {} : { encoding: part.encodingName }),
    ...(charset === undefined ? {} : { charset }),
    ...(part.contentId === undefined ? {} : { contentId: part.contentId }),
    isDangerous: name !== undefined && isDangerousName(name),
    children: part.children.map((child) => partView(child, sizes)),
  };
}

/** A message in the message is called by its subject. */
function nameOf(part: MimePart): string | undefined {
  if (part.fileName !== undefined) return part.fileName;
  const subject = part.type === 'message/rfc822' ? headerOf(part.children[0]?.headers ?? [], 'subject') : undefined;
  return subject === undefined || subject === '' ? undefined : `${decodeWords(subject).text}.eml`;
}

/** What a part is saved as, with the extension that its type has where the message gives none. */
export function fileNameOf(part: MimePart): string {
  const name = nameOf(part) ?? `part-${part.index}`;
  const known = extensions.get(part.type);
  return extensionOf(name) === '' && known !== undefined ? `${name}.${known}` : name;
}

const extensions: ReadonlyMap<string, string> = new Map([
  ['text/plain', 'txt'],
  ['text/html', 'html'],
  ['text/calendar', 'ics'],
  ['text/csv', 'csv'],
  ['text/rfc822-headers', 'txt'],
  ['message/rfc822', 'eml'],
  ['message/delivery-status', 'txt'],
  ['message/disposition-notification', 'txt'],
  ['message/feedback-report', 'txt'],
  ['image/png', 'png'],
  ['image/jpeg', 'jpg'],
  ['image/gif', 'gif'],
  ['image/webp', 'webp'],
  ['image/svg+xml', 'svg'],
  ['application/pdf', 'pdf'],
  ['application/zip', 'zip'],
  ['application/json', 'json'],
  ['application/pgp-signature', 'asc'],
  ['application/pkcs7-signature', 'p7s'],
  ['application/pkcs7-mime', 'p7m'],
]);

const maxHeaderLength = 100_000;
/** RFC 5322, 2.1.1, without the line break. */
const maxLineLength = 998;
/** Larger parts in quoted-printable have the size that they have in the message: decoding them takes too long. */
const maxMeasuredBytes = 8 * 1024 * 1024;
