import * as vscode from 'vscode';
import { commands } from '../../commands.ts';
import type { StoredMessage } from '../../core/inbox/messageWriter.ts';
import { Disposable } from '../../host/disposable.ts';
import type { LocalInbox } from '../../host/localInbox.ts';

/** One line of the inbox. `group`: a message for two people stands in two groups. */
export function messageItem(message: StoredMessage, group: string): vscode.TreeItem {
  const subject = subjectOf(message);
  const time = timeOf(message.receivedAt);
  const from = senderOf(message);
  const to = recipientsOf(message);
  const item = new vscode.TreeItem(subject, vscode.TreeItemCollapsibleState.None);
  item.resourceUri = vscode.Uri.from({ scheme: inboxScheme, path: `/${message.id}` });
  item.id = `${group} ${message.id}`;
  item.contextValue = contextOf(message);
  item.iconPath = iconOf(message);
  item.description = [
    message.isFlagged ? '★' : '',
    message.hasAttachments ? '📎' : '',
    // First, because the side bar is narrow.
    `${time} ·`,
    to === '' ? from : `${from} → ${to}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
  item.tooltip = tooltipOf(message);
  item.accessibilityInformation = { label: spoken(message, [subject, from, to, time]) };
  item.command = { command: commands.openMessage, title: '', arguments: [message.id] };
  return item;
}

export function subjectOf(message: StoredMessage): string {
  return message.subject === '' ? vscode.l10n.t('(no subject)') : message.subject;
}

export function senderOf(message: StoredMessage): string {
  return message.from || message.envelope.from || vscode.l10n.t('(no sender)');
}

/** Those that the mail really goes to, not those that its headers name. */
function recipientsOf({ envelope, to }: StoredMessage): string {
  const [first, ...others] = envelope.to;
  if (first === undefined) return to;
  return others.length === 0 ? first : vscode.l10n.t('{0} and {1} more', first, others.length);
}

function contextOf(message: StoredMessage): string {
  return [
    'message',
    message.isSeen ? 'read' : 'unread',
    message.isFlagged ? 'flagged' : 'plain',
    message.origin === undefined ? 'foreign' : 'template',
  ].join('.');
}

/** The paper plane: Mailproof sent it. */
function iconOf(message: StoredMessage): vscode.ThemeIcon {
  if (message.mailproofId !== undefined) return new vscode.ThemeIcon('send');
  return new vscode.ThemeIcon(message.isSeen ? 'mail-read' : 'mail');
}

function tooltipOf(message: StoredMessage): string {
  const { envelope } = message;
  return [
    subjectOf(message),
    vscode.l10n.t('From: {0}', senderOf(message)),
    vscode.l10n.t('To: {0}', envelope.to.slice(0, maxNamedRecipients).join(', ') || message.to),
    ...(envelope.to.length > maxNamedRecipients ? [vscode.l10n.t('{0} recipients in all', envelope.to.length)] : []),
    `${new Date(message.receivedAt).toLocaleString(vscode.env.language)} · ${sizeText(message.sizeBytes)}`,
    ...(message.hasAttachments ? [vscode.l10n.t('With attachments')] : []),
    ...(message.mailproofId === undefined ? [] : [vscode.l10n.t('Sent by Mailproof')]),
    ...(message.origin === undefined ? [] : [vscode.l10n.t('Template: {0}', templateName(message.origin.template))]),
  ].join('\n');
}

function spoken(message: StoredMessage, parts: readonly string[]): string {
  return [
    ...parts,
    message.isSeen ? vscode.l10n.t('read') : vscode.l10n.t('unread'),
    message.isFlagged ? vscode.l10n.t('flagged') : '',
    message.hasAttachments ? vscode.l10n.t('With attachments') : '',
    message.mailproofId === undefined ? '' : vscode.l10n.t('Sent by Mailproof'),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

export function templateName(uri: string): string {
  const path = vscode.Uri.parse(uri).path;
  return path.slice(path.lastIndexOf('/') + 1);
}

function sizeText(bytes: number): string {
  return bytes < 1024 * 1024
    ? `${Math.max(bytes / 1024, 0.1).toFixed(1)} KB`
    : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function timeOf(receivedAt: string): string {
  const date = new Date(receivedAt);
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday
    ? date.toLocaleTimeString(vscode.env.language, { hour: '2-digit', minute: '2-digit' })
    : date.toLocaleDateString(vscode.env.language, { day: 'numeric', month: 'short' });
}

/**
 * Unread messages are coloured and have a dot, as source control marks changed files: a tree has no bold type. (Highlights of a label
 * look like what a search has found.)
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
    const color = new vscode.ThemeColor('list.highlightForeground');
    return new vscode.FileDecoration('●', vscode.l10n.t('Unread'), color);
  }
}

/** Names a message to the decorations; nothing can be opened at it. */
const inboxScheme = 'mailproof-inbox';
const maxNamedRecipients = 10;
