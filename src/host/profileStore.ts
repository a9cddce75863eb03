import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { isRecord } from '../core/isRecord.ts';
import { settings } from '../commands.ts';
import type { Logger } from '../core/log.ts';
import { expandEnvironment, hasVariables } from '../core/profiles/expandEnvironment.ts';
import { parseProfiles } from '../core/profiles/parseProfile.ts';
import { settingOf } from '../core/profiles/profileTexts.ts';
import { keyOf, type Profile, type ProfileEntry, type ProfileScope } from '../core/profiles/profile.ts';
import { openSecret, sealSecret, secretKey, type SecretDestination } from '../core/profiles/secretKey.ts';
import { ConnectionHistory } from './connectionHistory.ts';
import { Disposable } from './disposable.ts';

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

export interface ProfileStoreDeps {
  readonly secrets: vscode.SecretStorage;
  readonly memory: vscode.Memento;
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

  constructor(deps: ProfileStoreDeps) {
    super();
    this.#deps = deps;
    this.history = this.register(new ConnectionHistory(deps.memory));
    this.register(this.history.onDidChange(() => this.#didChange.fire()));
    this.register(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(settings.profiles) || event.affectsConfiguration(settings.workspaceProfiles)) {
          this.#didChange.fire();
        }
      }),
    );
    this.register(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#didChange.fire()));
    this.register(vscode.workspace.onDidChangeWorkspaceFolders(() => this.#didChange.fire()));
    this.register(deps.secrets.onDidChange(() => this.#didChange.fire()));
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
        id: [entry.scope, folder?.uri.toString() ?? '', keyOf(entry)].join('\n'),
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
    if (scope === 'user' && replaces?.entry.scope === 'workspace' && hasVariables(profile.profile)) {
      throw new Error(
        vscode.l10n.t(
          'A value of the workspace refers to a variable of the environment, which only your own settings may do: replace it first.',
        ),
      );
    }
    const meant = scope === 'user' ? (expandEnvironment(profile.profile, process.env) as Profile) : profile.profile;
    if (profile.password !== undefined) await this.storePassword({ scope, profile: meant }, profile.password);
    const folder = replaces?.entry.scope === scope ? replaces.folder : undefined;
    await this.#write(scope, folder, (values) =>
      replacing(values, name, profile.profile, sameHome(replaces, scope) ? replaces : undefined),
    );
    if (replaces !== undefined && !sameHome(replaces, scope)) await this.#removeSetting(replaces);
    if (replaces !== undefined) await this.#sweepSecret(replaces);
    if (replaces !== undefined && this.defaultId === replaces.id) {
      await this.setDefault([scope, folder?.uri.toString() ?? '', name].join('\n'));
    }
    this.#deps.log.info(`profiles: saved one in ${scope} settings`);
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

  async hasPassword(target: Pick<ValidProfile, 'scope' | 'profile'>): Promise<boolean> {
    return (await this.readPassword(target)) !== undefined;
  }

  /** undefined: none is stored for exactly this destination; the caller asks the user. */
  async readPassword(target: Pick<ValidProfile, 'scope' | 'profile'>): Promise<string | undefined> {
    const destination = this.#destination(target);
    const stored = await this.#deps.secrets.get(secretKey(destination));
    return stored === undefined ? undefined : openSecret(destination, stored);
  }

  async storePassword(target: Pick<ValidProfile, 'scope' | 'profile'>, password: string): Promise<void> {
    const destination = this.#destination(target);
    await this.#deps.secrets.store(secretKey(destination), sealSecret(destination, password));
  }

  async forgetPassword(target: Pick<ValidProfile, 'scope' | 'profile'>): Promise<void> {
    await this.#deps.secrets.delete(secretKey(this.#destination(target)));
  }

  /** Uninstalling does not remove secrets (microsoft/vscode#123817), so there is a command that does. Returns how many. */
  async deleteAllSecrets(): Promise<number> {
    const keys = await this.#deps.secrets.keys();
    for (const key of keys) await this.#deps.secrets.delete(key);
    return keys.length;
  }

  #destination(target: Pick<ValidProfile, 'scope' | 'profile'>): SecretDestination {
    return {
      scope: target.scope,
      workspaceId: target.scope === 'workspace' ? workspaceId() : undefined,
      profile: target.profile,
    };
  }

  async #sweepSecret(former: LocatedProfile): Promise<void> {
    if (former.entry.kind === 'invalid') return;
    const key = secretKey(this.#destination(former.entry));
    const isStillUsed = this.list().some(
      ({ entry }) => entry.kind === 'valid' && secretKey(this.#destination(entry)) === key,
    );
    if (!isStillUsed) await this.#deps.secrets.delete(key);
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

/** A clone elsewhere is another workspace: it asks for the password again. */
function workspaceId(): string {
  const place = vscode.workspace.workspaceFile ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  return createHash('sha256')
    .update(place?.toString() ?? 'no workspace')
    .digest('hex');
}

function sameHome(replaced: LocatedProfile | undefined, scope: ProfileScope): boolean {
  return replaced?.entry.scope === scope;
}

/** Keeps the order of the settings file, and fields of ours or of others that the form does not know. */
function replacing(
  values: Readonly<Record<string, unknown>>,
  name: string,
  profile: Profile,
  replaced: LocatedProfile | undefined,
): Record<string, unknown> {
  const oldName = replaced?.entry.name ?? name;
  const before = values[oldName];
  const written = isRecord(before) ? before : {};
  const fields = Object.entries(settingOf(profile)).map(([field, value]) => {
    // A field that still means the same stays as it was written, `${env:NAME}` included.
    const isSame = JSON.stringify(expandEnvironment(written[field], process.env)) === JSON.stringify(value);
    return [field, isSame ? written[field] : value] as const;
  });
  const next = { ...withoutProfileFields(written), ...Object.fromEntries(fields) };
  if (!Object.hasOwn(values, oldName)) return { ...values, [name]: next };
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => {
      if (key === oldName) return [[name, next]];
      return key === name ? [] : [[key, value]];
    }),
  );
}

/** All of them, which the compiler sees to: one that is left out would never go from the settings again. */
const profileFields: Readonly<Record<keyof Profile, true>> = {
  host: true,
  port: true,
  security: true,
  auth: true,
  user: true,
  from: true,
  replyTo: true,
  to: true,
  environment: true,
  ehloName: true,
  certificatePin: true,
  imap: true,
  pop3: true,
  connectTimeoutSeconds: true,
  replyTimeoutSeconds: true,
};

function withoutProfileFields(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !Object.hasOwn(profileFields, key)));
}

const defaultKey = 'defaultProfile';
