import path from 'node:path';
import * as vscode from 'vscode';
import { commands, localInboxName } from '../../commands.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import type { LocalInbox } from '../../host/localInbox.ts';
import { showError } from '../../host/notify.ts';
import type { ProfileStore, ValidProfile } from '../../host/profileStore.ts';
import { isInboxItem, profileIdOf } from './sendArguments.ts';
import { say } from '../../host/say.ts';

/** Where a message goes: an account, or the inbox of this window. */
export type Target = { readonly kind: 'inbox' } | AccountTarget;

export interface AccountTarget {
  readonly kind: 'account';
  readonly account: ValidProfile;
}

export interface TargetDeps {
  readonly profiles: ProfileStore;
  readonly inbox: LocalInbox;
}

export interface TargetQuestion {
  readonly template: vscode.Uri;
  /** What the command was called with: a profile's item says which one is meant. */
  readonly argument: unknown;
  /** Name or id of the profile that was asked for. */
  readonly wanted: string | undefined;
  /** Id of the one to offer first. */
  readonly first: string | undefined;
  /** Absolute paths of files that go along. */
  readonly attached: readonly string[];
  /** Names of the data sets that are sent; empty: the one that the preview shows. */
  readonly dataSets: readonly string[];
  /** Lets choose others; undefined: it was dismissed, or there is nothing to choose. */
  readonly askDataSets: () => Promise<readonly string[] | undefined>;
}

export interface ChosenTarget {
  readonly target: Target;
  readonly attached: readonly string[];
  readonly dataSets: readonly string[];
}

/** undefined after saying why, or when the question was dismissed. */
export async function chooseTarget(question: TargetQuestion, deps: TargetDeps): Promise<ChosenTarget | undefined> {
  const { argument, wanted, attached, dataSets } = question;
  if (isInboxItem(argument) || wanted === localInboxName) return { target: { kind: 'inbox' }, attached, dataSets };
  const id = profileIdOf(argument);
  if (wanted === undefined && id === undefined) return pickTarget(question, deps);
  // A profile of the workspace may have taken the name of one of the user's: a keybinding must not go to another server for that.
  if (id === undefined && wanted !== undefined && isAmbiguous(wanted, deps.profiles)) return pickTarget(question, deps);
  const target = namedTarget(id ?? wanted ?? '', wanted ?? '', deps.profiles);
  return target === undefined ? undefined : { target, attached, dataSets };
}

function isAmbiguous(wanted: string, profiles: ProfileStore): boolean {
  if (profiles.find(wanted) !== undefined) return false;
  const named = profiles.list().filter(({ entry, isIgnored }) => entry.name === wanted && !isIgnored);
  return named.length > 1;
}

function namedTarget(id: string, wanted: string, profiles: ProfileStore): AccountTarget | undefined {
  const located = profiles.find(id) ?? profiles.findByName(wanted);
  if (located?.entry.kind === 'valid' && !located.isIgnored) {
    return { kind: 'account', account: { id: located.id, ...located.entry } };
  }
  const name = located?.entry.name ?? wanted;
  void showError(
    located?.entry.kind === 'invalid'
      ? vscode.l10n.t('The SMTP profile "{0}" is not usable: {1}', name, say(located.entry.reason))
      : located?.isIgnored === true
        ? vscode.l10n.t(
            'The SMTP profile "{0}" is of the workspace, which you do not trust (Restricted Mode). Nothing was sent.',
            name,
          )
        : vscode.l10n.t('There is no SMTP profile "{0}". Nothing was sent.', name),
  );
  return undefined;
}

/** For a message that the local inbox has already. undefined after saying why, or when the question was dismissed. */
export async function chooseAccount(
  question: { readonly title: string; readonly wanted: string | undefined; readonly first: string | undefined },
  { profiles }: Pick<TargetDeps, 'profiles'>,
): Promise<AccountTarget | undefined> {
  const { title, wanted, first } = question;
  if (wanted !== undefined) return namedTarget(wanted, wanted, profiles);
  const items = [...firstOnTop(accountItems(profiles), first), ...addProfileItems()];
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Send through'),
    matchOnDescription: true,
  });
  if (picked?.does === 'add') void vscode.commands.executeCommand(commands.addProfile);
  return picked?.target?.kind === 'account' ? picked.target : undefined;
}

type TargetItem = vscode.QuickPickItem & { readonly target?: Target; readonly does?: 'add' };

async function pickTarget(question: TargetQuestion, deps: TargetDeps): Promise<ChosenTarget | undefined> {
  const attached = new Set(question.attached);
  let { dataSets } = question;
  for (;;) {
    const answer = await showTargets({ ...question, attached: [...attached], dataSets }, deps);
    switch (answer) {
      case undefined:
        return undefined;
      case 'attach':
        for (const file of await pickFiles(question.template)) attached.add(file);
        break;
      case 'dataSets':
        dataSets = (await question.askDataSets()) ?? dataSets;
        break;
      default:
        return { target: answer, attached: [...attached], dataSets };
    }
  }
}

type TargetAnswer = Target | 'attach' | 'dataSets' | undefined;

function showTargets(question: TargetQuestion, deps: TargetDeps): Promise<TargetAnswer> {
  const pick = vscode.window.createQuickPick<TargetItem>();
  const more = [...question.dataSets, ...question.attached.map((file) => path.basename(file))];
  const name = path.basename(question.template.path);
  pick.title =
    more.length === 0
      ? vscode.l10n.t('Send {0} as a Test', name)
      : vscode.l10n.t('Send {0} as a Test, with {1}', name, more.join(', '));
  pick.placeholder = vscode.l10n.t('Send through');
  pick.matchOnDescription = true;
  pick.items = [...targetItems(question, deps), ...addProfileItems()];
  const attach = { iconPath: new vscode.ThemeIcon('attach'), tooltip: vscode.l10n.t('Attach Files...') };
  const choose = { iconPath: new vscode.ThemeIcon('database'), tooltip: vscode.l10n.t('Choose Data Sets...') };
  pick.buttons = [choose, attach];
  return new Promise((resolve) => {
    const finish = (answer: TargetAnswer): void => {
      resolve(answer);
      pick.hide();
    };
    pick.onDidTriggerButton((button) => finish(button === attach ? 'attach' : 'dataSets'));
    pick.onDidAccept(() => {
      const [item] = pick.activeItems;
      if (item?.does === 'add') void vscode.commands.executeCommand(commands.addProfile);
      if (item !== undefined) finish(item.target);
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

type KeyedItem = TargetItem & { readonly key: string };

function targetItems({ first }: TargetQuestion, { profiles, inbox }: TargetDeps): readonly TargetItem[] {
  const local: KeyedItem = {
    key: localInboxName,
    label: localInboxName,
    description:
      inbox.port === undefined ? vscode.l10n.t('on this machine, starts by itself') : `127.0.0.1:${inbox.port}`,
    iconPath: new vscode.ThemeIcon('inbox'),
    target: { kind: 'inbox' },
  };
  return firstOnTop([local, ...accountItems(profiles)], first);
}

function accountItems(profiles: ProfileStore): readonly KeyedItem[] {
  return profiles
    .list()
    .flatMap(({ id, entry, isIgnored }) => (entry.kind === 'valid' && !isIgnored ? [{ id, ...entry }] : []))
    .map((account) => ({
      key: account.id,
      label: account.name,
      description: [
        `${account.profile.host}:${account.profile.port}`,
        ...(account.scope === 'workspace' ? [vscode.l10n.t('This Workspace')] : []),
        ...(account.profile.environment === 'production' ? [vscode.l10n.t('production')] : []),
      ].join(' · '),
      iconPath: new vscode.ThemeIcon(account.profile.environment === 'production' ? 'warning' : 'server'),
      target: { kind: 'account' as const, account },
    }));
}

function addProfileItems(): readonly TargetItem[] {
  return [
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: vscode.l10n.t('Add SMTP Profile...'), iconPath: new vscode.ThemeIcon('add'), does: 'add' },
  ];
}

function firstOnTop(items: readonly KeyedItem[], first: string | undefined): readonly TargetItem[] {
  return items.toSorted((one, other) => Number(other.key === first) - Number(one.key === first));
}

async function pickFiles(template: vscode.Uri): Promise<readonly string[]> {
  const files = await vscode.window.showOpenDialog({
    canSelectMany: true,
    openLabel: vscode.l10n.t('Attach'),
    title: vscode.l10n.t('Attach to {0}', path.basename(template.path)),
    ...(template.scheme === 'file' ? { defaultUri: vscode.Uri.joinPath(template, '..') } : {}),
  });
  return (files ?? []).filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => fsPath);
}

export function profileOf(target: Target): Profile | undefined {
  return target.kind === 'account' ? target.account.profile : undefined;
}

export function nameOf(target: Target): string {
  return target.kind === 'inbox' ? localInboxName : target.account.name;
}

/** As history and memory keep it. */
export function idOf(target: Target): string {
  return target.kind === 'inbox' ? localInboxName : target.account.id;
}
