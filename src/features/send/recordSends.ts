import * as vscode from 'vscode';
import type { Logger } from '../../core/log.ts';
import { formatMailbox } from '../../core/mail/address.ts';
import { keptOutcome } from '../../core/mail/sentMail.ts';
import { transcriptText } from '../../core/mail/transcriptText.ts';
import { reasonOf } from '../../core/reasonOf.ts';
import { logFailure } from '../../host/logFailure.ts';
import { showWarning } from '../../host/notify.ts';
import { say } from '../../host/say.ts';
import type { SendHistory } from '../../host/sendHistory.ts';
import type { Envelope } from './composeForSend.ts';
import { isSignedIn, type SentNow } from './sendMails.ts';
import { idOf, nameOf, type Target } from './sendTarget.ts';
import type { Access } from './targetAccess.ts';

export interface SendRecord {
  readonly sent: readonly SentNow[];
  readonly target: Target;
  readonly access: Access;
  readonly envelope: Envelope;
  readonly isRelease: boolean;
  /** What else is to be remembered, once the password is kept. */
  readonly remember: () => Promise<void>;
}

/** What the next send begins with, and what the history shows. A keyring or a store that fails does not undo the send. */
export async function recordSends(
  { sent, target, access, envelope, isRelease, remember }: SendRecord,
  { history, log }: { readonly history: SendHistory; readonly log: Logger },
): Promise<void> {
  try {
    if (sent.some(({ outcome }) => isSignedIn(outcome))) await access.password.keep();
    if (sent.some(({ outcome }) => outcome.kind !== 'cancelled')) await remember();
    for (const { mail, outcome, transcript } of sent) {
      const kept = keptOutcome(outcome, say);
      if (kept === undefined) continue;
      const { message, subject, size } = mail.composed;
      await history.add(
        {
          mailproofId: mail.id,
          messageId: message.messageId,
          atMs: Date.now(),
          template: mail.template.toString(),
          ...(isRelease ? { isRelease } : {}),
          ...(mail.dataSet === undefined ? {} : { dataSet: mail.dataSet }),
          subject,
          profileId: idOf(target),
          profileName: nameOf(target),
          from: formatMailbox(envelope.from),
          to: envelope.to.map(formatMailbox),
          cc: envelope.cc.map(formatMailbox),
          bcc: envelope.bcc.map(formatMailbox),
          sizeBytes: size.totalBytes,
          outcome: kept,
        },
        { transcript: transcriptText(transcript, { say, outcome }), message: message.raw },
      );
    }
  } catch (error) {
    logFailure(log, 'send')(error);
    void showWarning(vscode.l10n.t('The password or the history could not be stored: {0}', reasonOf(error)));
  }
}
