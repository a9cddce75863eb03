import type { MjmlContext, MjmlHeadAdditions } from 'mjml-core';

/** What an element of the body asked to be added to the head. */
export interface HeadAddition {
  readonly name: keyof MjmlHeadAdditions;
  readonly given: readonly unknown[];
  /** Of a media query: equal for equal ones. */
  readonly query?: string;
}

/** Adds to the head of one mail what its sections ask for, be they rendered now or taken from an earlier render. */
export class HeadAdditions {
  readonly #context: MjmlContext;
  readonly #target: MjmlHeadAdditions | undefined;
  /** By class, in the order of the first: the query that was added last. */
  readonly #queries = new Map<unknown, string>();
  readonly #styles = new Map<unknown, unknown>();
  readonly #componentStyles: unknown[] = [];

  /** @param target undefined to note alone what would be added */
  constructor(context: MjmlContext, target: MjmlHeadAdditions | undefined) {
    this.#context = context;
    this.#target = target;
  }

  /** Everything that was added, as MJML keeps it: what is equal makes the same head. */
  get state(): readonly unknown[] {
    return [[...this.#queries].flat(), [...this.#styles].flat(), this.#componentStyles].flatMap((each) => [
      each.length,
      ...each,
    ]);
  }

  /** Renders with a context that notes what is added to the head instead of adding it: random ids in it may still be replaced. */
  record(render: (recorder: MjmlContext) => string): {
    readonly html: string;
    readonly calls: readonly HeadAddition[];
  } {
    const calls: HeadAddition[] = [];
    const noted =
      (name: keyof MjmlHeadAdditions) =>
      (...given: readonly unknown[]): void => {
        calls.push(name === 'addMediaQuery' ? { name, given, query: JSON.stringify(given) } : { name, given });
      };
    const html = render({
      ...this.#context,
      addMediaQuery: noted('addMediaQuery'),
      addHeadStyle: noted('addHeadStyle'),
      addComponentHeadSyle: noted('addComponentHeadSyle'),
    });
    return { html, calls };
  }

  add(calls: readonly HeadAddition[]): void {
    for (const { name, given, query } of calls) {
      // All columns of a kind add the same; a class has the query that was added last.
      if (query !== undefined && this.#queries.get(given[0]) === query) continue;
      if (query !== undefined) this.#queries.set(given[0], query);
      else if (name === 'addHeadStyle') this.#styles.set(given[0], given[1]);
      else this.#componentStyles.push(given[0]);
      this.#target?.[name](...given);
    }
  }
}
