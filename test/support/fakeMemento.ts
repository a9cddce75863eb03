import type * as vscode from 'vscode';

/** Keeps values as VS Code does: as JSON, in which nothing is shared with whoever stored them. */
export class FakeMemento implements vscode.Memento {
  readonly #values = new Map<string, string>();

  keys(): readonly string[] {
    return [...this.#values.keys()];
  }

  /** Whoever asks says of which type it is, as VS Code's own does. */
  readonly get = ((key: string, fallback?: unknown): unknown => {
    const stored = this.#values.get(key);
    return stored === undefined ? fallback : JSON.parse(stored);
  }) as vscode.Memento['get'];

  update(key: string, value: unknown): Promise<void> {
    if (value === undefined) this.#values.delete(key);
    else this.#values.set(key, JSON.stringify(value));
    return Promise.resolve();
  }
}
