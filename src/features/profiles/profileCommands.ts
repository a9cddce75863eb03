import * as vscode from 'vscode';
import { commands, localInboxName } from '../../commands.ts';
import type { Logger } from '../../core/log.ts';
import type { ProfileScope } from '../../core/profiles/profile.ts';
import type { LocalInbox } from '../../host/localInbox.ts';
import { confirm, showInfo, showWarning } from '../../host/notify.ts';
import { loadOAuth } from '../../host/oauthModule.ts';
import { passwordFor } from '../../host/passwordPrompt.ts';
import type { LocatedProfile, ProfileHome, ProfileStore, ValidProfile } from '../../host/profileStore.ts';
import { moveProfile } from './moveProfile.ts';
import { openProfileSettings } from './openProfileSettings.ts';
import type { ProfileEditor } from './profileEditor.ts';
import type { ProfileNode } from './profileTree.ts';
import { copyProfileSettings, exportProfiles, importProfiles } from './transferProfiles.ts';
import { testConnection } from './tryConnection.ts';

export interface ProfileCommandsDeps {
  readonly profiles: ProfileStore;
  readonly editor: ProfileEditor;
  readonly inbox: LocalInbox;
  readonly log: Logger;
}

/** What the commands for profiles do. Each takes what its command was called with: an item of the tree, an id, or nothing. */
export class ProfileCommands {
  readonly #deps: ProfileCommandsDeps;

  constructor(deps: ProfileCommandsDeps) {
    this.#deps = deps;
  }

  async edit(argument: unknown): Promise<void> {
    const located = await this.#choose(argument, vscode.l10n.t('Edit SMTP Profile'), (each) => !each.isIgnored);
    if (located === undefined) return;
    if (located.entry.kind === 'valid') {
      await this.#deps.editor.open(located);
      return;
    }
    await openProfileSettings(located);
  }

  async openSettings(argument: unknown): Promise<void> {
    const located = await this.#choose(argument, vscode.l10n.t('Open SMTP Profile in Settings'), () => true);
    if (located !== undefined) await openProfileSettings(located);
  }

  async move(argument: unknown, scope: ProfileScope): Promise<void> {
    const title = scope === 'user' ? vscode.l10n.t('Move to All Workspaces') : vscode.l10n.t('Move to This Workspace');
    const isElsewhere = (each: LocatedProfile): boolean => isUsable(each) && each.entry.scope !== scope;
    const located = await this.#choose(argument, title, isElsewhere);
    if (located !== undefined) await this.moveTo(located, { scope });
  }

  moveTo(located: LocatedProfile, home: ProfileHome): Promise<void> {
    return moveProfile(this.#deps.profiles, located, home);
  }

  async duplicate(argument: unknown): Promise<void> {
    const located = await this.#choose(argument, vscode.l10n.t('Duplicate SMTP Profile'), isUsable);
    if (located?.entry.kind !== 'valid') return;
    const { entry } = located;
    const taken = new Set(this.#deps.profiles.list().map((other) => other.entry.name));
    let name = vscode.l10n.t('{0} copy', entry.name);
    for (let number = 2; taken.has(name); number++) name = vscode.l10n.t('{0} copy {1}', entry.name, number);
    await this.#deps.profiles.duplicate(located, name);
  }

  async delete(argument: unknown): Promise<void> {
    const located = await this.#choose(argument, vscode.l10n.t('Delete SMTP Profile'), () => true);
    if (located === undefined) return;
    const isAgreed = await confirm({
      message: vscode.l10n.t('Delete the SMTP profile "{0}"?', located.entry.name),
      detail: vscode.l10n.t(
        'Its settings are removed, and its stored password unless another profile signs in at the same server.',
      ),
      action: vscode.l10n.t('Delete'),
    });
    if (isAgreed) await this.#deps.profiles.remove(located);
  }

  async setDefault(argument: unknown): Promise<void> {
    if (isInboxNode(argument)) {
      await this.#deps.profiles.setDefault(localInboxName);
      return;
    }
    const located = await this.#choose(argument, vscode.l10n.t('Default Profile'), isUsable);
    if (located !== undefined) await this.#deps.profiles.setDefault(located.id);
  }

  async test(argument: unknown): Promise<void> {
    const valid = await this.#chooseValid(argument, vscode.l10n.t('Test Connection'));
    if (valid === undefined) return;
    const password = await passwordFor(valid, this.#deps.profiles);
    if (password.kind === 'cancelled') return;
    await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        cancellable: true,
        title: vscode.l10n.t('Testing {0}:{1}...', valid.profile.host, valid.profile.port),
      },
      async (_progress, token) => {
        const controller = new AbortController();
        token.onCancellationRequested(() => controller.abort());
        const outcome = await testConnection(valid.profile, {
          password: password.value,
          signal: controller.signal,
          log: this.#deps.log,
          history: this.#deps.profiles.history,
        });
        if (outcome.kind === 'cancelled') return;
        if (outcome.kind === 'works') {
          await password.keep();
          void showInfo(outcome.message);
        } else {
          void this.#showFailure(valid, `${outcome.message} ${outcome.remedy}`.trim());
        }
      },
    );
  }

  async #showFailure(valid: ValidProfile, message: string): Promise<void> {
    const edit = vscode.l10n.t('Edit Profile');
    if ((await showWarning(message, edit)) === edit)
      await vscode.commands.executeCommand(commands.editProfile, valid.id);
  }

  async copySettings(argument: unknown): Promise<void> {
    const valid = await this.#chooseValid(argument, vscode.l10n.t('Copy SMTP Settings'));
    if (valid !== undefined) await copyProfileSettings(this.#deps.profiles, valid);
  }

  async setPassword(argument: unknown): Promise<void> {
    const valid = await this.#chooseValid(argument, vscode.l10n.t('Set Password'), needsPassword);
    if (valid === undefined) return;
    const password = await vscode.window.showInputBox({
      title: vscode.l10n.t('Password of "{0}"', valid.name),
      prompt: vscode.l10n.t(
        'For {0} at {1}:{2}. Kept in the secret storage of VS Code.',
        valid.profile.user ?? '',
        valid.profile.host,
        valid.profile.port,
      ),
      password: true,
      ignoreFocusOut: true,
    });
    if (password === undefined || password === '') return;
    await this.#deps.profiles.storePassword(valid, password);
  }

  async forgetPassword(argument: unknown): Promise<void> {
    const valid = await this.#chooseValid(argument, vscode.l10n.t('Forget Password'), needsPassword);
    if (valid !== undefined) await this.#deps.profiles.forgetPassword(valid);
  }

  /** Whether somebody is signed in now. */
  async signIn(argument: unknown): Promise<boolean> {
    const valid = await this.#chooseValid(argument, vscode.l10n.t('Sign In'), signsInWithOAuth);
    return valid !== undefined && loadOAuth().tellSignIn(valid, this.#deps.profiles.signIns);
  }

  async signOut(argument: unknown): Promise<void> {
    const valid = await this.#chooseValid(argument, vscode.l10n.t('Sign Out'), signsInWithOAuth);
    if (valid !== undefined) await this.#deps.profiles.signIns.signOut(valid);
  }

  importProfiles(): Promise<void> {
    return importProfiles(this.#deps.profiles, this.#deps.inbox.port);
  }

  exportProfiles(): Promise<void> {
    return exportProfiles(this.#deps.profiles);
  }

  async deleteAllSecrets(): Promise<void> {
    const isAgreed = await confirm({
      message: vscode.l10n.t('Delete all passwords that Mailproof has stored?'),
      detail: vscode.l10n.t(
        'This is for all workspaces on this machine. Profiles stay and ask for their password again.',
      ),
      action: vscode.l10n.t('Delete All'),
    });
    if (!isAgreed) return;
    const count = await this.#deps.profiles.deleteAllSecrets();
    await showInfo(vscode.l10n.t('Deleted stored passwords: {0}', count));
  }

  async #chooseValid(
    argument: unknown,
    title: string,
    wanted: (located: LocatedProfile) => boolean = isUsable,
  ): Promise<ValidProfile | undefined> {
    const located = await this.#choose(argument, title, wanted);
    return located?.entry.kind === 'valid' && !located.isIgnored ? { id: located.id, ...located.entry } : undefined;
  }

  /** The profile of the tree item or id that a command was called with, or the user's choice. */
  async #choose(
    argument: unknown,
    title: string,
    wanted: (located: LocatedProfile) => boolean,
  ): Promise<LocatedProfile | undefined> {
    if (isProfileNode(argument)) return argument.located;
    if (typeof argument === 'string') {
      const found = this.#deps.profiles.find(argument) ?? this.#deps.profiles.findByName(argument);
      if (found === undefined) void showWarning(vscode.l10n.t('This SMTP profile is not there any more.'));
      return found;
    }
    const candidates = this.#deps.profiles.list().filter(wanted);
    if (candidates.length === 0) {
      const add = vscode.l10n.t('Add SMTP Profile');
      const answer = await showInfo(vscode.l10n.t('There is no SMTP profile to choose yet.'), add);
      if (answer === add) await this.#deps.editor.open(undefined);
      return undefined;
    }
    const picked = await vscode.window.showQuickPick(
      candidates.map((located) => ({
        label: located.entry.name,
        description:
          located.entry.kind === 'valid'
            ? `${located.entry.profile.host}:${located.entry.profile.port}`
            : vscode.l10n.t('invalid settings'),
        located,
      })),
      { title, placeHolder: vscode.l10n.t('SMTP profile') },
    );
    return picked?.located;
  }
}

function isUsable(located: LocatedProfile): boolean {
  return located.entry.kind === 'valid' && !located.isIgnored;
}

function signsInWithOAuth(located: LocatedProfile): boolean {
  return isUsable(located) && located.entry.kind === 'valid' && located.entry.profile.auth === 'oauth2';
}

function needsPassword(located: LocatedProfile): boolean {
  return isUsable(located) && located.entry.kind === 'valid' && located.entry.profile.auth === 'password';
}

function isProfileNode(value: unknown): value is Extract<ProfileNode, { kind: 'profile' }> {
  return (
    typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'profile' && 'located' in value
  );
}

function isInboxNode(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'inbox';
}
