import * as vscode from 'vscode';
import type { Logger } from '../../core/log.ts';
import type { ConnectionFix } from '../../core/mail/connectionTest.ts';
import type { Transcript } from '../../core/mail/transcript.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import type { ConnectionHistory } from '../../host/connectionHistory.ts';
import { loadMail } from '../../host/mailModule.ts';
import { readString } from '../../host/settings.ts';
import { settings } from '../../commands.ts';
import { say } from '../../host/say.ts';
import type { ShownCheck } from '../../protocol/profileEditor.ts';

export type ConnectionTest =
  | { readonly kind: 'works'; readonly message: string }
  | {
      readonly kind: 'failed';
      readonly message: string;
      readonly remedy: string;
      readonly fix: ConnectionFix | undefined;
      /** What was said, for who wants to look. */
      readonly transcript: Transcript;
    }
  | { readonly kind: 'cancelled' };

export interface ConnectionTestOptions {
  /** undefined: all but the sign-in is tested. */
  readonly password: string | undefined;
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** Where the result is kept, for the tree. */
  readonly history: ConnectionHistory;
  /** After each step, with the whole list. */
  readonly onChecks?: (checks: readonly ShownCheck[]) => void;
}

/** Connects, encrypts and signs in as a send would, and sends nothing. */
export async function testConnection(
  profile: Profile,
  { password, signal, log, onChecks, history }: ConnectionTestOptions,
): Promise<ConnectionTest> {
  const { outcome, transcript } = await loadMail().verifyConnection({
    profile,
    ...(password === undefined ? {} : { password }),
    signal,
    log,
    proxy: readString(settings.sendProxy, ''),
    ...(onChecks === undefined
      ? {}
      : { onChecks: (checks) => onChecks(checks.map((check) => ({ ...check, details: check.details.map(say) }))) }),
  });
  switch (outcome.kind) {
    case 'verified':
      await noteWorking(history, profile, outcome.hasSignedIn);
      return { kind: 'works', message: successMessage(profile, outcome.hasSignedIn) };
    case 'failed':
      await history.note(profile, { works: false, reason: say(outcome.failure.message) });
      return {
        kind: 'failed',
        message: say(outcome.failure.message),
        remedy: outcome.failure.remedy === undefined ? '' : say(outcome.failure.remedy),
        fix: outcome.fix,
        transcript,
      };
    case 'cancelled':
      return outcome;
  }
}

/** A server that answers is no account that works. */
async function noteWorking(history: ConnectionHistory, profile: Profile, hasSignedIn: boolean): Promise<void> {
  if (hasSignedIn || profile.auth === 'none') await history.note(profile, { works: true, reason: '' });
}

function successMessage({ host, port, auth }: Profile, hasSignedIn: boolean): string {
  if (hasSignedIn)
    return auth === 'oauth2'
      ? vscode.l10n.t('{0}:{1} accepts the sign-in.', host, port)
      : vscode.l10n.t('{0}:{1} accepts the user and the password.', host, port);
  if (auth === 'oauth2') return vscode.l10n.t('{0}:{1} answers. Sign in to test that as well.', host, port);
  return auth === 'password'
    ? vscode.l10n.t('{0}:{1} answers. Type the password to test signing in as well.', host, port)
    : vscode.l10n.t('{0}:{1} answers. Whether it takes mail without sign-in was not tried.', host, port);
}
