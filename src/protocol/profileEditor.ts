import type { ConnectionCheck, ConnectionFix } from '../core/mail/connectionTest.ts';
import type { DiscoverySource } from '../core/discovery/foundAccount.ts';
import type { ProfileFieldTexts, ProfileScope } from '../core/profiles/profile.ts';

/** The fields of the form as text, exactly as typed: they are parsed by the extension, which answers with an error a field. */
/** A step of the connection test, in the editor's language. */
export type ShownCheck = Omit<ConnectionCheck, 'details'> & { readonly details: readonly string[] };

export interface ProfileFields extends ProfileFieldTexts {
  readonly scope: ProfileScope;
}

/** A provider that the form offers. */
export interface ProviderChoice {
  readonly id: string;
  readonly name: string;
  readonly kind: 'mailbox' | 'relay' | 'sandbox' | 'local';
}

/** What the form asks about: an address as typed, a provider from the list, or a host as typed. */
export type ServerQuestion =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'provider'; readonly id: string; readonly address: string }
  | { readonly kind: 'host'; readonly host: string };

/** Fields of an account that somebody knows, ready to be filled in. */
export interface SuggestedAccount extends Pick<ProfileFields, 'host' | 'port' | 'security' | 'auth' | 'user'> {
  /** Where its mails are fetched; undefined: not known, or it has no mailbox. */
  readonly imap?: Pick<ProfileFields, 'imapHost' | 'imapPort' | 'imapSecurity'>;
}

/** What is known of a provider. */
export interface FoundServer extends SuggestedAccount {
  readonly provider: ProviderChoice;
  /** What people have to know before they can sign in; may be empty. */
  readonly hint: string;
  /** Where a password for mail programs is made, or where the provider explains itself; may be empty. */
  readonly link: string;
  readonly linkMeaning: 'credential' | 'help';
  /** False: no page of the provider was found that says so. */
  readonly isConfirmed: boolean;
}

/** What the network says of the server of an address. */
export interface DiscoveredServer extends SuggestedAccount {
  readonly source: DiscoverySource;
  /** Not below the domain of the address: it is filled in only when the user has looked at it. */
  readonly isForeign: boolean;
  readonly hasAnswered: boolean;
}

/** Whether servers may be looked up on the network: `ask` until the user has agreed once. */
export type DiscoveryConsent = 'ask' | 'on' | 'off';
/** Whom somebody can sign in with. */
export interface OAuthChoice {
  /** As the profile says it. */
  readonly name: string;
  readonly label: string;
  /** Its mail servers, in lower case. */
  readonly hosts: readonly string[];
}

/** What the form says of the sign-in at a provider. No token is part of it. */
export interface ShownSignIn {
  /** Absent: nobody is signed in. */
  readonly account?: string;
  readonly canSignIn: boolean;
  /** Which permissions, and what for; may be empty. */
  readonly asksFor: string;
  /** What else has to be known; may be empty. */
  readonly note: string;
  /** Why signing in did not work, and what to do. */
  readonly problem?: string;
}

/** What the extension tells the form. A stored password is never sent to the page: `hasPassword` is all it learns. */
export type ToProfileEditor =
  | {
      readonly type: 'show';
      readonly fields: ProfileFields;
      readonly isNew: boolean;
      readonly hasPassword: boolean;
      /** False when no folder is open or the workspace is not trusted: the reason stands in `workspaceReason`. */
      readonly canSaveInWorkspace: boolean;
      readonly workspaceReason: string;
      readonly providers: readonly ProviderChoice[];
      readonly discovery: DiscoveryConsent;
      readonly oauthChoices: readonly OAuthChoice[];
    }
  /** To the question of the same revision. */
  | { readonly type: 'signInState'; readonly revision: number; readonly shown: ShownSignIn }
  /** The question comes back with its answer: one that was overtaken is for nobody. */
  | { readonly type: 'found'; readonly question: ServerQuestion; readonly server: FoundServer | undefined }
  /** What is asked now, for the address that it was asked for. */
  | { readonly type: 'discovering'; readonly address: string; readonly source: DiscoverySource }
  /** `server` undefined: nothing was found. */
  | { readonly type: 'discovered'; readonly address: string; readonly server: DiscoveredServer | undefined }
  | { readonly type: 'invalid'; readonly errors: Readonly<Partial<Record<keyof ProfileFields | 'password', string>>> }
  | { readonly type: 'testing' }
  /** How far the test has come: the whole list each time. */
  | { readonly type: 'checked'; readonly checks: readonly ShownCheck[] }
  | {
      readonly type: 'tested';
      readonly ok: boolean;
      readonly message: string;
      readonly remedy: string;
      /** A change of the fields that is likely to help. */
      readonly fix?: ConnectionFix;
    }
  /** An empty message: it was given up. */
  | { readonly type: 'mailboxTested'; readonly ok: boolean; readonly message: string }
  | { readonly type: 'saved' };

type SignInRequest = 'askSignIn' | 'signIn' | 'signOut';

/** What the form tells the extension. */
export type FromProfileEditor =
  | { readonly type: 'ready' }
  /** `password` undefined: keep the stored one. */
  | { readonly type: 'save'; readonly fields: ProfileFields; readonly password?: string }
  | { readonly type: 'test' | 'testMailbox'; readonly fields: ProfileFields; readonly password?: string }
  | { readonly type: 'lookUp'; readonly question: ServerQuestion }
  /** The user agrees that the domain of the address is told to others. */
  | { readonly type: 'discover'; readonly address: string }
  | { readonly type: 'cancelDiscovery' }
  /** Who is signed in, for the fields as they are now. */
  | { readonly type: SignInRequest; readonly revision: number; readonly fields: ProfileFields }
  | { readonly type: 'openOAuthGuide' }
  | { readonly type: 'cancelTest' }
  | { readonly type: 'close' };

/** All of them, which the compiler sees to. */
const fieldNames: Readonly<Record<keyof ProfileFieldTexts, true>> = {
  name: true,
  host: true,
  port: true,
  security: true,
  auth: true,
  oauth: true,
  user: true,
  from: true,
  replyTo: true,
  to: true,
  environment: true,
  ehloName: true,
  certificatePin: true,
  imapHost: true,
  imapPort: true,
  imapSecurity: true,
  pop3Host: true,
  pop3Port: true,
  pop3Security: true,
  connectTimeoutSeconds: true,
  replyTimeoutSeconds: true,
};

/** undefined: not a message of ours; the caller logs and drops it. */
export function parseFromProfileEditor(value: unknown): FromProfileEditor | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  switch (value.type) {
    case 'ready':
    case 'cancelTest':
    case 'cancelDiscovery':
    case 'openOAuthGuide':
    case 'close':
      return { type: value.type };
    case 'discover':
      return 'address' in value && typeof value.address === 'string'
        ? { type: value.type, address: value.address.slice(0, 320) }
        : undefined;
    case 'lookUp': {
      const question = 'question' in value ? parseQuestion(value.question) : undefined;
      return question === undefined ? undefined : { type: value.type, question };
    }
    case 'askSignIn':
    case 'signIn':
    case 'signOut': {
      const fields = 'fields' in value ? parseFields(value.fields) : undefined;
      const revision = 'revision' in value ? value.revision : undefined;
      return fields === undefined || typeof revision !== 'number' ? undefined : { type: value.type, revision, fields };
    }
    case 'save':
    case 'test':
    case 'testMailbox': {
      const fields = 'fields' in value ? parseFields(value.fields) : undefined;
      if (fields === undefined) return undefined;
      const password = 'password' in value && typeof value.password === 'string' ? value.password : undefined;
      return password === undefined ? { type: value.type, fields } : { type: value.type, fields, password };
    }
    default:
      return undefined;
  }
}

function parseQuestion(value: unknown): ServerQuestion | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  const address = 'address' in value && typeof value.address === 'string' ? value.address : undefined;
  if (value.kind === 'host') {
    return 'host' in value && typeof value.host === 'string' ? { kind: 'host', host: value.host } : undefined;
  }
  if (address === undefined) return undefined;
  if (value.kind === 'address') return { kind: 'address', address };
  const id = 'id' in value && typeof value.id === 'string' ? value.id : undefined;
  return value.kind === 'provider' && id !== undefined ? { kind: 'provider', id, address } : undefined;
}

function parseFields(value: unknown): ProfileFields | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const given = new Map<string, unknown>(Object.entries(value));
  const scope = given.get('scope');
  if (scope !== 'user' && scope !== 'workspace') return undefined;
  const texts = Object.keys(fieldNames).map((name) => [name, given.get(name)] as const);
  if (texts.some(([, text]) => typeof text !== 'string')) return undefined;
  // Each name is there, each value is a text.
  return { ...(Object.fromEntries(texts) as unknown as ProfileFieldTexts), scope };
}
