import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime';
import { sourceLimitBytes, type AttachmentView, type Mailbox, type MessageView } from './messageView.ts';
import { reasonOf } from '../reasonOf.ts';

/**
 * Reads any message, broken ones included: what cannot be read stands in `notes`, and the source is always there. Runs in the
 * render process, because a hostile message can take seconds of computing. Never rejects.
 */
export async function parseMessage(raw: Uint8Array): Promise<MessageView> {
  const source = new TextDecoder().decode(raw.subarray(0, sourceLimitBytes));
  const base = { sizeBytes: raw.length, source, sourceIsCut: raw.length > sourceLimitBytes };
  if (countParts(raw) > maxParts) {
    return { ...nothing, ...base, notes: [`The message has more than ${maxParts} parts: only its source is shown.`] };
  }
  try {
    const limits = { maxNestingDepth: 64, maxHeadersSize: 1024 * 1024, maxRfc822NestingDepth: 3 };
    return { ...viewOf(await PostalMime.parse(raw, limits)), ...base };
  } catch (error) {
    const reason = reasonOf(error);
    return { ...nothing, ...base, notes: [`The message cannot be read (${reason}): only its source is shown.`] };
  }
}

type Content = Omit<MessageView, 'sizeBytes' | 'source' | 'sourceIsCut'>;

const nothing: Content = {
  subject: '',
  from: [],
  to: [],
  cc: [],
  replyTo: [],
  headers: [],
  attachments: [],
  notes: [],
};

function viewOf(email: Email): Content {
  const notes: string[] = [];
  const date = readDate(email.date, notes);
  if (email.from === undefined) notes.push('The message has no sender: the From header is missing or cannot be read.');
  if (email.headers.length === 0) notes.push('The message has no headers.');
  if (email.headers.length > maxHeaders) notes.push(`Only the first ${maxHeaders} of its headers are shown.`);
  return {
    subject: email.subject ?? '',
    from: mailboxes(email.from === undefined ? [] : [email.from]),
    to: mailboxes(email.to),
    cc: mailboxes(email.cc),
    replyTo: mailboxes(email.replyTo),
    ...(date === undefined ? {} : { date }),
    headers: email.headers.slice(0, maxHeaders).map(({ originalKey, value }) => ({ name: originalKey, value })),
    ...(email.html === undefined ? {} : { html: withInlineImages(email.html, email.attachments, notes) }),
    ...(email.text === undefined ? {} : { text: email.text }),
    attachments: email.attachments.map(attachmentView),
    notes,
  };
}

function readDate(value: string | undefined, notes: string[]): string | undefined {
  if (value === undefined) return undefined;
  const time = Date.parse(value);
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  notes.push('The Date header cannot be read.');
  return undefined;
}

function mailboxes(addresses: readonly Address[] | undefined): readonly Mailbox[] {
  return (addresses ?? []).flatMap((address) =>
    address.group === undefined
      ? [{ name: address.name, address: address.address }]
      : address.group.map((member) => ({ name: member.name, address: member.address })),
  );
}

function attachmentView(attachment: Attachment, index: number): AttachmentView {
  return {
    name: attachment.filename ?? `part ${index + 1}`,
    type: attachment.mimeType,
    sizeBytes: contentOf(attachment).length,
    isInline: attachment.disposition === 'inline' || attachment.related === true,
  };
}

/** The viewer's frame loads nothing from outside, so that parts of the message have to come with it. */
function withInlineImages(html: string, attachments: readonly Attachment[], notes: string[]): string {
  const parts = new Map(
    attachments.flatMap((part) => (part.contentId === undefined ? [] : [[bareId(part.contentId), part] as const])),
  );
  const urls = new Map<string, string>();
  let totalBytes = 0;
  const urlOf = (id: string): string | undefined => {
    const part = parts.get(id);
    if (part === undefined) return undefined;
    const known = urls.get(id);
    if (known !== undefined) return known;
    const content = contentOf(part);
    totalBytes += content.length;
    const isShown =
      rasterTypes.has(part.mimeType) && content.length <= maxInlineBytes && totalBytes <= maxInlineTotalBytes;
    const url = isShown ? `data:${part.mimeType};base64,${Buffer.from(content).toString('base64')}` : `cid:${id}`;
    if (!isShown) notes.push(`The inline part ${part.filename ?? id} is not shown: it is too large or not an image.`);
    urls.set(id, url);
    return url;
  };
  let hasMissing = false;
  const replaced = html.replaceAll(/(["'(=]\s*)cid:([^"'\s()<>]+)/gi, (match, before: string, id: string) => {
    const url = urlOf(bareId(decodePercent(id)));
    if (url === undefined) hasMissing = true;
    return url === undefined ? match : `${before}${url}`;
  });
  if (hasMissing) notes.push('The html refers to an inline image that is not in the message.');
  return replaced;
}

function bareId(contentId: string): string {
  return contentId.trim().replace(/^<(.*)>$/s, '$1');
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('&amp;', '&'));
  } catch {
    // A percent sign that encodes nothing is part of the id.
    return text;
  }
}

function contentOf({ content }: Attachment): Uint8Array {
  if (typeof content === 'string') return new TextEncoder().encode(content);
  return content instanceof Uint8Array ? content : new Uint8Array(content);
}

/** Lines that could separate parts. An estimate from above that costs milliseconds; parsing 200 000 parts costs ten seconds. */
function countParts(raw: Uint8Array): number {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  let count = 0;
  let offset = bytes.indexOf('\n--');
  while (offset >= 0 && count <= maxParts) {
    count++;
    offset = bytes.indexOf('\n--', offset + 1);
  }
  return count > maxParts && bytes.includes('boundary') ? count : 0;
}

/** SVG can hold scripts and links and is left out. */
const rasterTypes = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/bmp',
  'image/x-icon',
  'image/avif',
]);
const maxParts = 5000;
const maxHeaders = 500;
const maxInlineBytes = 2 * 1024 * 1024;
const maxInlineTotalBytes = 20 * 1024 * 1024;
