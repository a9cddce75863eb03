import * as vscode from 'vscode';
import { commands } from '../../commands.ts';
import type { StoredMessage } from '../../core/inbox/messageStore.ts';
import { Disposable } from '../../host/disposable.ts';
import type { LocalInbox } from '../../host/localInbox.ts';

/** The messages of the local inbox, newest first. */
export class InboxTree extends Disposable implements vscode.TreeDataProvider<StoredMessage> {
  readonly #inbox: LocalInbox;
  readonly #didChange = this.register(new vscode.EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.#didChange.event;

  constructor(inbox: LocalInbox) {
    super();
    this.#inbox = inbox;
    this.register(inbox.onDidChange(() => this.#didChange.fire(undefined)));
  }

  getChildren(parent?: StoredMessage): StoredMessage[] {
    return parent === undefined ? [...this.#inbox.store.list()] : [];
  }

  getParent(): undefined {
    return undefined;
  }

  getTreeItem(message: StoredMessage): vscode.TreeItem {
    const subject = message.subject === '' ? vscode.l10n.t('(no subject)') : message.subject;
    const time = timeOf(message.receivedAt);
    const from = message.from || message.envelope.from;
    const item = new vscode.TreeItem(subject, vscode.TreeItemCollapsibleState.None);
    item.resourceUri = inboxUri(message);
    item.id = message.id;
    item.contextValue = 'message';
    item.iconPath = new vscode.ThemeIcon(message.isSeen ? 'mail-read' : 'mail');
    item.description = `${time} · ${from}`;
    item.tooltip = [
      subject,
      vscode.l10n.t('From: {0}', from),
      vscode.l10n.t('To: {0}', message.envelope.to.join(', ')),
      new Date(message.receivedAt).toLocaleString(vscode.env.language),
    ].join('\n');
    const state = message.isSeen ? vscode.l10n.t('read') : vscode.l10n.t('unread');
    item.accessibilityInformation = { label: `${subject}, ${from}, ${time}, ${state}` };
    item.command = { command: commands.openMessage, title: '', arguments: [message] };
    return item;
  }
}

/**
 * Marks unread messages. A tree has no bold type for an item, but a decoration colours its label and puts a mark at its end,
 * as source control does with changed files.
 */
export class UnreadDecorations extends Disposable implements vscode.FileDecorationProvider {
  readonly #inbox: LocalInbox;
  readonly #didChange = this.register(new vscode.EventEmitter<undefined>());
  readonly onDidChangeFileDecorations = this.#didChange.event;

  constructor(inbox: LocalInbox) {
    super();
    this.#inbox = inbox;
    this.register(inbox.onDidChange(() => this.#didChange.fire(undefined)));
    this.register(vscode.window.registerFileDecorationProvider(this));
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== inboxScheme) return undefined;
    const message = this.#inbox.store.get(uri.path.slice(1));
    if (message === undefined || message.isSeen) return undefined;
    return new vscode.FileDecoration('●', vscode.l10n.t('Unread'), new vscode.ThemeColor('list.highlightForeground'));
  }
}

/** Names a message to the decorations; nothing can be opened at it. */
function inboxUri(message: StoredMessage): vscode.Uri {
  return vscode.Uri.from({ scheme: inboxScheme, path: `/${message.id}` });
}

const inboxScheme = 'mailproof-inbox';

function timeOf(receivedAt: string): string {
  const date = new Date(receivedAt);
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday
    ? date.toLocaleTimeString(vscode.env.language, { hour: '2-digit', minute: '2-digit' })
    : date.toLocaleDateString(vscode.env.language, { day: 'numeric', month: 'short' });
}
