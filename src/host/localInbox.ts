import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { contextKeys, settings } from '../commands.ts';
import type { InboxServer } from '../core/inbox/inboxServer.ts';
import { MessageStore, type StoredMessage } from '../core/inbox/messageStore.ts';
import type { Logger } from '../core/log.ts';
import { Disposable } from './disposable.ts';
import { logFailure } from './logFailure.ts';
import { loadMail } from './mailModule.ts';
import { showError, showWarning } from './notify.ts';
import { readNumber } from './settings.ts';
import { reasonOf } from '../core/reasonOf.ts';

export interface LocalInboxDeps {
  /** Where messages are kept. */
  readonly folder: string;
  readonly log: Logger;
}

/** The inbox of this window: its store is always there, its server runs from the first use until the window closes. */
export class LocalInbox extends Disposable {
  readonly #deps: LocalInboxDeps;
  readonly #didChange = this.register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#didChange.event;
  readonly store: MessageStore;
  #server: InboxServer | undefined;
  #starting: Promise<number> | undefined;

  /** Without a place for messages the inbox makes one for as long as the window is open: previews work all the same. */
  static async open(deps: LocalInboxDeps): Promise<LocalInbox> {
    try {
      return new LocalInbox(deps, await MessageStore.open(deps.folder, deps.log), deps.folder);
    } catch (error) {
      const temporary = await mkdtemp(path.join(tmpdir(), 'mailproof-inbox-'));
      const reason = reasonOf(error);
      deps.log.error(`inbox: ${deps.folder} cannot be used: ${reason}`);
      void showWarning(
        vscode.l10n.t('Messages of the local inbox cannot be stored and are kept until the window closes: {0}', reason),
      );
      const inbox = new LocalInbox(deps, await MessageStore.open(temporary, deps.log), temporary);
      inbox.register({ dispose: () => rmSync(temporary, { recursive: true, force: true }) });
      return inbox;
    }
  }

  private constructor(deps: LocalInboxDeps, store: MessageStore, folder: string) {
    super();
    this.#deps = deps;
    this.store = store;
    this.register({ dispose: store.onDidChange(() => this.#announce()) });
    // Another window of this workspace may receive and delete, too.
    const messages = new vscode.RelativePattern(vscode.Uri.file(path.join(folder, 'messages')), '*.eml');
    const watcher = this.register(vscode.workspace.createFileSystemWatcher(messages, false, true, false));
    const refresh = (): void => void store.refresh().catch(logFailure(deps.log, 'inbox'));
    this.register(watcher.onDidCreate(refresh));
    this.register(watcher.onDidDelete(refresh));
    this.#announce();
  }

  /** undefined: the server is not running. */
  get port(): number | undefined {
    return this.#server?.port;
  }

  get unreadCount(): number {
    return this.store.list().filter((message) => !message.isSeen).length;
  }

  /** The message whose file this is; undefined for a file of somebody else. */
  messageAt(file: string): StoredMessage | undefined {
    const message = this.store.get(path.basename(file, '.eml'));
    return message !== undefined && this.store.fileOf(message.id) === file ? message : undefined;
  }

  /** The message that was sent with this `X-Mailproof-Id`. */
  messageOf(mailproofId: string): StoredMessage | undefined {
    return this.store.list().find((message) => message.mailproofId === mailproofId);
  }

  /** The port that the settings ask for. */
  get wantedPort(): number {
    return readNumber(settings.inboxPort, { fallback: 1025, min: 1024, max: 65_535 });
  }

  /** Returns the port. Starting twice at once is starting once. */
  start(): Promise<number> {
    if (this.#server !== undefined) return Promise.resolve(this.#server.port);
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  /** The port, or undefined after telling why there is none. */
  async startOrTell(): Promise<number | undefined> {
    try {
      return await this.start();
    } catch (error) {
      void showError(vscode.l10n.t('The local inbox could not be started: {0}', reasonOf(error)));
      return undefined;
    }
  }

  async stop(): Promise<void> {
    // A server that is just starting would otherwise come up after it was stopped.
    await this.#starting?.catch(() => undefined);
    // Closed before it is forgotten: who starts it again at once gets the same port.
    await this.#server?.close();
    this.#server = undefined;
    this.#announce();
    this.#deps.log.info('inbox: stopped');
  }

  override dispose(): void {
    void this.#server?.close();
    this.#server = undefined;
    super.dispose();
  }

  async #start(): Promise<number> {
    const server = await loadMail().InboxServer.start({
      port: this.wantedPort,
      store: this.store,
      log: this.#deps.log,
    });
    if (this.isDisposed) {
      await server.close();
      throw new Error('The window is closing.');
    }
    this.#server = server;
    this.#deps.log.info(`inbox: listening on 127.0.0.1:${server.port}`);
    this.#announce();
    return server.port;
  }

  #announce(): void {
    const set = (key: string, value: boolean): unknown => vscode.commands.executeCommand('setContext', key, value);
    void set(contextKeys.inboxRunning, this.#server !== undefined);
    void set(contextKeys.inboxEmpty, this.store.list().length === 0);
    void this.#prune();
    this.#didChange.fire();
  }

  async #prune(): Promise<void> {
    const limit = readNumber(settings.inboxMaxMessages, { fallback: 500, min: 10, max: 10_000 });
    if (this.store.list().length > limit) await this.store.prune(limit);
  }
}
