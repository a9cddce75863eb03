import * as vscode from 'vscode';
import { alignColumns } from '../../core/text/alignColumns.ts';
import type { SentMail } from '../../core/mail/sentMail.ts';
import { formatSize } from '../../core/mail/messageSize.ts';
import { outcomeWord } from './resultTable.ts';

/** What a person needs to understand a send, and to attach to a ticket: the facts, and then what was said. */
export function transcriptText(mail: SentMail, dialogue: string | undefined): string {
  const { outcome } = mail;
  const facts: readonly (readonly [string, string])[] = [
    [vscode.l10n.t('Result'), outcomeWord(outcome)],
    [vscode.l10n.t('Reason'), outcome.reason],
    [vscode.l10n.t('Accepted for'), outcome.accepted.join(', ')],
    ...outcome.rejected.map(({ address, response }) => [vscode.l10n.t('Refused'), `${address}: ${response}`] as const),
    [vscode.l10n.t('Time'), new Date(mail.atMs).toISOString()],
    [vscode.l10n.t('Profile'), mail.profileName],
    ['From', mail.from],
    ['To', mail.to.join(', ')],
    ['Cc', mail.cc.join(', ')],
    ['Bcc', mail.bcc.join(', ')],
    ['Subject', mail.subject],
    ['Message-ID', mail.messageId],
    ['X-Mailproof-Id', mail.mailproofId],
    [vscode.l10n.t('Size'), formatSize(mail.sizeBytes)],
    [
      mail.isRelease === true ? vscode.l10n.t('Released') : vscode.l10n.t('Template'),
      vscode.workspace.asRelativePath(vscode.Uri.parse(mail.template)),
    ],
    [vscode.l10n.t('Data set'), mail.dataSet ?? ''],
  ];
  const shown = facts.filter(([, value]) => value !== '');
  const said = dialogue ?? vscode.l10n.t('What was said to the server was not recorded, or is not kept any more.');
  return `${alignColumns(shown.map(([name, value]) => [`${name}:`, value]))}\n\n${said.trimEnd()}\n`;
}
