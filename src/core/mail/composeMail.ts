import { dirname } from 'node:path';
import type { Mailbox } from '../inbox/messageView.ts';
import type { RenderResult } from '../render/renderResult.ts';
import { isInside } from '../template/folders.ts';
import { readAttachment } from '../template/diskAttachments.ts';
import { readDiskImage } from '../template/diskImages.ts';
import { templateBaseName } from '../template/templateName.ts';
import { type Attachment, type ComposedMessage, composeMessage } from './compose.ts';
import { embedImages, type LeftImage } from './embedImages.ts';
import { listUnsubscribe } from './mailHeaders.ts';
import { biggestParts, estimateSize, formatSize, type MessageSize, usualSizeLimit } from './messageSize.ts';
import { sentence, type Sentence } from '../sentence.ts';

/** A rendered template and what turns it into a message. */
export interface MailOrder {
  /** Absolute path of the template: images are found from its folder. */
  readonly template: string;
  /** Absolute path of the folder outside of which nothing is read. */
  readonly root: string;
  /** The render that the preview shows: its html goes out as it is, but for the addresses of embedded images. */
  readonly result: RenderResult & { readonly html: string };
  readonly from: Mailbox;
  readonly to: readonly Mailbox[];
  readonly cc?: readonly Mailbox[];
  readonly bcc?: readonly Mailbox[];
  readonly replyTo?: Mailbox | undefined;
  /** Absolute paths of files that go along with this one. What is outside of the root was picked by the user, file by file. */
  readonly picked?: readonly string[];
  readonly style: MailStyle;
  /** Becomes Message-ID and `X-Mailproof-Id`. */
  readonly id: string;
  readonly date: Date;
}

/** What is the same for all mails of a user. */
export interface MailStyle {
  readonly embedsImages: boolean;
  /** Put before the subject, `[TEST]`; empty: nothing. */
  readonly subjectPrefix: string;
  /** Whether mail programs are kept from putting tests of one subject into one conversation. */
  readonly preventsThreading: boolean;
}

export const plainStyle: MailStyle = { embedsImages: true, subjectPrefix: '', preventsThreading: false };

export type ComposedMail =
  | {
      readonly kind: 'composed';
      readonly message: ComposedMessage;
      readonly subject: string;
      readonly size: MessageSize;
      /** Names of the files that go along. */
      readonly attached: readonly string[];
      /** Local images that are not in it. */
      readonly leftImages: readonly LeftImage[];
      /** What else is missing in it or makes it too large, a sentence each. */
      readonly warnings: readonly Sentence[];
    }
  | { readonly kind: 'invalid'; readonly field: string; readonly reason: Sentence };

/** The one way from a render to a message: for sending, for export, and on the command line. */
export async function composeMail(order: MailOrder): Promise<ComposedMail> {
  const { result, style, id } = order;
  const place = { folder: dirname(order.template), root: order.root };
  const embedded = style.embedsImages
    ? await embedImages(result.html, (reference) => readDiskImage(reference, place))
    : { html: result.html, images: [], left: [] };
  const { files, warnings: missingFiles } = await attachmentsOf(order);
  const subject = `${prefixed(style.subjectPrefix)}${result.subject}`;
  const composed = await composeMessage({
    from: order.from,
    to: order.to,
    cc: order.cc ?? [],
    bcc: order.bcc ?? [],
    ...(order.replyTo === undefined ? {} : { replyTo: order.replyTo }),
    subject,
    html: embedded.html,
    text: result.text,
    images: embedded.images,
    attachments: files,
    headers: headersOf(order),
    messageId: `<${id}@${domainOf(order.from)}>`,
    date: order.date,
    mailproofId: id,
  });
  if (composed.kind === 'invalid') return composed;
  const { message } = composed;
  const estimated = estimateSize({ html: embedded.html, text: result.text, files: [...embedded.images, ...files] });
  const size = { totalBytes: message.raw.length, parts: estimated.parts };
  const warnings = [...missingFiles, ...sizeWarnings(size)];
  const attached = files.map(({ filename }) => filename);
  return { kind: 'composed', message, subject, size, attached, leftImages: embedded.left, warnings };
}

async function attachmentsOf({
  template,
  root,
  result,
  picked = [],
}: MailOrder): Promise<{ readonly files: readonly Attachment[]; readonly warnings: readonly Sentence[] }> {
  const configured = (result.mail?.attachments ?? []).map((path) =>
    path.replaceAll('{name}', () => templateBaseName(template)),
  );
  const files: Attachment[] = [];
  const warnings: Sentence[] = [];
  for (const { path, within } of [
    ...configured.map((path) => ({ path, within: root })),
    // A path inside may be a link that leads out: nobody has seen where to.
    ...picked.map((path) => ({ path, within: isInside(root, path) ? root : undefined })),
  ]) {
    const read = await readAttachment(path, within);
    if (read.kind === 'file') files.push(read.attachment);
    else warnings.push(sentence('The file {0} is not attached: {1}.', path, read.reason));
  }
  return { files, warnings };
}

function headersOf({ result, from, style, id }: MailOrder): Record<string, string> {
  const unsubscribe = listUnsubscribe(result.mail?.listUnsubscribe ?? []);
  return {
    ...(unsubscribe === undefined ? {} : { 'List-Unsubscribe': unsubscribe }),
    // A message that refers to one which nobody has begins a conversation of its own: Gmail joins messages of one subject only
    // when their References agree (https://postmarkapp.com/support/article/1276-threading-unthreading-messages).
    ...(style.preventsThreading ? { References: `<${id}.alone@${domainOf(from)}>` } : {}),
    ...result.mail?.headers,
  };
}

function prefixed(prefix: string): string {
  const text = prefix.trim();
  return text === '' ? '' : `${text} `;
}

function sizeWarnings(size: MessageSize): readonly Sentence[] {
  if (size.totalBytes <= usualSizeLimit) return [];
  return [
    sentence(
      'The message is {0}, more than most servers take. Biggest parts: {1}.',
      formatSize(size.totalBytes),
      biggestParts(size),
    ),
  ];
}

/** Message-IDs are made at the sender's domain (RFC 5322, 3.6.4). */
function domainOf(mailbox: Mailbox): string {
  return mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1) || 'mailproof.invalid';
}
