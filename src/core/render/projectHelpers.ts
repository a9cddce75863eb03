import type Handlebars from 'handlebars';

/** What brings helpers: a file of the project, or one of the packages that it depends on. */
export type HelperModule =
  | { readonly kind: 'file'; readonly path: string }
  /** `from`: absolute path of the `package.json` that names the package. */
  | { readonly kind: 'package'; readonly name: string; readonly from: string };

/** The Handlebars helpers that one module of the project brings, or why there are none. */
export type LoadedHelpers =
  | {
      readonly kind: 'loaded';
      readonly helpers: ReadonlyMap<string, Handlebars.HelperDelegate>;
      /** Copies of Handlebars that the module registered its helpers with; such helpers look for partials there. */
      readonly environments: readonly HelperEnvironment[];
      /** What registers them wants more than Handlebars, which only the running project has: each may fail for it. */
      readonly isIncomplete: boolean;
      /** Absolute paths of the project's files that the module consists of, itself included. */
      readonly dependencies: readonly string[];
    }
  | FailedLoad;

interface FailedLoad {
  readonly kind: 'failed';
  /** Why, as the end of a sentence. */
  readonly message: string;
  /** Where in the project's files, when that is known. */
  readonly place?: CodePlace;
  readonly dependencies: readonly string[];
}

/** The data that one module of the project exports, or why there are none. */
export type LoadedValue =
  { readonly kind: 'loaded'; readonly value: unknown; readonly dependencies: readonly string[] } | FailedLoad;

export interface HelperEnvironment {
  partials: Record<string, unknown>;
}

/** Lines and columns from 1, as Node counts them. */
export interface CodePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The innermost place of a thrown error that lies in one of the files. */
export function placeInStack(error: unknown, files: readonly string[]): CodePlace | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : stackOf(error);
  for (const line of stack.slice(0, maxStackLength).split('\n')) {
    for (const file of files) {
      const index = line.indexOf(file);
      if (index < 0) continue;
      const [, row, column] = /^:(\d+)(?::(\d+))?/.exec(line.slice(index + file.length)) ?? [];
      if (row !== undefined) return { file, line: Number(row), column: Number(column ?? 1) };
    }
  }
  return undefined;
}

/** An error of another realm, which is what the code of a `vm` context throws. */
function stackOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'stack' in error && typeof error.stack === 'string'
    ? error.stack
    : '';
}

const maxStackLength = 20_000;
