import { isRecord } from '../isRecord.ts';
import { sentence, type Sentence } from '../sentence.ts';
import { parseMailbox } from '../mail/address.ts';
import { parseMailboxServer } from './mailboxServer.ts';
import { isPort, isSecurity, problemOfHost } from './serverFields.ts';
import type { Profile, ProfileEntry, ProfileScope, Security } from './profile.ts';

export type ParsedProfile =
  { readonly kind: 'valid'; readonly profile: Profile } | { readonly kind: 'invalid'; readonly reason: Sentence };

/**
 * Reads a settings object, `{ "<name>": Profile }`. Settings are edited by hand, synchronised and, for a workspace, written by
 * strangers: whatever stands there becomes an entry, never an exception. Not an object at all: one for the whole setting.
 */
export function parseProfiles(value: unknown, scope: ProfileScope): readonly ProfileEntry[] {
  if (value === undefined || value === null) return [];
  if (!isRecord(value)) {
    const reason = sentence('The setting is an object, with a profile under each name.');
    return [{ kind: 'invalid', name: settingNames[scope], scope, reason }];
  }
  const names = Object.keys(value);
  const entries = names.slice(0, maxProfiles).map((name): ProfileEntry => {
    const nameProblem = problemOfName(name);
    const shownName = name.replaceAll(/\p{Cc}/gu, '·').slice(0, maxNameLength);
    if (nameProblem !== undefined) return { kind: 'invalid', name: shownName, key: name, scope, reason: nameProblem };
    return { ...parseProfile(value[name]), name, scope };
  });
  if (names.length <= maxProfiles) return entries;
  const reason = sentence('Only the first {0} of {1} profiles are read.', maxProfiles, names.length);
  return [...entries, { kind: 'invalid', name: settingNames[scope], scope, reason }];
}

/** Values that `${env:NAME}` may stand for have to be expanded before. */
export function parseProfile(given: unknown): ParsedProfile {
  // A copy has its own fields only, none of a prototype.
  const value = isRecord(given) ? { ...given } : undefined;
  if (value === undefined)
    return invalid(sentence('A profile is an object with "host", "port", "security" and so on.'));
  const hasSecret = [value, value['imap'], value['pop3']].some(
    (part) => isRecord(part) && Object.keys(part).some(isSecretName),
  );
  if (hasSecret) {
    return invalid(sentence("Remove the password from settings: Mailproof keeps it in VS Code's secret storage."));
  }
  const host = typeof value['host'] === 'string' ? value['host'].trim() : value['host'];
  const hostProblem = problemOfHost(host);
  if (typeof host !== 'string' || hostProblem !== undefined) return invalid(hostProblem ?? sentence('Enter the host.'));

  const security = parseSecurity(value['security'], value['port']);
  if (security === undefined) return invalid(sentence('"security" is "tls", "starttls" or "none".'));
  const port = value['port'] ?? defaultPort(security);
  if (!isPort(port)) return invalid(sentence('"port" is a whole number from 1 to 65535.'));

  const user = readText(value['user'], maxUserLength);
  if (user.kind === 'invalid') return invalid(sentence('"{0}" {1}.', 'user', user.reason));
  const auth = parseAuth(value['auth'], user.text !== undefined);
  if (typeof auth !== 'string') return invalid(auth.reason);
  if (auth !== 'none' && user.text === undefined) return invalid(sentence('"user" is missing: "auth" is "{0}".', auth));
  const oauth = parseOAuth(value['oauth'], auth);
  if (oauth.kind === 'invalid') return invalid(sentence('"{0}" {1}.', 'oauth', oauth.reason));

  const mailboxes = parseMailboxes(value);
  if (mailboxes.kind === 'invalid') return mailboxes;
  const environment = value['environment'] ?? 'test';
  if (environment !== 'test' && environment !== 'production') {
    return invalid(sentence('"environment" is "test" or "production".'));
  }
  const ehloName = readText(value['ehloName'], maxNameLength);
  if (ehloName.kind === 'invalid') return invalid(sentence('"{0}" {1}.', 'ehloName', ehloName.reason));
  if (ehloName.text !== undefined && problemOfHost(ehloName.text) !== undefined)
    return invalid(sentence('"ehloName" is a host name or an address in brackets.'));
  const pin = readPin(value['certificatePin']);
  if (pin.kind === 'invalid') return invalid(of('certificatePin', pin.reason));
  const more = parseMailboxesAndTimeouts(value);
  if (more.kind === 'invalid') return more;
  return {
    kind: 'valid',
    profile: {
      host: host.replace(/^\[(.*)\]$/, '$1'),
      port,
      security,
      auth,
      ...(auth !== 'none' && user.text !== undefined ? { user: user.text } : {}),
      ...(oauth.text === undefined ? {} : { oauth: oauth.text }),
      ...mailboxes.fields,
      environment,
      ...(ehloName.text === undefined ? {} : { ehloName: ehloName.text }),
      ...(pin.text === undefined ? {} : { certificatePin: pin.text }),
      ...more.fields,
    },
  };
}

/** Whether a port is for TLS from the first byte: 465 (RFC 8314, 7.3), and 2465, which relays have beside it. */
export function isTlsPort(port: unknown): boolean {
  return port === 465 || port === 2465;
}

function defaultPort(security: Security): number {
  return { tls: 465, starttls: 587, none: 25 }[security];
}

export function problemOfName(name: string): Sentence | undefined {
  if (name.trim() === '') return sentence('Enter a name.');
  if (/\p{Cc}/u.test(name)) return sentence('The name contains a line break or another control character.');
  if (name.length > maxNameLength) return sentence('The name is longer than {0} characters.', maxNameLength);
  // Settings are JavaScript objects in many hands on their way here.
  return name === '__proto__' ? sentence('This name cannot be used.') : undefined;
}

function parseSecurity(value: unknown, port: unknown): Security | undefined {
  // Never guessed to be less than encrypted: port 25 without "security" is STARTTLS.
  if (value === undefined) return isTlsPort(port) ? 'tls' : 'starttls';
  return isSecurity(value) ? value : undefined;
}

function parseAuth(value: unknown, hasUser: boolean): Profile['auth'] | { readonly reason: Sentence } {
  if (value === undefined) return hasUser ? 'password' : 'none';
  if (value === 'password' || value === 'oauth2' || value === 'none') return value;
  return { reason: sentence('"auth" is "password", "oauth2" or "none".') };
}

/** Whose tokens. */
function parseOAuth(value: unknown, auth: Profile['auth']): ReadText {
  if (auth !== 'oauth2') return { kind: 'valid', text: undefined };
  const name = readText(value, maxNameLength);
  if (name.kind === 'invalid' || name.text !== undefined) return name;
  return { kind: 'invalid', reason: sentence('is missing: "google", "microsoft" or a provider of your own') };
}

type AccountFields = Pick<Profile, 'imap' | 'pop3' | 'connectTimeoutSeconds' | 'replyTimeoutSeconds'>;

function parseMailboxesAndTimeouts(
  value: Readonly<Record<string, unknown>>,
):
  { readonly kind: 'valid'; readonly fields: AccountFields } | { readonly kind: 'invalid'; readonly reason: Sentence } {
  const fields: { -readonly [Field in keyof AccountFields]: AccountFields[Field] } = {};
  for (const protocol of ['imap', 'pop3'] as const) {
    const parsed = parseMailboxServer(value[protocol], protocol);
    if (parsed.kind === 'invalid') return invalid(of(protocol, parsed.reason));
    if (parsed.server !== undefined) fields[protocol] = parsed.server;
  }
  for (const name of ['connectTimeoutSeconds', 'replyTimeoutSeconds'] as const) {
    const seconds = value[name];
    if (seconds === undefined || seconds === null) continue;
    if (!isTimeout(seconds))
      return invalid(sentence('"{0}" is a whole number from 1 to {1}.', name, maxTimeoutSeconds));
    fields[name] = seconds;
  }
  return { kind: 'valid', fields };
}

export function isTimeout(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= maxTimeoutSeconds;
}

type MailboxFields = Pick<Profile, 'from' | 'replyTo' | 'to'>;

function parseMailboxes(
  value: Readonly<Record<string, unknown>>,
):
  { readonly kind: 'valid'; readonly fields: MailboxFields } | { readonly kind: 'invalid'; readonly reason: Sentence } {
  const from = readMailbox(value['from']);
  if (from.kind === 'invalid') return invalid(of('from', from.reason));
  const replyTo = readMailbox(value['replyTo']);
  if (replyTo.kind === 'invalid') return invalid(of('replyTo', replyTo.reason));
  const to: readonly unknown[] = Array.isArray(value['to'])
    ? value['to']
    : value['to'] === undefined
      ? []
      : [value['to']];
  if (to.length > maxDefaultRecipients)
    return invalid(sentence('"to" has more than {0} entries.', maxDefaultRecipients));
  const recipients: string[] = [];
  for (const entry of to) {
    const recipient = readMailbox(entry);
    if (recipient.kind === 'invalid') return invalid(of('to', recipient.reason));
    if (recipient.text !== undefined) recipients.push(recipient.text);
  }
  return {
    kind: 'valid',
    fields: {
      ...(from.text === undefined ? {} : { from: from.text }),
      ...(replyTo.text === undefined ? {} : { replyTo: replyTo.text }),
      to: recipients,
    },
  };
}

type ReadText =
  | { readonly kind: 'valid'; readonly text: string | undefined }
  | { readonly kind: 'invalid'; readonly reason: Sentence };

function readMailbox(value: unknown): ReadText {
  const text = readText(value, maxMailboxLength);
  if (text.kind === 'invalid') return { kind: 'invalid', reason: sentence('The address {0}.', text.reason) };
  if (text.text === undefined) return text;
  const parsed = parseMailbox(text.text);
  return parsed.kind === 'valid' ? text : { kind: 'invalid', reason: parsed.error };
}

/** As browsers, OpenSSL and this program write them: with colons, blanks or nothing between the digits. */
export function readPin(value: unknown): ReadText {
  const text = readText(value, 200);
  if (text.kind === 'invalid' || text.text === undefined) return text;
  const digits = text.text.replace(/^sha-?256(?:\s+fingerprint)?\s*[=:]?/i, '').replaceAll(/[\s:]/g, '');
  if (!/^[0-9a-f]{64}$/i.test(digits))
    return { kind: 'invalid', reason: sentence('A SHA-256 fingerprint has 64 hexadecimal digits.') };
  return { kind: 'valid', text: (digits.toUpperCase().match(/../g) ?? []).join(':') };
}

/** Missing and empty are the same. */
function readText(value: unknown, maxLength: number): ReadText {
  if (value === undefined || value === null) return { kind: 'valid', text: undefined };
  if (typeof value !== 'string') return { kind: 'invalid', reason: sentence('is not a text') };
  const text = value.trim();
  if (/\p{Cc}/u.test(text)) return { kind: 'invalid', reason: sentence('contains a control character') };
  if (text.length > maxLength) return { kind: 'invalid', reason: sentence('is longer than {0} characters', maxLength) };
  return { kind: 'valid', text: text === '' ? undefined : text };
}

/** Of a field. */
function of(field: string, reason: Sentence): Sentence {
  return sentence('"{0}": {1}', field, reason);
}

function invalid(reason: Sentence): { readonly kind: 'invalid'; readonly reason: Sentence } {
  return { kind: 'invalid', reason };
}

/** Names that people and other programs give a secret, `smtp_pwd` and `appPassword` too; in lower case, without hyphens and underscores. */
function isSecretName(key: string): boolean {
  const name = key.toLowerCase().replaceAll(/[_-]/g, '');
  return /passw|pwd|passphrase|secret|credential|^pass$|(?:smtp|auth|user|mail|app)pass$|token$|apikey$|^(?:bearer|kennwort|matkhau)$/.test(
    name,
  );
}

/** By which people find them in settings.json, behind `mailproof.` */
const settingNames = { user: 'profiles', workspace: 'workspaceProfiles' } as const;
/** Ten minutes, the longest that RFC 5321, 4.5.3.2, asks anybody to wait. */
export const maxTimeoutSeconds = 600;
const maxProfiles = 500;
const maxNameLength = 100;
const maxUserLength = 320;
const maxMailboxLength = 1000;
const maxDefaultRecipients = 100;
