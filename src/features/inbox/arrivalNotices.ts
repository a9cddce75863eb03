import * as vscode from 'vscode';
import { commands, settings } from '../../commands.ts';
import type { StoredMessage } from '../../core/inbox/messageWriter.ts';
import { Disposable } from '../../host/disposable.ts';
import type { LocalInbox } from '../../host/localInbox.ts';
import { showInfo } from '../../host/notify.ts';
import { readBoolean } from '../../host/settings.ts';
import { senderOf, subjectOf } from './messageItem.ts';

/** Tells of mail that other programs send. One notification at a time, however many messages come. */
export class ArrivalNotices extends Disposable {
  #waiting: StoredMessage[] = [];
  #isShown = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(inbox: LocalInbox) {
    super();
    this.register(inbox.onDidReceive((messages) => this.#take(messages)));
    this.register({ dispose: () => clearTimeout(this.#timer) });
  }

  #take(messages: readonly StoredMessage[]): void {
    if (!readBoolean(settings.inboxNotify, true)) return;
    const foreign = messages.filter((message) => message.mailproofId === undefined);
    if (foreign.length === 0 || this.#isShown) return;
    this.#waiting.push(...foreign);
    // Most applications send several at once: to the customer, to the shop, to the log.
    this.#timer ??= setTimeout(() => void this.#tell(), gatherMs);
  }

  async #tell(): Promise<void> {
    const messages = this.#waiting;
    const last = messages.at(-1);
    this.#waiting = [];
    this.#timer = undefined;
    if (last === undefined) return;
    this.#isShown = true;
    try {
      const open = vscode.l10n.t('Open');
      const off = vscode.l10n.t('Do Not Tell Me');
      const answer = await showInfo(
        messages.length === 1
          ? vscode.l10n.t('"{0}" from {1} arrived in the local inbox.', subjectOf(last), senderOf(last))
          : vscode.l10n.t('{0} messages arrived in the local inbox.', messages.length),
        open,
        off,
      );
      if (answer === open) {
        await (messages.length === 1
          ? vscode.commands.executeCommand(commands.openMessage, last.id)
          : vscode.commands.executeCommand('mailproof.inbox.focus'));
      } else if (answer === off) {
        await vscode.workspace
          .getConfiguration()
          .update(settings.inboxNotify, false, vscode.ConfigurationTarget.Global);
      }
    } finally {
      this.#isShown = false;
    }
  }
}

const gatherMs = 700;
