import * as vscode from 'vscode';
import { reasonOf } from '../../core/reasonOf.ts';
import { showError, showWarning } from '../../host/notify.ts';
import type { LocatedProfile, ProfileHome, ProfileStore } from '../../host/profileStore.ts';

/** Into other settings, with its password. What is wrong is told; nothing is overwritten. */
export async function moveProfile(profiles: ProfileStore, located: LocatedProfile, home: ProfileHome): Promise<void> {
  const { name, scope } = located.entry;
  const isThere = scope === home.scope && located.folder?.uri.toString() === home.folder?.uri.toString();
  if (located.entry.kind === 'invalid' || located.isIgnored || isThere) return;
  if (home.scope === 'workspace' && !profiles.canSaveInWorkspace) {
    void showWarning(vscode.l10n.t('A profile can be kept in a workspace that is open and trusted.'));
    return;
  }
  const isTaken = profiles
    .list()
    .some(
      ({ entry, folder }) =>
        entry.name === name && entry.scope === home.scope && folder?.uri.toString() === home.folder?.uri.toString(),
    );
  if (isTaken) {
    void showWarning(vscode.l10n.t('There is a profile "{0}" already: choose another name.', name));
    return;
  }
  try {
    await profiles.move(located, home);
  } catch (error) {
    await showError(vscode.l10n.t('The profile could not be saved: {0}', reasonOf(error)));
  }
}
