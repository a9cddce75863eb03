import * as vscode from 'vscode';
import { views } from '../../commands.ts';
import { parseJson } from '../../core/template/json.ts';
import type { LocatedProfile, ProfileHome, ProfileStore } from '../../host/profileStore.ts';
import { homeOf, type ProfileNode } from './profileTree.ts';

/** A profile that is dragged to another group goes into that group's settings. */
export class ProfileDrag implements vscode.TreeDragAndDropController<ProfileNode> {
  readonly dragMimeTypes = [mimeType];
  readonly dropMimeTypes = [mimeType];
  readonly #profiles: ProfileStore;
  readonly #move: (located: LocatedProfile, home: ProfileHome) => Promise<void>;

  constructor(profiles: ProfileStore, move: (located: LocatedProfile, home: ProfileHome) => Promise<void>) {
    this.#profiles = profiles;
    this.#move = move;
  }

  handleDrag(source: readonly ProfileNode[], transfer: vscode.DataTransfer): void {
    const ids = source.flatMap((node) => (node.kind === 'profile' ? [node.located.id] : []));
    if (ids.length > 0) transfer.set(mimeType, new vscode.DataTransferItem(JSON.stringify(ids)));
  }

  async handleDrop(target: ProfileNode | undefined, transfer: vscode.DataTransfer): Promise<void> {
    const home = target === undefined ? undefined : homeOf(target);
    const ids = readIds((await transfer.get(mimeType)?.asString()) ?? '');
    if (home === undefined) return;
    for (const id of ids) {
      const located = this.#profiles.find(id);
      if (located !== undefined) await this.#move(located, home);
    }
  }
}

/** Another tree may put anything there. */
function readIds(text: string): readonly string[] {
  const parsed = parseJson(text);
  const ids: unknown = parsed.kind === 'value' ? parsed.value : undefined;
  return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
}

/** Of this tree: https://code.visualstudio.com/api/references/vscode-api#TreeDragAndDropController */
const mimeType = `application/vnd.code.tree.${views.profiles}`.toLowerCase();
