import { closeSync, fstatSync, openSync, readSync, readdirSync, realpathSync, statSync } from 'node:fs';
import type { Dirent, Stats } from 'node:fs';

/**
 * Stands in the place of `node:fs/promises` for diskFileReader in the render process (see scripts/build.mjs), with what that
 * uses. A render waits for its files in any case, and nobody else waits for this process: asking a pool of threads and
 * waiting for the next turn takes ten times as long as reading, hundreds of times in one render.
 */
export function realpath(path: string): Promise<string> {
  return promised(() => realpathSync.native(path));
}

export function stat(path: string): Promise<Stats> {
  return promised(() => statSync(path));
}

export function readdir(path: string, options: { readonly withFileTypes: true }): Promise<Dirent[]> {
  return promised(() => readdirSync(path, options));
}

export function open(path: string, flags: string): Promise<OpenFile> {
  return promised(() => {
    const descriptor = openSync(path, flags);
    return {
      stat: () => promised(() => fstatSync(descriptor)),
      read: (buffer, offset, length, position) =>
        promised(() => ({ bytesRead: readSync(descriptor, buffer, offset, length, position) })),
      close: () => promised(() => closeSync(descriptor)),
    };
  });
}

interface OpenFile {
  stat(): Promise<Stats>;
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
  close(): Promise<void>;
}

/** A fault is a rejection, as from the other. */
function promised<T>(read: () => T): Promise<T> {
  return new Promise((resolve) => resolve(read()));
}
