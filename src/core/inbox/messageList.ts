import type { StoredMessage } from './messageWriter.ts';

/** How much is kept. The oldest go first, and never one that is flagged. */
export interface StoreLimits {
  readonly maxMessages: number;
  readonly maxBytes: number;
}

/** Messages by their ids, with what is asked of all of them. */
export class MessageList {
  readonly #messages = new Map<string, StoredMessage>();
  /** Newest first; undefined after a change. */
  #sorted: readonly StoredMessage[] | undefined;
  #sizeBytes = 0;
  #unread = 0;

  get count(): number {
    return this.#messages.size;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get unreadCount(): number {
    return this.#unread;
  }

  /** Newest first. */
  get sorted(): readonly StoredMessage[] {
    this.#sorted ??= [...this.#messages.values()].sort((one, other) => (one.id < other.id ? 1 : -1));
    return this.#sorted;
  }

  ids(): readonly string[] {
    return [...this.#messages.keys()];
  }

  get(id: string): StoredMessage | undefined {
    return this.#messages.get(id);
  }

  /** Ids of those that have to go. */
  beyond({ maxMessages, maxBytes }: StoreLimits): readonly string[] {
    let count = this.#messages.size;
    let bytes = this.#sizeBytes;
    if (count <= maxMessages && bytes <= maxBytes) return [];
    const old: string[] = [];
    for (const { id, sizeBytes, isFlagged } of this.sorted.toReversed()) {
      if (count <= maxMessages && bytes <= maxBytes) break;
      if (isFlagged) continue;
      old.push(id);
      count--;
      bytes -= sizeBytes;
    }
    return old;
  }

  put(message: StoredMessage): void {
    this.drop(message.id);
    this.#messages.set(message.id, message);
    this.#sizeBytes += message.sizeBytes;
    if (!message.isSeen) this.#unread++;
    this.#sorted = undefined;
  }

  drop(id: string): void {
    const message = this.#messages.get(id);
    if (message === undefined) return;
    this.#messages.delete(id);
    this.#sizeBytes -= message.sizeBytes;
    if (!message.isSeen) this.#unread--;
    this.#sorted = undefined;
  }
}
