import type { Sentence } from '../sentence.ts';

/**
 * How a connection is protected. Exactly three, never "if possible": an opportunistic STARTTLS that an attacker strips
 * would send the password in clear text (RFC 8314, section 3).
 */
export type Security = 'tls' | 'starttls' | 'none';

/** Where the mails of an account are fetched. */
export interface MailboxServer {
  /** As in `Profile`. */
  readonly host: string;
  readonly port: number;
  readonly security: Security;
}

/** An SMTP account as it stands in settings. It never holds a secret. */
export interface Profile {
  /** Host name or address literal, without brackets. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
  readonly security: Security;
  readonly auth: 'password' | 'oauth2' | 'none';
  /** Present unless `auth` is `none`. */
  readonly user?: string;
  /** Who gives the tokens, where `auth` is `oauth2`: `google`, `microsoft`, or a name of the setting `mailproof.oauth.providers`. */
  readonly oauth?: string;
  /** A mailbox, `name@host` or `Name <name@host>`. */
  readonly from?: string;
  readonly replyTo?: string;
  /** Default recipients. */
  readonly to: readonly string[];
  readonly environment: 'test' | 'production';
  /** The name that this computer introduces itself by in EHLO; absent: its own. */
  readonly ehloName?: string;
  /**
   * SHA-256 of the only certificate that is taken, whoever signed it: pairs of hexadecimal digits, upper case, with colons
   * between. Absent: any that this computer trusts and that is for the host.
   */
  readonly certificatePin?: string;
  /**
   * Where the account's own mailbox is, to see whether a test mail has arrived. The user is the same; the password is kept apart,
   * because it goes to another server (`secretKey`).
   */
  readonly imap?: MailboxServer;
  readonly pop3?: MailboxServer;
  /** How long connecting, encryption included, may take; absent: as by default (`defaultTimeouts`). */
  readonly connectTimeoutSeconds?: number;
  /** How long the server may take for each reply. */
  readonly replyTimeoutSeconds?: number;
}

/** Where a profile is kept: the `mailproof.profiles` or the `mailproof.workspaceProfiles` setting. */
export type ProfileScope = 'user' | 'workspace';

export interface NamedProfile {
  readonly name: string;
  readonly profile: Profile;
}

/** One entry of a settings object: valid, or shown with what is wrong. Nothing is dropped. */
export type ProfileEntry =
  | { readonly kind: 'valid'; readonly name: string; readonly scope: ProfileScope; readonly profile: Profile }
  | {
      readonly kind: 'invalid';
      readonly name: string;
      /** As settings have it, where that cannot be shown. */
      readonly key?: string;
      readonly scope: ProfileScope;
      readonly reason: Sentence;
    };

/** The name in settings. */
export function keyOf(entry: ProfileEntry): string {
  return (entry.kind === 'invalid' ? entry.key : undefined) ?? entry.name;
}

/** The fields of the profile form as typed. */
export interface ProfileFieldTexts {
  readonly name: string;
  readonly host: string;
  readonly port: string;
  readonly security: string;
  readonly auth: string;
  readonly oauth: string;
  readonly user: string;
  readonly from: string;
  readonly replyTo: string;
  /** Separated by commas, semicolons or line breaks. */
  readonly to: string;
  readonly environment: string;
  readonly ehloName: string;
  readonly certificatePin: string;
  /** An empty host: none. */
  readonly imapHost: string;
  readonly imapPort: string;
  readonly imapSecurity: string;
  readonly pop3Host: string;
  readonly pop3Port: string;
  readonly pop3Security: string;
  /** In seconds; empty: as by default. */
  readonly connectTimeoutSeconds: string;
  readonly replyTimeoutSeconds: string;
}
