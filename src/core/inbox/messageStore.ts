import { watch, type FSWatcher } from 'node:fs';
import type { Logger } from '../log.ts';
import { codeOf, forEach, messageIdOf, MessageFiles, startBytes, type Mark, type Marks } from './messageFiles.ts';
import {
  cachesOf,
  MessageWriter,
  readMessage,
  remember,
  type AddResult,
  type MessageCaches,
  type MessageSink,
  type StoredMessage,
} from './messageWriter.ts';
import { searchMessages } from './searchMessages.ts';
import type { SearchQuery } from './searchText.ts';
import { parseJson, sidecarOf, type Envelope, type MessageOrigin } from './sidecar.ts';

/** How much is kept. The oldest go first, and never one that is flagged. */
export interface StoreLimits {
  readonly maxMessages: number;
  readonly maxBytes: number;
}

/**
 * The list of the messages in a folder (`MessageFiles`), held in memory. Several windows and processes can share the folder:
 * what others do is taken over by `watch` and `refresh`.
 */
export class MessageStore implements MessageSink {
  readonly #files: MessageFiles;
  readonly #writer: MessageWriter;
  readonly #caches: MessageCaches;
  readonly #log: Logger;
  readonly #listeners = new Set<() => void>();
  readonly #messages = new Map<string, StoredMessage>();
  /** Newest first; undefined after a change. */
  #sorted: readonly StoredMessage[] | undefined;
  #sizeBytes = 0;
  #unread = 0;
  #refreshing: Promise<void> = Promise.resolve();

  static async open(folder: string, log: Logger): Promise<MessageStore> {
    const store = new MessageStore(folder, log);
    await store.#files.makeFolders();
    await store.#load(await store.#files.sweep());
    return store;
  }

  private constructor(folder: string, log: Logger) {
    this.#files = new MessageFiles(folder);
    this.#writer = new MessageWriter(this.#files, log);
    this.#caches = cachesOf(this.#files);
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

  get unreadCount(): number {
    return this.#unread;
  }

  /** Path of the message's file, for reading; undefined: there is no such message. */
  fileOf(id: string): string | undefined {
    return this.#messages.has(id) ? this.#files.messageFile(id) : undefined;
  }

  async add(envelope: Envelope, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<AddResult> {
    const result = await this.#writer.add(envelope, content);
    if (result.kind === 'stored') this.take([result.message]);
    return result;
  }

  /** Messages that another process has just stored. */
  take(messages: readonly StoredMessage[]): void {
    for (const message of messages) this.#put(message);
    if (messages.length > 0) this.#announce();
  }

  async markSeen(id: string, isSeen = true): Promise<void> {
    await this.mark([id], { isSeen });
  }

  async mark(ids: readonly string[], marks: Partial<Marks>): Promise<void> {
    const changes: (readonly [id: string, mark: Mark, isSet: boolean])[] = [];
    for (const id of ids) {
      const message = this.#messages.get(id);
      if (message === undefined) continue;
      const { isSeen = message.isSeen, isFlagged = message.isFlagged } = marks;
      if (isSeen !== message.isSeen) changes.push([id, 'seen', isSeen]);
      if (isFlagged !== message.isFlagged) changes.push([id, 'flagged', isFlagged]);
      if (isSeen !== message.isSeen || isFlagged !== message.isFlagged) this.#put({ ...message, isSeen, isFlagged });
    }
    if (changes.length === 0) return;
    this.#announce();
    await forEach(changes, async ([id, mark, isSet]) => {
      try {
        await this.#files.setMark(id, mark, isSet);
      } catch (error) {
        this.#log.warn(`inbox: could not mark ${id}: ${codeOf(error)}`);
      }
    });
  }

  async setOrigin(id: string, origin: MessageOrigin): Promise<void> {
    const message = this.#messages.get(id);
    if (message === undefined) return;
    const changed = { ...message, origin };
    this.#put(changed);
    this.#announce();
    try {
      await this.#files.writeSidecar(id, { receivedAt: message.receivedAt, envelope: message.envelope, origin });
      remember(this.#caches, changed);
      await this.#caches.index.flush();
    } catch (error) {
      this.#log.warn(`inbox: could not note where ${id} comes from: ${codeOf(error)}`);
    }
  }

  async delete(ids: string | readonly string[]): Promise<void> {
    const known = (typeof ids === 'string' ? [ids] : ids).flatMap((id) => this.#messages.get(id) ?? []);
    if (known.length === 0) return;
    for (const { id } of known) this.#drop(id);
    this.#announce();
    await forEach(known, (message) => this.#files.remove(message.id, message));
  }

  async clear(): Promise<void> {
    await this.delete([...this.#messages.keys()]);
  }

  async prune({ maxMessages, maxBytes }: StoreLimits): Promise<void> {
    let count = this.#messages.size;
    let bytes = this.#sizeBytes;
    if (count <= maxMessages && bytes <= maxBytes) return;
    const old: string[] = [];
    for (const { id, sizeBytes, isFlagged } of [...this.list()].reverse()) {
      if (count <= maxMessages && bytes <= maxBytes) break;
      if (isFlagged) continue;
      old.push(id);
      count--;
      bytes -= sizeBytes;
    }
    await this.delete(old);
  }

  /** Ids of the messages that meet the query. Gives way to other work in between; an aborted search may be incomplete. */
  search(query: SearchQuery, signal?: AbortSignal): Promise<ReadonlySet<string>> {
    return searchMessages(query, { messages: this.list(), files: this.#files, words: this.#caches.words, signal });
  }

  /** Takes over what other windows wrote, marked and deleted. */
  refresh(): Promise<void> {
    // One after the other: who asks while one is running wants to know of what happened after that one looked.
    this.#refreshing = this.#refreshing.then(() => this.#refresh());
    return this.#refreshing;
  }

  /** Takes over what others do to the folder, a few times a second at most. Returns how to end it. */
  watch(): () => void {
    let timer: NodeJS.Timeout | undefined;
    let names = new Set<string>();
    const look = async (): Promise<void> => {
      const changed = names;
      names = new Set();
      if (await this.#isStrange(changed)) await this.refresh();
      timer = names.size > 0 ? setTimeout(() => void look(), watchDelayMs) : undefined;
    };
    let watcher: FSWatcher | undefined;
    try {
      watcher = watch(this.#files.messages, { persistent: false }, (_event, name) => {
        if (name === null || messageIdOf(name) === undefined) return;
        names.add(name);
        timer ??= setTimeout(() => void look(), watchDelayMs);
      });
      watcher.on('error', (error) => this.#log.warn(`inbox: its folder is not watched any more: ${codeOf(error)}`));
    } catch (error) {
      this.#log.warn(`inbox: its folder cannot be watched: ${codeOf(error)}`);
    }
    return () => {
      names.clear();
      clearTimeout(timer);
      watcher?.close();
    };
  }

  /** Returns how to stop listening. */
  onDidChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whether one of these files is not as the list has it. Most changes are this window's own, and in the list already. */
  async #isStrange(names: ReadonlySet<string>): Promise<boolean> {
    if (names.size > maxNamesToLookAt) return true;
    let isStrange = false;
    await forEach([...names], async (name) => {
      const message = this.#messages.get(messageIdOf(name) ?? '');
      if (name.endsWith('.json')) return this.#readOrigin(message);
      const isThere = await this.#files.hasFile(name);
      if (name.endsWith('.eml')) isStrange ||= isThere !== (message !== undefined);
      else if (message !== undefined)
        isStrange ||= isThere !== (name.endsWith('.seen') ? message.isSeen : message.isFlagged);
    });
    return isStrange;
  }

  /** The window that sent a message notes it when it has arrived. */
  async #readOrigin(message: StoredMessage | undefined): Promise<void> {
    if (message?.mailproofId === undefined || message.origin !== undefined) return;
    const origin = (await this.#files.readSidecar(message.id))?.origin;
    const current = this.#messages.get(message.id);
    if (origin === undefined || current === undefined) return;
    this.#put({ ...current, origin });
    this.#announce();
  }

  async #load(found: ReadonlyMap<string, Marks>): Promise<void> {
    const cached = new Map<string, StoredMessage>();
    let lines = 0;
    await this.#caches.index.forEachLine((id, line) => {
      lines++;
      const message = parseCached(id, line.toString('utf8'));
      if (message !== undefined) cached.set(id, message);
    });
    await this.#takeOver(found, cached);
    const ids = new Set(this.#messages.keys());
    if (lines < compactFromLines || lines < ids.size * 3) return;
    // Nobody waits for it: what is appended meanwhile by others is lost to the caches, and read again.
    void this.#caches.index.compact(ids);
    void this.#caches.words.compact(ids);
  }

  async #refresh(): Promise<void> {
    const found = await this.#list();
    if (found !== undefined) await this.#takeOver(found);
  }

  async #takeOver(found: ReadonlyMap<string, Marks>, cached?: ReadonlyMap<string, StoredMessage>): Promise<void> {
    const before = new Set(this.#messages.keys());
    let isChanged = false;
    const unknown: (readonly [id: string, marks: Marks])[] = [];
    for (const [id, marks] of found) {
      const known = this.#messages.get(id);
      const cachedOne = cached?.get(id);
      if (known === undefined && cachedOne === undefined) unknown.push([id, marks]);
      else if (known === undefined && cachedOne !== undefined) this.#put({ ...cachedOne, ...marks });
      else if (known !== undefined && (known.isSeen !== marks.isSeen || known.isFlagged !== marks.isFlagged)) {
        this.#put({ ...known, ...marks });
      } else continue;
      isChanged = true;
    }
    for (const id of before) {
      // One that this window has marked or received while the folder was being listed is there all the same.
      if (found.has(id) || !this.#messages.has(id) || (await this.#files.hasFile(`${id}.eml`))) continue;
      this.#drop(id);
      isChanged = true;
    }
    await forEach(unknown, async ([id, marks]) => {
      const message = await this.#read(id);
      if (message === undefined) return;
      this.#put({ ...message, ...marks });
      isChanged = true;
    });
    if (this.#caches.index.hasPending) await Promise.all([this.#caches.index.flush(), this.#caches.words.flush()]);
    if (isChanged) this.#announce();
  }

  async #list(): Promise<ReadonlyMap<string, Marks> | undefined> {
    try {
      return await this.#files.list();
    } catch (error) {
      this.#log.warn(`inbox: the folder cannot be listed: ${codeOf(error)}`);
      // Removed as a whole: that is an empty inbox. Otherwise nothing is known of what it holds.
      return codeOf(error) === 'ENOENT' ? new Map() : undefined;
    }
  }

  async #read(id: string): Promise<StoredMessage | undefined> {
    try {
      const [{ sizeBytes, start, sidecarless }, sidecar] = await Promise.all([
        this.#files.readStart(id, startBytes),
        this.#files.readSidecar(id),
      ]);
      const { message, words } = readMessage({ id, sizeBytes, start, sidecar: sidecar ?? sidecarless });
      remember(this.#caches, message, words);
      return message;
    } catch (error) {
      this.#log.debug(`inbox: ${id} cannot be read: ${codeOf(error)}`);
      return undefined;
    }
  }

  #put(message: StoredMessage): void {
    this.#drop(message.id);
    this.#messages.set(message.id, message);
    this.#sizeBytes += message.sizeBytes;
    if (!message.isSeen) this.#unread++;
  }

  #drop(id: string): void {
    const message = this.#messages.get(id);
    if (message === undefined) return;
    this.#messages.delete(id);
    this.#sizeBytes -= message.sizeBytes;
    if (!message.isSeen) this.#unread--;
  }

  #announce(): void {
    this.#sorted = undefined;
    for (const listener of this.#listeners) listener();
  }
}

/** undefined: not a line of ours, or one of an older version. */
function parseCached(id: string, line: string): StoredMessage | undefined {
  const value = parseJson(line);
  const sidecar = sidecarOf(value);
  if (sidecar === undefined || typeof value !== 'object' || value === null) return undefined;
  const { from, fromAddress, to, subject, sizeBytes, hasAttachments, mailproofId } = value as Record<
    keyof StoredMessage,
    unknown
  >;
  if (typeof from !== 'string' || typeof to !== 'string' || typeof subject !== 'string') return undefined;
  if (typeof fromAddress !== 'string' || typeof sizeBytes !== 'number' || typeof hasAttachments !== 'boolean')
    return undefined;
  const ours = typeof mailproofId === 'string' ? { mailproofId } : {};
  return {
    ...sidecar,
    ...ours,
    id,
    from,
    fromAddress,
    to,
    subject,
    sizeBytes,
    hasAttachments,
    isSeen: false,
    isFlagged: false,
  };
}

/** Other windows show within a moment what happened, and list the folder a few times a second at most. */
const watchDelayMs = 150;
const maxNamesToLookAt = 500;
const compactFromLines = 1000;
