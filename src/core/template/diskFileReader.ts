import { open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, normalize, relative, resolve, sep } from 'node:path';
import { inEnglish, sentence, type Sentence } from '../sentence.ts';
import { decodeText } from './decodeText.ts';
import { isInside } from './folders.ts';
import { type DirectoryEntry, type FileReader, type FileText, folderReason, mjmlConfigNames } from './fileReader.ts';

export interface DiskFileReaderOptions {
  /** Absolute; nothing outside of it is read, whatever links lead there. */
  readonly root: string;
  /** Texts that win over the disk, by absolute path. They obey the same limits of place. */
  readonly overrides?: Readonly<Record<string, string>>;
}

/** 2 MiB: the largest template seen in the wild has 60 kB; more would only stall the preview. */
export const maxFileBytes = 2 * 1024 * 1024;

const tooLargeReason = `it is larger than ${maxFileBytes / 1024 / 1024} MB; make it smaller, or split it`;
const notPlainReason = 'it is no plain file; put its content into one';

/** Reads templates, partials and data from the disk, and nothing that a template has no business with. */
export function diskFileReader(options: DiskFileReaderOptions): FileReader {
  const root = normalize(options.root);
  const overrides = new Map(
    Object.entries(options.overrides ?? {}).map(([path, text]) => [pathKey(path), { path: normalize(path), text }]),
  );
  // Asked for once: a render looks into hundreds of folders.
  let realRoot: Promise<string> | undefined;
  const place: Place = { findRealRoot: () => (realRoot ??= realpath(root)) };
  return {
    async readText(path) {
      const refusal = refusalByPlace(root, path);
      if (refusal !== undefined) return { kind: 'refused', reason: inEnglish(refusal) };
      const override = overrides.get(pathKey(path));
      return override === undefined ? readFromDisk(place, path) : { kind: 'text', text: withoutMark(override.text) };
    },
    async list(folder) {
      if (refusalByPlace(root, folder) !== undefined) return [];
      const entries = new Map<string, boolean>();
      for (const entry of await listDisk(place, folder)) entries.set(entry.name, entry.isFolder);
      const own = [...overrides].filter(([key]) => isDirectChild(pathKey(folder), key));
      const keys = new Set(own.length === 0 ? [] : [...entries.keys()].map((name) => pathKey(join(folder, name))));
      for (const [key, { path }] of own) if (!keys.has(key)) entries.set(basename(path), false);
      return [...entries]
        .filter(([name]) => !isHidden(name))
        .map(([name, isFolder]) => ({ name, isFolder }))
        .sort((left, right) => (left.name < right.name ? -1 : 1));
    },
  };
}

/** One notation for a path, however an editor spelled it, on the systems whose file names ignore case unless told otherwise. */
function pathKey(path: string): string {
  const key = normalize(path);
  return process.platform === 'win32' || process.platform === 'darwin' ? key.toLowerCase() : key;
}

/** Why the place of a path forbids to read it; undefined when it may be read. */
export function refusalByPlace(root: string, path: string): Sentence | undefined {
  if (path.includes('\0') || !isAbsolute(path))
    return sentence('it is no valid path; write it without control characters');
  const way = relative(root, resolve(path));
  if (way === '') return undefined;
  if (!isInside(root, path))
    return sentence(
      'it is outside of the folder that may be read; open a folder that holds it too, or name one with --root',
    );
  const names = way.split(sep);
  const [file = '', ...folders] = names.toReversed();
  if (isHidden(file) || folders.some((name) => name.startsWith('.')))
    return sentence(
      'hidden files and folders are not read; copy what you need to a name without a dot at its beginning',
    );
  // NTFS streams: `a.txt:secret`.
  if (process.platform === 'win32' && names.some((name) => name.includes(':')))
    return sentence('it is no valid path; write it without a colon');
  return undefined;
}

function isHidden(name: string): boolean {
  return name.startsWith('.') && !mjmlConfigNames.some((each) => each === name);
}

/** The folder that may be read, and what its links lead to. */
interface Place {
  /** Rejects when it is not there. */
  findRealRoot(): Promise<string>;
}

async function readFromDisk(place: Place, path: string): Promise<FileText> {
  try {
    const [realRoot, realFile] = await Promise.all([place.findRealRoot(), realpath(path)]);
    const refusal = refusalByPlace(realRoot, realFile);
    if (refusal !== undefined) return { kind: 'refused', reason: inEnglish(refusal) };
    const status = await stat(realFile);
    // A pipe or a device would hang the render, and a folder has no text.
    if (!status.isFile()) return { kind: 'refused', reason: status.isDirectory() ? folderReason : notPlainReason };
    const bytes = await readCapped(realFile);
    if (bytes === undefined) return { kind: 'refused', reason: tooLargeReason };
    return decodeText(bytes);
  } catch (error) {
    return refusalOf(error);
  }
}

/** Undefined when there is more than the limit, also when the file grows while it is read. */
async function readCapped(path: string): Promise<Uint8Array | undefined> {
  const file = await open(path, 'r');
  try {
    const status = await file.stat();
    if (status.size > maxFileBytes) return undefined;
    const buffer = Buffer.alloc(maxFileBytes + 1 < status.size + 4096 ? maxFileBytes + 1 : status.size + 4096);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
      length += bytesRead;
      if (bytesRead === 0) return buffer.subarray(0, length);
      if (length === buffer.length) return undefined;
    }
  } finally {
    await file.close();
  }
}

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function refusalOf(error: unknown): FileText {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { kind: 'missing' };
    case 'EACCES':
    case 'EPERM':
      return { kind: 'refused', reason: 'there is no permission to read it; give yourself that' };
    case 'EISDIR':
      return { kind: 'refused', reason: folderReason };
    case 'ELOOP':
      return { kind: 'refused', reason: 'its links lead in a circle; put the file itself there' };
    default:
      return { kind: 'refused', reason: `it cannot be read (${typeof code === 'string' ? code : 'unknown reason'})` };
  }
}

async function listDisk(place: Place, folder: string): Promise<readonly DirectoryEntry[]> {
  try {
    const [realRoot, realFolder] = await Promise.all([place.findRealRoot(), realpath(folder)]);
    if (refusalByPlace(realRoot, realFolder) !== undefined) return [];
    const entries = await readdir(realFolder, { withFileTypes: true });
    return await Promise.all(
      entries.map(async (entry) => ({
        name: entry.name,
        isFolder: entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(join(realFolder, entry.name)))),
      })),
    );
  } catch {
    // No such folder, or none that may be listed: to whoever looks for files these are the same.
    return [];
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

function isDirectChild(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !way.includes(sep) && !way.startsWith('..') && !isAbsolute(way);
}
