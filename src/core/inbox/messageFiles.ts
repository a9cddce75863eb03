import { randomBytes } from 'node:crypto';
import {
  access,
  constants,
  lstat,
  mkdir,
  open,
  opendir,
  readdir,
  readFile,
  rename,
  stat,
  unlink,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { emptySidecar, parseSidecar, type Sidecar } from './sidecar.ts';
import { Turns } from './turns.ts';

/** What people did with a message: an empty file each, so that windows never overwrite what another one has marked. */
export interface Marks {
  readonly isSeen: boolean;
  readonly isFlagged: boolean;
}

export type Mark = 'seen' | 'flagged';

/**
 * The folder of an inbox: `messages/<id>.eml`, beside it `<id>.json` with the envelope, and `<id>.seen`, `<id>.flagged`. A
 * message is written to `tmp` and then renamed: it is whole or not there, whatever kills the process. It is not flushed to the
 * disk, so that a power failure may lose the newest. `cache` can be deleted at any time.
 */
export class MessageFiles {
  readonly folder: string;
  readonly messages: string;
  readonly cache: string;
  readonly #temporary: string;
  #lastTime = 0;

  constructor(folder: string) {
    this.folder = folder;
    this.messages = path.join(folder, 'messages');
    this.cache = path.join(folder, 'cache');
    this.#temporary = path.join(folder, 'tmp');
  }

  /** Rejects where nothing can be stored: on a disk that can only be read, folders which are there already can be made all the same. */
  async makeFolders(): Promise<void> {
    for (const folder of [this.#temporary, this.messages, this.cache]) {
      await mkdir(folder, { recursive: true });
      await access(folder, constants.W_OK);
    }
  }

  messageFile(id: string): string {
    return path.join(this.messages, `${id}.eml`);
  }

  /** Grows from call to call, also when the clock is set back or two messages come within a millisecond. */
  newId(): string {
    this.#lastTime = Math.max(Date.now(), this.#lastTime + 1);
    const time = new Date(this.#lastTime).toISOString().replaceAll(/[-:.]/g, '');
    return `${time}-${randomBytes(4).toString('hex')}`;
  }

  /** When this resolves the message is there; when it rejects, nothing of it is. */
  async write(
    id: string,
    sidecar: Sidecar,
    content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<{ readonly sizeBytes: number; readonly start: Uint8Array }> {
    const temporary = this.#temporaryFile(id, 'eml');
    try {
      const written = await writeAll(await this.#openNew(temporary), content);
      // First the small file: a message never shows without its envelope. Alone it is invisible, half of it too.
      await writeFile(this.#besides(id, 'json'), JSON.stringify(sidecar));
      await rename(temporary, this.messageFile(id));
      return written;
    } catch (error) {
      await Promise.all([removeFile(temporary), removeFile(this.#besides(id, 'json'))]);
      throw error;
    }
  }

  async writeSidecar(id: string, sidecar: Sidecar): Promise<void> {
    const temporary = this.#temporaryFile(id, 'json');
    try {
      await writeFile(temporary, JSON.stringify(sidecar));
      await rename(temporary, this.#besides(id, 'json'));
    } catch (error) {
      await removeFile(temporary);
      throw error;
    }
  }

  async setMark(id: string, mark: Mark, isSet: boolean): Promise<void> {
    if (isSet) await writeFile(this.#besides(id, mark), '');
    else await removeFile(this.#besides(id, mark));
  }

  async remove(id: string, marks: Marks): Promise<void> {
    // First the message: what is beside it is invisible without it.
    await removeFile(this.messageFile(id));
    await removeFile(this.#besides(id, 'json'));
    if (marks.isSeen) await removeFile(this.#besides(id, 'seen'));
    if (marks.isFlagged) await removeFile(this.#besides(id, 'flagged'));
  }

  /** By its name in the folder of messages. */
  hasFile(name: string): Promise<boolean> {
    return stat(path.join(this.messages, name)).then(
      () => true,
      () => false,
    );
  }

  /** All messages with their marks, by their names. Rejects when the folder cannot be listed. */
  async list(): Promise<ReadonlyMap<string, Marks>> {
    return marksOf(await readdir(this.messages));
  }

  async readSidecar(id: string): Promise<Sidecar | undefined> {
    try {
      return parseSidecar(await readFile(this.#besides(id, 'json'), 'utf8'));
    } catch {
      // Missing: somebody put a message into the folder, which is as good as receiving it.
      return undefined;
    }
  }

  async readStart(
    id: string,
    lengthBytes: number,
  ): Promise<{ readonly sizeBytes: number; readonly sidecarless: Sidecar; readonly start: Uint8Array }> {
    const file = this.messageFile(id);
    // A link could lead to any file there is.
    if (!(await lstat(file)).isFile()) throw new Error('not a file');
    const handle = await open(file, 'r');
    try {
      const { size, mtime } = await handle.stat();
      const length = Math.min(lengthBytes, size);
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, 0);
      return { sizeBytes: size, sidecarless: emptySidecar(mtime), start: buffer.subarray(0, bytesRead) };
    } finally {
      await handle.close();
    }
  }

  /** Removes what a killed process left half-written; another process that is receiving right now keeps its files. */
  async sweepTemporary(): Promise<void> {
    const temporary = await readdir(this.#temporary);
    await forEach(temporary, async (name) => {
      const owner = Number(/\.(\d+)\.(?:eml|json)$/.exec(name)?.[1]);
      if (owner !== process.pid && isRunning(owner)) return;
      await removeFile(path.join(this.#temporary, name));
    });
  }

  /** Removes what is beside no message. `known`: ids of messages that are there. */
  async sweepOrphans(known: Pick<ReadonlySet<string>, 'has'>): Promise<void> {
    const turns = new Turns();
    for await (const { name } of await opendir(this.messages)) {
      if (turns.isOver) await turns.next();
      const id = /^(.*)\.(?:json|seen|flagged)$/.exec(name)?.[1];
      if (id === undefined || known.has(id) || (await this.hasFile(`${id}.eml`))) continue;
      const file = path.join(this.messages, name);
      // The message of a young one may be on its way: the file beside it is written first.
      const age = await stat(file).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      );
      if (age > orphanAgeMs) await removeFile(file);
    }
  }

  async #openNew(file: string): ReturnType<typeof open> {
    try {
      return await open(file, 'wx', 0o600);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      // Somebody removed the folder to tidy up.
      await this.makeFolders();
      return open(file, 'wx', 0o600);
    }
  }

  #besides(id: string, extension: 'json' | Mark): string {
    return path.join(this.messages, `${id}.${extension}`);
  }

  #temporaryFile(id: string, extension: 'eml' | 'json'): string {
    return path.join(this.#temporary, `${id}.${process.pid}.${extension}`);
  }
}

/** The message that a file in the folder belongs to. */
export function messageIdOf(name: string): string | undefined {
  return /^([A-Za-z0-9][A-Za-z0-9-]{0,99})\.(?:eml|json|seen|flagged)$/.exec(name)?.[1];
}

async function marksOf(names: readonly string[]): Promise<ReadonlyMap<string, Marks>> {
  const marks = new Map<string, Marks>();
  const changed: (readonly [id: string, mark: Mark])[] = [];
  const turns = new Turns();
  for (const name of names) {
    if (turns.isOver) await turns.next();
    if (name.endsWith('.json')) continue;
    const id = messageIdOf(name);
    if (id === undefined) continue;
    if (name.endsWith('.eml')) marks.set(id, unmarked);
    else changed.push([id, name.endsWith('.seen') ? 'seen' : 'flagged']);
  }
  for (const [id, mark] of changed) {
    const before = marks.get(id);
    if (before !== undefined)
      marks.set(id, mark === 'seen' ? { ...before, isSeen: true } : { ...before, isFlagged: true });
  }
  return marks;
}

const unmarked: Marks = { isSeen: false, isFlagged: false };

/** A few at a time: thousands of open files exceed the limits of some systems. */
export async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

export async function removeFile(file: string): Promise<void> {
  try {
    await unlink(file);
  } catch {
    // Gone already, or held by another program: the next sweep or refresh comes across it again.
  }
}

export function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs and belongs to somebody else.
    return codeOf(error) === 'EPERM';
  }
}

/** A system's code where there is one: shorter and without paths. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

async function writeAll(
  handle: Awaited<ReturnType<typeof open>>,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<{ sizeBytes: number; start: Uint8Array }> {
  const start: Uint8Array[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of content) {
      // The buffer that a chunk lies in is filled again.
      if (sizeBytes < startBytes) start.push(Uint8Array.from(chunk.subarray(0, startBytes - sizeBytes)));
      sizeBytes += chunk.length;
      await handle.writeFile(chunk);
    }
  } finally {
    await handle.close();
  }
  return { sizeBytes, start: Buffer.concat(start) };
}

/** How much of a message is looked at for the list and for searching: whole mails, but for their attachments. */
export const startBytes = 256 * 1024;
const concurrency = 16;
const orphanAgeMs = 600_000;
