import { watch, type FSWatcher } from 'node:fs';
import type { Logger } from '../log.ts';
import { parseCached } from './cachedMessage.ts';
import { Turns } from './turns.ts';
import { codeOf, forEach, messageIdOf, MessageFiles, startBytes, type Mark, type Marks } from './messageFiles.ts';
import { MessageList, type StoreLimits } from './messageList.ts';
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
import type { Envelope, MessageOrigin } from './sidecar.ts';

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
  readonly #messages = new MessageList();
  #refreshing: Promise<void> = Promise.resolve();

  static async open(folder: string, log: Logger): Promise<MessageStore> {
    const store = new MessageStore(folder, log);
    await store.#files.makeFolders();
    await store.#files.sweepTemporary();
    const found = await store.#files.list();
    await store.#load(found);
    // Nobody waits for it: what it removes is invisible.
    void store.#files
      .sweepOrphans(found)
      .catch((error: unknown) => log.debug(`inbox: not tidied up: ${codeOf(error)}`));
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
    return this.#messages.sorted;
  }

  get(id: string): StoredMessage | undefined {
    return this.#messages.get(id);
  }

  get unreadCount(): number {
    return this.#messages.unreadCount;
  }

  /** Path of the message's file, for reading; undefined: there is no such message. */
  fileOf(id: string): string | undefined {
    return this.#messages.get(id) !== undefined ? this.#files.messageFile(id) : undefined;
  }

  async add(envelope: Envelope, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<AddResult> {
    const result = await this.#writer.add(envelope, content);
    if (result.kind === 'stored') this.take([result.message]);
    return result;
  }

  /** Messages that another process has just stored. */
  take(messages: readonly StoredMessage[]): void {
    for (const message of messages) this.#messages.put(message);
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
      if (isSeen !== message.isSeen || isFlagged !== message.isFlagged)
        this.#messages.put({ ...message, isSeen, isFlagged });
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
    this.#messages.put(changed);
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
    for (const { id } of known) this.#messages.drop(id);
    this.#announce();
    await forEach(known, (message) => this.#files.remove(message.id, message));
  }

  async clear(): Promise<void> {
    await this.delete(this.#messages.ids());
  }

  async prune(limits: StoreLimits): Promise<void> {
    await this.delete(this.#messages.beyond(limits));
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
    this.#messages.put({ ...current, origin });
    this.#announce();
  }

  async #load(found: ReadonlyMap<string, Marks>): Promise<void> {
    let lines = 0;
    await this.#caches.index.forEachLine((id, line) => {
      lines++;
      // Most lines of an inbox that is full are of messages that had to go.
      const marks = found.get(id);
      const message = marks === undefined ? undefined : parseCached(id, line.toString('utf8'), marks);
      if (message !== undefined) this.#messages.put(message);
    });
    await this.#takeOver(found);
    if (lines < compactFromLines || lines < this.#messages.count * 3) return;
    const ids = new Set(this.#messages.ids());
    // Nobody waits for it: what is appended meanwhile by others is lost to the caches, and read again.
    void this.#caches.index.compact(ids);
    void this.#caches.words.compact(ids);
  }

  async #refresh(): Promise<void> {
    const found = await this.#list();
    if (found !== undefined) await this.#takeOver(found);
  }

  async #takeOver(found: ReadonlyMap<string, Marks>): Promise<void> {
    const missing = this.#messages.ids().filter((id) => !found.has(id));
    const turns = new Turns();
    const unknown: (readonly [id: string, marks: Marks])[] = [];
    let isChanged = false;
    for (const [id, marks] of found) {
      if (turns.isOver) await turns.next();
      const known = this.#messages.get(id);
      if (known === undefined) unknown.push([id, marks]);
      else if (known.isSeen !== marks.isSeen || known.isFlagged !== marks.isFlagged) {
        this.#messages.put({ ...known, ...marks });
        isChanged = true;
      }
    }
    for (const id of missing) {
      // One that this window has marked or received while the folder was being listed is there all the same.
      if (this.#messages.get(id) === undefined || (await this.#files.hasFile(`${id}.eml`))) continue;
      this.#messages.drop(id);
      isChanged = true;
    }
    await forEach(unknown, async ([id, marks]) => {
      const message = await this.#read(id);
      if (message === undefined) return;
      this.#messages.put({ ...message, ...marks });
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

  #announce(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Other windows show within a moment what happened, and list the folder a few times a second at most. */
const watchDelayMs = 150;
const maxNamesToLookAt = 500;
const compactFromLines = 1000;
