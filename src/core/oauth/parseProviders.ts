import { isRecord } from '../isRecord.ts';
import {
  google,
  microsoft,
  type MailPurpose,
  type OAuthEndpoints,
  type OAuthProvider,
  type TokenSource,
} from './provider.ts';

export type ProviderEntry =
  | { readonly kind: 'usable'; readonly source: TokenSource }
  | { readonly kind: 'unusable'; readonly name: string; readonly reason: string };

/** The setting `mailproof.oauth.providers`, `{ "<name>": ... }`, written by hand in the user's own settings. */
export function parseProviders(value: unknown): readonly ProviderEntry[] {
  if (!isRecord(value)) return [];
  return Object.keys(value)
    .filter((name) => name !== '__proto__')
    .slice(0, maxProviders)
    .map((name) => {
      const parsed = parseProvider(name, value[name]);
      return typeof parsed === 'string'
        ? { kind: 'unusable', name, reason: parsed }
        : { kind: 'usable', source: parsed };
    });
}

/** The source, or a sentence about what is wrong with it. */
function parseProvider(name: string, given: unknown): TokenSource | string {
  if (!isRecord(given)) return 'A provider is an object with "clientId" and so on.';
  const value = { ...given };
  if (Object.keys(value).some((key) => /secret|password|refresh|accesstoken/i.test(key.replaceAll('_', '')))) {
    return 'Remove the secret from settings: Mailproof asks for it and keeps it in the secret storage of VS Code.';
  }
  if ('tokenCommand' in value) return parseCommand(name, value);
  const clientId = value['clientId'];
  if (!isText(clientId)) return '"clientId" is missing.';
  if (name === 'google') return google(clientId);
  if (name === 'microsoft') {
    const tenant = value['tenant'] ?? 'common';
    // It becomes part of an address.
    if (typeof tenant !== 'string' || !/^[0-9a-z][0-9a-z.-]{0,99}$/i.test(tenant)) {
      return '"tenant" is "consumers", "organizations", "common", or the id or domain of an organisation.';
    }
    return microsoft(clientId, tenant);
  }
  return parseCustom(name, clientId, value);
}

function parseCustom(name: string, clientId: string, value: Readonly<Record<string, unknown>>): TokenSource | string {
  const endpoints = parseEndpoints(value);
  if (typeof endpoints === 'string') return endpoints;
  const mailScopes = parseScopes(value['scopes']);
  if (mailScopes === undefined)
    return '"scopes" is a list of texts, or an object with the lists "smtp", "imap" and "pop3".';
  const hosts = parseHosts(value['hosts']);
  if (hosts === undefined) return missingHosts;
  const redirectUri = value['redirectUri'] ?? 'http://127.0.0.1';
  if (typeof redirectUri !== 'string' || !isLoopbackRedirect(redirectUri)) {
    return '"redirectUri" is an address like http://127.0.0.1/callback, with or without a port.';
  }
  const { needsClientSecret = false } = value;
  if (typeof needsClientSecret !== 'boolean') return '"needsClientSecret" is true or false.';
  const provider: OAuthProvider = {
    kind: 'custom',
    name,
    label: name,
    clientId,
    endpoints,
    mailScopes,
    otherScopes: [],
    parameters: {},
    hosts,
    redirectUri,
    clientSecret: needsClientSecret ? 'needed' : 'none',
  };
  return provider;
}

function parseCommand(name: string, value: Readonly<Record<string, unknown>>): TokenSource | string {
  const command: unknown = value['tokenCommand'];
  if (!isTextList(command) || command.length === 0) {
    return '"tokenCommand" is a list: the program, then its arguments, each a text of its own.';
  }
  const hosts = parseHosts(value['hosts']);
  return hosts === undefined ? missingHosts : { kind: 'command', name, label: name, command, hosts };
}

function parseEndpoints(value: Readonly<Record<string, unknown>>): OAuthEndpoints | string {
  const { issuer, authorizationEndpoint, tokenEndpoint, deviceAuthorizationEndpoint, revocationEndpoint } = value;
  if (issuer !== undefined && !isEndpoint(issuer)) return `"issuer" ${notAnEndpoint}`;
  if (authorizationEndpoint === undefined && tokenEndpoint === undefined) {
    return issuer === undefined
      ? 'Give "issuer", or "authorizationEndpoint" and "tokenEndpoint".'
      : { kind: 'discovered', issuer };
  }
  if (!isEndpoint(authorizationEndpoint)) return `"authorizationEndpoint" ${notAnEndpoint}`;
  if (!isEndpoint(tokenEndpoint)) return `"tokenEndpoint" ${notAnEndpoint}`;
  if (deviceAuthorizationEndpoint !== undefined && !isEndpoint(deviceAuthorizationEndpoint))
    return `"deviceAuthorizationEndpoint" ${notAnEndpoint}`;
  if (revocationEndpoint !== undefined && !isEndpoint(revocationEndpoint))
    return `"revocationEndpoint" ${notAnEndpoint}`;
  return {
    kind: 'given',
    issuer,
    authorization: authorizationEndpoint,
    token: tokenEndpoint,
    ...(deviceAuthorizationEndpoint === undefined ? {} : { device: deviceAuthorizationEndpoint }),
    ...(revocationEndpoint === undefined ? {} : { revocation: revocationEndpoint }),
  };
}

function parseScopes(value: unknown): Readonly<Record<MailPurpose, readonly string[]>> | undefined {
  if (isTextList(value)) return { smtp: value, imap: value, pop3: value };
  if (!isRecord(value)) return undefined;
  const { smtp = [], imap = [], pop3 = [] } = value;
  return isTextList(smtp) && isTextList(imap) && isTextList(pop3) ? { smtp, imap, pop3 } : undefined;
}

function parseHosts(value: unknown): readonly string[] | undefined {
  return isTextList(value) && value.length > 0 ? value.map((host) => host.toLowerCase()) : undefined;
}

/** Encrypted; or on this computer, for a provider that somebody is developing. */
function isEndpoint(value: unknown): value is string {
  if (!isText(value) || !URL.canParse(value)) return false;
  const { protocol, hostname, username, hash } = new URL(value);
  return username === '' && hash === '' && (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)));
}

export function isLoopback(hostname: string): boolean {
  return hostname === '127.0.0.1' || hostname === '[::1]' || hostname === 'localhost';
}

function isLoopbackRedirect(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, username, search, hash } = new URL(value);
  const isPlain = username === '' && search === '' && hash === '';
  return isPlain && protocol === 'http:' && (hostname === '127.0.0.1' || hostname === 'localhost');
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= maxTextLength && !/\p{Cc}/u.test(value);
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= maxListLength && value.every(isText);
}

const missingHosts = '"hosts" is missing: the mail servers that may see its tokens.';
const notAnEndpoint = 'is an address that begins with https://.';
const maxProviders = 50;
const maxListLength = 50;
const maxTextLength = 2000;
