import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { MessageSource } from '../protocol/renderer.ts';

/** The beginning of a message, and how long the whole of it is. Throws when the file cannot be read. */
export function readMessage(source: MessageSource): { readonly bytes: Uint8Array; readonly sizeBytes: number } {
  if ('bytes' in source) return { bytes: source.bytes.subarray(0, maxBytes), sizeBytes: source.bytes.length };
  const file = openSync(source.file, 'r');
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.allocUnsafe(Math.min(size, maxBytes));
    let length = 0;
    while (length < bytes.length) {
      const count = readSync(file, bytes, length, bytes.length - length, length);
      if (count === 0) break;
      length += count;
    }
    return { bytes: bytes.subarray(0, length), sizeBytes: Math.max(size, length) };
  } finally {
    closeSync(file);
  }
}

/** Most servers take 25 MB. All of it is in memory while it is parsed, and some of it twice. */
const maxBytes = 48 * 1024 * 1024;
