import * as vscode from 'vscode';
import { isSameOrganization } from '../../core/mail/authenticationResults.ts';
import type { MailboxAccount } from '../../core/delivery/mailbox.ts';
import type { MailboxOwner } from '../../core/delivery/mailboxOwners.ts';
import { reasonOf } from '../../core/reasonOf.ts';
import { showWarning } from '../../host/notify.ts';
import type { ProfileStore, ValidProfile } from '../../host/profileStore.ts';

export type OwnMailbox = MailboxOwner<ValidProfile>;

export interface MailboxAccess {
  readonly account: MailboxAccount;
  /** Stores the password if the user asked for that. Called once the server has accepted it. */
  readonly keep: () => Promise<void>;
}

/** With the password that is stored for exactly this mailbox; undefined: there is none, and nobody is asked. */
export async function storedAccess(owner: OwnMailbox, profiles: ProfileStore): Promise<MailboxAccess | undefined> {
  if (owner.account.profile.auth !== 'password') return undefined;
  const stored = await profiles.readPassword({ ...owner.account, server: owner.protocol });
  return stored === undefined ? undefined : accessWith(owner, stored, () => Promise.resolve());
}

/** With the stored password or the user's answer; the question names where the password will go. undefined: dismissed. */
export async function askedAccess(owner: OwnMailbox, profiles: ProfileStore): Promise<MailboxAccess | undefined> {
  if (owner.account.profile.auth !== 'password') {
    void showWarning(
      vscode.l10n.t(
        '"{0}" signs in without a password. Only mailboxes that take one can be looked into.',
        owner.account.name,
      ),
    );
    return undefined;
  }
  const stored = await storedAccess(owner, profiles);
  if (stored !== undefined) return stored;
  const password = (await smtpPassword(owner, profiles)) ?? (await typedPassword(owner));
  if (password === undefined || password.kind === 'cancelled') return undefined;
  const isKept = await askToKeep(owner);
  if (isKept === undefined) return undefined;
  return accessWith(owner, password.value, async () => {
    if (!isKept) return;
    try {
      await profiles.storePassword({ ...owner.account, server: owner.protocol }, password.value);
    } catch (error) {
      // No keyring, or a locked one. The mailbox is looked into all the same.
      void showWarning(vscode.l10n.t('The password could not be stored: {0}', reasonOf(error)));
    }
  });
}

type Password = { readonly kind: 'password'; readonly value: string } | { readonly kind: 'cancelled' };

/** Often the same; never sent to another server without a yes, and not offered for a server of somebody else. undefined: another one. */
async function smtpPassword(owner: OwnMailbox, profiles: ProfileStore): Promise<Password | undefined> {
  const { account, server } = owner;
  if (server.host !== account.profile.host && !isSameOrganization(server.host, account.profile.host)) return undefined;
  const stored = await profiles.readPassword(account);
  if (stored === undefined) return undefined;
  const same = vscode.l10n.t('Use the password of the SMTP server');
  const other = vscode.l10n.t('Type another password');
  const answer = await vscode.window.showQuickPick(
    [{ label: same, description: vscode.l10n.t('it is sent to {0}', placeOf(owner)) }, { label: other }],
    { title: vscode.l10n.t('Password of the mailbox of "{0}"', account.name), ignoreFocusOut: true },
  );
  if (answer === undefined) return { kind: 'cancelled' };
  return answer.label === same ? { kind: 'password', value: stored } : undefined;
}

async function typedPassword(owner: OwnMailbox): Promise<Password> {
  const { account, user } = owner;
  const value = await vscode.window.showInputBox({
    title: vscode.l10n.t('Password of the mailbox of "{0}"', account.name),
    prompt:
      account.scope === 'workspace'
        ? vscode.l10n.t('No password is stored for {0} at {1}, which this workspace names.', user, placeOf(owner))
        : vscode.l10n.t('No password is stored for {0} at {1}.', user, placeOf(owner)),
    password: true,
    ignoreFocusOut: true,
  });
  return value === undefined || value === '' ? { kind: 'cancelled' } : { kind: 'password', value };
}

async function askToKeep({ account }: OwnMailbox): Promise<boolean | undefined> {
  const store = vscode.l10n.t('Store it');
  const once = vscode.l10n.t('Use it once');
  const answer = await vscode.window.showQuickPick(
    [
      { label: store, description: vscode.l10n.t('in the secret storage of VS Code') },
      { label: once, description: vscode.l10n.t('ask again next time') },
    ],
    { title: vscode.l10n.t('Keep the password of the mailbox of "{0}"?', account.name), ignoreFocusOut: true },
  );
  return answer === undefined ? undefined : answer.label === store;
}

function accessWith({ server, user }: OwnMailbox, password: string, keep: () => Promise<void>): MailboxAccess {
  return { account: { server, user, credential: { kind: 'password', password } }, keep };
}

/** `imap.example.com:993 (IMAP)`. */
export function placeOf({ protocol, server }: OwnMailbox): string {
  return `${server.host}:${server.port} (${protocol.toUpperCase()})`;
}
