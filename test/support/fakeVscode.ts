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
  file: (path: string): { readonly path: string; readonly fsPath: string; toString: () => string } => ({
    path,
    fsPath: path,
    toString: () => `file://${path}`,
  }),
};

export const l10n = {
  t: (message: string, ...values: readonly string[]): string =>
    message.replaceAll(/\{(\d)\}/g, (_match, index: string) => values[Number(index)] ?? ''),
};

export const ConfigurationTarget = { Global: 1, Workspace: 2, WorkspaceFolder: 3 };

/** What a setting is in each place; `folder` by the path of the folder. */
interface Setting {
  readonly user?: unknown;
  readonly workspace?: unknown;
  readonly folder?: Readonly<Record<string, unknown>>;
}

/** `settings`: by their names; `updated`: what was written, and into which place. */
export const workspace = {
  isTrusted: true,
  workspaceFolders: [] as readonly { readonly name: string; readonly uri: { readonly path: string } }[],
  settings: {} as Readonly<Record<string, Setting>>,
  updated: [] as (readonly unknown[])[],
  getConfiguration: (section: string, scope?: { readonly path: string }) => ({
    inspect: (name: string) => {
      const { user, workspace: here, folder } = workspace.settings[`${section}.${name}`] ?? {};
      return { globalValue: user, workspaceValue: here, workspaceFolderValue: folder?.[scope?.path ?? ''] };
    },
    update: (...call: readonly unknown[]): Promise<void> => {
      workspace.updated.push([...call, scope?.path]);
      return Promise.resolve();
    },
  }),
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

export const QuickPickItemKind = { Separator: -1, Default: 0 };

export class ThemeIcon {
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

/** A list whose first entry is chosen as soon as it is shown; `labels`: what each one had. */
class QuickPick<Item extends { readonly label: string; readonly description?: string }> {
  title = '';
  placeholder = '';
  matchOnDescription = false;
  items: readonly Item[] = [];
  buttons: readonly unknown[] = [];
  readonly #accepted = new EventEmitter<void>();
  readonly #hidden = new EventEmitter<void>();
  readonly onDidAccept = this.#accepted.event;
  readonly onDidHide = this.#hidden.event;

  get activeItems(): readonly Item[] {
    return this.items.slice(0, 1);
  }

  onDidTriggerButton(): void {
    // Nobody presses one.
  }

  show(): void {
    window.asked.push(this.items.map(({ label, description = '' }) => `${label} ${description}`.trim()));
    this.#accepted.fire();
  }

  hide(): void {
    this.#hidden.fire();
  }

  dispose(): void {
    this.#accepted.dispose();
  }
}

/** `asked`: the entries of each list that was shown; `told`: what notifications said. */
export const window = {
  asked: [] as (readonly string[])[],
  told: [] as string[],
  createQuickPick: () => new QuickPick(),
  /** The first of what can be done is done. */
  showWarningMessage(message: string, ...actions: readonly string[]): Promise<string | undefined> {
    window.told.push(message);
    return Promise.resolve(actions[0]);
  },
  showInformationMessage(message: string, ...actions: readonly string[]): Promise<string | undefined> {
    window.told.push(message);
    return Promise.resolve(actions[0]);
  },
  showErrorMessage(message: string): Promise<void> {
    window.told.push(message);
    return Promise.resolve();
  },
};
