/** More data take longer to look through than most mails to be made of them. */
const maxLength = 100_000;
const memberLength = 20;
const maxDepth = 100;

/**
 * The data as one text: two that have the same text are the same to every template. Undefined for what is more than a tree of
 * plain values, which could answer otherwise each time, and for what is large.
 */
export function plainData(data: unknown): string | undefined {
  const checked = new PlainCheck();
  return checked.isPlain(data) ? JSON.stringify(data) : undefined;
}

class PlainCheck {
  readonly #seen = new Set<object>();
  #length = 0;

  isPlain(value: unknown, depth = 0): boolean {
    switch (typeof value) {
      case 'string':
        this.#length += value.length;
        return this.#length <= maxLength;
      case 'number':
        // `-0` is written as `0` by a template as well.
        return Number.isFinite(value);
      case 'boolean':
        return true;
      case 'object':
        return value === null || this.#isTree(value, depth + 1);
      default:
        return false;
    }
  }

  /** An object that is in two places has the path of the first: where it is, counts. */
  #isTree(value: object, depth: number): boolean {
    if (this.#seen.has(value) || depth > maxDepth) return false;
    this.#seen.add(value);
    const isList = Array.isArray(value);
    if (Object.getPrototypeOf(value) !== (isList ? Array.prototype : Object.prototype)) return false;
    const keys = Reflect.ownKeys(value);
    this.#length += keys.length * memberLength;
    if (this.#length > maxLength) return false;
    if (!isList) return keys.every((key) => this.#isMember(value, key, depth));
    // All of its places are filled, and behind them is its length: there is nothing else in it.
    return keys.every((key, index) =>
      index === value.length ? key === 'length' : key === String(index) && this.#isMember(value, key, depth),
    );
  }

  #isMember(object: object, key: string | symbol, depth: number): boolean {
    if (typeof key === 'symbol') return false;
    this.#length += key.length;
    const descriptor = Object.getOwnPropertyDescriptor(object, key);
    // What is hidden is not in the text, and neither is a function, so that nothing has a way of its own to be written there.
    return descriptor?.enumerable === true && 'value' in descriptor && this.isPlain(descriptor.value, depth);
  }
}
