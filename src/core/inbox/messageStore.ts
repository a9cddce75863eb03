import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from '../log.ts';
import { summarize, summaryBytes, type MessageSummary } from './messageSummary.ts';
import { emptySidecar, parseSidecar, type Envelope, type Sidecar } from './sidecar.ts';

/** A message of the inbox as its list shows it. */
export interface StoredMessage extends MessageSummary {
  /** Sorts by the time of arrival. */
  readonly id: string;
  /** ISO 8601 in UTC. */
  readonly receivedAt: string;
  readonly envelope: Envelope;
  readonly sizeBytes: number;
  readonly isSeen: boolean;
}

export type AddResult =
  | { readonly kind: 'stored'; readonly id: string }
  /** Nothing of the message is left behind. */
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Messages as files, `messages/<id>.eml` with an `<id>.json` beside. A message is written to `tmp` and then renamed, so that
 * it is whole or not there, whatever kills the process; it is not flushed to the disk, so that a power failure may lose it.
 * Several windows can share the folder. Strange files in it are ignored.
 */
export class MessageStore {
  readonly #folder: string;
  readonly #temporary: string;
  readonly #log: Logger;
  readonly #listeners = new Set<() => void>();
  #messages = new Map<string, StoredMessage>();
  /** Newest first; undefined after a change. */
  #sorted: readonly StoredMessage[] | undefined;
  #lastTime = 0;

  static async open(folder: string, log: Logger): Promise<MessageStore> {
    const store = new MessageStore(folder, log);
    await store.#makeFolders();
    await store.#sweep();
    await store.refresh();
    return store;
  }

  private constructor(folder: string, log: Logger) {
    this.#folder = path.join(folder, 'messages');
    this.#temporary = path.join(folder, 'tmp');
    this.#log = log;
  }

  /** Newest first. */
  list(): readonly StoredMessage[] {
    this.#sorted ??= [...this.#messages.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
    return this.#sorted;
  }

  get(id: string): StoredMessage | undefined {
    return this.#messages.get(id);
  }

  /** Path of the message's file, for reading; undefined: there is no such message. */
  fileOf(id: string): string | undefined {
    return this.#messages.has(id) ? this.#messageFile(id) : undefined;
  }

  /** The message is stored for good when this resolves to `stored`. A source that fails in the middle stores nothing. */
  async add(envelope: Envelope, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<AddResult> {
    const id = this.#newId();
    const temporary = path.join(this.#temporary, `${id}.${process.pid}.eml`);
    const sidecar: Sidecar = { receivedAt: new Date().toISOString(), envelope, isSeen: false };
    try {
      // Somebody may have removed the folder to tidy up.
      await this.#makeFolders();
      const { sizeBytes, start } = await writeAll(temporary, content);
      // First the small file: a message never shows without its envelope.
      await this.#writeSidecar(id, sidecar);
      await rename(temporary, this.#messageFile(id));
      this.#messages.set(id, { ...summarize(start), ...sidecar, id, sizeBytes });
    } catch (error) {
      this.#log.warn(`inbox: ${id} could not be stored: ${reasonOf(error)}`);
      await Promise.all([removeFile(temporary), removeFile(this.#sidecarFile(id))]);
      return { kind: 'failed', reason: reasonOf(error) };
    }
    this.#announce();
    return { kind: 'stored', id };
  }

  async markSeen(id: string, isSeen = true): Promise<void> {
    const message = this.#messages.get(id);
    if (message === undefined || message.isSeen === isSeen) return;
    this.#messages.set(id, { ...message, isSeen });
    this.#announce();
    try {
      await this.#writeSidecar(id, { receivedAt: message.receivedAt, envelope: message.envelope, isSeen });
    } catch (error) {
      this.#log.warn(`inbox: could not mark ${id}: ${reasonOf(error)}`);
    }
  }

  async delete(id: string): Promise<void> {
    await this.#deleteAll([id]);
  }

  async clear(): Promise<void> {
    await this.#deleteAll([...this.#messages.keys()]);
  }

  /** Keeps the newest. */
  async prune(maxMessages: number): Promise<void> {
    const old = this.list().slice(Math.max(maxMessages, 0));
    await this.#deleteAll(old.map((message) => message.id));
  }

  /** Takes over what other windows wrote, marked and deleted. */
  async refresh(): Promise<void> {
    const found = await this.#ids();
    const messages = new Map<string, StoredMessage>();
    let isChanged = false;
    await forEach(found, async (id) => {
      const known = this.#messages.get(id);
      const message = await this.#read(id, known);
      if (message === undefined) return;
      messages.set(id, message);
      if (message !== known) isChanged = true;
    });
    // A message that arrived while this was reading is in the index and perhaps not in the listing.
    for (const [id, message] of this.#messages) {
      if (messages.has(id)) continue;
      if (await exists(this.#messageFile(id))) messages.set(id, message);
      else isChanged = true;
    }
    this.#messages = messages;
    if (isChanged) this.#announce();
  }

  /** Returns how to stop listening. */
  onDidChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #makeFolders(): Promise<void> {
    await mkdir(this.#temporary, { recursive: true });
    await mkdir(this.#folder, { recursive: true });
  }

  async #deleteAll(ids: readonly string[]): Promise<void> {
    const known = ids.filter((id) => this.#messages.has(id));
    if (known.length === 0) return;
    for (const id of known) this.#messages.delete(id);
    this.#announce();
    await forEach(known, async (id) => {
      // First the message: a sidecar alone is invisible.
      await removeFile(this.#messageFile(id));
      await removeFile(this.#sidecarFile(id));
    });
  }

  /** `known` itself when nothing has changed; undefined when the message is gone or unreadable. */
  async #read(id: string, known: StoredMessage | undefined): Promise<StoredMessage | undefined> {
    const sidecar = await this.#readSidecar(id);
    if (known !== undefined) {
      return sidecar === undefined || sidecar.isSeen === known.isSeen ? known : { ...known, isSeen: sidecar.isSeen };
    }
    try {
      const { sizeBytes, modified, start } = await readStart(this.#messageFile(id));
      return { ...summarize(start), ...(sidecar ?? emptySidecar(modified)), id, sizeBytes };
    } catch (error) {
      this.#log.debug(`inbox: ${id} cannot be read: ${reasonOf(error)}`);
      return undefined;
    }
  }

  async #readSidecar(id: string): Promise<Sidecar | undefined> {
    try {
      return parseSidecar(await readFile(this.#sidecarFile(id), 'utf8'));
    } catch {
      // Missing: somebody put a message into the folder, which is as good as receiving it.
      return undefined;
    }
  }

  async #writeSidecar(id: string, sidecar: Sidecar): Promise<void> {
    const temporary = path.join(this.#temporary, `${id}.${process.pid}.json`);
    try {
      await writeFile(temporary, JSON.stringify(sidecar));
      await rename(temporary, this.#sidecarFile(id));
    } catch (error) {
      await removeFile(temporary);
      throw error;
    }
  }

  async #ids(): Promise<readonly string[]> {
    try {
      const entries = await readdir(this.#folder, { withFileTypes: true });
      return entries.flatMap((entry) => {
        const id = /^([A-Za-z0-9][A-Za-z0-9-]{0,99})\.eml$/.exec(entry.name)?.[1];
        return id !== undefined && entry.isFile() ? [id] : [];
      });
    } catch (error) {
      this.#log.warn(`inbox: the folder cannot be listed: ${reasonOf(error)}`);
      return [];
    }
  }

  /** Removes what a killed process left behind; another window that is receiving right now keeps its files. */
  async #sweep(): Promise<void> {
    const names = await readdir(this.#temporary).catch(() => []);
    await forEach(names, async (name) => {
      const owner = Number(/\.(\d+)\.(?:eml|json)$/.exec(name)?.[1]);
      if (owner !== process.pid && isRunning(owner)) return;
      await removeFile(path.join(this.#temporary, name));
    });
  }

  /** Grows from call to call, also when the clock is set back or two messages come within a millisecond. */
  #newId(): string {
    this.#lastTime = Math.max(Date.now(), this.#lastTime + 1);
    const time = new Date(this.#lastTime).toISOString().replaceAll(/[-:.]/g, '');
    return `${time}-${randomBytes(4).toString('hex')}`;
  }

  #announce(): void {
    this.#sorted = undefined;
    for (const listener of this.#listeners) listener();
  }

  #messageFile(id: string): string {
    return path.join(this.#folder, `${id}.eml`);
  }

  #sidecarFile(id: string): string {
    return path.join(this.#folder, `${id}.json`);
  }
}

async function writeAll(
  file: string,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<{ sizeBytes: number; start: Uint8Array }> {
  const start: Uint8Array[] = [];
  let sizeBytes = 0;
  const handle = await open(file, 'wx', 0o600);
  try {
    for await (const chunk of content) {
      if (sizeBytes < summaryBytes) start.push(Uint8Array.from(chunk));
      sizeBytes += chunk.length;
      await handle.writeFile(chunk);
    }
  } finally {
    await handle.close();
  }
  return { sizeBytes, start: Buffer.concat(start).subarray(0, summaryBytes) };
}

/** In two steps, because the headers of most messages are short and there may be thousands of them. */
async function readStart(file: string): Promise<{ sizeBytes: number; modified: Date; start: Uint8Array }> {
  const handle = await open(file, 'r');
  try {
    const { size, mtime } = await handle.stat();
    const read = async (length: number): Promise<Buffer> => {
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(Math.min(length, size)), 0, undefined, 0);
      return buffer.subarray(0, bytesRead);
    };
    const first = await read(firstReadBytes);
    const isEnough = first.length === size || /\r?\n\r?\n/.test(first.toString('latin1'));
    return { sizeBytes: size, modified: mtime, start: isEnough ? first : await read(summaryBytes) };
  } finally {
    await handle.close();
  }
}

async function removeFile(file: string): Promise<void> {
  try {
    await unlink(file);
  } catch {
    // Gone already, or held by another program: the next sweep or refresh comes across it again.
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** A few at a time: thousands of open files exceed the limits of some systems. */
async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

const concurrency = 16;
const firstReadBytes = 8 * 1024;
