/**
 * A map that forgets what was not asked for lately when it grows too large.
 *
 * Both limits count together: the number of entries, and their weight in whatever unit the caller gives it (characters, mostly).
 */
export class BoundedMap<K, V> {
  /** In the order in which they came, or got another chance. */
  readonly #entries = new Map<K, Entry<V>>();
  readonly #limits: { readonly entries: number; readonly weight: number };
  #weight = 0;

  constructor(limits: { readonly entries: number; readonly weight: number }) {
    this.#limits = limits;
  }

  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    // Not moved to the end: most of what is asked for is asked for in every render, and nothing is ever forgotten meanwhile.
    entry.wasAskedFor = true;
    return entry.value;
  }

  set(key: K, value: V, weight: number): V {
    this.#weight += weight - (this.#entries.get(key)?.weight ?? 0);
    this.#entries.delete(key);
    this.#entries.set(key, { value, weight, wasAskedFor: false });
    this.#forget(key);
    return value;
  }

  get size(): number {
    return this.#entries.size;
  }

  get weight(): number {
    return this.#weight;
  }

  /** From the oldest on; what was asked for since it came to its place goes to the end instead. */
  #forget(newest: K): void {
    for (const [oldest, entry] of this.#entries) {
      if (this.#entries.size <= this.#limits.entries && this.#weight <= this.#limits.weight) return;
      // What was just set stays, however heavy it is.
      if (oldest === newest && this.#entries.size === 1) return;
      this.#entries.delete(oldest);
      if (entry.wasAskedFor || oldest === newest) this.#entries.set(oldest, { ...entry, wasAskedFor: false });
      else this.#weight -= entry.weight;
    }
  }
}

interface Entry<V> {
  readonly value: V;
  readonly weight: number;
  wasAskedFor: boolean;
}

/**
 * The text without the one that it was cut out of: V8 keeps the whole of a text as long as anybody has a part of it, so that a
 * section of some hundred characters would keep the whole template of each keystroke.
 */
export function copied(text: string): string {
  // Joining is what copies: a sum of two texts still holds both.
  return [text.slice(0, 1), text.slice(1)].join('');
}
