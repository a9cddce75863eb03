import * as vscode from 'vscode';
import { settings } from '../../commands.ts';
import { BoundedMap } from '../../core/boundedMap.ts';
import { Disposable } from '../../host/disposable.ts';
import { allowsRemoteImages } from '../../host/settings.ts';

/** Whether a template's remote images are loaded: what was chosen for it while the window lives, otherwise the setting. */
export class RemoteImageChoices extends Disposable {
  readonly #didChange = this.register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#didChange.event;
  readonly #chosen = new BoundedMap<string, boolean>({ entries: 500, weight: 500 });

  constructor() {
    super();
    this.register(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(settings.previewRemoteImages)) this.#didChange.fire();
      }),
    );
  }

  of(template: vscode.Uri): boolean {
    return this.#chosen.get(template.toString()) ?? allowsRemoteImages();
  }

  choose(template: vscode.Uri, allowed: boolean): void {
    this.#chosen.set(template.toString(), allowed, 1);
    this.#didChange.fire();
  }

  move(from: vscode.Uri, to: vscode.Uri): void {
    const chosen = this.#chosen.get(from.toString());
    if (chosen !== undefined) this.#chosen.set(to.toString(), chosen, 1);
  }
}
