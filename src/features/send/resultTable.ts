import * as vscode from 'vscode';
import type { SendOutcome } from '../../core/mail/outcome.ts';
import { alignColumns } from '../../core/text/alignColumns.ts';
import { say } from '../../host/say.ts';
import type { SentNow } from './sendMails.ts';
import type { OutcomeContext } from './tellOutcomes.ts';
import { nameOf } from './sendTarget.ts';

/** What became of each message, as a document that can be kept. */
export async function showResults(sent: readonly SentNow[], context: OutcomeContext): Promise<void> {
  const rows = sent.map(({ mail, outcome }) => [
    mail.dataSet ?? '',
    outcomeWord(outcome),
    mail.composed.message.messageId,
    reasonText(outcome),
  ]);
  const header = [
    vscode.l10n.t('Data set'),
    vscode.l10n.t('Result'),
    vscode.l10n.t('Message-ID'),
    vscode.l10n.t('Reason'),
  ];
  const untried = context.total - sent.length;
  const text = [
    vscode.l10n.t('Sent through {0}', nameOf(context.target)),
    '',
    alignColumns([header, ...rows]),
    ...(untried > 0 ? ['', vscode.l10n.t('Not tried: {0}', untried)] : []),
    '',
  ].join('\n');
  await context.reports.show(vscode.l10n.t('Results'), text);
}

export function outcomeWord(outcome: Pick<SendOutcome, 'kind'>): string {
  switch (outcome.kind) {
    case 'sent':
      return vscode.l10n.t('accepted');
    case 'partly-sent':
      return vscode.l10n.t('accepted for some');
    case 'rejected':
      return vscode.l10n.t('refused');
    case 'not-sent':
      return vscode.l10n.t('not sent');
    case 'unknown':
      return vscode.l10n.t('not known');
    case 'cancelled':
      return vscode.l10n.t('stopped');
  }
}

function reasonText(outcome: SendOutcome): string {
  switch (outcome.kind) {
    case 'sent':
      return '';
    case 'partly-sent':
      return outcome.rejected.map(({ address, response }) => `${address}: ${response}`).join('; ');
    case 'rejected':
    case 'not-sent':
    case 'unknown':
      return say(outcome.failure.message);
    case 'cancelled':
      return '';
  }
}
