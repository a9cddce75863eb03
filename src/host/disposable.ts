/** Something with a lifetime. What it registers is let go with it, in reverse order. */
export interface DisposableLike {
  dispose(): unknown;
}

export abstract class Disposable implements DisposableLike {
  readonly #owned: DisposableLike[] = [];
  #isDisposed = false;

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** Returns its argument. After disposal the argument is disposed at once. */
  protected register<T extends DisposableLike>(owned: T): T {
    if (this.#isDisposed) owned.dispose();
    else this.#owned.push(owned);
    return owned;
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    disposeAll(this.#owned);
  }
}

/** Disposes in reverse order. One failure does not stop the rest; the first one is thrown at the end. */
export function disposeAll(owned: DisposableLike[]): void {
  const failures: unknown[] = [];
  for (let last = owned.pop(); last !== undefined; last = owned.pop()) {
    try {
      last.dispose();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Could not dispose everything.');
}
