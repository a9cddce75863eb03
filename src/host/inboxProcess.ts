import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { ChaosRule } from '../core/inbox/chaos.ts';
import type { InboxAccount } from '../core/inbox/inboxServer.ts';
import type { StoredMessage } from '../core/inbox/messageWriter.ts';
import type { Logger } from '../core/log.ts';
import { parseFromInboxProcess, type FromInboxProcess, type ToInboxProcess } from '../protocol/inboxProcess.ts';
import { systemEnvironment } from './systemEnvironment.ts';

export interface InboxProcessOptions {
  /** Absolute path of dist/inboxServer.js. */
  readonly entry: string;
  readonly folder: string;
  readonly port: number;
  readonly account: InboxAccount | undefined;
  readonly offersStartTls: boolean;
  readonly chaos: readonly ChaosRule[];
  readonly log: Logger;
  readonly onStored: (messages: readonly StoredMessage[]) => void;
  readonly onNotStored: (reason: string) => void;
  /** It ended by itself. */
  readonly onDeath: (reason: string) => void;
}

export type InboxStart =
  | {
      readonly kind: 'listening';
      readonly process: InboxProcess;
      readonly port: number;
      readonly refusal?: string | undefined;
    }
  /** Another window receives for this folder; the port is unknown while that one is starting. */
  | { readonly kind: 'owned'; readonly port: number | undefined }
  | { readonly kind: 'failed'; readonly reason: string };

/** One life of the process that receives mail. */
export class InboxProcess {
  readonly #process: ChildProcess;
  readonly #options: InboxProcessOptions;
  readonly #ended: Promise<void>;
  #answer: ((answer: InboxStart) => void) | undefined;
  #isWanted = true;

  static start(options: InboxProcessOptions): Promise<InboxStart> {
    return new Promise((resolve) => {
      const process = new InboxProcess(options, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      const timer = setTimeout(() => process.#fail('it did not start in time'), startAllowanceMs);
    });
  }

  private constructor(options: InboxProcessOptions, answer: (answer: InboxStart) => void) {
    this.#options = options;
    this.#answer = answer;
    this.#process = fork(options.entry, [], {
      env: { ELECTRON_RUN_AS_NODE: '1', ...systemEnvironment() },
      cwd: path.dirname(options.entry),
      execArgv: [heapLimit],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    });
    this.#ended = new Promise((resolve) => this.#process.once('exit', () => resolve()));
    this.#process.on('message', (value) => this.#hear(value));
    this.#process.on('error', (error) => this.#fail(error.message));
    this.#process.on('exit', (code, signal) => this.#fail(`its process ended (${signal ?? `exit code ${code}`})`));
    const { folder, port, account, offersStartTls, chaos } = options;
    this.#send({ type: 'start', folder, port, account, offersStartTls, chaos });
  }

  setChaos(rules: readonly ChaosRule[]): void {
    this.#send({ type: 'chaos', rules });
  }

  /** Resolves when the port is free again. */
  async stop(): Promise<void> {
    this.#isWanted = false;
    this.#send({ type: 'stop' });
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), stopAllowanceMs);
    await this.#ended;
    clearTimeout(timer);
  }

  #hear(value: unknown): void {
    const message = parseFromInboxProcess(value);
    if (message === undefined) this.#options.log.debug('inbox: dropped a message of unknown shape');
    else this.#take(message);
  }

  #take(message: FromInboxProcess): void {
    switch (message.type) {
      case 'listening':
        this.#tell({ kind: 'listening', process: this, port: message.port, refusal: message.refusal });
        return;
      case 'owned':
        this.#isWanted = false;
        this.#tell({ kind: 'owned', port: message.port });
        return;
      case 'failed':
        this.#isWanted = false;
        this.#tell({ kind: 'failed', reason: message.reason });
        return;
      case 'stored':
        this.#options.onStored(message.messages);
        return;
      case 'notStored':
        this.#options.onNotStored(message.reason);
        return;
      case 'log':
        this.#options.log[message.level](message.text);
    }
  }

  #tell(answer: InboxStart): void {
    this.#answer?.(answer);
    this.#answer = undefined;
  }

  #fail(reason: string): void {
    const wasStarting = this.#answer !== undefined;
    this.#tell({ kind: 'failed', reason });
    if (!this.#isWanted) return;
    this.#isWanted = false;
    this.#process.kill('SIGKILL');
    if (!wasStarting) this.#options.onDeath(reason);
  }

  #send(message: ToInboxProcess): void {
    // Whoever has ended says so by its exit.
    if (this.#process.connected) this.#process.send(message, () => undefined);
  }
}

/** A cold start on a slow disk, with a virus scanner in between. */
const startAllowanceMs = 15_000;
const stopAllowanceMs = 5000;
/** A hundred clients that send at once, with the start of each message in memory. */
const heapLimit = '--max-old-space-size=256';
