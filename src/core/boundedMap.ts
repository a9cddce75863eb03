/**
 * A map that forgets what was not asked for the longest when it grows too large.
 *
 * Both limits count together: the number of entries, and their weight in whatever unit the caller gives it (characters, mostly).
 */
export class BoundedMap<K, V> {
  readonly #entries = new Map<K, { readonly value: V; readonly weight: number }>();
  readonly #limits: { readonly entries: number; readonly weight: number };
  #weight = 0;

  constructor(limits: { readonly entries: number; readonly weight: number }) {
    this.#limits = limits;
  }

  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    // A map keeps the order of insertion: the oldest is the first.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: K, value: V, weight: number): V {
    this.#weight += weight - (this.#entries.get(key)?.weight ?? 0);
    this.#entries.delete(key);
    this.#entries.set(key, { value, weight });
    for (const [oldest, entry] of this.#entries) {
      const isWithin = this.#entries.size <= this.#limits.entries && this.#weight <= this.#limits.weight;
      // What was just set stays, however heavy it is.
      if (isWithin || this.#entries.size === 1) break;
      this.#entries.delete(oldest);
      this.#weight -= entry.weight;
    }
    return value;
  }

  get size(): number {
    return this.#entries.size;
  }
}

/**
 * One key of several texts. A copy: V8 keeps the whole of a text as long as anybody has a part that was cut out of it, so that
 * a key of some hundred characters would keep the whole template of each keystroke.
 */
export function copiedKey(first: string, ...more: readonly [string, ...string[]]): string {
  // Joining is what copies: a sum of two texts still holds both.
  return [first, ...more].join('\0');
}

/** The text without the one that it was cut out of. */
export function copied(text: string): string {
  return [text.slice(0, 1), text.slice(1)].join('');
}
