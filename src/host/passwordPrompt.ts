import * as vscode from 'vscode';
import { reasonOf } from '../core/reasonOf.ts';
import { showWarning } from './notify.ts';
import { loadOAuth } from './oauthModule.ts';
import type { ProfileStore, ValidProfile } from './profileStore.ts';

export type PasswordAnswer =
  | {
      readonly kind: 'password';
      /** undefined: the profile signs in without one. */
      readonly value: string | undefined;
      /** Stores it if the user asked for that. Called once the server has accepted it, so that a typing error is not kept. */
      readonly keep: () => Promise<void>;
      /** Of an access token: another one, once the server has refused this. undefined: there is none. */
      readonly renew?: () => Promise<string | undefined>;
    }
  | { readonly kind: 'cancelled' };

/**
 * The stored password, or the user's answer; for a profile that signs in with OAuth, the access token. The prompt names where the
 * password will go.
 */
export async function passwordFor(profile: ValidProfile, profiles: ProfileStore): Promise<PasswordAnswer> {
  if (profile.profile.auth === 'none') return { kind: 'password', value: undefined, keep: () => Promise.resolve() };
  if (profile.profile.auth === 'oauth2') return loadOAuth().tokenFor(profile, profiles.signIns);
  const stored = await profiles.readPassword(profile);
  if (stored !== undefined) return { kind: 'password', value: stored, keep: () => Promise.resolve() };
  const { host, port, user } = profile.profile;
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Password of "{0}"', profile.name),
    prompt:
      profile.scope === 'workspace'
        ? vscode.l10n.t('No password is stored for {0} at {1}:{2}, which this workspace names.', user ?? '', host, port)
        : vscode.l10n.t('No password is stored for {0} at {1}:{2}.', user ?? '', host, port),
    password: true,
    ignoreFocusOut: true,
  });
  if (typed === undefined || typed === '') return { kind: 'cancelled' };
  const store = vscode.l10n.t('Store it');
  const once = vscode.l10n.t('Use it once');
  const answer = await vscode.window.showQuickPick(
    [
      { label: store, description: vscode.l10n.t('in the secret storage of VS Code') },
      { label: once, description: vscode.l10n.t('ask again next time') },
    ],
    { title: vscode.l10n.t('Keep the password of "{0}"?', profile.name), ignoreFocusOut: true },
  );
  if (answer === undefined) return { kind: 'cancelled' };
  return {
    kind: 'password',
    value: typed,
    keep: async () => {
      if (answer.label !== store) return;
      try {
        await profiles.storePassword(profile, typed);
      } catch (error) {
        // No keyring, or a locked one. The mail is sent all the same.
        void showWarning(vscode.l10n.t('The password could not be stored: {0}', reasonOf(error)));
      }
    },
  };
}
