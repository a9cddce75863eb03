import MailComposer from 'nodemailer/lib/mail-composer';
import { createHash } from 'node:crypto';
import type { Mailbox } from '../inbox/messageView.ts';

export interface ComposeInput {
  readonly from: Mailbox;
  readonly to: readonly Mailbox[];
  readonly replyTo?: Mailbox;
  readonly subject: string;
  readonly html: string;
  /** Empty: the message has no text part. */
  readonly text: string;
  readonly images: readonly InlineImage[];
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

export interface ComposedMessage {
  /** RFC 5322, lines ended by CRLF. */
  readonly raw: Uint8Array;
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly messageId: string;
}

export type ComposeResult =
  | { readonly kind: 'composed'; readonly message: ComposedMessage }
  | { readonly kind: 'invalid'; readonly field: string; readonly reason: string };

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
    ...(input.replyTo === undefined ? {} : { replyTo: input.replyTo }),
    subject: input.subject,
    messageId: input.messageId,
    date: input.date,
    headers: { 'X-Mailproof-Id': input.mailproofId, ...input.headers },
    html: { content: Buffer.from(input.html), contentTransferEncoding: 'base64' },
    // Quoted-printable keeps spaces at line ends and lines of any length, and people can read it in the source.
    ...(input.text === '' ? {} : { text: { content: input.text, contentTransferEncoding: 'quoted-printable' } }),
    attachments: input.images.map((image) => ({
      cid: image.cid,
      filename: image.filename,
      contentType: image.contentType,
      contentDisposition: 'inline',
      contentTransferEncoding: 'base64',
      content: Buffer.from(image.content),
    })),
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
      envelope: { from: input.from.address, to: input.to.map((recipient) => recipient.address) },
      messageId: input.messageId,
    },
  };
}

interface FieldProblem {
  readonly field: string;
  readonly reason: string;
}

/** A line break in anything that becomes a header would begin another header, a Bcc for example. */
function findProblem(input: ComposeInput): FieldProblem | undefined {
  const values: readonly (readonly [string, string])[] = [
    ['subject', input.subject],
    ['messageId', input.messageId],
    ['mailproofId', input.mailproofId],
    ...mailboxValues('from', [input.from]),
    ...mailboxValues('to', input.to),
    ...mailboxValues('replyTo', input.replyTo === undefined ? [] : [input.replyTo]),
    ...input.images.flatMap((image) => [
      ['images', image.cid] as const,
      ['images', image.filename] as const,
      ['images', image.contentType] as const,
    ]),
    ...Object.entries(input.headers ?? {}).map(([name, value]) => [`headers.${name}`, value] as const),
  ];
  const broken = values.find(([, value]) => controls.test(value));
  if (broken !== undefined) {
    return { field: broken[0], reason: 'It contains a line break or another control character.' };
  }
  const long = values.find(([, value]) => value.length > maxHeaderLength);
  if (long !== undefined) return { field: long[0], reason: `It is longer than ${maxHeaderLength} characters.` };
  if (input.to.length === 0) return { field: 'to', reason: 'There is no recipient.' };
  if (!/^<[^<>\s@]+@[^<>\s@]+>$/.test(input.messageId))
    return { field: 'messageId', reason: 'It is not a Message-ID.' };
  if (Number.isNaN(input.date.getTime())) return { field: 'date', reason: 'It is not a date.' };
  const address = [input.from, ...input.to].find(
    (mailbox) => !/^[^<>\s]+@[^<>\s@]+$|^".*"@[^<>\s@]+$/.test(mailbox.address),
  );
  if (address !== undefined) return { field: 'address', reason: `"${address.address}" is not an email address.` };
  return findHeaderProblem(input.headers ?? {}) ?? findImageProblem(input.images);
}

function findHeaderProblem(headers: Readonly<Record<string, string>>): FieldProblem | undefined {
  for (const name of Object.keys(headers)) {
    if (!/^[A-Za-z][A-Za-z0-9-]{0,75}$/.test(name)) {
      return { field: `headers.${name.slice(0, 80)}`, reason: 'It is not a header name.' };
    }
    if (reservedHeaders.test(name)) {
      return { field: `headers.${name}`, reason: 'This header is set by Mailproof.' };
    }
  }
  return undefined;
}

function findImageProblem(images: readonly InlineImage[]): FieldProblem | undefined {
  const bad = images.find(
    (image) => !/^[A-Za-z0-9._@-]+$/.test(image.cid) || !/^image\/[a-z0-9.+-]+$/.test(image.contentType),
  );
  return bad === undefined ? undefined : { field: 'images', reason: `"${bad.filename}" is not an image.` };
}

function mailboxValues(field: string, mailboxes: readonly Mailbox[]): (readonly [string, string])[] {
  return mailboxes.flatMap(({ name, address }) => [[field, name] as const, [field, address] as const]);
}

const controls = /\p{Cc}|[\u2028\u2029]/u;
/** RFC 5322 folds long headers; no client shows this much. */
const maxHeaderLength = 10_000;
const reservedHeaders =
  /^(?:from|sender|to|cc|bcc|reply-to|subject|date|message-id|mime-version|content-.*|received|return-path|resent-.*|dkim-signature|arc-.*|authentication-results|x-mailproof-id)$/i;
