import * as vscode from 'vscode';
import { isRecord } from '../core/isRecord.ts';
import { settings } from '../commands.ts';
import type { Logger } from '../core/log.ts';
import { expandEnvironment, hasVariables } from '../core/profiles/expandEnvironment.ts';
import { parseProfiles } from '../core/profiles/parseProfile.ts';
import { keyOf, type Profile, type ProfileEntry, type ProfileScope } from '../core/profiles/profile.ts';
import { withProfile } from '../core/profiles/writtenProfiles.ts';
import { ConnectionHistory } from './connectionHistory.ts';
import { Disposable } from './disposable.ts';
import type { SignInService } from './oauth/signInService.ts';
import { loadOAuth } from './oauthModule.ts';
import { PasswordStore, type PasswordTarget } from './passwordStore.ts';
import { UntrustedProfiles } from './untrustedProfiles.ts';

/** A profile with the place of its setting. */
export interface LocatedProfile {
  /** Stable while neither name nor place change. */
  readonly id: string;
  readonly entry: ProfileEntry;
  /** The folder whose settings hold it, in a workspace with several folders. */
  readonly folder: vscode.WorkspaceFolder | undefined;
  /** Workspace profiles of an untrusted workspace are shown and never used. */
  readonly isIgnored: boolean;
  /** As it stands in settings, `${env:NAME}` and fields of others included. */
  readonly written: unknown;
}

export interface ValidProfile {
  readonly id: string;
  readonly name: string;
  readonly scope: ProfileScope;
  readonly profile: Profile;
}

/** Whose settings hold a profile. */
export interface ProfileHome {
  readonly scope: ProfileScope;
  /** Of the workspace, in one with several folders; absent: its own settings. */
  readonly folder?: vscode.WorkspaceFolder | undefined;
}

export interface ProfileStoreDeps {
  readonly secrets: vscode.SecretStorage;
  /** Of this workspace. */
  readonly memory: vscode.Memento;
  /** Of all workspaces. */
  readonly globalMemory: vscode.Memento;
  /** Of this computer and user, shared by all windows. */
  readonly storageUri: vscode.Uri;
  readonly log: Logger;
}

/**
 * The profiles of settings and their passwords. One way: settings -> store -> views. A hand edit, Settings Sync and our
 * own form all arrive through the configuration event.
 */
export class ProfileStore extends Disposable {
  readonly #deps: ProfileStoreDeps;
  readonly #didChange = this.register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#didChange.event;
  readonly history: ConnectionHistory;
  readonly #passwords: PasswordStore;
  readonly #untrusted: UntrustedProfiles;
  #signIns: SignInService | undefined;

  constructor(deps: ProfileStoreDeps) {
    super();
    this.#deps = deps;
    this.history = this.register(new ConnectionHistory(deps.memory));
    this.register(this.history.onDidChange(() => this.#didChange.fire()));
    this.register(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (
          event.affectsConfiguration(settings.profiles) ||
          event.affectsConfiguration(settings.workspaceProfiles) ||
          event.affectsConfiguration(settings.oauthProviders)
        ) {
          this.#didChange.fire();
        }
      }),
    );
    this.register(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#didChange.fire()));
    this.register(vscode.workspace.onDidChangeWorkspaceFolders(() => this.#didChange.fire()));
    this.#untrusted = this.register(new UntrustedProfiles());
    this.register(this.#untrusted.onDidChange(() => this.#didChange.fire()));
    this.#passwords = this.register(new PasswordStore(deps));
    this.register(this.#passwords.onDidChange(() => this.#didChange.fire()));
  }

  /** Loaded when the first profile wants it. */
  get signIns(): SignInService {
    this.#signIns ??= this.register(
      new (loadOAuth().SignInService)({
        ...this.#deps,
        places: {
          keyOf: (target) => this.#passwords.keyOf(target),
          read: (target) => this.readPassword(target),
          write: (target, text) => this.storePassword(target, text),
          remove: (target) => this.forgetPassword(target),
        },
      }),
    );
    return this.#signIns;
  }

  /** Workspace profiles first, each group in the order of the settings. */
  list(): readonly LocatedProfile[] {
    const isIgnored = !vscode.workspace.isTrusted;
    const located = (
      entries: readonly ProfileEntry[],
      values: unknown,
      folder?: vscode.WorkspaceFolder,
    ): LocatedProfile[] =>
      entries.map((entry) => ({
        id: idOf({ scope: entry.scope, folder }, keyOf(entry)),
        entry,
        folder,
        isIgnored: isIgnored && entry.scope === 'workspace',
        written: isRecord(values) ? values[keyOf(entry)] : undefined,
      }));
    const configuration = vscode.workspace.getConfiguration();
    const folders = vscode.workspace.workspaceFolders ?? [];
    const ofWorkspace = configuration.inspect(settings.workspaceProfiles)?.workspaceValue;
    const ofUser = configuration.inspect(settings.profiles)?.globalValue;
    return [
      ...located(parseProfiles(ofWorkspace, 'workspace'), ofWorkspace),
      // A single folder's settings are the workspace's: VS Code reports them as both.
      ...(folders.length < 2 && vscode.workspace.workspaceFile === undefined
        ? []
        : folders.flatMap((folder) => {
            const value = vscode.workspace
              .getConfiguration(undefined, folder)
              .inspect(settings.workspaceProfiles)?.workspaceFolderValue;
            return located(parseProfiles(value, 'workspace'), value, folder);
          })),
      ...this.#untrusted.values.flatMap(({ value, folder }) =>
        located(parseProfiles(value, 'workspace'), value, folder),
      ),
      // Only the user's own settings may read the environment: a workspace could send what it finds there to its own server.
      ...located(parseProfiles(expandEnvironment(ofUser, process.env), 'user'), ofUser),
    ];
  }

  find(id: string): LocatedProfile | undefined {
    return this.list().find((located) => located.id === id);
  }

  /** The profile that settings hold under this name; the workspace's wins over the user's. */
  findByName(name: string): LocatedProfile | undefined {
    return this.list().find((located) => located.entry.name === name && !located.isIgnored);
  }

  get defaultId(): string | undefined {
    return this.#deps.memory.get<string>(defaultKey);
  }

  async setDefault(id: string | undefined): Promise<void> {
    await this.#deps.memory.update(defaultKey, id);
    this.#didChange.fire();
  }

  get canSaveInWorkspace(): boolean {
    return (vscode.workspace.workspaceFolders?.length ?? 0) > 0 && vscode.workspace.isTrusted;
  }

  /**
   * Writes the password first, then the setting: a crash in between leaves a secret that nothing refers to, never a
   * profile that has silently lost its password.
   */
  async save(profile: {
    readonly name: string;
    readonly scope: ProfileScope;
    readonly profile: Profile;
    /** undefined: leave what is stored for this destination. */
    readonly password?: string | undefined;
    /** The profile that this one replaces, when it is renamed, moved or edited. */
    readonly replaces?: LocatedProfile | undefined;
  }): Promise<void> {
    const { name, scope, replaces } = profile;
    const isMoved = replaces !== undefined && replaces.entry.scope !== scope;
    // From the workspace it would get a value of this computer; into the workspace it would take one along, expanded.
    if (isMoved && (scope === 'user' ? hasVariables(profile.profile) : hasVariables(replaces.written)))
      throw new Error(variablesReason());
    const meant = scope === 'user' ? (expandEnvironment(profile.profile, process.env) as Profile) : profile.profile;
    if (profile.password !== undefined) await this.storePassword({ scope, profile: meant }, profile.password);
    const folder = replaces?.entry.scope === scope ? replaces.folder : undefined;
    await this.#write(scope, folder, (values) =>
      withProfile(values, {
        name,
        profile: profile.profile,
        replaced: sameHome(replaces, scope) ? replaces?.entry : undefined,
        environment: process.env,
      }),
    );
    if (replaces !== undefined && !sameHome(replaces, scope)) await this.#removeSetting(replaces);
    if (replaces !== undefined) await this.#sweepSecret(replaces);
    if (replaces !== undefined && this.defaultId === replaces.id) {
      await this.setDefault(idOf({ scope, folder }, name));
    }
    this.#deps.log.info(`profiles: saved one in ${scope} settings`);
  }

  /**
   * Puts a profile into other settings as it is written, its password with it. The password first, then the new setting; what was
   * there before goes last: half done there are two, never none.
   */
  async move(located: LocatedProfile, { scope, folder }: ProfileHome): Promise<void> {
    const { entry, written } = located;
    if (entry.kind === 'invalid') return;
    if (hasVariables(written)) throw new Error(variablesReason());
    const password = await this.readPassword(entry);
    if (password !== undefined) await this.storePassword({ scope, profile: entry.profile }, password);
    await this.#write(scope, folder, (values) => ({ ...values, [entry.name]: written }));
    await this.#removeSetting(located);
    await this.#sweepSecret(located);
    if (this.defaultId === located.id) await this.setDefault(idOf({ scope, folder }, entry.name));
  }

  /** The same once more under another name, as it is written. */
  async duplicate({ entry, folder, written }: LocatedProfile, name: string): Promise<void> {
    await this.#write(entry.scope, folder, (values) => ({ ...values, [name]: written }));
  }

  /** Removes the setting first, then the password, unless another profile signs in at the same place. */
  async remove(located: LocatedProfile): Promise<void> {
    await this.#removeSetting(located);
    await this.#sweepSecret(located);
    if (this.defaultId === located.id) await this.setDefault(undefined);
  }

  /** To be called once in the life of a window: says if the keyring is forgetful, and deletes passwords that nobody asks for. */
  async tidyPasswords(): Promise<void> {
    await this.#passwords.tidy(this.#targets());
  }

  async hasPassword(target: PasswordTarget): Promise<boolean> {
    return (await this.readPassword(target)) !== undefined;
  }

  /** undefined: none is stored for exactly this destination; the caller asks the user. */
  readPassword(target: PasswordTarget): Promise<string | undefined> {
    return this.#passwords.read(target);
  }

  storePassword(target: PasswordTarget, password: string): Promise<void> {
    return this.#passwords.store(target, password);
  }

  forgetPassword(target: PasswordTarget): Promise<void> {
    return this.#passwords.forget(target);
  }

  /** Returns how many. */
  deleteAllSecrets(): Promise<number> {
    return this.#passwords.deleteAll();
  }

  /** What was stored for a profile that is not in settings. */
  async forgetIfUnused(target: PasswordTarget): Promise<void> {
    await this.#passwords.sweep(target, this.#targets());
  }

  async #sweepSecret({ entry }: LocatedProfile): Promise<void> {
    if (entry.kind === 'valid') await this.#passwords.sweep(entry, this.#targets());
  }

  /** Those whose passwords are kept, of an untrusted workspace too: it may be trusted again. */
  #targets(): readonly PasswordTarget[] {
    return this.list().flatMap(({ entry }) => (entry.kind === 'valid' ? [entry] : []));
  }

  async #removeSetting(located: LocatedProfile): Promise<void> {
    await this.#write(located.entry.scope, located.folder, (values) =>
      Object.fromEntries(Object.entries(values).filter(([name]) => name !== keyOf(located.entry))),
    );
  }

  async #write(
    scope: ProfileScope,
    folder: vscode.WorkspaceFolder | undefined,
    change: (values: Readonly<Record<string, unknown>>) => Record<string, unknown>,
  ): Promise<void> {
    const id = scope === 'user' ? settings.profiles : settings.workspaceProfiles;
    const configuration = vscode.workspace.getConfiguration(undefined, folder);
    const current = configuration.inspect(id);
    const value =
      scope === 'user'
        ? current?.globalValue
        : folder === undefined
          ? current?.workspaceValue
          : current?.workspaceFolderValue;
    const next = change(isRecord(value) ? value : {});
    const target =
      scope === 'user'
        ? vscode.ConfigurationTarget.Global
        : folder === undefined
          ? vscode.ConfigurationTarget.Workspace
          : vscode.ConfigurationTarget.WorkspaceFolder;
    await configuration.update(id, Object.keys(next).length === 0 ? undefined : next, target);
  }
}

function idOf({ scope, folder }: ProfileHome, name: string): string {
  return [scope, folder?.uri.toString() ?? '', name].join('\n');
}

function variablesReason(): string {
  return vscode.l10n.t(
    'A value refers to a variable of the environment, which only your own settings may do: replace it first.',
  );
}

function sameHome(replaced: LocatedProfile | undefined, scope: ProfileScope): boolean {
  return replaced?.entry.scope === scope;
}

const defaultKey = 'defaultProfile';
