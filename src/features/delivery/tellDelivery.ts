import * as vscode from 'vscode';
import { commands } from '../../commands.ts';
import { duration, folderWords, oneLine } from '../../core/delivery/deliveryWords.ts';
import type { ArrivedDelivery, KeptDelivery } from '../../core/delivery/keptDelivery.ts';
import type { MailboxFailure } from '../../core/delivery/mailbox.ts';
import type { ArrivalOutcome } from '../../core/delivery/waitForArrival.ts';
import type { SentMail } from '../../core/mail/sentMail.ts';
import { showError, showInfo, showWarning } from '../../host/notify.ts';
import { say } from '../../host/say.ts';
import type { OwnMailbox } from './mailboxAccess.ts';
import type { ReceivedMails } from './receivedMails.ts';

export interface Look {
  readonly mail: SentMail;
  readonly owner: OwnMailbox;
  readonly outcome: ArrivalOutcome;
  readonly delivery: KeptDelivery | undefined;
}

/** The notification about one look into one mailbox. */
export async function tellDelivery({ mail, owner, outcome, delivery }: Look, received: ReceivedMails): Promise<void> {
  switch (outcome.kind) {
    case 'cancelled':
      return;
    case 'failed':
      return tellMailboxFailure(owner, outcome.failure);
    case 'not-arrived':
      return tellMissing(mail, owner, outcome);
    case 'arrived':
      if (delivery?.kind === 'arrived') await tellArrived(mail, delivery, received);
  }
}

async function tellArrived(mail: SentMail, delivery: ArrivedDelivery, received: ReceivedMails): Promise<void> {
  const [report, open, compare] = [
    vscode.l10n.t('Show Report'),
    vscode.l10n.t('Open Message'),
    vscode.l10n.t('Compare'),
  ];
  const show = delivery.folder.kind === 'junk' ? showWarning : showInfo;
  const answer = await show(arrivedMessage(mail, delivery), report, open, compare);
  if (answer === undefined) return;
  const file = await received.fileOf(mail, delivery);
  if (file === undefined) return;
  if (answer === report) await received.showReport(mail, delivery, file);
  else if (answer === open) await received.open(file);
  else await received.compare(mail, file);
}

function arrivedMessage({ subject }: SentMail, { folder, mailbox, afterMs }: ArrivedDelivery): string {
  const named = oneLine(subject, 100);
  const place = say(folderWords(folder));
  return afterMs === undefined
    ? vscode.l10n.t('"{0}" is in {1} of {2}.', named, place, oneLine(mailbox))
    : vscode.l10n.t('"{0}" arrived in {1} of {2} after {3}.', named, place, oneLine(mailbox), duration(afterMs));
}

async function tellMissing(
  mail: SentMail,
  owner: OwnMailbox,
  { seesOnlyInbox }: Extract<ArrivalOutcome, { kind: 'not-arrived' }>,
): Promise<void> {
  const waited = duration(Date.now() - mail.atMs);
  const again = vscode.l10n.t('Look Again');
  const subject = oneLine(mail.subject, 100);
  const message = seesOnlyInbox
    ? vscode.l10n.t(
        '"{0}" is not in the inbox of {1} after {2}. POP3 does not see other folders, spam included.',
        subject,
        owner.user,
        waited,
      )
    : vscode.l10n.t('"{0}" is in no folder of {1} after {2}. It may still come.', subject, owner.user, waited);
  if ((await showWarning(message, again)) === again) {
    await vscode.commands.executeCommand(commands.checkDelivery, mail.mailproofId);
  }
}

export function tellMailboxFailure(owner: OwnMailbox, failure: MailboxFailure): Promise<void> {
  return tellProblem(owner, `${vscode.l10n.t('The mailbox could not be looked into.')} ${failureWords(failure)}`);
}

export async function tellProblem({ account }: OwnMailbox, message: string): Promise<void> {
  const edit = vscode.l10n.t('Edit Profile');
  if ((await showError(message, edit)) === edit) {
    await vscode.commands.executeCommand(commands.editProfile, account.id);
  }
}

export function failureWords({ message, remedy }: MailboxFailure): string {
  return [say(message), remedy === undefined ? '' : say(remedy)].filter(Boolean).join(' ');
}
