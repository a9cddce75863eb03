import { parse } from 'jsonc-parser';
import * as vscode from 'vscode';
import { settings } from '../commands.ts';
import { isRecord } from '../core/isRecord.ts';
import { Disposable } from './disposable.ts';

export interface UntrustedValue {
  /** Whose settings hold it, in a workspace with several folders. */
  readonly folder: vscode.WorkspaceFolder | undefined;
  /** As it is written. */
  readonly value: unknown;
}

/**
 * The profiles that an untrusted workspace holds, to be shown and never used. VS Code leaves restricted settings of such a workspace out
 * of its configuration as if they were not there, so that their files are read.
 */
export class UntrustedProfiles extends Disposable {
  readonly #didChange = this.register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#didChange.event;
  #values: readonly UntrustedValue[] = [];
  #revision = 0;

  constructor() {
    super();
    if (vscode.workspace.isTrusted) return;
    for (const { file } of places()) {
      const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(file, '..'), file.path.split('/').at(-1) ?? '');
      const watcher = this.register(vscode.workspace.createFileSystemWatcher(pattern));
      for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete])
        this.register(event(() => void this.#read()));
    }
    void this.#read();
  }

  /** None once the workspace is trusted: its configuration has them then. */
  get values(): readonly UntrustedValue[] {
    return vscode.workspace.isTrusted ? [] : this.#values;
  }

  async #read(): Promise<void> {
    const revision = ++this.#revision;
    const values = await Promise.all(
      places().map(async ({ file, folder }) => ({ folder, value: profilesOf(await readText(file)) })),
    );
    if (revision !== this.#revision || this.isDisposed) return;
    this.#values = values.filter(({ value }) => value !== undefined);
    this.#didChange.fire();
  }
}

interface Place {
  readonly file: vscode.Uri;
  readonly folder: vscode.WorkspaceFolder | undefined;
}

function places(): readonly Place[] {
  const { workspaceFile, workspaceFolders = [] } = vscode.workspace;
  const ofFolders = workspaceFolders.map((folder) => ({
    file: vscode.Uri.joinPath(folder.uri, '.vscode', 'settings.json'),
    folder: workspaceFile === undefined ? undefined : folder,
  }));
  return workspaceFile === undefined ? ofFolders : [{ file: workspaceFile, folder: undefined }, ...ofFolders];
}

/** Of settings.json, or of a `.code-workspace` file. */
function profilesOf(text: string): unknown {
  let root: unknown;
  try {
    root = parse(text, [], { allowTrailingComma: true });
  } catch {
    // Nested deeper than the stack: a stranger wrote it.
    return undefined;
  }
  if (!isRecord(root)) return undefined;
  const { [settings.workspaceProfiles]: own, settings: inner } = root;
  return own ?? (isRecord(inner) ? inner[settings.workspaceProfiles] : undefined);
}

async function readText(file: vscode.Uri): Promise<string> {
  try {
    const { size } = await vscode.workspace.fs.stat(file);
    return size > maxBytes ? '' : new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  } catch {
    // There are no settings.
    return '';
  }
}

const maxBytes = 1024 * 1024;
