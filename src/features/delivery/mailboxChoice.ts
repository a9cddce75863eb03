import * as vscode from 'vscode';
import { commands, type TypedMailbox } from '../../commands.ts';
import { oneLine } from '../../core/delivery/deliveryWords.ts';
import { mailboxOf, mailboxOwners } from '../../core/delivery/mailboxOwners.ts';
import { isRecord } from '../../core/isRecord.ts';
import type { SentMail } from '../../core/mail/sentMail.ts';
import { parseProfile } from '../../core/profiles/parseProfile.ts';
import { showInfo } from '../../host/notify.ts';
import type { ProfileStore, ValidProfile } from '../../host/profileStore.ts';
import { placeOf, type OwnMailbox } from './mailboxAccess.ts';

/** Of the recipients of a mail. Empty: dismissed, or there is none, and the user knows what to do. */
export async function chooseOwners(
  mail: SentMail,
  profiles: ProfileStore,
  title: string,
): Promise<readonly OwnMailbox[]> {
  const recipients = [...mail.to, ...mail.cc, ...mail.bcc];
  const owners = mailboxOwners(recipients, usableProfiles(profiles)).slice(0, maxMailboxes);
  if (owners.length === 1) return owners;
  if (owners.length === 0) {
    const edit = vscode.l10n.t('Edit Profile');
    const answer = await showInfo(
      vscode.l10n.t(
        'No profile has the mailbox of {0}. Add its IMAP or POP3 server to the profile that signs in as that address.',
        recipients.map((each) => oneLine(each)).join(', '),
      ),
      edit,
    );
    if (answer === edit) await vscode.commands.executeCommand(commands.editProfile);
    return [];
  }
  const picked = await vscode.window.showQuickPick(
    owners.map((owner) => ({
      label: owner.recipient,
      description: placeOf(owner),
      detail: owner.account.name,
      picked: true,
      owner,
    })),
    { title, placeHolder: vscode.l10n.t('Mailboxes to look into'), canPickMany: true },
  );
  return picked?.map(({ owner }) => owner) ?? [];
}

/** Of a profile that has one. `argument`: an item of the profiles, or an id or a name. */
export async function chooseMailbox(argument: unknown, profiles: ProfileStore): Promise<OwnMailbox | undefined> {
  const id = profileIdOf(argument);
  const accounts = usableProfiles(profiles).filter(
    (account) => id === undefined || account.id === id || account.name === id,
  );
  const owners = accounts.flatMap((account) => ownMailbox(account) ?? []);
  if (owners.length === 0) {
    const edit = vscode.l10n.t('Edit Profile');
    const answer = await showInfo(vscode.l10n.t('This profile names no IMAP or POP3 server yet.'), edit);
    if (answer === edit) await vscode.commands.executeCommand(commands.editProfile, accounts[0]?.id);
    return undefined;
  }
  if (owners.length === 1) return owners[0];
  const picked = await vscode.window.showQuickPick(
    owners.map((owner) => ({ label: owner.account.name, description: placeOf(owner), owner })),
    { title: vscode.l10n.t('Test Mailbox Connection') },
  );
  return picked?.owner;
}

/** undefined: this profile has none. */
export function ownMailbox(account: ValidProfile): OwnMailbox | undefined {
  const mailbox = mailboxOf(account.profile);
  return mailbox === undefined ? undefined : { account, recipient: mailbox.user, ...mailbox };
}

/** What a form holds; undefined: no profile that could be used. */
export function typedMailbox(argument: Readonly<Record<string, unknown>>): TypedMailbox | undefined {
  const { id, name, scope, password } = argument;
  const parsed = parseProfile(argument['profile']);
  if (parsed.kind !== 'valid' || typeof id !== 'string' || typeof name !== 'string') return undefined;
  if (scope !== 'user' && scope !== 'workspace') return undefined;
  return { id, name, scope, profile: parsed.profile, password: typeof password === 'string' ? password : undefined };
}

/** Not the workspace's while it is not trusted. */
export function usableProfiles(profiles: ProfileStore): readonly ValidProfile[] {
  return profiles
    .list()
    .flatMap(({ id, entry, isIgnored }) => (entry.kind === 'valid' && !isIgnored ? [{ id, ...entry }] : []));
}

function profileIdOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (!isRecord(argument) || !isRecord(argument['located'])) return undefined;
  const { id } = argument['located'];
  return typeof id === 'string' ? id : undefined;
}

/** At the same time. */
export const maxMailboxes = 10;
