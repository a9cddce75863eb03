import * as vscode from 'vscode';
import type { Grant } from '../../core/oauth/grant.ts';
import { failed, failureOfError, type OAuthResult } from '../../core/oauth/failure.ts';
import { scopesFor, type MailPurpose, type OAuthProvider } from '../../core/oauth/provider.ts';

export interface MicrosoftSession {
  readonly grant: Extract<Grant, { kind: 'vscode' }>;
  readonly accessToken: string;
}

/**
 * VS Code's own sign-in for Microsoft, with the user's app: it keeps and renews the tokens itself, and works in remote windows.
 * Scopes that begin with VSCODE_ choose the app (microsoft/vscode, extensions/microsoft-authentication, scopeData.ts).
 * undefined: this VS Code has no such sign-in, as builds without Microsoft's extensions.
 */
export async function microsoftSession(
  provider: OAuthProvider,
  purposes: readonly MailPurpose[],
  {
    grant,
    isInteractive,
  }: { readonly grant?: Extract<Grant, { kind: 'vscode' }> | undefined; readonly isInteractive: boolean },
): Promise<OAuthResult<MicrosoftSession> | undefined> {
  const accounts = await knownAccounts();
  if (accounts === undefined) return undefined;
  const account = accounts.find(({ id }) => id === grant?.accountId);
  if (grant !== undefined && account === undefined && !isInteractive) return failed('signed-out');
  const mail = scopesFor(provider, purposes).filter((scope) => scope !== 'openid' && scope !== 'email');
  const scopes = [`VSCODE_CLIENT_ID:${provider.clientId}`, `VSCODE_TENANT:${provider.tenant ?? 'common'}`, ...mail];
  try {
    const chosen = account === undefined ? {} : { account };
    const session = isInteractive
      ? await vscode.authentication.getSession('microsoft', scopes, {
          createIfNone: true,
          ...(account === undefined ? { clearSessionPreference: true } : chosen),
        })
      : await vscode.authentication.getSession('microsoft', scopes, { silent: true, ...chosen });
    if (session === undefined) return failed('signed-out');
    return {
      kind: 'ok',
      value: {
        accessToken: session.accessToken,
        grant: {
          kind: 'vscode',
          accountId: session.account.id,
          account: session.account.label,
          scopes: scopesFor(provider, purposes),
        },
      },
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // "User did not consent to login.", "Cancelled", "User cancelled": there is no other sign of it.
    if (/did not consent|cancel/i.test(message)) return { kind: 'cancelled' };
    return { kind: 'failed', failure: failureOfError('', message) };
  }
}

/** undefined: nobody offers it. Asking takes some seconds then, once in a window. */
async function knownAccounts(): Promise<readonly vscode.AuthenticationSessionAccountInformation[] | undefined> {
  if (isMissing) return undefined;
  try {
    return await vscode.authentication.getAccounts('microsoft');
  } catch {
    // "No authentication provider 'microsoft' is currently registered.", or a time-out while VS Code waits for one.
    isMissing = true;
    return undefined;
  }
}

let isMissing = false;
