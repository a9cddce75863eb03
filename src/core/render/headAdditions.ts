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
  /** By class, the query that was added last. */
  readonly #queries = new Map<unknown, string>();

  constructor(context: MjmlContext) {
    this.#context = context;
  }

  /** Renders with a context that notes what is added to the head, besides adding it. */
  record(render: (recorder: MjmlContext) => string): {
    readonly html: string;
    readonly calls: readonly HeadAddition[];
  } {
    const calls: HeadAddition[] = [];
    const noted =
      (name: keyof MjmlHeadAdditions) =>
      (...given: readonly unknown[]): void => {
        calls.push(name === 'addMediaQuery' ? { name, given, query: JSON.stringify(given) } : { name, given });
        this.repeat(calls.slice(-1));
      };
    const html = render({
      ...this.#context,
      addMediaQuery: noted('addMediaQuery'),
      addHeadStyle: noted('addHeadStyle'),
      addComponentHeadSyle: noted('addComponentHeadSyle'),
    });
    return { html, calls };
  }

  repeat(calls: readonly HeadAddition[]): void {
    for (const { name, given, query } of calls) {
      // All columns of a kind add the same; a class has the query that was added last.
      if (query !== undefined && this.#queries.get(given[0]) === query) continue;
      if (query !== undefined) this.#queries.set(given[0], query);
      this.#context[name](...given);
    }
  }
}
