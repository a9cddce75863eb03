import type { MailboxServer, Profile } from '../profiles/profile.ts';

export type FoundServer = MailboxServer;

/** An account as something on the network describes it. Nobody has agreed to it yet. */
export interface FoundAccount extends Pick<Profile, 'imap' | 'pop3'> {
  readonly smtp: FoundServer;
  /** Empty: not known. */
  readonly user: string;
  readonly auth: 'password' | 'oauth2' | 'none';
}

/** Who said so. */
export type DiscoverySource = 'provider' | 'database' | 'mx' | 'srv' | 'guess';

export interface DiscoveredAccount extends FoundAccount {
  readonly source: DiscoverySource;
  /** Its server is not below the domain of the address: whose it is has to be looked at before a password goes there. */
  readonly isForeign: boolean;
  /** Whether the server has answered, encrypted, with a certificate for its name. */
  readonly hasAnswered: boolean;
}

export type Discovery =
  | { readonly kind: 'found'; readonly account: DiscoveredAccount }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'cancelled' };
