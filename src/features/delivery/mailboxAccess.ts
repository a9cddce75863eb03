import * as vscode from 'vscode';
import { settings } from '../../commands.ts';
import { openImapMailbox } from '../../core/delivery/imapMailbox.ts';
import { MailboxError, type Mailbox, type MailboxCredential } from '../../core/delivery/mailbox.ts';
import type { MailboxOwner } from '../../core/delivery/mailboxOwners.ts';
import { openPop3Mailbox } from '../../core/delivery/pop3Mailbox.ts';
import { isSameOrganization } from '../../core/mail/authenticationResults.ts';
import { mailboxPin } from '../../core/profiles/mailboxServer.ts';
import { reasonOf } from '../../core/reasonOf.ts';
import { showWarning } from '../../host/notify.ts';
import { loadOAuth } from '../../host/oauthModule.ts';
import type { ProfileStore, ValidProfile } from '../../host/profileStore.ts';
import { readString } from '../../host/settings.ts';

export type OwnMailbox = MailboxOwner<ValidProfile>;

/** Whoever has it can look into the mailbox. */
export interface MailboxAccess {
  /** Signs in. Throws `MailboxError`. */
  readonly open: (signal: AbortSignal) => Promise<Mailbox>;
  /** Stores the password if the user asked for that. Called once the server has accepted it. */
  readonly keep: () => Promise<void>;
}

/** With what is stored for exactly this mailbox, or given out for it; undefined: there is nothing, and nobody is asked. */
export async function storedAccess(owner: OwnMailbox, profiles: ProfileStore): Promise<MailboxAccess | undefined> {
  const { account, protocol } = owner;
  switch (account.profile.auth) {
    case 'none':
      return undefined;
    case 'password': {
      const password = await profiles.readPassword({ ...account, server: protocol });
      return password === undefined ? undefined : accessWith(owner, { kind: 'password', password });
    }
    case 'oauth2': {
      const answer = await profiles.signIns.accessToken(account, protocol);
      if (answer.kind !== 'token') return undefined;
      const renew = async (): Promise<string | undefined> => {
        const renewed = await profiles.signIns.accessToken(account, protocol, answer.value);
        return renewed.kind === 'token' ? renewed.value : undefined;
      };
      return accessWith(owner, { kind: 'token', accessToken: answer.value }, { renew });
    }
  }
}

/**
 * As above, or with the user's answer; the question names where the password will go. undefined: there is none, and the user knows.
 * `typed`: the password of the SMTP server, where it was typed and is not stored.
 */
export async function askedAccess(
  owner: OwnMailbox,
  profiles: ProfileStore,
  typed?: string,
): Promise<MailboxAccess | undefined> {
  switch (owner.account.profile.auth) {
    case 'none':
      // A profile without a user has no mailbox (`mailboxOf`).
      return undefined;
    case 'password':
      return (await storedAccess(owner, profiles)) ?? askedPassword(owner, profiles, typed);
    case 'oauth2': {
      const answer = await loadOAuth().tokenFor(owner.account, profiles.signIns, owner.protocol);
      if (answer.kind === 'cancelled' || answer.value === undefined) return undefined;
      return accessWith(owner, { kind: 'token', accessToken: answer.value }, { renew: answer.renew });
    }
  }
}

async function askedPassword(
  owner: OwnMailbox,
  profiles: ProfileStore,
  typed: string | undefined,
): Promise<MailboxAccess | undefined> {
  const password = (await smtpPassword(owner, profiles, typed)) ?? (await typedPassword(owner));
  if (password === undefined || password.kind === 'cancelled') return undefined;
  const isKept = await askToKeep(owner);
  if (isKept === undefined) return undefined;
  const keep = async (): Promise<void> => {
    if (!isKept) return;
    try {
      await profiles.storePassword({ ...owner.account, server: owner.protocol }, password.value);
    } catch (error) {
      // No keyring, or a locked one. The mailbox is looked into all the same.
      void showWarning(vscode.l10n.t('The password could not be stored: {0}', reasonOf(error)));
    }
  };
  return accessWith(owner, { kind: 'password', password: password.value }, { keep });
}

type Password = { readonly kind: 'password'; readonly value: string } | { readonly kind: 'cancelled' };

/** Often the same; never sent to another server without a yes, and not offered for a server of somebody else. undefined: another one. */
async function smtpPassword(
  owner: OwnMailbox,
  profiles: ProfileStore,
  typed: string | undefined,
): Promise<Password | undefined> {
  const { account, server } = owner;
  if (server.host !== account.profile.host && !isSameOrganization(server.host, account.profile.host)) return undefined;
  const stored = typed ?? (await profiles.readPassword(account));
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

interface AccessOptions {
  readonly keep?: () => Promise<void>;
  /** Of an access token: another one, once the server has refused this. undefined: there is none. */
  readonly renew?: (() => Promise<string | undefined>) | undefined;
}

function accessWith(owner: OwnMailbox, first: MailboxCredential, { keep, renew }: AccessOptions = {}): MailboxAccess {
  const { server, user, protocol } = owner;
  const { profile } = owner.account;
  const { connectTimeoutSeconds, replyTimeoutSeconds } = profile;
  const certificatePin = mailboxPin(profile, server);
  const openWith = (credential: MailboxCredential, signal: AbortSignal): Promise<Mailbox> => {
    const account = {
      server,
      user,
      credential,
      proxy: readString(settings.sendProxy, ''),
      ...(certificatePin === undefined ? {} : { certificatePin }),
      timeouts: {
        ...(connectTimeoutSeconds === undefined ? {} : { connectMs: connectTimeoutSeconds * 1000 }),
        ...(replyTimeoutSeconds === undefined ? {} : { replyMs: replyTimeoutSeconds * 1000 }),
      },
    };
    return protocol === 'imap' ? openImapMailbox(account, signal) : openPop3Mailbox(account, signal);
  };
  let credential = first;
  return {
    keep: keep ?? ((): Promise<void> => Promise.resolve()),
    open: async (signal) => {
      try {
        return await openWith(credential, signal);
      } catch (error) {
        const isRefused = error instanceof MailboxError && error.failure.code === 'sign-in-refused';
        const renewed = isRefused ? await renew?.() : undefined;
        if (renewed === undefined) throw error;
        credential = { kind: 'token', accessToken: renewed };
        return openWith(credential, signal);
      }
    },
  };
}

/** `imap.example.com:993 (IMAP)`. */
export function placeOf({ protocol, server }: Pick<OwnMailbox, 'protocol' | 'server'>): string {
  return `${server.host}:${server.port} (${protocol.toUpperCase()})`;
}
