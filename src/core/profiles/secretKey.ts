import { createHash } from 'node:crypto';
import { isRecord } from '../isRecord.ts';
import { needsProxy, parseProxy, proxyName } from '../mail/proxy.ts';
import { mailboxPin } from './mailboxServer.ts';
import { asciiHost } from './serverFields.ts';
import type { Profile, ProfileScope } from './profile.ts';

export interface SecretDestination {
  readonly scope: ProfileScope;
  /** Identifies the workspace of a workspace profile; for a profile of the user it does not count. */
  readonly workspaceId: string | undefined;
  readonly profile: Profile;
  /** The server that it goes to; absent: SMTP. The same password for another server is another secret. */
  readonly server?: SecretServer;
  /** What connects to SMTP servers beyond this computer, as it stands in settings; absent or empty: nothing. */
  readonly proxy?: string;
  /** Of a profile that signs in with OAuth: what decides where a token is renewed (`bindingOf`). */
  readonly oauth?: Readonly<Record<string, unknown>> | undefined;
}

export type SecretServer = 'smtp' | 'imap' | 'pop3';

/**
 * Under which key a password is stored: a hash of everything that decides where it would go. A workspace that changes the
 * host, the port, the user, the encryption or the pinned certificate of a profile asks for a key under which nothing is stored,
 * so that it cannot lead a stored password to itself. Two profiles with the same destination share one password.
 */
export function secretKey(destination: SecretDestination): string {
  return `v1:${createHash('sha256').update(canonical(destination)).digest('hex')}`;
}

/** What is stored: the password together with its destination in clear. */
export function sealSecret(destination: SecretDestination, secret: string): string {
  return JSON.stringify({ v: 1, boundTo: canonical(destination), secret });
}

/** undefined: not a sealed secret, or one for another destination. The key should have prevented that; this is the second lock. */
export function openSecret(destination: SecretDestination, sealed: string): string | undefined {
  const value = parseJson(sealed);
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('v' in value && 'boundTo' in value && 'secret' in value)) return undefined;
  if (value.v !== 1 || value.boundTo !== canonical(destination)) return undefined;
  return typeof value.secret === 'string' && value.secret !== '' ? value.secret : undefined;
}

/** Whose secret it is, as far as that decides who may know about it. */
export type StoredDestination = Pick<SecretDestination, 'scope' | 'workspaceId'>;

/** undefined: it is no secret for a mail server. */
export function destinationOf(sealed: string): StoredDestination | undefined {
  const value = parseJson(sealed);
  if (!isRecord(value) || value['v'] !== 1 || typeof value['boundTo'] !== 'string') return undefined;
  const bound = parseJson(value['boundTo']);
  if (!isRecord(bound)) return undefined;
  const { scope, workspaceId, kind } = bound;
  if ((scope !== 'user' && scope !== 'workspace') || !isServer(kind)) return undefined;
  return { scope, workspaceId: typeof workspaceId === 'string' ? workspaceId : undefined };
}

function isServer(kind: unknown): kind is SecretServer {
  return kind === 'smtp' || kind === 'imap' || kind === 'pop3';
}

/** Canonical JSON: always the same order. Fields that a later version adds get values here even for profiles without them. */
function canonical({ scope, workspaceId, profile, server = 'smtp', proxy = '', oauth }: SecretDestination): string {
  const place = server === 'smtp' ? profile : profile[server];
  const host = asciiHost(place?.host ?? '');
  return JSON.stringify({
    scope,
    workspaceId: scope === 'workspace' ? (workspaceId ?? null) : null,
    kind: server,
    host,
    port: place?.port ?? null,
    user: profile.user ?? null,
    security: place?.security ?? null,
    auth: profile.auth,
    certificatePin: (place === undefined ? undefined : mailboxPin(profile, place)) ?? null,
    // Only where there is one, so that what was stored before there were proxies is still found.
    ...(proxy.trim() !== '' && needsProxy(host) ? { proxy: proxyText(proxy) } : {}),
    oauth: oauth === undefined ? null : { provider: profile.oauth ?? null, ...oauth },
  });
}

function proxyText(proxy: string): string {
  const parsed = parseProxy(proxy);
  return parsed.kind === 'valid' ? proxyName(parsed.proxy) : proxy.trim();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not ours: another version wrote it, or the keyring gave back something broken.
    return undefined;
  }
}
