import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { MessageView } from '../core/inbox/messageView.ts';
import type { Logger } from '../core/log.ts';
import type { RenderRequest, RenderResult } from '../core/render/renderResult.ts';
import { parseFromRenderer, type FromRenderer, type ToRenderer } from '../protocol/renderer.ts';
import { Disposable } from './disposable.ts';

/** What became of a job. A newer job of the same key, or disposal, supersedes a waiting one. */
export type RenderOutcome =
  | { readonly kind: 'rendered'; readonly result: RenderResult }
  | { readonly kind: 'superseded' }
  /** The process was killed at its deadline, died, or reported a bug. */
  | { readonly kind: 'failed'; readonly reason: string };

export type ParseOutcome =
  { readonly kind: 'parsed'; readonly view: MessageView } | { readonly kind: 'failed'; readonly reason: string };

export interface RendererClientDeps {
  /** Absolute path of dist/renderer.js. */
  readonly entry: string;
  readonly log: Logger;
  /** From the moment the process starts on a job until it is killed. */
  readonly deadlineMs?: number;
}

/**
 * Owns the render process: one warm child, one job running, at most one waiting for each key, newest wins. A job that
 * outlives its deadline costs the child its life (SIGKILL), never the extension host's time; the next job gets a new child.
 */
export class RendererClient extends Disposable {
  readonly #deps: RendererClientDeps;
  readonly #waiting: Job[] = [];
  #running: Job | undefined;
  #child: Child | undefined;
  #nextId = 1;
  #parses = 0;

  constructor(deps: RendererClientDeps) {
    super();
    this.#deps = deps;
  }

  /** Starts the process ahead of the first job. */
  warm(): void {
    if (!this.isDisposed) this.#child ??= this.#start();
  }

  /** `key` names what the result is for: a newer render of the same key makes a waiting one pointless. */
  render(key: string, request: RenderRequest): Promise<RenderOutcome> {
    return new Promise((resolve) => {
      this.#enqueue({
        key,
        message: (id) => ({ type: 'render', id, request }),
        finish: (answer) => {
          if (answer.kind === 'superseded') resolve(answer);
          else if (answer.kind === 'failed') resolve(answer);
          else if (answer.message.type === 'rendered') resolve({ kind: 'rendered', result: answer.message.result });
          else resolve({ kind: 'failed', reason: unexpectedAnswer });
        },
      });
    });
  }

  /** Parses a message file outside of the extension host. */
  parseMessage(file: string): Promise<ParseOutcome> {
    return new Promise((resolve) => {
      this.#enqueue({
        // Its own: two viewers of one file both want to be answered.
        key: `message ${this.#parses++}`,
        message: (id) => ({ type: 'parseMessage', id, file }),
        finish: (answer) => {
          if (answer.kind === 'answer' && answer.message.type === 'parsedMessage') {
            resolve({ kind: 'parsed', view: answer.message.view });
          } else {
            resolve({ kind: 'failed', reason: answer.kind === 'failed' ? answer.reason : unexpectedAnswer });
          }
        },
      });
    });
  }

  override dispose(): void {
    super.dispose();
    for (const job of this.#waiting.splice(0)) job.finish({ kind: 'superseded' });
    this.#running?.finish({ kind: 'superseded' });
    this.#running = undefined;
    this.#child?.kill();
    this.#child = undefined;
  }

  #enqueue(job: Job): void {
    if (this.isDisposed) return job.finish({ kind: 'superseded' });
    const older = this.#waiting.findIndex((waiting) => waiting.key === job.key);
    if (older >= 0) {
      // The newest takes the place of the older one in the queue, so that typing in one preview never starves another.
      const [replaced] = this.#waiting.splice(older, 1, job);
      replaced?.finish({ kind: 'superseded' });
    } else {
      this.#waiting.push(job);
    }
    this.#runNext();
  }

  #runNext(): void {
    if (this.#running !== undefined || this.isDisposed) return;
    const job = this.#waiting.shift();
    if (job === undefined) return;
    this.#running = job;
    const id = this.#nextId++;
    this.#child ??= this.#start();
    const deadlineMs = this.#deps.deadlineMs ?? defaultDeadlineMs;
    this.#child.run({
      id,
      message: job.message(id),
      deadlineMs,
      onAnswer: (message) => this.#finish(job, answerOf(message)),
      onDeadline: () => {
        this.#deps.log.warn(`renderer: job ${id} was stopped after ${deadlineMs} ms`);
        this.#dropChild();
        this.#finish(job, { kind: 'failed', reason: `took longer than ${deadlineMs / 1000} s and was stopped` });
      },
    });
  }

  #finish(job: Job, answer: Answer): void {
    if (this.#running !== job) return;
    this.#running = undefined;
    job.finish(answer);
    this.#runNext();
  }

  #dropChild(): void {
    this.#child?.kill();
    this.#child = undefined;
  }

  #start(): Child {
    const child = new Child(this.#deps, (reason) => {
      if (this.#child === child) this.#child = undefined;
      if (this.#running !== undefined) this.#finish(this.#running, { kind: 'failed', reason });
    });
    return child;
  }
}

/** One life of the render process. */
class Child {
  readonly #process: ChildProcess;
  readonly #log: Logger;
  readonly #onDeath: (reason: string) => void;
  #isReady = false;
  #task: Task | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isKilled = false;

  constructor(deps: RendererClientDeps, onDeath: (reason: string) => void) {
    this.#log = deps.log;
    this.#process = fork(deps.entry, [], {
      // Templates of strangers run here: they get no environment that could hold a token.
      env: { ELECTRON_RUN_AS_NODE: '1', ...systemEnvironment() },
      // Not the workspace: MJML and Node look for files of their own in the current folder.
      cwd: path.dirname(deps.entry),
      execArgv: [`--max-old-space-size=${heapLimitMegabytes}`],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'json',
    });
    this.#log.debug(`renderer: process ${this.#process.pid ?? '?'} started`);
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream
        ?.setEncoding('utf8')
        .on('data', (chunk: string) => this.#log.debug(`renderer: ${chunk.trim().slice(0, 500)}`));
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

  run(task: Task): void {
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

interface Job {
  readonly key: string;
  readonly message: (id: number) => ToRenderer;
  readonly finish: (answer: Answer) => void;
}

interface Task {
  readonly id: number;
  readonly message: ToRenderer;
  readonly deadlineMs: number;
  readonly onAnswer: (message: Exclude<FromRenderer, { type: 'ready' }>) => void;
  readonly onDeadline: () => void;
}

type Answer =
  | { readonly kind: 'answer'; readonly message: Exclude<FromRenderer, { type: 'ready' }> }
  | { readonly kind: 'superseded' }
  | { readonly kind: 'failed'; readonly reason: string };

function answerOf(message: Exclude<FromRenderer, { type: 'ready' }>): Answer {
  return message.type === 'failed' ? { kind: 'failed', reason: message.reason } : { kind: 'answer', message };
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

const unexpectedAnswer = 'the render process gave an unexpected answer';
const defaultDeadlineMs = 3000;
/** A cold start on a slow disk, with a virus scanner in between. */
const startAllowanceMs = 10_000;
const heapLimitMegabytes = 512;
