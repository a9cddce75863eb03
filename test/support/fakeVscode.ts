/**
 * As much of VS Code's API as the tested part of the extension's host touches, for tests that need no editor: vitest gives it for
 * `vscode` (vitest.config.ts).
 */
export class EventEmitter<T> {
  readonly #listeners = new Set<(value: T) => unknown>();

  readonly event = (listener: (value: T) => unknown): { dispose: () => void } => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

interface UriParts {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  readonly query: string;
}

export const Uri = {
  from: (parts: UriParts): UriParts & { toString: () => string } => ({
    ...parts,
    toString: () => `${parts.scheme}://${parts.authority}${parts.path}?${parts.query}`,
  }),
  file: (path: string): { readonly fsPath: string; toString: () => string } => ({
    fsPath: path,
    toString: () => `file://${path}`,
  }),
};

export const l10n = {
  t: (message: string, ...values: readonly string[]): string =>
    message.replaceAll(/\{(\d)\}/g, (_match, index: string) => values[Number(index)] ?? ''),
};

export const workspace = {
  registerTextDocumentContentProvider: (): { dispose: () => void } => ({ dispose: () => undefined }),
};

/** `executed`: what was called, with its arguments. */
export const commands = {
  executed: [] as (readonly unknown[])[],
  executeCommand(...call: readonly unknown[]): Promise<void> {
    commands.executed.push(call);
    return Promise.resolve();
  },
};
