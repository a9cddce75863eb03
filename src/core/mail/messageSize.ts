import type { Attachment } from './compose.ts';

/** A part of a message and what it takes on its way. */
export interface PartSize {
  /** `HTML`, `Text`, or the name of a file. */
  readonly name: string;
  readonly encodedBytes: number;
}

export interface MessageSize {
  readonly totalBytes: number;
  /** The biggest first. */
  readonly parts: readonly PartSize[];
}

/** How large a message becomes, without composing it: base64 makes four characters of three bytes, in lines of 76 and a line end. */
export function estimateSize(content: {
  readonly html: string;
  readonly text: string;
  readonly files: readonly Attachment[];
}): MessageSize {
  const parts = [
    { name: 'HTML', encodedBytes: base64Size(Buffer.byteLength(content.html)) },
    ...(content.text === '' ? [] : [{ name: 'Text', encodedBytes: quotedPrintableSize(content.text) }]),
    ...content.files.map((file) => ({ name: file.filename, encodedBytes: base64Size(file.content.length) })),
  ].map((part) => ({ ...part, encodedBytes: part.encodedBytes + partHeaderBytes }));
  const totalBytes = parts.reduce((total, part) => total + part.encodedBytes, messageHeaderBytes);
  return { totalBytes, parts: parts.toSorted((one, other) => other.encodedBytes - one.encodedBytes) };
}

/** `hero.png (1.2 MB), HTML (40 KB)`: what to make smaller. */
export function biggestParts({ parts }: MessageSize, count = 3): string {
  return parts
    .slice(0, count)
    .map((part) => `${part.name} (${formatSize(part.encodedBytes)})`)
    .join(', ');
}

export function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const kilobytes = bytes / 1000;
  return kilobytes < 1000 ? `${Math.round(kilobytes)} KB` : `${(kilobytes / 1000).toFixed(1)} MB`;
}

export function base64Size(bytes: number): number {
  const characters = Math.ceil(bytes / 3) * 4;
  return characters + Math.ceil(characters / 76) * 2;
}

function quotedPrintableSize(text: string): number {
  let size = 0;
  for (const byte of Buffer.from(text)) size += byte === 10 || (byte >= 32 && byte < 127 && byte !== 61) ? 1 : 3;
  return size + Math.ceil(size / 75) * 3;
}

/** Content-Type, Content-Disposition, encoding and boundary of one part; the headers of the message. */
const partHeaderBytes = 200;
const messageHeaderBytes = 600;

/** Gmail, Microsoft 365 and most hosts take 25 MB with all encoding. */
export const usualSizeLimit = 25_000_000;
