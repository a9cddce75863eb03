import path from 'node:path';
import * as vscode from 'vscode';
import { Disposable, type DisposableLike } from '../../host/disposable.ts';
import type { PreviewPanel } from './previewPanel.ts';

export interface PreviewFilesDeps {
  readonly previews: () => readonly PreviewPanel[];
}

/** Files change on disk too: a build, a branch switch, an image saved by another program. */
export class PreviewFiles extends Disposable {
  readonly #deps: PreviewFilesDeps;
  /** Folders outside of the workspace, which VS Code does not watch by itself. */
  readonly #outside = new Map<string, DisposableLike>();

  constructor(deps: PreviewFilesDeps) {
    super();
    this.#deps = deps;
    this.register(this.#watch('**/*'));
    this.register({ dispose: () => this.#watchOutside([]) });
  }

  /** To be called when previews show other files than before. */
  update(): void {
    const files = this.#deps.previews().flatMap((preview) => [preview.template.fsPath, ...preview.dependencies]);
    const outside = files.filter((file) => vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file)) === undefined);
    this.#watchOutside([...new Set(outside.map((file) => path.dirname(file)))].slice(0, maxFolders));
  }

  #watchOutside(folders: readonly string[]): void {
    for (const [folder, watcher] of this.#outside) {
      if (folders.includes(folder)) continue;
      this.#outside.delete(folder);
      watcher.dispose();
    }
    for (const folder of folders) {
      // Not what is below: a mail may lie in somebody's home folder.
      const pattern = new vscode.RelativePattern(vscode.Uri.file(folder), '*');
      if (!this.#outside.has(folder)) this.#outside.set(folder, this.#watch(pattern));
    }
  }

  #watch(pattern: vscode.GlobPattern): vscode.FileSystemWatcher {
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const changed = (file: vscode.Uri): void => {
      for (const preview of this.#deps.previews()) {
        if (preview.uses(file)) preview.schedule(fileChangeDelayMs);
        else if (pictureName.test(file.path)) preview.lookAtImages();
      }
    };
    watcher.onDidChange(changed);
    watcher.onDidCreate(changed);
    watcher.onDidDelete(changed);
    return watcher;
  }
}

const pictureName = /\.(?:png|jpe?g|gif|webp|svg|bmp)$/i;
/** Of a branch switch come many changes at once: one render is enough. */
const fileChangeDelayMs = 100;
/** A mail is made of files in a handful of folders. */
const maxFolders = 20;
