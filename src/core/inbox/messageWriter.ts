import path from 'node:path';
import type { Logger } from '../log.ts';
import { LineLog } from './lineLog.ts';
import { codeOf, type MessageFiles } from './messageFiles.ts';
import { summarize, type MessageSummary } from './messageSummary.ts';
import { readContent } from './messageText.ts';
import { distinctWords } from './searchText.ts';
import type { Envelope, MessageOrigin, Sidecar } from './sidecar.ts';

/** A message of the inbox as its list shows it. */
export interface StoredMessage extends MessageSummary {
  /** Sorts by the time of arrival. */
  readonly id: string;
  /** ISO 8601 in UTC. */
  readonly receivedAt: string;
  readonly envelope: Envelope;
  readonly sizeBytes: number;
  readonly hasAttachments: boolean;
  readonly origin?: MessageOrigin;
  readonly isSeen: boolean;
  readonly isFlagged: boolean;
}

export type AddResult =
  | { readonly kind: 'stored'; readonly id: string; readonly message: StoredMessage }
  /** Nothing of the message is left behind. */
  | { readonly kind: 'failed'; readonly reason: string };

/** What the receiving server hands messages to. */
export interface MessageSink {
  /** The message is stored for good when this resolves to `stored`. A source that fails in the middle stores nothing. */
  add(envelope: Envelope, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<AddResult>;
}

/** Writes messages, with what their list and the search need, and knows none of those that are there. */
export class MessageWriter implements MessageSink {
  readonly #files: MessageFiles;
  readonly #log: Logger;
  readonly #caches: MessageCaches;
  #timer: NodeJS.Timeout | undefined;

  constructor(files: MessageFiles, log: Logger) {
    this.#files = files;
    this.#log = log;
    this.#caches = cachesOf(files);
  }

  async add(envelope: Envelope, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<AddResult> {
    const id = this.#files.newId();
    const sidecar: Sidecar = { receivedAt: new Date().toISOString(), envelope };
    try {
      const { sizeBytes, start } = await this.#files.write(id, sidecar, content);
      const { message, words } = readMessage({ id, sizeBytes, sidecar, start });
      remember(this.#caches, message, words);
      this.#flushSoon();
      return { kind: 'stored', id, message };
    } catch (error) {
      this.#log.warn(`inbox: ${id} could not be stored: ${codeOf(error)}`);
      return { kind: 'failed', reason: codeOf(error) };
    }
  }

  /** Writes what the caches still lack. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await Promise.all([this.#caches.index.flush(), this.#caches.words.flush()]);
  }

  /** Many messages a second are a few writes a second. */
  #flushSoon(): void {
    this.#timer ??= setTimeout(() => void this.close(), flushDelayMs).unref();
  }
}

/** What the list and the search know, so that opening an inbox does not read all of its messages. */
export interface MessageCaches {
  /** Of each message its JSON, without marks. */
  readonly index: LineLog;
  /** Of each message its words, folded. */
  readonly words: LineLog;
}

export function cachesOf(files: MessageFiles): MessageCaches {
  return {
    index: new LineLog(path.join(files.cache, 'index.log'), parsedPieceBytes),
    words: new LineLog(path.join(files.cache, 'words.log'), searchedPieceBytes),
  };
}

export function remember(caches: MessageCaches, message: StoredMessage, words?: string): void {
  const { id, isSeen: _seen, isFlagged: _flagged, ...fields } = message;
  caches.index.append(id, JSON.stringify(fields));
  if (words !== undefined) caches.words.append(id, words);
}

/** A message that nobody has seen or flagged. */
export function readMessage(read: {
  readonly id: string;
  readonly sizeBytes: number;
  readonly sidecar: Sidecar;
  readonly start: Uint8Array;
}): { readonly message: StoredMessage; readonly words: string } {
  const { id, sizeBytes, sidecar, start } = read;
  const { text, hasAttachments } = readContent(start);
  return {
    message: { ...summarize(start), ...sidecar, id, sizeBytes, hasAttachments, isSeen: false, isFlagged: false },
    words: distinctWords(text),
  };
}

const flushDelayMs = 200;
/** About a millisecond of parsing and of searching. */
const parsedPieceBytes = 48 * 1024;
const searchedPieceBytes = 512 * 1024;
