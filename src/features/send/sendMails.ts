import * as vscode from 'vscode';
import { settings } from '../../commands.ts';
import type { Logger } from '../../core/log.ts';
import type { SendOutcome } from '../../core/mail/outcome.ts';
import type { Transcript } from '../../core/mail/transcript.ts';
import { loadMail, type MailModule } from '../../host/mailModule.ts';
import { readNumber, readString } from '../../host/settings.ts';
import type { PlannedMail } from './plannedMail.ts';
import type { Access } from './targetAccess.ts';

export interface SentNow {
  readonly mail: PlannedMail;
  readonly outcome: SendOutcome;
  readonly transcript: Transcript;
}

export interface SendingDeps {
  readonly access: Access;
  readonly targetName: string;
  readonly log: Logger;
}

/** A token can end before its time: nothing was sent then, and another one is tried, once. */
export async function sendMails(mails: readonly PlannedMail[], deps: SendingDeps): Promise<readonly SentNow[]> {
  const sent = await handOver(mails, deps);
  const { access } = deps;
  const renewed = sent.every(({ outcome }) => isTokenRefused(outcome)) ? await access.password.renew?.() : undefined;
  if (renewed === undefined) return sent;
  return handOver(mails, { ...deps, access: { ...access, password: { ...access.password, value: renewed } } });
}

function isTokenRefused(outcome: SendOutcome): boolean {
  return outcome.kind === 'not-sent' && outcome.failure.code === 'token-refused';
}

/**
 * Hands the messages over, one after the other, with progress that can be stopped. After a stop the rest is not tried, and neither is
 * it after a failure that would meet each of them: the server cannot be reached, or refuses the sign-in.
 */
function handOver(mails: readonly PlannedMail[], deps: SendingDeps): Thenable<readonly SentNow[]> {
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      cancellable: true,
      title: vscode.l10n.t('Sending through {0}...', deps.targetName),
    },
    async (progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      const waiting = mails.map((mail) => mail.composed.message);
      const sent: SentNow[] = [];
      const tell = (): void => {
        if (mails.length < 2 || sent.length === mails.length) return;
        progress.report({
          increment: sent.length === 0 ? 0 : 100 / mails.length,
          message: vscode.l10n.t('{0} of {1}: {2}', sent.length + 1, mails.length, mails[sent.length]?.dataSet ?? ''),
        });
      };
      tell();
      for await (const { outcome, transcript } of loadMail().sendMessages(request(deps, controller.signal), waiting)) {
        const mail = mails[sent.length];
        if (mail === undefined) break;
        sent.push({ mail, outcome, transcript });
        deps.log.info(`send: ${outcome.kind}`);
        if (isForAll(outcome)) break;
        tell();
      }
      return sent;
    },
  );
}

function request({ access, log }: SendingDeps, signal: AbortSignal): Parameters<MailModule['sendMessages']>[0] {
  const overall = readNumber(settings.sendTimeout, { fallback: 180, min: 5, max: 600 }) * 1000;
  return {
    profile: access.profile,
    ...(access.password.value === undefined ? {} : { password: access.password.value }),
    signal,
    timeouts: { overall },
    proxy: readString(settings.sendProxy, ''),
    log,
  };
}

/** Whether the next message would end the same way, and the server would only be annoyed. */
function isForAll(outcome: SendOutcome): boolean {
  const isBefore = (phase: string): boolean => ['connect', 'greeting', 'ehlo', 'starttls', 'auth'].includes(phase);
  return (outcome.kind === 'not-sent' || outcome.kind === 'rejected') && isBefore(outcome.phase);
}

/** Whether the server took the password, whatever became of the message. */
export function isSignedIn(outcome: SendOutcome): boolean {
  switch (outcome.kind) {
    case 'sent':
    case 'partly-sent':
    case 'unknown':
      return true;
    case 'rejected':
    case 'not-sent':
      return ['mail', 'rcpt', 'data', 'body', 'after-dot'].includes(outcome.phase);
    case 'cancelled':
      return false;
  }
}
