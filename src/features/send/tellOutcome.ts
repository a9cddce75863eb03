import * as vscode from 'vscode';
import { commands } from '../../commands.ts';
import type { SendFailure, SendOutcome } from '../../core/mail/outcome.ts';
import { showError, showInfo, showWarning } from '../../host/notify.ts';
import { say } from '../../host/say.ts';

export interface OutcomeContext {
  readonly subject: string;
  readonly targetName: string;
  /** undefined: the local inbox. */
  readonly profileId: string | undefined;
  /** Id of the message in the local inbox, when it went there. */
  readonly inboxMessage: string | undefined;
  readonly warnings: readonly string[];
}

/** One notification that says what happened, in words that fit exactly: "sent" is said only of what a server accepted. */
export async function tellOutcome(outcome: SendOutcome, context: OutcomeContext): Promise<void> {
  switch (outcome.kind) {
    case 'sent':
      return tellSent(outcome.accepted, context);
    case 'partly-sent': {
      const refused = outcome.rejected.map(({ address, response }) => `${address} (${response})`).join(', ');
      await showWarning(
        vscode.l10n.t('Sent to {0}, but {1} refused: {2}', outcome.accepted.join(', '), context.targetName, refused),
      );
      return;
    }
    case 'rejected':
      return tellFailure(
        outcome.permanent
          ? vscode.l10n.t('Not sent: {0} refused the message.', context.targetName)
          : vscode.l10n.t('Not sent: {0} refused the message for now.', context.targetName),
        outcome.failure,
        context,
      );
    case 'not-sent':
      return tellFailure(vscode.l10n.t('Not sent.'), outcome.failure, context);
    case 'unknown':
      await showWarning(
        vscode.l10n.t(
          'It is not known whether the message was delivered: {0} Look into the mailbox before you send it again. Message-ID: {1}',
          say(outcome.failure.message),
          outcome.messageId,
        ),
      );
      return;
    case 'cancelled':
      return;
  }
}

async function tellSent(accepted: readonly string[], context: OutcomeContext): Promise<void> {
  const warning = context.warnings.length === 0 ? undefined : context.warnings.slice(0, maxToldWarnings).join(' ');
  const subject = context.subject === '' ? vscode.l10n.t('(no subject)') : context.subject;
  if (context.inboxMessage !== undefined) {
    const open = vscode.l10n.t('Open Message');
    const message = vscode.l10n.t('"{0}" arrived in the local inbox.', subject);
    const answer =
      warning === undefined ? await showInfo(message, open) : await showWarning(`${message} ${warning}`, open);
    if (answer === open) await vscode.commands.executeCommand(commands.openMessage, context.inboxMessage);
    return;
  }
  const message = vscode.l10n.t('"{0}" was accepted by {1} for {2}.', subject, context.targetName, accepted.join(', '));
  await (warning === undefined ? showInfo(message) : showWarning(`${message} ${warning}`));
}

async function tellFailure(headline: string, failure: SendFailure, context: OutcomeContext): Promise<void> {
  const edit = vscode.l10n.t('Edit Profile');
  const log = vscode.l10n.t('Show Log');
  const actions = context.profileId === undefined ? [log] : [edit, log];
  const answer = await showError(
    [headline, say(failure.message), failure.remedy === undefined ? '' : say(failure.remedy)].filter(Boolean).join(' '),
    ...actions,
  );
  if (answer === edit) await vscode.commands.executeCommand(commands.editProfile, context.profileId);
  else if (answer === log) await vscode.commands.executeCommand(commands.showLog);
}

/** A notification is a line or two. */
const maxToldWarnings = 2;
