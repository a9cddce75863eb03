import * as vscode from 'vscode';
import { commands } from '../../commands.ts';
import type { StoredMessage } from '../../core/inbox/messageWriter.ts';
import { Disposable } from '../../host/disposable.ts';
import type { LocalInbox } from '../../host/localInbox.ts';
import type { InboxFilter } from './inboxFilter.ts';
import { groupsOf, type InboxGrouping } from './inboxGroups.ts';
import { noticesOf, type InboxNotice } from './inboxNotices.ts';
import { messageItem } from './messageItem.ts';

export type InboxNode =
  | { readonly kind: 'notice'; readonly notice: InboxNotice }
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly label: string;
      readonly messages: readonly StoredMessage[];
    }
  /** `id`: by which commands of other features know the message. */
  | { readonly kind: 'message'; readonly id: string; readonly message: StoredMessage; readonly group: string }
  | { readonly kind: 'more'; readonly group: string; readonly hidden: number };

/** The messages of the local inbox, newest first, a page of them at a time: VS Code draws anew all that it is given. */
export class InboxTree extends Disposable implements vscode.TreeDataProvider<InboxNode> {
  readonly #inbox: LocalInbox;
  readonly #filter: InboxFilter;
  readonly #didChange = this.register(new vscode.EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.#didChange.event;
  /** How many messages are shown of each group. */
  readonly #shown = new Map<string, number>();
  #grouping: InboxGrouping = 'none';

  constructor(inbox: LocalInbox, filter: InboxFilter) {
    super();
    this.#inbox = inbox;
    this.#filter = filter;
    this.register(inbox.onDidChange(() => this.#didChange.fire(undefined)));
    this.register(filter.onDidChange(() => this.#didChange.fire(undefined)));
  }

  get grouping(): InboxGrouping {
    return this.#grouping;
  }

  set grouping(grouping: InboxGrouping) {
    this.#grouping = grouping;
    this.#shown.clear();
    this.#didChange.fire(undefined);
  }

  showMore(group: string): void {
    this.#shown.set(group, this.#shownOf(group) + nextPage);
    this.#didChange.fire(undefined);
  }

  getChildren(parent?: InboxNode): InboxNode[] {
    if (parent === undefined) {
      const notices = noticesOf(this.#inbox).map((notice) => ({ kind: 'notice' as const, notice }));
      const messages = this.#filter.visible();
      if (this.#grouping === 'none') return [...notices, ...this.#page('', messages)];
      const groups = groupsOf(messages, this.#grouping);
      return [...notices, ...groups.map((group) => ({ kind: 'group' as const, ...group }))];
    }
    return parent.kind === 'group' ? this.#page(parent.key, parent.messages) : [];
  }

  getParent(): undefined {
    return undefined;
  }

  getTreeItem(node: InboxNode): vscode.TreeItem {
    switch (node.kind) {
      case 'notice':
        return noticeItem(node.notice);
      case 'group':
        return groupItem(node);
      case 'message':
        return messageItem(node.message, node.group);
      case 'more':
        return moreItem(node);
    }
  }

  #page(group: string, messages: readonly StoredMessage[]): InboxNode[] {
    const shown = messages.slice(0, this.#shownOf(group));
    const hidden = messages.length - shown.length;
    return [
      ...shown.map((message) => ({ kind: 'message' as const, id: message.id, message, group })),
      ...(hidden > 0 ? [{ kind: 'more' as const, group, hidden }] : []),
    ];
  }

  #shownOf(group: string): number {
    return this.#shown.get(group) ?? firstPage;
  }
}

function noticeItem({ id, label, description, icon, tooltip, isWarning, command }: InboxNotice): vscode.TreeItem {
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
  item.id = `notice ${id}`;
  item.contextValue = `notice.${id}`;
  item.description = description;
  item.tooltip = tooltip;
  item.iconPath = new vscode.ThemeIcon(icon, isWarning ? new vscode.ThemeColor('list.warningForeground') : undefined);
  item.accessibilityInformation = { label: [label, description].filter((part) => part !== '').join(', ') };
  if (command !== undefined) item.command = { command, title: '' };
  return item;
}

function groupItem({ key, label, messages }: Extract<InboxNode, { kind: 'group' }>): vscode.TreeItem {
  const unread = messages.filter((message) => !message.isSeen).length;
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `group ${key}`;
  item.contextValue = 'group';
  item.description =
    unread === 0 ? String(messages.length) : vscode.l10n.t('{0} · {1} unread', messages.length, unread);
  item.accessibilityInformation = { label: `${label}, ${item.description}` };
  return item;
}

function moreItem({ group, hidden }: Extract<InboxNode, { kind: 'more' }>): vscode.TreeItem {
  const next = Math.min(hidden, nextPage);
  const item = new vscode.TreeItem(vscode.l10n.t('Show {0} More', next), vscode.TreeItemCollapsibleState.None);
  item.id = `more ${group}`;
  item.contextValue = 'more';
  item.description = vscode.l10n.t('of {0} older messages', hidden);
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = { command: commands.showMoreMessages, title: '', arguments: [group] };
  return item;
}

const firstPage = 200;
const nextPage = 500;
