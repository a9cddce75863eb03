import { BoundedMap } from '../core/boundedMap.ts';
import type { MessageView } from '../core/inbox/messageView.ts';
import type { PartContent } from '../core/inbox/readPart.ts';
import type { Logger } from '../core/log.ts';
import type { RenderRequest, RenderResult } from '../core/render/renderResult.ts';
import type { AnswerOfRenderer, MessageSource, ToRenderer } from '../protocol/renderer.ts';
import type { StopCause } from '../protocol/preview.ts';
import { type HeldPieces, piecesOf, type SentResult, unpackResult } from '../protocol/sentResult.ts';
import { Disposable } from './disposable.ts';
import { RendererChild } from './rendererChild.ts';

/** What became of a job. A newer job of the same key, or disposal, supersedes a waiting one. */
export type RenderOutcome =
  | { readonly kind: 'rendered'; readonly result: RenderResult }
  | { readonly kind: 'superseded' }
  /** The process was killed at its deadline, died, or reported a bug. */
  | { readonly kind: 'failed'; readonly cause: StopCause; readonly reason: string };

export type ParseOutcome =
  { readonly kind: 'parsed'; readonly view: MessageView } | { readonly kind: 'failed'; readonly reason: string };

export type PartOutcome =
  { readonly kind: 'read'; readonly part: PartContent } | { readonly kind: 'failed'; readonly reason: string };

export interface RendererClientDeps {
  /** Absolute path of dist/renderer.js. */
  readonly entry: string;
  readonly log: Logger;
  /** Where the process may keep compiled code between its lives; a folder that no other user can write. */
  readonly cacheFolder?: string;
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
  /** Of the newest result of each key: what the process that made it need not send again. */
  readonly #held = new BoundedMap<string, { readonly child: RendererChild; readonly pieces: HeldPieces }>(heldLimits);
  /** Keys whose newest job cost its process the life, twice. */
  readonly #deadly = new Set<string>();
  #running: Job | undefined;
  #child: RendererChild | undefined;
  /** Takes over when the child is killed: started as soon as a job takes suspiciously long, so that nobody waits for it then. */
  #successor: RendererChild | undefined;
  #succession: NodeJS.Timeout | undefined;
  #nextId = 1;
  #parses = 0;
  /** Set when a process did not even start: the next ones do without what makes starting fast. */
  #isPlain = false;

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
        message: (id, child) => ({ type: 'render', id, request, held: [...this.#heldOf(key, child).keys()] }),
        finish: (answer) => {
          if (answer.kind === 'superseded') resolve(answer);
          else if (answer.kind === 'failed') resolve(answer);
          else if (answer.message.type === 'rendered') resolve(this.#receive(key, answer.message.result, answer.child));
          else resolve({ kind: 'failed', cause: 'bug', reason: unexpectedAnswer });
        },
      });
    });
  }

  /** Parses a message outside of the extension host. `isLocal`: the local inbox caught it. */
  parseMessage(source: MessageSource, { isLocal }: { readonly isLocal: boolean }): Promise<ParseOutcome> {
    return this.#ask(
      (id) => ({ type: 'parseMessage', id, source, isLocal }),
      (answer) => (answer.type === 'parsedMessage' ? { kind: 'parsed', view: answer.view } : undefined),
    );
  }

  /** Decodes one part of a message. `asText`: in UTF-8, if it is a text. */
  readPart(source: MessageSource, index: number, { asText }: { readonly asText: boolean }): Promise<PartOutcome> {
    return this.#ask(
      (id) => ({ type: 'readPart', id, source, index, asText }),
      (answer) =>
        answer.type === 'part' && answer.part !== undefined ? { kind: 'read', part: answer.part } : undefined,
    );
  }

  #ask<Outcome>(
    message: (id: number) => ToRenderer,
    outcomeOf: (answer: AnswerOfRenderer) => Outcome | undefined,
  ): Promise<Outcome | { readonly kind: 'failed'; readonly reason: string }> {
    return new Promise((resolve) => {
      this.#enqueue({
        // Its own: two viewers of one file both want to be answered.
        key: `message ${this.#parses++}`,
        message,
        finish: (answer) => {
          const outcome = answer.kind === 'answer' ? outcomeOf(answer.message) : undefined;
          const reason = answer.kind === 'failed' ? answer.reason : unexpectedAnswer;
          resolve(outcome ?? { kind: 'failed', reason });
        },
      });
    });
  }

  override dispose(): void {
    super.dispose();
    for (const job of this.#waiting.splice(0)) job.finish({ kind: 'superseded' });
    this.#running?.finish({ kind: 'superseded' });
    this.#running = undefined;
    clearTimeout(this.#succession);
    this.#child?.kill();
    this.#successor?.kill();
    this.#child = this.#successor = undefined;
  }

  /** Another process gives the same numbers to other pieces. */
  #heldOf(key: string, child: RendererChild): HeldPieces {
    const held = this.#held.get(key);
    return held?.child === child ? held.pieces : new Map();
  }

  #receive(key: string, sent: SentResult, child: RendererChild): RenderOutcome {
    const result = unpackResult(sent, this.#heldOf(key, child));
    if (result === undefined) return { kind: 'failed', cause: 'bug', reason: unexpectedAnswer };
    const pieces = piecesOf(result);
    const weight = (result.html?.length ?? 0) + (result.marked?.html.length ?? 0);
    if (pieces.size > 0) this.#held.set(key, { child, pieces }, weight);
    return { kind: 'rendered', result };
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
    this.#run(job);
  }

  #run(job: Job): void {
    const id = this.#nextId++;
    this.#child ??= this.#start();
    const child = this.#child;
    const deadlineMs = this.#deadlineMs - (job.spentMs ?? 0);
    const started = performance.now();
    job.elapsedMs = () => performance.now() - started;
    if (child.isReady) this.#planSuccession(suspiciousMs);
    child.run({
      id,
      message: job.message(id, child),
      deadlineMs,
      onBegin: () => this.#planSuccession(deadlineMs / 2),
      onAnswer: (message) => this.#finish(job, answerOf(message, child)),
      onDeadline: (reason) => {
        this.#deps.log.warn(`renderer: job ${id} ${reason}`);
        child.kill();
        this.#succeed();
        this.#finish(job, { kind: 'failed', cause: 'deadline', reason });
      },
      onSilence: () => {
        this.#deps.log.warn(`renderer: job ${id} was not begun; another process takes it`);
        child.kill();
        // It did not even start.
        if (!child.isReady) this.#isPlain = true;
        this.#succeed();
        if (job.isSecondTry === true)
          this.#finish(job, { kind: 'failed', cause: 'death', reason: 'the render process does not answer' });
        else this.#runAgain(job);
      },
    });
  }

  #planSuccession(afterMs: number): void {
    clearTimeout(this.#succession);
    this.#succession = setTimeout(() => {
      this.#successor ??= this.#start();
    }, afterMs);
  }

  #remember(job: Job, isDeadly: boolean): void {
    if (!isDeadly) this.#deadly.delete(job.key);
    else if (this.#deadly.size < maxDeadly) this.#deadly.add(job.key);
  }

  get #deadlineMs(): number {
    return this.#deps.deadlineMs ?? defaultDeadlineMs;
  }

  /**
   * Not where something newer waits, not again and again for what a person types in a template that kills, and in the time
   * that is left: two tries may not take longer than one may.
   */
  #mayRunAgain(job: Job): boolean {
    job.spentMs = job.elapsedMs?.() ?? 0;
    if (job.isSecondTry === true || this.#deadly.has(job.key) || job.spentMs > this.#deadlineMs / 2) return false;
    return !this.#waiting.some((waiting) => waiting.key === job.key);
  }

  /** In a process of its own, because it was not the job that the other one failed at. */
  #runAgain(job: Job): void {
    job.isSecondTry = true;
    this.#run(job);
  }

  #finish(job: Job, answer: Answer): void {
    if (this.#running !== job) return;
    this.#running = undefined;
    clearTimeout(this.#succession);
    this.#successor?.kill();
    this.#successor = undefined;
    this.#remember(job, answer.kind === 'failed' && answer.cause === 'death');
    job.finish(answer);
    this.#runNext();
  }

  /** Whoever made a template loop is about to change it back. */
  #succeed(): void {
    this.#child = this.#successor;
    this.#successor = undefined;
    this.warm();
  }

  #start(): RendererChild {
    const { entry, log, cacheFolder } = this.#deps;
    const isPlain = this.#isPlain;
    const child = new RendererChild({
      entry,
      log,
      cacheFolder,
      isPlain,
      onDeath: (reason) => {
        const job = this.#child === child ? this.#running : undefined;
        if (this.#child === child) this.#child = undefined;
        if (this.#successor === child) this.#successor = undefined;
        // It did not even start, or not survive its own warming up.
        if (!child.isReady || job === undefined) this.#isPlain = true;
        if (job === undefined) return;
        if (!child.isReady && !isPlain) return this.#runAgain(job);
        if (child.isReady) this.#succeed();
        // Killed by somebody, most likely: a template that kills its process does so in the second one as well.
        if (this.#mayRunAgain(job)) this.#runAgain(job);
        else this.#finish(job, { kind: 'failed', cause: 'death', reason });
      },
    });
    return child;
  }
}

interface Job {
  readonly key: string;
  readonly message: (id: number, child: RendererChild) => ToRenderer;
  readonly finish: (answer: Answer) => void;
  isSecondTry?: boolean;
  /** Since its newest try was sent to a process. */
  elapsedMs?: () => number;
  /** Of its time, by a first try whose process died. */
  spentMs?: number;
}

type Answer =
  | { readonly kind: 'answer'; readonly message: AnswerOfRenderer; readonly child: RendererChild }
  | { readonly kind: 'superseded' }
  | { readonly kind: 'failed'; readonly cause: StopCause; readonly reason: string };

function answerOf(message: AnswerOfRenderer, child: RendererChild): Answer {
  return message.type === 'failed'
    ? { kind: 'failed', cause: 'bug', reason: message.reason }
    : { kind: 'answer', message, child };
}

/** So much later than a process at rest begins that it may not begin at all. */
const suspiciousMs = 60;
/** Previews side by side, in characters; what is not held is sent again. */
const heldLimits = { entries: 8, weight: 32 * 1024 * 1024 };
/** More than that are no previews that a person looks at. */
const maxDeadly = 100;
const unexpectedAnswer = 'the render process gave an unexpected answer';
/** What is promised is 3 s until it is dead and told. */
const defaultDeadlineMs = 2700;
