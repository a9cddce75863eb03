import { Disposable } from '../../host/disposable.ts';

/**
 * When to render again: at once where that is quick, never two at a time, and what is asked for meanwhile as soon as the last is shown.
 * So nothing piles up, and a fast typist sees every key that there is time for.
 */
export class UpdatePace extends Disposable {
  readonly #update: () => Promise<void>;
  #timer: { readonly stop: () => void } | undefined;
  #dueMs = 0;
  /** Counts updates; the one that is under way has the last number. */
  #turn = 0;
  #isRunning = false;
  /** The least delay of what is wanted next. */
  #wanted: number | undefined;
  #lastMs = 0;

  constructor(update: () => Promise<void>) {
    super();
    this.#update = update;
    this.register({ dispose: () => this.#clear() });
  }

  /** `leastDelayMs`: for whatever else changes in the same moment. */
  ask(leastDelayMs: number): void {
    if (this.isDisposed) return;
    if (this.#isRunning) this.#wanted = Math.min(this.#wanted ?? Infinity, leastDelayMs);
    else this.#arm(Math.max(leastDelayMs, delayAfter(this.#lastMs)));
  }

  /** What is under way is not wanted any more. */
  restart(): void {
    if (this.isDisposed) return;
    this.#turn++;
    this.#isRunning = false;
    this.#wanted = undefined;
    this.#lastMs = 0;
    this.#arm(0);
  }

  /** Nothing more until somebody asks again. */
  cancel(): void {
    this.#wanted = undefined;
    this.#clear();
  }

  /** A later key does not put off what an earlier one asked for: somebody who types without a pause would see nothing. */
  #arm(delayMs: number): void {
    const dueMs = performance.now() + delayMs;
    if (this.#timer !== undefined && this.#dueMs <= dueMs) return;
    this.#clear();
    this.#dueMs = dueMs;
    this.#timer = delayMs <= 0 ? atOnce(() => this.#run()) : later(() => this.#run(), delayMs);
  }

  #clear(): void {
    this.#timer?.stop();
    this.#timer = undefined;
  }

  #run(): void {
    this.#timer = undefined;
    const turn = ++this.#turn;
    this.#isRunning = true;
    const startMs = performance.now();
    void this.#update().finally(() => {
      if (turn !== this.#turn) return;
      this.#isRunning = false;
      this.#lastMs = performance.now() - startMs;
      const wanted = this.#wanted;
      this.#wanted = undefined;
      if (wanted !== undefined) this.ask(wanted);
    });
  }
}

/** After all that happens in this moment, and without the millisecond that a timer takes. */
function atOnce(run: () => void): { readonly stop: () => void } {
  const immediate = setImmediate(run);
  return { stop: () => clearImmediate(immediate) };
}

function later(run: () => void, delayMs: number): { readonly stop: () => void } {
  const timer = setTimeout(run, delayMs);
  return { stop: () => clearTimeout(timer) };
}

/** Where a render takes long, half-typed words are not worth one each. */
function delayAfter(lastMs: number): number {
  return lastMs < quickMs ? 0 : Math.min(lastMs / 2, longestMs);
}

/** Below this, whoever types at 50 ms a key is never more than two keys behind. */
const quickMs = 100;
const longestMs = 400;
