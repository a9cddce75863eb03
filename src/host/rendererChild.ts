import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Logger } from '../core/log.ts';
import { type AnswerOfRenderer, parseFromRenderer, type ToRenderer } from '../protocol/renderer.ts';
import { systemEnvironment } from './systemEnvironment.ts';

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
  readonly onBegin: () => void;
  readonly onAnswer: (message: AnswerOfRenderer) => void;
  readonly onDeadline: (reason: string) => void;
  /** The process does not even begin: it is still busy with what an earlier job left behind, or did not start. */
  readonly onSilence: () => void;
}

/** One life of the render process. */
export class RendererChild {
  readonly #process: ChildProcess;
  readonly #log: Logger;
  readonly #onDeath: (reason: string) => void;
  #isReady = false;
  #isPreparing = false;
  #task: RendererTask | undefined;
  #hasPrepared = false;
  /** When the task was sent; undefined when the process had not started then. */
  #runMs: number | undefined;
  #clock: Clock = { id: 0, phase: 'begun', sinceMs: 0, leftMs: 0, loadingLeftMs: 0 };
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
      // Long texts are copied, not written as JSON and read again: a fifth of the time.
      serialization: 'advanced',
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
    this.#runMs = this.#isReady ? performance.now() : undefined;
    this.#armForBegin(task);
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
    switch (message.type) {
      case 'ready':
        this.#isReady = true;
        return;
      case 'preparing':
        // Once in its life, which code of a project must not prolong.
        if (this.#hasPrepared) return;
        this.#isPreparing = this.#hasPrepared = true;
        // What was sent at the same moment waits until that is done.
        if (this.#task !== undefined && this.#clock.id !== this.#task.id) this.#armForBegin(this.#task);
        return;
      case 'prepared':
        this.#isPreparing = false;
        return;
      case 'begun':
      case 'loading':
      case 'loaded':
        if (this.#task?.id === message.id) this.#advance(this.#task, message.type);
        return;
      case 'rendered':
      case 'parsedMessage':
      case 'part':
      case 'failed':
        this.#answer(message);
    }
  }

  #answer(message: AnswerOfRenderer): void {
    const task = this.#task;
    if (task === undefined || task.id !== message.id) return;
    this.#task = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    task.onAnswer(message);
  }

  /** Each phase has its own time, and none of them twice, whatever code of a project says about itself. */
  #advance(task: RendererTask, phase: 'begun' | 'loading' | 'loaded'): void {
    const clock = this.#clock;
    const now = performance.now();
    if (phase === 'begun') {
      if (clock.id === task.id) return;
      task.onBegin();
      // Whoever waits for a process that was there counts from when he asked; half of the time is the task's own in any case.
      const leftMs = Math.max(task.deadlineMs - (now - (this.#runMs ?? now)), task.deadlineMs / 2);
      this.#clock = { id: task.id, phase, sinceMs: now, leftMs, loadingLeftMs: loadingAllowanceMs };
    } else if (clock.id === task.id && phase !== clock.phase) {
      const spentMs = now - clock.sinceMs;
      if (clock.phase === 'loading') clock.loadingLeftMs -= spentMs;
      // Loading a few helpers prolongs nothing; only what takes long leaves the task a time of its own.
      const kept = clock.phase === 'loading' ? Math.min(clock.leftMs, task.deadlineMs / 2) : 0;
      clock.leftMs = Math.max(clock.leftMs - spentMs, kept);
      clock.phase = phase;
      clock.sinceMs = now;
    } else return;
    this.#armFor(task);
  }

  #armForBegin(task: RendererTask): void {
    const isAtRest = this.#isReady && !this.#isPreparing;
    this.#arm(isAtRest ? silenceMs : startAllowanceMs, () => task.onSilence());
  }

  #armFor(task: RendererTask): void {
    const { phase, leftMs, loadingLeftMs } = this.#clock;
    if (phase === 'loading') this.#arm(loadingLeftMs, () => task.onDeadline(tooLongToLoad));
    else this.#arm(leftMs, () => task.onDeadline(`took longer than ${task.deadlineMs / 1000} s and was stopped`));
  }

  /** Libraries and helpers may print without end. What is over the limit is still read, or the process would wait for us. */
  #logOutput(chunk: Buffer): void {
    if (this.#printed >= maxPrintedBytes) return;
    this.#printed += chunk.length;
    this.#log.debug(`renderer: ${chunk.toString('utf8').trim().slice(0, 500)}`);
    if (this.#printed >= maxPrintedBytes) this.#log.debug('renderer: printed too much; the rest is dropped');
  }

  #arm(milliseconds: number, onTime: () => void): void {
    clearTimeout(this.#timer);
    const timer = setTimeout(() => {
      // When the host itself was busy, an answer may have come meanwhile: it is read in this turn.
      setImmediate(() => {
        if (this.#timer !== timer || this.#isKilled) return;
        this.#task = undefined;
        onTime();
      });
    }, milliseconds);
    this.#timer = timer;
  }

  /** The first sign of death counts, whichever it is. What was killed on purpose has its reason told already. */
  #end(reason: string): void {
    if (this.#isKilled) return;
    this.kill();
    this.#log.warn(`renderer: ${reason}`);
    this.#onDeath(reason);
  }
}

/** How much of its time a task has used up; loading the project's code has a time of its own. */
interface Clock {
  readonly id: number;
  phase: 'begun' | 'loading' | 'loaded';
  sinceMs: number;
  leftMs: number;
  loadingLeftMs: number;
}

/** A cold start on a slow disk, with a virus scanner in between. */
const startAllowanceMs = 10_000;
/** MJML alone is 600 files, which may lie on a slow disk. */
const loadingAllowanceMs = 10_000;
const tooLongToLoad = `took longer than ${loadingAllowanceMs / 1000} s to load the project's code and was stopped`;
/** A process at rest answers in a millisecond. One that is taken for dead on a busy machine costs a start, and no job. */
const silenceMs = 250;
const maxPrintedBytes = 64 * 1024;
const heapLimit = '--max-old-space-size=512';
/** No garbage is collected in a first render, and V8 optimises what stays hot, not what runs once: a fifth of a cold start. */
const fastStart = ['--min-semi-space-size=16', '--interrupt-budget=1000000'];
