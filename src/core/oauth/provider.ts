import type { Profile } from '../profiles/profile.ts';

/** Somebody who gives out access tokens for mail, and the program that Mailproof is to them. It holds no secret. */
export interface OAuthProvider {
  readonly kind: 'google' | 'microsoft' | 'custom';
  /** What profiles call it: the key in the setting. */
  readonly name: string;
  /** For people. */
  readonly label: string;
  readonly clientId: string;
  /** Microsoft only: whose accounts. */
  readonly tenant?: string;
  readonly endpoints: OAuthEndpoints;
  /** What has to be allowed for each purpose. */
  readonly mailScopes: Readonly<Record<MailPurpose, readonly string[]>>;
  /** What makes it a lasting sign-in of a known account. */
  readonly otherScopes: readonly string[];
  /** Besides those of RFC 6749, section 4.1.1. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The mail servers that its tokens may be shown to, in lower case. A token that another server sees is as good as stolen. */
  readonly hosts: readonly string[];
  /** Of RFC 8252, section 7.3. Without a port: any free one. */
  readonly redirectUri: string;
  /** Whether the client has a secret, which the user is asked for and which lies in the secret storage. */
  readonly clientSecret: 'none' | 'needed';
}

export type MailPurpose = 'smtp' | 'imap' | 'pop3';

export type OAuthEndpoints =
  /** RFC 8414 or OpenID Connect Discovery. */
  | { readonly kind: 'discovered'; readonly issuer: string }
  | {
      readonly kind: 'given';
      /** undefined: the provider does not say who it is in its answers. */
      readonly issuer: string | undefined;
      readonly authorization: string;
      readonly token: string;
      readonly device?: string;
      readonly revocation?: string;
    };

/** A program of the user's that prints an access token, as mutt and msmtp know it. */
export interface TokenCommand {
  readonly kind: 'command';
  readonly name: string;
  readonly label: string;
  /** The program and its arguments. No shell reads it. */
  readonly command: readonly string[];
  readonly hosts: readonly string[];
}

export type TokenSource = OAuthProvider | TokenCommand;

/** What a profile wants tokens for. Of two protocols for its mailbox only IMAP is used (`mailboxOf`). */
export function purposesOf({ imap, pop3 }: Pick<Profile, 'imap' | 'pop3'>): readonly MailPurpose[] {
  if (imap !== undefined) return ['smtp', 'imap'];
  return pop3 === undefined ? ['smtp'] : ['smtp', 'pop3'];
}

/** Whether a mail server may see a token of this provider. */
export function mayReceiveTokens({ hosts }: TokenSource, host: string): boolean {
  return hosts.includes(host.toLowerCase().replace(/\.$/, ''));
}

/** All that a sign-in for these purposes has to ask for. */
export function scopesFor(provider: OAuthProvider, purposes: readonly MailPurpose[]): readonly string[] {
  return [...new Set([...purposes.flatMap((purpose) => provider.mailScopes[purpose]), ...provider.otherScopes])];
}

/**
 * What decides where a stored token goes when it is used: part of the key that it is stored under, so that other settings ask for
 * another token.
 */
export function bindingOf(source: TokenSource): Readonly<Record<string, unknown>> {
  if (source.kind === 'command') return { command: source.command };
  const { kind, clientId, tenant, endpoints } = source;
  return {
    kind,
    clientId,
    tenant: tenant ?? null,
    ...(endpoints.kind === 'discovered'
      ? { issuer: endpoints.issuer }
      : { authorization: endpoints.authorization, token: endpoints.token }),
  };
}

/**
 * https://developers.google.com/identity/protocols/oauth2/native-app (endpoints, loopback address, the secret of desktop clients)
 * and https://developers.google.com/workspace/gmail/imap/xoauth2-protocol (the one scope that SMTP, IMAP and POP3 take).
 */
export function google(clientId: string): OAuthProvider {
  return {
    kind: 'google',
    name: 'google',
    label: 'Google',
    clientId,
    endpoints: {
      kind: 'given',
      issuer: 'https://accounts.google.com',
      authorization: 'https://accounts.google.com/o/oauth2/v2/auth',
      token: 'https://oauth2.googleapis.com/token',
      revocation: 'https://oauth2.googleapis.com/revoke',
    },
    mailScopes: {
      smtp: ['https://mail.google.com/'],
      imap: ['https://mail.google.com/'],
      pop3: ['https://mail.google.com/'],
    },
    otherScopes: ['openid', 'email'],
    // Without both there is no refresh token the second time that an account signs in.
    parameters: { access_type: 'offline', prompt: 'consent' },
    hosts: ['smtp.gmail.com', 'smtp-relay.gmail.com', 'imap.gmail.com', 'pop.gmail.com'],
    redirectUri: 'http://127.0.0.1',
    clientSecret: 'needed',
  };
}

/**
 * https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
 * (scopes), https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow and .../v2-oauth2-device-code (endpoints),
 * https://learn.microsoft.com/entra/identity-platform/reply-url (`http://localhost` matches any port).
 */
export function microsoft(clientId: string, tenant: string): OAuthProvider {
  const base = `https://login.microsoftonline.com/${tenant}/oauth2/v2.0`;
  return {
    kind: 'microsoft',
    name: 'microsoft',
    label: 'Microsoft',
    clientId,
    tenant,
    endpoints: {
      kind: 'given',
      issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
      authorization: `${base}/authorize`,
      token: `${base}/token`,
      device: `${base}/devicecode`,
    },
    mailScopes: {
      smtp: ['https://outlook.office.com/SMTP.Send'],
      imap: ['https://outlook.office.com/IMAP.AccessAsUser.All'],
      pop3: ['https://outlook.office.com/POP.AccessAsUser.All'],
    },
    otherScopes: ['offline_access', 'openid', 'email'],
    parameters: { prompt: 'select_account' },
    hosts: ['smtp.office365.com', 'smtp-mail.outlook.com', 'outlook.office365.com'],
    redirectUri: 'http://localhost',
    clientSecret: 'none',
  };
}

/** The sources that need no more than the user's own client. */
export const knownProviders = ['google', 'microsoft'] as const;

/**
 * Who may have written an answer. The accounts of `common`, `organizations` and `consumers` belong to tenants that are known only
 * afterwards (https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference, iss).
 */
export function isIssuer(provider: OAuthProvider, issuer: string): boolean {
  if (provider.kind === 'microsoft') return /^https:\/\/login\.microsoftonline\.com\/[0-9a-z.-]+\/v2\.0$/i.test(issuer);
  const { endpoints } = provider;
  // Its endpoints were typed without a word about who answers there.
  return endpoints.issuer === undefined || endpoints.issuer === issuer;
}
