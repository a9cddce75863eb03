import * as vscode from 'vscode';
import { views } from '../../commands.ts';
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
    if (ids.length > 0) transfer.set(mimeType, new vscode.DataTransferItem(ids));
  }

  async handleDrop(target: ProfileNode | undefined, transfer: vscode.DataTransfer): Promise<void> {
    const home = target === undefined ? undefined : homeOf(target);
    const ids: unknown = transfer.get(mimeType)?.value;
    if (home === undefined || !Array.isArray(ids)) return;
    for (const id of ids as readonly unknown[]) {
      const located = typeof id === 'string' ? this.#profiles.find(id) : undefined;
      if (located !== undefined) await this.#move(located, home);
    }
  }
}

/** Of this tree: https://code.visualstudio.com/api/references/vscode-api#TreeDragAndDropController */
const mimeType = `application/vnd.code.tree.${views.profiles}`.toLowerCase();
