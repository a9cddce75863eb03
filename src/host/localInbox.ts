import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import { contextKeys, settings } from '../commands.ts';
import type { ChaosRule } from '../core/inbox/chaos.ts';
import { MessageStore } from '../core/inbox/messageStore.ts';
import type { StoredMessage } from '../core/inbox/messageWriter.ts';
import { isAlive, readOwner } from '../core/inbox/storeOwner.ts';
import type { Logger } from '../core/log.ts';
import { reasonOf } from '../core/reasonOf.ts';
import { Disposable } from './disposable.ts';
import { InboxArrivals } from './inboxArrivals.ts';
import { InboxProcess } from './inboxProcess.ts';
import { inboxAccount, inboxLimits, inboxPort } from './inboxSettings.ts';
import { logFailure } from './logFailure.ts';
import { showError, showWarning } from './notify.ts';
import { watchOwner } from './ownerWatch.ts';
import { readBoolean } from './settings.ts';

export interface LocalInboxDeps {
  /** Where messages are kept. */
  readonly folder: string;
  /** Absolute path of dist/inboxServer.js. */
  readonly entry: string;
  readonly log: Logger;
}

export type InboxState =
  | { readonly kind: 'stopped' }
  /** `refusal`: why it is not the wanted port, a system's code. */
  | {
      readonly kind: 'running';
      readonly port: number;
      readonly wantedPort: number;
      readonly refusal?: string | undefined;
    }
  /** Another window of this workspace receives, and this one shows what arrives. */
  | { readonly kind: 'elsewhere'; readonly port: number };

/** The inbox of this window: its store is always there, its server runs from the first use until the window closes. */
export class LocalInbox extends Disposable {
  readonly #deps: LocalInboxDeps;
  readonly #folder: string;
  readonly #didChange = this.register(new vscode.EventEmitter<void>());
  /** Messages or the state of the server; a few times a second at most. */
  readonly onDidChange = this.#didChange.event;
  readonly #didReceive = this.register(new vscode.EventEmitter<readonly StoredMessage[]>());
  /** Messages that arrived at the server of this window. */
  readonly onDidReceive = this.#didReceive.event;
  readonly store: MessageStore;
  readonly arrivals: InboxArrivals;
  #state: InboxState = { kind: 'stopped' };
  #process: InboxProcess | undefined;
  #starting: Promise<number> | undefined;
  /** Who has used it once wants it again when the window that had it is closed. */
  #isWanted = false;
  #chaos: readonly ChaosRule[] = [];
  #changeTimer: NodeJS.Timeout | undefined;
  #pruneTimer: NodeJS.Timeout | undefined;
  #lastChange = 0;
  #lastDeath = Number.NEGATIVE_INFINITY;
  #lastToldFailure = Number.NEGATIVE_INFINITY;

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
    this.#folder = folder;
    this.store = store;
    this.arrivals = new InboxArrivals(store);
    this.register({ dispose: store.onDidChange(() => this.#storeChanged()) });
    this.register({ dispose: store.watch() });
    const look = (): void => void this.#lookAtOwner().catch(logFailure(deps.log, 'inbox'));
    this.register(watchOwner(folder, { look, log: deps.log }));
    this.register(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration('mailproof.inbox')) return;
        this.#pruneSoon();
        // The port that it will have is shown, too.
        this.#announce();
      }),
    );
    this.#announce();
    this.#pruneSoon();
    look();
  }

  get state(): InboxState {
    return this.#state;
  }

  /** Where programs can send to; undefined: nobody receives. */
  get port(): number | undefined {
    return this.#state.kind === 'stopped' ? undefined : this.#state.port;
  }

  get unreadCount(): number {
    return this.store.unreadCount;
  }

  get chaos(): readonly ChaosRule[] {
    return this.#chaos;
  }

  /** Only for as long as the window is open: nobody is to wonder next week why no mail arrives. */
  setChaos(rules: readonly ChaosRule[]): void {
    this.#chaos = rules;
    this.#process?.setChaos(rules);
    this.#announce();
  }

  /** The message whose file this is; undefined for a file of somebody else. */
  messageAt(file: string): StoredMessage | undefined {
    const message = this.store.get(path.basename(file, '.eml'));
    return message !== undefined && this.store.fileOf(message.id) === file ? message : undefined;
  }

  /** Returns the port. Starting twice at once is starting once. */
  start(): Promise<number> {
    if (this.#state.kind === 'running') return Promise.resolve(this.#state.port);
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
    this.#isWanted = false;
    // A server that is just starting would otherwise come up after it was stopped.
    await this.#starting?.catch(() => undefined);
    // Closed before it is forgotten: who starts it again at once gets the same port.
    await this.#process?.stop();
    this.#process = undefined;
    if (this.#state.kind === 'running') this.#enter({ kind: 'stopped' });
    this.#deps.log.info('inbox: stopped');
  }

  /** After something may have happened that nobody was told of: another window's process may have been killed. */
  async check(): Promise<void> {
    await Promise.all([this.#lookAtOwner(), this.store.refresh()]);
  }

  override dispose(): void {
    clearTimeout(this.#changeTimer);
    clearTimeout(this.#pruneTimer);
    // The process ends by itself when this window is gone; this is for what lives on without the extension.
    void this.#process?.stop();
    this.#process = undefined;
    super.dispose();
  }

  async #start(): Promise<number> {
    this.#isWanted = true;
    for (let attempt = 0; ; attempt++) {
      const wantedPort = inboxPort();
      const started = await InboxProcess.start({
        entry: this.#deps.entry,
        folder: this.#folder,
        port: wantedPort,
        account: inboxAccount(),
        offersStartTls: readBoolean(settings.inboxOfferStartTls, false),
        chaos: this.#chaos,
        log: this.#deps.log,
        onStored: (messages) => this.#received(messages),
        onNotStored: (reason) => this.#tellNotStored(reason),
        onDeath: (reason) => this.#died(reason),
      });
      if (started.kind === 'failed') throw new Error(started.reason);
      if (started.kind === 'owned') {
        if (started.port === undefined && attempt < ownerAttempts) {
          // The other window is just starting its own.
          await pause(ownerDelayMs);
          continue;
        }
        if (started.port === undefined) throw new Error(vscode.l10n.t('Another window is starting it.'));
        this.#enter({ kind: 'elsewhere', port: started.port });
        return started.port;
      }
      if (this.isDisposed) {
        await started.process.stop();
        throw new Error('The window is closing.');
      }
      this.#process = started.process;
      this.#enter({ kind: 'running', port: started.port, wantedPort, refusal: started.refusal });
      this.#deps.log.info(`inbox: listening on 127.0.0.1:${started.port}`);
      return started.port;
    }
  }

  #received(messages: readonly StoredMessage[]): void {
    this.store.take(messages);
    this.#didReceive.fire(messages);
  }

  /** Once in a while: a full disk refuses each of a thousand messages. */
  #tellNotStored(reason: string): void {
    if (performance.now() - this.#lastToldFailure < tellEveryMs) return;
    this.#lastToldFailure = performance.now();
    void showWarning(
      reason === 'ENOSPC'
        ? vscode.l10n.t('The local inbox refuses messages, because the disk is full.')
        : vscode.l10n.t('The local inbox could not store a message: {0}', reason),
    );
  }

  /** Applications go on sending: it comes back by itself, but not over and over. */
  #died(reason: string): void {
    this.#deps.log.warn(`inbox: ${reason}`);
    this.#process = undefined;
    this.#enter({ kind: 'stopped' });
    const isFirst = performance.now() - this.#lastDeath > deathPauseMs;
    this.#lastDeath = performance.now();
    if (isFirst) void this.startOrTell();
    else void showError(vscode.l10n.t('The local inbox has stopped: {0}', reason));
  }

  async #lookAtOwner(): Promise<void> {
    if (this.#state.kind === 'running' || this.#starting !== undefined) return;
    const owner = await readOwner(this.#folder);
    const port = owner !== undefined && (await isAlive(owner)) ? owner.port : undefined;
    // Looking took a moment.
    if (this.#process !== undefined || this.#starting !== undefined || this.isDisposed) return;
    if (port !== undefined) return this.#enter({ kind: 'elsewhere', port });
    const wasElsewhere = this.#state.kind === 'elsewhere';
    this.#enter({ kind: 'stopped' });
    if (wasElsewhere && (this.#isWanted || readBoolean(settings.inboxAutoStart, false))) await this.startOrTell();
  }

  #enter(state: InboxState): void {
    this.#state = state;
    this.#announce();
  }

  #storeChanged(): void {
    void this.arrivals.note().catch(logFailure(this.#deps.log, 'inbox'));
    this.#pruneSoon();
    this.#announce();
  }

  /** At once, and then a few times a second: hundreds may arrive in one, and trees are drawn anew each time. */
  #announce(): void {
    if (this.isDisposed || this.#changeTimer !== undefined) return;
    const sinceMs = performance.now() - this.#lastChange;
    this.#changeTimer = setTimeout(() => this.#fire(), Math.max(changePauseMs - sinceMs, 0));
  }

  #fire(): void {
    this.#changeTimer = undefined;
    this.#lastChange = performance.now();
    const set = (key: string, value: boolean): unknown => vscode.commands.executeCommand('setContext', key, value);
    void set(contextKeys.inboxRunning, this.#state.kind === 'running');
    void set(contextKeys.inboxEmpty, this.store.list().length === 0);
    this.#didChange.fire();
  }

  #pruneSoon(): void {
    this.#pruneTimer ??= setTimeout(() => {
      this.#pruneTimer = undefined;
      // The window that receives does it.
      if (this.#state.kind !== 'elsewhere') {
        void this.store.prune(inboxLimits()).catch(logFailure(this.#deps.log, 'inbox'));
      }
    }, pruneDelayMs);
  }
}

const changePauseMs = 200;
const pruneDelayMs = 500;
const ownerDelayMs = 100;
const ownerAttempts = 30;
const deathPauseMs = 60_000;
const tellEveryMs = 60_000;
