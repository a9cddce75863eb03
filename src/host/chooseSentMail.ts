import * as vscode from 'vscode';
import { isRecord } from '../core/isRecord.ts';
import type { SentMail } from '../core/mail/sentMail.ts';
import { showInfo } from './notify.ts';
import type { SendHistory } from './sendHistory.ts';

/** What a command was called for: an item of the history, or an id. */
export function sentMailOf(history: SendHistory, argument: unknown): SentMail | undefined {
  const id = isRecord(argument) && isRecord(argument['mail']) ? argument['mail']['mailproofId'] : argument;
  return typeof id === 'string' ? history.get(id) : undefined;
}

/** The same, or else the user's choice of the history; undefined: dismissed, or there is none. */
export async function chooseSentMail(
  history: SendHistory,
  argument: unknown,
  title: string,
): Promise<SentMail | undefined> {
  const meant = sentMailOf(history, argument);
  if (meant !== undefined) return meant;
  const mails = history.list();
  if (mails.length === 0) {
    void showInfo(vscode.l10n.t('No test mail was sent from this workspace yet.'));
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(
    mails.map((mail) => ({
      label: mail.subject || vscode.l10n.t('(no subject)'),
      description: `${mail.profileName} · ${new Date(mail.atMs).toLocaleString(vscode.env.language)}`,
      detail: mail.to.join(', '),
      mail,
    })),
    { title, matchOnDescription: true, matchOnDetail: true },
  );
  return picked?.mail;
}
