import type { Mustache } from '../template/mustaches.ts';

/** The blocks that are open at a place, and what each of them began in. */
export class BlockStack<T> {
  readonly #text: string;
  readonly #helpers: ReadonlySet<string> | undefined;
  readonly #blocks: { readonly start: T; readonly isElsewhere: boolean; readonly wasInHelper: boolean }[] = [];
  #isInHelper = false;

  constructor(text: string, helpers: ReadonlySet<string> | undefined) {
    this.#text = text;
    this.#helpers = helpers;
  }

  /** Whether a helper that is no built-in is given the place as a part of its content. */
  get isInHelper(): boolean {
    return this.#isInHelper;
  }

  /** With `isElsewhere`, its content is not shown where it stands. */
  enter(opener: Mustache, start: T, isElsewhere: boolean): void {
    this.#blocks.push({ start, isElsewhere, wasInHelper: this.#isInHelper });
    this.#isInHelper ||= this.#isHelper(opener);
  }

  /** What the block began in; undefined for an `{{else}}` outside of all. */
  branch(opener: Mustache): T | undefined {
    const block = this.#blocks.at(-1);
    if (block === undefined) return undefined;
    // The other branch of a helper is content of it as well; `{{else helper x}}` begins one.
    this.#isInHelper ||= opener.name !== '' && this.#isHelper(opener);
    return block.start;
  }

  /** What goes on behind the block as it was before; undefined where its content goes on. */
  leave(): T | undefined {
    const block = this.#blocks.pop();
    if (block !== undefined) this.#isInHelper = block.wasInHelper;
    return block?.isElsewhere === true ? block.start : undefined;
  }

  #isHelper(opener: Mustache): boolean {
    const { kind, name } = opener;
    if (kind === 'partialBlock' || kind === 'decoratorBlock' || builtIn.has(name)) return false;
    if (this.#helpers?.has(name) === true) return true;
    // Without parameters it is a part of the data far more often than a helper; the guard finds the others out.
    return this.#hasParameters(opener);
  }

  #hasParameters({ nameStart, nameSource, end }: Mustache): boolean {
    return !/^\s*(?:as\s*\|[^|]*\|\s*)?~?\}\}/.test(this.#text.slice(nameStart + nameSource.length, end));
  }
}

const builtIn = new Set(['if', 'unless', 'each', 'with']);
