import * as vscode from 'vscode';
import type { Logger } from '../../core/log.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import { loadMail } from '../../host/mailModule.ts';

export type ConnectionTest =
  | { readonly kind: 'works'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string; readonly remedy: string }
  | { readonly kind: 'cancelled' };

/** Connects, encrypts and signs in as a send would, and sends nothing. */
export async function testConnection(
  profile: Profile,
  password: string | undefined,
  signal: AbortSignal,
  log: Logger,
): Promise<ConnectionTest> {
  const outcome = await loadMail().verifyConnection({
    profile,
    ...(password === undefined ? {} : { password }),
    signal,
    log,
  });
  switch (outcome.kind) {
    case 'verified':
      return {
        kind: 'works',
        message:
          profile.auth === 'password'
            ? vscode.l10n.t('{0}:{1} accepts the user and the password.', profile.host, profile.port)
            : vscode.l10n.t(
                '{0}:{1} answers. Whether it takes mail without sign-in was not tried.',
                profile.host,
                profile.port,
              ),
      };
    case 'failed':
      return { kind: 'failed', message: outcome.failure.message, remedy: outcome.failure.remedy };
    case 'cancelled':
      return outcome;
  }
}
