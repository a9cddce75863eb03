import * as vscode from 'vscode';
import { commands, localInboxName } from '../../commands.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import { Disposable } from '../../host/disposable.ts';
import type { TestedConnection } from '../../host/connectionHistory.ts';
import type { LocalInbox } from '../../host/localInbox.ts';
import { loadMail } from '../../host/mailModule.ts';
import { loadOAuth } from '../../host/oauthModule.ts';
import type { SignInTarget } from '../../host/oauth/signInService.ts';
import type { LocatedProfile, ProfileHome, ProfileStore } from '../../host/profileStore.ts';
import { say } from '../../host/say.ts';

export type ProfileNode =
  | { readonly kind: 'inbox' }
  | { readonly kind: 'group'; readonly home: ProfileHome }
  | { readonly kind: 'profile'; readonly located: LocatedProfile };

export interface ProfileTreeDeps {
  readonly profiles: ProfileStore;
  readonly inbox: LocalInbox;
  /** Somebody looks at profiles: before, nothing of them has to be tidied. */
  readonly onFirstShown: () => void;
}

export class ProfileTree extends Disposable implements vscode.TreeDataProvider<ProfileNode> {
  readonly #deps: ProfileTreeDeps;
  #wasShown = false;
  readonly #didChange = this.register(new vscode.EventEmitter<void>());
  readonly onDidChangeTreeData = this.#didChange.event;

  constructor(deps: ProfileTreeDeps) {
    super();
    this.#deps = deps;
    this.register(deps.profiles.onDidChange(() => this.#didChange.fire()));
    this.register(deps.inbox.onDidChange(() => this.#didChange.fire()));
  }

  getChildren(parent?: ProfileNode): ProfileNode[] {
    if (!this.#wasShown) this.#deps.onFirstShown();
    this.#wasShown = true;
    const all = this.#deps.profiles.list();
    if (parent === undefined) {
      const groups = this.#homes().filter((home) => all.some((located) => isIn(located, home)));
      // Where there is one, the other is a place to drag to.
      const shown = groups.length > 0 && this.#deps.profiles.canSaveInWorkspace ? this.#homes() : groups;
      return [{ kind: 'inbox' }, ...shown.map((home) => ({ kind: 'group' as const, home }))];
    }
    if (parent.kind !== 'group') return [];
    return all
      .filter((located) => isIn(located, parent.home))
      .map((located) => ({ kind: 'profile' as const, located }));
  }

  /** In a workspace with several folders each of them has settings of its own. */
  #homes(): readonly ProfileHome[] {
    const folders = vscode.workspace.workspaceFile === undefined ? [] : (vscode.workspace.workspaceFolders ?? []);
    return [
      { scope: 'workspace' },
      ...folders.map((folder) => ({ scope: 'workspace' as const, folder })),
      { scope: 'user' },
    ];
  }

  getTreeItem(node: ProfileNode): vscode.TreeItem | Promise<vscode.TreeItem> {
    switch (node.kind) {
      case 'inbox':
        return this.#inboxItem();
      case 'group':
        return groupItem(node.home);
      case 'profile':
        return this.#profileItem(node.located);
    }
  }

  /** When somebody points at it: who the provider is stands in a bundle that is not needed before. */
  async resolveTreeItem(item: vscode.TreeItem, node: ProfileNode): Promise<vscode.TreeItem> {
    if (node.kind !== 'profile' || node.located.entry.kind === 'invalid') return item;
    const { located } = node;
    const { entry } = node.located;
    const { profile } = entry;
    const account = profile.auth === 'oauth2' ? await this.#accountOf(located, entry) : undefined;
    item.tooltip = [
      loadMail().providerOfHost(profile.host)?.name ?? '',
      `${profile.host}:${profile.port} · ${securityName(profile.security)}`,
      profile.user === undefined ? vscode.l10n.t('Without sign-in') : vscode.l10n.t('Signs in as {0}', profile.user),
      profile.auth === 'oauth2' ? loadOAuth().signInLine(profile, account) : '',
      profile.from === undefined ? '' : vscode.l10n.t('Sends as {0}', profile.from),
      profile.environment === 'production' ? vscode.l10n.t('Production: each send is confirmed') : '',
      stateOf(located, profile, await this.#isSecretStored(located, entry)),
      located.isIgnored ? '' : testedText(this.#deps.profiles.history.of(profile)),
    ]
      .filter((line) => line !== '')
      .join('\n');
    return item;
  }

  async #isSecretStored(located: LocatedProfile, entry: ValidEntry): Promise<boolean> {
    if (located.isIgnored || entry.profile.auth === 'none') return false;
    if (entry.profile.auth === 'oauth2') return (await this.#accountOf(located, entry)) !== undefined;
    return this.#deps.profiles.hasPassword(entry);
  }

  #inboxItem(): vscode.TreeItem {
    const { port, unreadCount: unread } = this.#deps.inbox;
    const isDefault = this.#deps.profiles.defaultId === localInboxName;
    const item = new vscode.TreeItem(localInboxName, vscode.TreeItemCollapsibleState.None);
    item.id = 'inbox';
    item.contextValue = 'profile.inbox';
    item.iconPath = new vscode.ThemeIcon('inbox');
    const address = port === undefined ? vscode.l10n.t('not running') : `127.0.0.1:${port}`;
    item.description = [
      isDefault ? vscode.l10n.t('(default)') : '',
      address,
      unread > 0 ? vscode.l10n.t('· {0} unread', unread) : '',
    ]
      .filter((part) => part !== '')
      .join(' ');
    item.tooltip =
      port === undefined
        ? vscode.l10n.t('Catches mail on this machine. Starts by itself when a test mail is sent to it.')
        : vscode.l10n.t('Catches mail sent to 127.0.0.1:{0}. No mail leaves this machine.', port);
    item.accessibilityInformation = { label: `${localInboxName}, ${item.description}` };
    return item;
  }

  async #accountOf(located: LocatedProfile, entry: SignInTarget): Promise<string | undefined> {
    return located.isIgnored ? undefined : this.#deps.profiles.signIns.accountOf(entry);
  }

  async #profileItem(located: LocatedProfile): Promise<vscode.TreeItem> {
    const { entry } = located;
    const item = new vscode.TreeItem(entry.name, vscode.TreeItemCollapsibleState.None);
    item.id = located.id;
    if (entry.kind === 'invalid') {
      item.contextValue = `invalid.${entry.scope}`;
      item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
      item.description = `${vscode.l10n.t('invalid settings')} · ${say(entry.reason)}`;
      item.tooltip = say(entry.reason);
      item.command = { command: commands.openProfileSettings, title: '', arguments: [{ kind: 'profile', located }] };
      item.accessibilityInformation = { label: `${entry.name}, ${item.description}` };
      return item;
    }
    const { profile } = entry;
    const isDefault = this.#deps.profiles.defaultId === located.id;
    const needsPassword = profile.auth !== 'none';
    const isStored = await this.#isSecretStored(located, entry);
    item.contextValue = [
      'profile',
      located.isIgnored ? 'ignored' : entry.scope,
      { password: 'password', oauth2: 'oauth', none: 'open' }[profile.auth],
      needsPassword && isStored ? 'stored' : 'none',
    ].join('.');
    const state = stateOf(located, profile, isStored);
    const address = `${profile.user === undefined ? '' : `${profile.user.split('@')[0] ?? ''}@`}${profile.host}:${profile.port}`;
    const isProduction = profile.environment === 'production';
    const tested = located.isIgnored ? undefined : this.#deps.profiles.history.of(profile);
    item.description = [
      isDefault ? vscode.l10n.t('(default)') : '',
      // Before what a narrow view cuts off.
      isProduction ? vscode.l10n.t('production ·') : '',
      address,
      state === '' ? '' : `· ${state}`,
      tested?.works === false ? vscode.l10n.t('· last test failed') : '',
    ]
      .filter((part) => part !== '')
      .join(' ');
    item.iconPath = iconOf({
      isIgnored: located.isIgnored,
      locked: isStored || !needsPassword ? undefined : profile.auth === 'oauth2' ? 'sign-in' : 'key',
      isProduction,
      tested,
    });
    item.accessibilityInformation = { label: `${entry.name}, ${item.description}` };
    if (!located.isIgnored) {
      item.command = { command: commands.editProfile, title: '', arguments: [{ kind: 'profile', located }] };
    }
    return item;
  }
}

/** Whose settings a row stands for; undefined: nobody's. */
export function homeOf(node: ProfileNode): ProfileHome | undefined {
  switch (node.kind) {
    case 'inbox':
      return undefined;
    case 'group':
      return node.home;
    case 'profile':
      return { scope: node.located.entry.scope, folder: node.located.folder };
  }
}

function isIn({ entry, folder }: LocatedProfile, home: ProfileHome): boolean {
  return entry.scope === home.scope && folder?.uri.toString() === home.folder?.uri.toString();
}

function groupItem({ scope, folder }: ProfileHome): vscode.TreeItem {
  const label =
    folder?.name ?? (scope === 'workspace' ? vscode.l10n.t('This Workspace') : vscode.l10n.t('All Workspaces'));
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `group.${scope}.${folder?.uri.toString() ?? ''}`;
  item.contextValue = `group.${scope}`;
  if (folder !== undefined) item.iconPath = new vscode.ThemeIcon('root-folder');
  return item;
}

type ValidEntry = Extract<LocatedProfile['entry'], { readonly kind: 'valid' }>;

/** Why no mail can be sent with it; empty: one can. */
function stateOf({ isIgnored }: LocatedProfile, { auth }: Profile, isStored: boolean): string {
  if (isIgnored) return vscode.l10n.t('ignored in Restricted Mode');
  if (auth === 'none' || isStored) return '';
  return auth === 'oauth2' ? vscode.l10n.t('signed out') : vscode.l10n.t('no password');
}

interface ProfileState {
  readonly isIgnored: boolean;
  /** The icon for having no password yet, or for being signed out. */
  readonly locked: 'key' | 'sign-in' | undefined;
  readonly isProduction: boolean;
  readonly tested: TestedConnection | undefined;
}

/** The first of what keeps a mail from being sent; else how sure it is that one can be. */
function iconOf({ isIgnored, locked, isProduction, tested }: ProfileState): vscode.ThemeIcon {
  if (isIgnored) return new vscode.ThemeIcon('circle-slash');
  if (locked !== undefined) return new vscode.ThemeIcon(locked);
  if (tested?.works === false) return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  const colour = isProduction ? 'list.warningForeground' : tested?.works === true ? 'testing.iconPassed' : undefined;
  const icon = tested?.works === true ? 'pass' : isProduction ? 'warning' : 'server';
  return colour === undefined ? new vscode.ThemeIcon(icon) : new vscode.ThemeIcon(icon, new vscode.ThemeColor(colour));
}

function testedText(tested: TestedConnection | undefined): string {
  if (tested === undefined) return vscode.l10n.t('Never tested');
  const time = new Date(tested.atMs).toLocaleString(vscode.env.language);
  return tested.works
    ? vscode.l10n.t('Worked when it was tested: {0}', time)
    : vscode.l10n.t('Last test failed, {0}: {1}', time, tested.reason);
}

function securityName(security: 'tls' | 'starttls' | 'none'): string {
  switch (security) {
    case 'tls':
      return 'TLS';
    case 'starttls':
      return 'STARTTLS';
    case 'none':
      return vscode.l10n.t('not encrypted');
  }
}
