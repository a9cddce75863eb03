import * as vscode from 'vscode';
import { commands, views } from '../../commands.ts';
import type { Logger } from '../../core/log.ts';
import { Disposable, type DisposableLike } from '../../host/disposable.ts';
import type { LocalInbox } from '../../host/localInbox.ts';
import { logFailure } from '../../host/logFailure.ts';
import type { ProfileStore } from '../../host/profileStore.ts';
import { openOAuthGuide } from './openOAuthGuide.ts';
import type { ProfileCommands } from './profileCommands.ts';
import { ProfileDrag } from './profileDrag.ts';
import { ProfileEditor } from './profileEditor.ts';
import { loadProfileCommands } from './profilesModule.ts';
import { ProfileTree } from './profileTree.ts';

export interface ProfilesDeps {
  readonly extensionUri: vscode.Uri;
  readonly profiles: ProfileStore;
  readonly inbox: LocalInbox;
  readonly log: Logger;
}

export function registerProfiles(deps: ProfilesDeps): DisposableLike {
  return new ProfilesFeature(deps);
}

class ProfilesFeature extends Disposable {
  readonly #deps: ProfilesDeps;
  readonly #editor: ProfileEditor;
  /** Made by the first command. */
  #loaded: ProfileCommands | undefined;

  constructor(deps: ProfilesDeps) {
    super();
    this.#deps = deps;
    this.#editor = this.register(new ProfileEditor(deps));
    const onFirstShown = (): void => void deps.profiles.tidyPasswords().catch(logFailure(deps.log, 'passwords'));
    const tree = this.register(new ProfileTree({ ...deps, onFirstShown }));
    const dragAndDropController = new ProfileDrag(deps.profiles, (located, home) =>
      this.#commands.moveTo(located, home),
    );
    this.register(vscode.window.createTreeView(views.profiles, { treeDataProvider: tree, dragAndDropController }));
    const command = (id: string, run: (argument: unknown) => unknown): void => {
      this.register(vscode.commands.registerCommand(id, run));
    };
    command(commands.addProfile, () => this.#editor.open(undefined));
    command(commands.editProfile, (argument) => this.#commands.edit(argument));
    command(commands.duplicateProfile, (argument) => this.#commands.duplicate(argument));
    command(commands.deleteProfile, (argument) => this.#commands.delete(argument));
    command(commands.setDefaultProfile, (argument) => this.#commands.setDefault(argument));
    command(commands.testProfile, (argument) => this.#commands.test(argument));
    command(commands.setPassword, (argument) => this.#commands.setPassword(argument));
    command(commands.forgetPassword, (argument) => this.#commands.forgetPassword(argument));
    command(commands.signIn, (argument) => this.#commands.signIn(argument));
    command(commands.signOut, (argument) => this.#commands.signOut(argument));
    command(commands.openOAuthGuide, () => openOAuthGuide());
    command(commands.importProfiles, () => this.#commands.importProfiles());
    command(commands.exportProfiles, () => this.#commands.exportProfiles());
    command(commands.copyProfileSettings, (argument) => this.#commands.copySettings(argument));
    command(commands.moveProfileToWorkspace, (argument) => this.#commands.move(argument, 'workspace'));
    command(commands.moveProfileToUser, (argument) => this.#commands.move(argument, 'user'));
    command(commands.openProfileSettings, (argument) => this.#commands.openSettings(argument));
    command(commands.deleteAllSecrets, () => this.#commands.deleteAllSecrets());
  }

  get #commands(): ProfileCommands {
    this.#loaded ??= new (loadProfileCommands().ProfileCommands)({ ...this.#deps, editor: this.#editor });
    return this.#loaded;
  }
}
