import path from 'node:path';
import * as vscode from 'vscode';
import { commands, contextKeys } from '../../commands.ts';
import { deliveryInBrief, deliveryWords, oneLine } from '../../core/delivery/deliveryWords.ts';
import type { KeptDelivery } from '../../core/delivery/keptDelivery.ts';
import type { KeptOutcome, SentMail } from '../../core/mail/sentMail.ts';
import { Disposable } from '../../host/disposable.ts';
import { say } from '../../host/say.ts';
import type { SendHistory } from '../../host/sendHistory.ts';
import { outcomeWord } from './resultTable.ts';

/** Commands called on an item find the mail here. */
export interface HistoryNode {
  readonly mail: SentMail;
}

/** The last test mails of the workspace, the newest first. */
export class HistoryTree extends Disposable implements vscode.TreeDataProvider<HistoryNode> {
  readonly #history: SendHistory;
  readonly #didChange = this.register(new vscode.EventEmitter<void>());
  readonly onDidChangeTreeData = this.#didChange.event;

  constructor(history: SendHistory) {
    super();
    this.#history = history;
    this.register(history.onDidChange(() => this.#announce()));
    this.#announce();
  }

  getChildren(parent?: HistoryNode): HistoryNode[] {
    return parent === undefined ? this.#history.list().map((mail) => ({ mail })) : [];
  }

  getTreeItem({ mail }: HistoryNode): vscode.TreeItem {
    const item = new vscode.TreeItem(mail.subject || vscode.l10n.t('(no subject)'));
    item.id = mail.mailproofId;
    const deliveries = mail.deliveries ?? [];
    const hasArrived = deliveries.some(({ kind }) => kind === 'arrived');
    item.contextValue = `sent.${mail.outcome.kind}${hasArrived ? '.arrived' : ''}`;
    item.iconPath = mail.outcome.kind === 'sent' ? arrivalIcon(deliveries) : iconOf(mail.outcome.kind);
    const found = deliveries.map((delivery) => say(deliveryWords(delivery)));
    const state = [outcomeWord(mail.outcome), ...found].join(', ');
    const time = new Date(mail.atMs).toLocaleString(vscode.env.language, { dateStyle: 'short', timeStyle: 'short' });
    const brief = deliveries.map((delivery) => say(deliveryInBrief(delivery)));
    const told = mail.outcome.kind === 'sent' ? brief : [outcomeWord(mail.outcome), ...brief];
    item.description = [...told, mail.profileName, time].join(' · ');
    item.tooltip = tooltipOf(mail, outcomeWord(mail.outcome), time);
    item.accessibilityInformation = { label: `${item.label as string}, ${state}, ${mail.profileName}, ${time}` };
    item.command = { command: commands.showTranscript, title: '', arguments: [mail.mailproofId] };
    return item;
  }

  #announce(): void {
    void vscode.commands.executeCommand('setContext', contextKeys.historyEmpty, this.#history.list().length === 0);
    this.#didChange.fire();
  }
}

/** A plain text: foreign words in it are no Markdown. */
function tooltipOf(mail: SentMail, state: string, time: string): string {
  const { outcome } = mail;
  return [
    `${mail.subject} · ${state}`,
    outcome.reason,
    ...outcome.rejected.map(({ address, response }) => `${address}: ${response}`),
    ...(mail.deliveries ?? []).map((delivery) => `${oneLine(delivery.mailbox)}: ${say(deliveryWords(delivery))}`),
    vscode.l10n.t('To: {0}', mail.to.join(', ')),
    vscode.l10n.t('Through {0}, {1}', mail.profileName, time),
    originOf(mail),
    `Message-ID: ${mail.messageId}`,
  ]
    .filter(Boolean)
    .join('\n');
}

function originOf({ template, dataSet, isRelease }: SentMail): string {
  if (isRelease === true) return vscode.l10n.t('Released from the local inbox or a file');
  return [path.basename(vscode.Uri.parse(template).path), ...(dataSet === undefined ? [] : [dataSet])].join(' · ');
}

/** Of a mail that a server took: what is known of its arrival, the worst first. */
function arrivalIcon(deliveries: readonly KeptDelivery[]): vscode.ThemeIcon {
  const warning = new vscode.ThemeColor('list.warningForeground');
  if (deliveries.some((each) => each.kind === 'arrived' && each.folder.kind === 'junk'))
    return new vscode.ThemeIcon('warning', warning);
  if (deliveries.some(({ kind }) => kind === 'not-arrived')) return new vscode.ThemeIcon('watch', warning);
  return deliveries.length > 0
    ? new vscode.ThemeIcon('pass-filled', new vscode.ThemeColor('testing.iconPassed'))
    : iconOf('sent');
}

function iconOf(kind: KeptOutcome['kind']): vscode.ThemeIcon {
  switch (kind) {
    case 'sent':
      return new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'));
    case 'partly-sent':
      return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
    case 'unknown':
      return new vscode.ThemeIcon('question', new vscode.ThemeColor('list.warningForeground'));
    case 'rejected':
    case 'not-sent':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  }
}
