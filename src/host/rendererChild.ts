import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Logger } from '../core/log.ts';
import { parseFromRenderer, type FromRenderer, type ToRenderer } from '../protocol/renderer.ts';

export interface RendererChildOptions {
  /** Absolute path of dist/renderer.js. */
  readonly entry: string;
  readonly log: Logger;
  readonly cacheFolder: string | undefined;
  /** Without what only makes starting fast, and may not suit the host's version of Node. */
  readonly isPlain: boolean;
  readonly onDeath: (reason: string) => void;
}

export interface RendererTask {
  readonly id: number;
  readonly message: ToRenderer;
  readonly deadlineMs: number;
  readonly onAnswer: (message: Exclude<FromRenderer, { type: 'ready' }>) => void;
  readonly onDeadline: () => void;
}

/** One life of the render process. */
export class RendererChild {
  readonly #process: ChildProcess;
  readonly #log: Logger;
  readonly #onDeath: (reason: string) => void;
  #isReady = false;
  #task: RendererTask | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isKilled = false;
  #printed = 0;

  constructor({ entry, log, cacheFolder, isPlain, onDeath }: RendererChildOptions) {
    this.#log = log;
    this.#process = fork(entry, isPlain || cacheFolder === undefined ? [] : [cacheFolder], {
      // Templates of strangers run here: they get no environment that could hold a token.
      env: { ELECTRON_RUN_AS_NODE: '1', ...systemEnvironment() },
      // Not the workspace: MJML and Node look for files of their own in the current folder.
      cwd: path.dirname(entry),
      execArgv: isPlain ? [heapLimit] : [heapLimit, ...fastStart],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'json',
    });
    this.#log.debug(`renderer: process ${this.#process.pid ?? '?'} started`);
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk: Buffer) => this.#logOutput(chunk));
    }
    this.#onDeath = onDeath;
    this.#process.on('message', (value) => this.#hear(value));
    this.#process.on('error', (error) => this.#end(`could not be started: ${error.message}`));
    this.#process.on('exit', (code, signal) =>
      this.#end(`the render process ended unexpectedly (${signal ?? `exit code ${code}`})`),
    );
    // A process that does not listen any more may live on for a while: nobody should wait for it.
    this.#process.on('disconnect', () => this.#end('the render process ended unexpectedly (it hung up)'));
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  run(task: RendererTask): void {
    this.#task = task;
    this.#arm(this.#isReady ? task.deadlineMs : task.deadlineMs + startAllowanceMs);
    this.#process.send(task.message, (error) => {
      if (error !== null) this.#end(`the render process ended unexpectedly (${error.message})`);
    });
  }

  kill(): void {
    this.#isKilled = true;
    clearTimeout(this.#timer);
    this.#process.kill('SIGKILL');
  }

  #hear(value: unknown): void {
    const message = parseFromRenderer(value);
    if (message === undefined) return this.#log.debug('renderer: dropped a message of unknown shape');
    if (message.type === 'ready') {
      // Only once: code of a project could say it again and again, and never be stopped.
      if (this.#isReady) return;
      this.#isReady = true;
      // From here on the clock measures the job alone.
      if (this.#task !== undefined) this.#arm(this.#task.deadlineMs);
      return;
    }
    const task = this.#task;
    if (task === undefined || task.id !== message.id) return;
    this.#task = undefined;
    clearTimeout(this.#timer);
    task.onAnswer(message);
  }

  /** Libraries and helpers may print without end. What is over the limit is still read, or the process would wait for us. */
  #logOutput(chunk: Buffer): void {
    if (this.#printed >= maxPrintedBytes) return;
    this.#printed += chunk.length;
    this.#log.debug(`renderer: ${chunk.toString('utf8').trim().slice(0, 500)}`);
    if (this.#printed >= maxPrintedBytes) this.#log.debug('renderer: printed too much; the rest is dropped');
  }

  #arm(deadlineMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const task = this.#task;
      this.#task = undefined;
      task?.onDeadline();
    }, deadlineMs);
  }

  /** The first sign of death counts, whichever it is. What was killed on purpose has its reason told already. */
  #end(reason: string): void {
    if (this.#isKilled) return;
    this.kill();
    this.#log.warn(`renderer: ${reason}`);
    this.#onDeath(reason);
  }
}

/** What a process needs to start at all on Windows, and to find temporary files. Nothing of the user's. */
function systemEnvironment(): Record<string, string> {
  const names = ['SystemRoot', 'windir', 'TEMP', 'TMP', 'TMPDIR', 'LANG', 'TZ'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** A cold start on a slow disk, with a virus scanner in between. */
const startAllowanceMs = 10_000;
const maxPrintedBytes = 64 * 1024;
const heapLimit = '--max-old-space-size=512';
/** No garbage is collected in a first render, and V8 optimises what stays hot, not what runs once: a fifth of a cold start. */
const fastStart = ['--min-semi-space-size=16', '--interrupt-budget=1000000'];
