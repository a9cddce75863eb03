import MailComposer from 'nodemailer/lib/mail-composer';
import { createHash } from 'node:crypto';
import type { Mailbox } from '../inbox/messageView.ts';
import { parseMailbox } from './address.ts';
import { problemOfHeader, problemOfHeaderText } from './mailHeaders.ts';
import { sentence, type Sentence } from '../sentence.ts';

export interface ComposeInput {
  readonly from: Mailbox;
  readonly to: readonly Mailbox[];
  readonly cc?: readonly Mailbox[];
  /** Get the message like the others and are named in none of its headers. */
  readonly bcc?: readonly Mailbox[];
  readonly replyTo?: Mailbox;
  readonly subject: string;
  readonly html: string;
  /** Empty: the message has no text part. */
  readonly text: string;
  readonly images: readonly InlineImage[];
  readonly attachments?: readonly Attachment[];
  /** With its angle brackets. */
  readonly messageId: string;
  readonly date: Date;
  /** Becomes `X-Mailproof-Id`, by which the message is found again where it arrives. */
  readonly mailproofId: string;
  /** Additional headers; those that decide about the message itself are refused. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A part that the html refers to as `cid:<cid>`. */
export interface InlineImage {
  readonly cid: string;
  readonly filename: string;
  readonly contentType: string;
  readonly content: Uint8Array;
}

/** A file that goes along. */
export interface Attachment {
  /** A name, no path. */
  readonly filename: string;
  readonly contentType: string;
  readonly content: Uint8Array;
}

export interface ComposedMessage {
  /** RFC 5322, lines ended by CRLF. */
  readonly raw: Uint8Array;
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly messageId: string;
  /** It has bytes beyond ASCII, which only some servers transport (RFC 6152). What Mailproof composes has none. */
  readonly isEightBit?: boolean;
}

export type ComposeResult =
  | { readonly kind: 'composed'; readonly message: ComposedMessage }
  | { readonly kind: 'invalid'; readonly field: string; readonly reason: Sentence };

/**
 * Pure: the same input gives the same bytes. The html arrives byte for byte as given, whatever its line endings, because
 * base64 is the only encoding of mail that does not canonicalise them. nodemailer gets each field by name, never an object
 * of somebody else: its message objects can read files, fetch URLs and replace the envelope.
 */
export async function composeMessage(input: ComposeInput): Promise<ComposeResult> {
  const problem = findProblem(input);
  if (problem !== undefined) return { kind: 'invalid', ...problem };
  const composer = new MailComposer({
    from: input.from,
    to: [...input.to],
    ...(input.cc === undefined || input.cc.length === 0 ? {} : { cc: [...input.cc] }),
    ...(input.replyTo === undefined ? {} : { replyTo: input.replyTo }),
    subject: input.subject,
    messageId: input.messageId,
    date: input.date,
    headers: { 'X-Mailproof-Id': input.mailproofId, ...input.headers },
    html: { content: Buffer.from(input.html), contentTransferEncoding: 'base64' },
    // Quoted-printable keeps spaces at line ends and lines of any length, and people can read it in the source.
    ...(input.text === '' ? {} : { text: { content: input.text, contentTransferEncoding: 'quoted-printable' } }),
    attachments: [
      ...input.images.map((image) => ({ cid: image.cid, contentDisposition: 'inline' as const, ...filePart(image) })),
      ...(input.attachments ?? []).map((file) => ({ contentDisposition: 'attachment' as const, ...filePart(file) })),
    ],
    // Not random, so that the bytes are reproducible, and not to be guessed by whoever writes the content.
    baseBoundary: createHash('sha256').update(input.messageId).digest('hex').slice(0, 24),
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const raw = await composer.compile().build();
  return {
    kind: 'composed',
    message: {
      raw,
      envelope: { from: input.from.address, to: envelopeOf(input) },
      messageId: input.messageId,
    },
  };
}

/** Field by field, and base64 whatever it is: bytes arrive as they are. */
function filePart({ filename, contentType, content }: Attachment): {
  readonly filename: string;
  readonly contentType: string;
  readonly contentTransferEncoding: 'base64';
  readonly content: Buffer;
} {
  return { filename, contentType, contentTransferEncoding: 'base64', content: Buffer.from(content) };
}

/** Each address once: whoever stands in To and in Cc gets one message. */
function envelopeOf(input: ComposeInput): readonly string[] {
  return [...new Set(recipientsOf(input).map((recipient) => recipient.address))];
}

function recipientsOf({ to, cc = [], bcc = [] }: ComposeInput): readonly Mailbox[] {
  return [...to, ...cc, ...bcc];
}

interface FieldProblem {
  readonly field: string;
  readonly reason: Sentence;
}

function findProblem(input: ComposeInput): FieldProblem | undefined {
  const values: readonly (readonly [string, string])[] = [
    ['subject', input.subject],
    ['messageId', input.messageId],
    ['mailproofId', input.mailproofId],
    ...mailboxValues('from', [input.from]),
    ...mailboxValues('to', input.to),
    ...mailboxValues('cc', input.cc ?? []),
    ...mailboxValues('bcc', input.bcc ?? []),
    ...mailboxValues('replyTo', input.replyTo === undefined ? [] : [input.replyTo]),
    ...input.images.flatMap((image) => [
      ['images', image.cid] as const,
      ['images', image.filename] as const,
      ['images', image.contentType] as const,
    ]),
    ...(input.attachments ?? []).flatMap((file) => [
      ['attachments', file.filename] as const,
      ['attachments', file.contentType] as const,
    ]),
    ...Object.entries(input.headers ?? {}).map(([name, value]) => [`headers.${name}`, value] as const),
  ];
  for (const [field, value] of values) {
    const reason = problemOfHeaderText(value);
    if (reason !== undefined) return { field, reason };
  }
  // Parsers would decode it, and show another text than the one that was checked.
  const encoded = values.find(([field, value]) => !field.startsWith('headers.') && /=\?[^?\s]+\?[bq]\?/i.test(value));
  if (encoded !== undefined)
    return { field: encoded[0], reason: sentence('It looks like an encoded header: remove "=?".') };
  if (input.to.length === 0) return { field: 'to', reason: sentence('There is no recipient.') };
  if (!/^<[^<>\s@]+@[^<>\s@]+>$/.test(input.messageId))
    return { field: 'messageId', reason: sentence('It is not a Message-ID.') };
  if (Number.isNaN(input.date.getTime())) return { field: 'date', reason: sentence('It is not a date.') };
  const replyTo = input.replyTo === undefined ? [] : [input.replyTo];
  const address = [input.from, ...replyTo, ...recipientsOf(input)].find((mailbox) => !isPlainAddress(mailbox));
  if (address !== undefined)
    return { field: 'address', reason: sentence('"{0}" is not an email address.', address.address) };
  return (
    findHeaderProblem(input.headers ?? {}) ??
    findImageProblem(input.images) ??
    findAttachmentProblem(input.attachments ?? [])
  );
}

function findHeaderProblem(headers: Readonly<Record<string, string>>): FieldProblem | undefined {
  for (const [name, value] of Object.entries(headers)) {
    const reason = problemOfHeader(name, value);
    if (reason !== undefined) return { field: `headers.${name.slice(0, 80)}`, reason };
  }
  return undefined;
}

function findImageProblem(images: readonly InlineImage[]): FieldProblem | undefined {
  const bad = images.find(
    (image) => !/^[A-Za-z0-9._@-]+$/.test(image.cid) || !/^image\/[a-z0-9.+-]+$/.test(image.contentType),
  );
  return bad === undefined ? undefined : { field: 'images', reason: sentence('"{0}" is not an image.', bad.filename) };
}

function findAttachmentProblem(attachments: readonly Attachment[]): FieldProblem | undefined {
  const bad = attachments.find(
    ({ filename, contentType }) =>
      filename === '' ||
      /[/\\]/.test(filename) ||
      !/^[a-z]+\/[a-z0-9.+-]+$/.test(contentType) ||
      isComposite(contentType),
  );
  return bad === undefined
    ? undefined
    : { field: 'attachments', reason: sentence('"{0}" cannot be attached.', bad.filename) };
}

/** RFC 2046, 5.2.1: those must not be encoded, so their bytes would not arrive as they are. */
function isComposite(contentType: string): boolean {
  return /^(?:message|multipart)\//.test(contentType);
}

/** What the parser of addresses lets through, and no more: nodemailer would read an address anew and find others in it. */
function isPlainAddress({ address }: Mailbox): boolean {
  const parsed = parseMailbox(address);
  return parsed.kind === 'valid' && parsed.mailbox.address === address && parsed.mailbox.name === '';
}

function mailboxValues(field: string, mailboxes: readonly Mailbox[]): (readonly [string, string])[] {
  return mailboxes.flatMap(({ name, address }) => [[field, name] as const, [field, address] as const]);
}
