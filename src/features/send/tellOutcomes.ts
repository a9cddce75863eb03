import * as vscode from 'vscode';
import { commands } from '../../commands.ts';
import type { Logger } from '../../core/log.ts';
import type { SendFailure, SendOutcome } from '../../core/mail/outcome.ts';
import { showError, showInfo, showWarning } from '../../host/notify.ts';
import { say } from '../../host/say.ts';
import type { LocalInbox } from '../../host/localInbox.ts';
import type { ProfileStore } from '../../host/profileStore.ts';
import type { ReportDocuments } from '../../host/reportDocuments.ts';
import { failureActions, lookAction, transcriptAction, type OutcomeAction } from './outcomeActions.ts';
import { sampleWarning } from './plannedMail.ts';
import { showResults } from './resultTable.ts';
import type { SentNow } from './sendMails.ts';
import { nameOf, type Target } from './sendTarget.ts';

export interface OutcomeContext {
  readonly target: Target;
  /** How many messages there were to send. */
  readonly total: number;
  readonly profiles: ProfileStore;
  readonly inbox: LocalInbox;
  readonly reports: ReportDocuments;
  readonly log: Logger;
  /** Settled once the history knows of them: what is shown of it comes after that. */
  readonly kept: Promise<void>;
  readonly sendAgain: () => Promise<unknown>;
}

/** One notification that says what happened, in words that fit exactly: "sent" is said only of what a server accepted. */
export async function tellOutcomes(sent: readonly SentNow[], context: OutcomeContext): Promise<void> {
  const [first] = sent;
  if (first === undefined) return;
  if (context.total > 1) return tellSeveral(sent, context);
  return tellOne(first, context);
}

async function tellSeveral(sent: readonly SentNow[], context: OutcomeContext): Promise<void> {
  const count = sent.filter(({ outcome }) => outcome.kind === 'sent').length;
  const last = sent.at(-1)?.outcome.kind;
  const wasStopped =
    last === 'cancelled' || (sent.length < context.total && last !== 'not-sent' && last !== 'rejected');
  const show = vscode.l10n.t('Show Results');
  const name = nameOf(context.target);
  if (count === context.total) {
    const answer = await showInfo(vscode.l10n.t('{0} messages were accepted by {1}.', count, name), show);
    if (answer === show) await showResults(sent, context);
    return;
  }
  const message = wasStopped
    ? vscode.l10n.t('Stopped: {0} of {1} messages were accepted by {2}.', count, context.total, name)
    : vscode.l10n.t('{0} of {1} messages were accepted by {2}.', count, context.total, name);
  const answer = wasStopped ? await showWarning(message, show) : await showError(message, show);
  if (answer === show) await showResults(sent, context);
}

async function tellOne({ mail, outcome }: Omit<SentNow, 'transcript'>, context: OutcomeContext): Promise<void> {
  const name = nameOf(context.target);
  switch (outcome.kind) {
    case 'sent':
      return tellSent({ mail, outcome }, context);
    case 'partly-sent': {
      const refused = outcome.rejected.map(({ address, response }) => `${address} (${response})`).join(', ');
      return offer(
        showWarning,
        vscode.l10n.t('Sent to {0}, but {1} refused: {2}', outcome.accepted.join(', '), name, refused),
        [transcriptAction(mail.id, context)],
      );
    }
    case 'rejected':
      return tellFailure(
        outcome.permanent
          ? vscode.l10n.t('Not sent: {0} refused the message.', name)
          : vscode.l10n.t('Not sent: {0} refused the message for now.', name),
        { mail, failure: outcome.failure, context },
      );
    case 'not-sent':
      return tellFailure(vscode.l10n.t('Not sent.'), { mail, failure: outcome.failure, context });
    case 'unknown': {
      const look = lookAction(mail.id, context);
      return offer(
        showWarning,
        vscode.l10n.t(
          'It is not known whether the message was delivered: {0} Look into the mailbox before you send it again. Message-ID: {1}',
          say(outcome.failure.message),
          outcome.messageId,
        ),
        [...(look === undefined ? [] : [look]), copyIdAction(outcome.messageId), transcriptAction(mail.id, context)],
      );
    }
    case 'cancelled':
      return;
  }
}

async function tellSent(
  { mail, outcome }: { readonly mail: SentNow['mail']; readonly outcome: Extract<SendOutcome, { kind: 'sent' }> },
  context: OutcomeContext,
): Promise<void> {
  const warnings = [
    ...(mail.result.isSampleData === true ? [sampleWarning()] : []),
    ...mail.leftImages.map(({ message }) => say(message)),
    ...mail.composed.warnings.map(say),
  ];
  const warning = warnings.slice(0, maxToldWarnings).join(' ');
  const subject = mail.composed.subject === '' ? vscode.l10n.t('(no subject)') : mail.composed.subject;
  const arrived = context.target.kind === 'inbox' ? (await context.inbox.arrivals.arrivalOf(mail.id))?.id : undefined;
  const message =
    arrived === undefined
      ? vscode.l10n.t(
          '"{0}" was accepted by {1} for {2}.',
          subject,
          nameOf(context.target),
          outcome.accepted.join(', '),
        )
      : vscode.l10n.t('"{0}" arrived in the local inbox.', subject);
  const action =
    arrived === undefined
      ? transcriptAction(mail.id, context)
      : {
          label: vscode.l10n.t('Open Message'),
          run: () => vscode.commands.executeCommand(commands.openMessage, arrived),
        };
  await (warning === '' ? offer(showInfo, message, [action]) : offer(showWarning, `${message} ${warning}`, [action]));
}

async function tellFailure(
  headline: string,
  {
    mail,
    failure,
    context,
  }: { readonly mail: SentNow['mail']; readonly failure: SendFailure; readonly context: OutcomeContext },
): Promise<void> {
  const message = [headline, say(failure.message), failure.remedy === undefined ? '' : say(failure.remedy)]
    .filter(Boolean)
    .join(' ');
  return offer(showError, message, [...failureActions(failure, context), transcriptAction(mail.id, context)]);
}

function copyIdAction(messageId: string): OutcomeAction {
  return { label: vscode.l10n.t('Copy Message-ID'), run: () => vscode.env.clipboard.writeText(messageId) };
}

type Show = (message: string, ...labels: string[]) => Thenable<string | undefined>;

async function offer(show: Show, message: string, actions: readonly OutcomeAction[]): Promise<void> {
  const answer = await show(message, ...actions.map(({ label }) => label));
  await actions.find(({ label }) => label === answer)?.run();
}

/** A notification is a line or two. */
const maxToldWarnings = 2;
