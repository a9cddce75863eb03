import type Handlebars from 'handlebars';

/** The Handlebars helpers that one module of the project brings, or why there are none. */
export type LoadedHelpers =
  | {
      readonly kind: 'loaded';
      readonly helpers: ReadonlyMap<string, Handlebars.HelperDelegate>;
      /** Absolute paths of the project's files that the module consists of, itself included. */
      readonly dependencies: readonly string[];
    }
  | { readonly kind: 'failed'; readonly message: string; readonly dependencies: readonly string[] };
