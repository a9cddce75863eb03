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

/** Of files only. */
export const Uri = {
  file: (path: string): { readonly fsPath: string; toString: () => string } => ({
    fsPath: path,
    toString: () => `file://${path}`,
  }),
};
