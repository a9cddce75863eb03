import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { Attachment } from '../mail/compose.ts';
import { refusalByPlace } from './diskFileReader.ts';
import { sentence, type Sentence } from '../sentence.ts';

export type AttachmentContent =
  | { readonly kind: 'file'; readonly attachment: Attachment }
  | { readonly kind: 'missing' | 'refused'; readonly reason: Sentence };

/**
 * Reads a file that goes along with a mail. Never throws.
 *
 * @param root nothing outside of it is read, whatever links lead there; undefined: the user picked exactly this file
 */
export async function readAttachment(path: string, root: string | undefined): Promise<AttachmentContent> {
  const refusal = root === undefined ? undefined : refusalByPlace(root, path);
  if (refusal !== undefined) return { kind: 'refused', reason: refusal };
  try {
    const real = await realpath(path);
    const realRefusal = root === undefined ? undefined : refusalByPlace(await realpath(root), real);
    if (realRefusal !== undefined) return { kind: 'refused', reason: realRefusal };
    const status = await stat(real);
    if (!status.isFile()) return { kind: 'refused', reason: sentence('it is no plain file') };
    if (status.size > maxAttachmentBytes) return { kind: 'refused', reason: sentence('it is larger than 20 MB') };
    const content = await readFile(real);
    return { kind: 'file', attachment: { filename: safeFileName(basename(path)), contentType: typeOf(path), content } };
  } catch (error) {
    const isMissing =
      error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
    return isMissing
      ? { kind: 'missing', reason: sentence('there is no such file') }
      : { kind: 'refused', reason: sentence('it cannot be read') };
  }
}

/** One that every system can store and that looks like what it is: without controls, changes of the writing direction and separators. */
export function safeFileName(name: string): string {
  const plain = name
    .replaceAll(/[\p{Cc}\u2028\u2029\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu, '')
    .replaceAll(/[/\\<>:"|?*]/g, '_')
    .replace(/^[\s.]+/, '')
    .replace(/[\s.]+$/, '');
  const extension = extname(plain).slice(0, 20);
  const stem = plain.slice(0, plain.length - extname(plain).length).slice(0, 100);
  const shown = `${stem}${extension}`;
  if (shown === '') return 'attachment';
  // Windows has devices of these names, with any extension.
  return /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(shown) ? `_${shown}` : shown;
}

function typeOf(path: string): string {
  return types[extname(path).toLowerCase()] ?? 'application/octet-stream';
}

/** 20 MB become 27 in base64: more than most servers take. */
const maxAttachmentBytes = 20 * 1024 * 1024;

/** As registered with IANA. Messages have none of their own: RFC 2046 forbids to encode them. */
const types: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.ics': 'text/calendar',
  '.vcf': 'text/vcard',
  '.csv': 'text/csv',
  '.txt': 'text/plain',
  '.json': 'application/json',
  '.xml': 'application/xml',
  '.zip': 'application/zip',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.svg': 'image/svg+xml',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
  '.doc': 'application/msword',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.xls': 'application/vnd.ms-excel',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.pptx': 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
};
