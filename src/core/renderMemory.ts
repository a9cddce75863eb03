/**
 * What a process keeps from one render to the next, so that a keystroke costs what it changes and not what the template is long.
 *
 * Whatever is kept here can be made again from its key, and is bounded: nothing is lost with it but time. Each stage of a render
 * has a part of its own, which nobody else knows.
 */
export class RenderMemory {
  readonly #parts = new Map<MemoryPart<unknown>, unknown>();

  /** The stage's part; made when it is asked for first. */
  part<T>(part: MemoryPart<T>): T {
    if (!this.#parts.has(part)) this.#parts.set(part, part.create());
    // Only `create` of this very part put it there.
    return this.#parts.get(part) as T;
  }
}

/** Names a part of the memory, and makes it empty. One constant beside the stage that uses it. */
export interface MemoryPart<T> {
  readonly create: () => T;
}
