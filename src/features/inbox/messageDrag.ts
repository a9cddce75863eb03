import * as vscode from 'vscode';
import type { LocalInbox } from '../../host/localInbox.ts';
import type { InboxNode } from './inboxTree.ts';

/** Messages can be dragged into an editor, or into a folder of the explorer, as their files. */
export class MessageDrag implements vscode.TreeDragAndDropController<InboxNode> {
  readonly dragMimeTypes = [uriList];
  readonly dropMimeTypes = [];
  readonly #inbox: LocalInbox;

  constructor(inbox: LocalInbox) {
    this.#inbox = inbox;
  }

  handleDrag(nodes: readonly InboxNode[], transfer: vscode.DataTransfer): void {
    const files = nodes.flatMap((node) => {
      const file = node.kind === 'message' ? this.#inbox.store.fileOf(node.message.id) : undefined;
      return file === undefined ? [] : [vscode.Uri.file(file).toString()];
    });
    if (files.length > 0) transfer.set(uriList, new vscode.DataTransferItem(files.join('\r\n')));
  }
}

const uriList = 'text/uri-list';
