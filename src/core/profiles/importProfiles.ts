import { parse } from 'jsonc-parser';
import { isRecord } from '../isRecord.ts';
import { formatMailbox, parseMailbox } from '../mail/address.ts';
import { readEnv } from './envFile.ts';
import { parseProfile } from './parseProfile.ts';
import type { Profile } from './profile.ts';

/** An account that stands in another program's settings. */
export type ImportedProfile =
  | {
      readonly kind: 'valid';
      readonly name: string;
      readonly profile: Profile;
      /** What stood there in clear, to be moved into the secret storage; undefined: none. */
      readonly password: string | undefined;
    }
  | { readonly kind: 'invalid'; readonly name: string; readonly reason: string };

/**
 * Finds accounts in a text: an SMTP URL, an `.env` file of the usual spellings (Node, Laravel, Django, Rails, WP Mail SMTP),
 * PHP constants, settings of VS Code (ours, and `mjml.nodemailer` of the MJML extension), or the options of nodemailer as JSON.
 * Never throws; nothing is found in what is none of these.
 */
export function importProfiles(text: string): readonly ImportedProfile[] {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (/^smtps?:\/\/\S+$/i.test(trimmed)) return [fromUrl(trimmed)];
  if (trimmed.startsWith('{')) return importedFromJson(parseJson(trimmed));
  return fromEnv(readEnv(trimmed));
}

/** The value of a setting of VS Code, or another object. */
export function importedFromJson(value: unknown): readonly ImportedProfile[] {
  if (!isRecord(value)) return [];
  const own = Object.keys(value)
    .filter((key) => /^mailproof\.(?:workspaceP|p)rofiles$/.test(key))
    .map((key) => value[key])
    .filter(isRecord);
  if (own.length > 0) return own.flatMap(fromNamed);
  const mjml = value['mjml.nodemailer'];
  if (isRecord(mjml)) return [fromNodemailer(mjml, { name: 'MJML', from: value['mjml.mailSender'] })];
  if (typeof value['host'] === 'string' || typeof value['service'] === 'string') return [fromNodemailer(value, {})];
  return fromNamed(value);
}

function fromNamed(value: Readonly<Record<string, unknown>>): readonly ImportedProfile[] {
  return Object.keys(value)
    .slice(0, maxProfiles)
    .flatMap((name) => {
      const entry = value[name];
      if (!isRecord(entry) || !('host' in entry)) return [];
      // Ours has "security", nodemailer's has "secure" and "auth" as an object.
      return [isRecord(entry['auth']) ? fromNodemailer(entry, { name }) : checked(name, entry, undefined)];
    });
}

/** https://nodemailer.com/smtp/: `secure` is TLS from the first byte; without it STARTTLS is used where it is offered. */
function fromNodemailer(
  options: Readonly<Record<string, unknown>>,
  { name, from }: { readonly name?: string; readonly from?: unknown },
): ImportedProfile {
  const auth = isRecord(options['auth']) ? options['auth'] : {};
  const host = options['host'] ?? options['service'];
  const port = portOf(options['port']);
  const isSecure = options['secure'] === true || (options['secure'] === undefined && port === 465);
  return account({
    name,
    host,
    port,
    security: isSecure ? 'tls' : options['ignoreTLS'] === true ? 'none' : undefined,
    user: auth['user'],
    password: auth['pass'],
    from: from ?? options['from'],
    ehloName: options['name'],
  });
}

function fromUrl(text: string): ImportedProfile {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return { kind: 'invalid', name: 'SMTP', reason: 'The URL cannot be read.' };
  }
  const isTls = url.protocol === 'smtps:' || url.searchParams.get('secure') === 'true';
  const port = url.port === '' ? (isTls ? 465 : 587) : Number(url.port);
  return account({
    host: url.hostname,
    port,
    security: isTls ? 'tls' : url.searchParams.get('ignoreTLS') === 'true' ? 'none' : undefined,
    user: decoded(url.username),
    password: decoded(url.password),
    from: undefined,
  });
}

function fromEnv(values: ReadonlyMap<string, string>): readonly ImportedProfile[] {
  const find = (names: readonly string[]): string | undefined => {
    for (const name of names) {
      const value = values.get(name);
      if (value !== undefined && value !== '' && value !== 'null') return value;
    }
    return undefined;
  };
  const url = find(urlNames);
  if (url !== undefined && /^smtps?:\/\//i.test(url)) {
    const imported = fromUrl(url);
    const from = senderOf(find);
    if (imported.kind === 'invalid' || from === undefined || imported.profile.from !== undefined) return [imported];
    return [checked(imported.name, { ...imported.profile, from }, imported.password)];
  }
  const host = find(hostNames);
  if (host === undefined) return [];
  const to = find(['SMTP_TO', 'MAIL_TO', 'EMAIL_TO']);
  return [
    account({
      host,
      port: portOf(find(portNames)),
      security: encryptionOf(find, portOf(find(portNames))),
      user: find(userNames),
      password: find(passwordNames),
      from: senderOf(find),
      replyTo: find(['SMTP_REPLY_TO', 'MAIL_REPLY_TO', 'MAIL_REPLY_TO_ADDRESS', 'EMAIL_REPLY_TO']),
      to: to?.split(/\s*,\s*/),
    }),
  ];
}

type Find = (names: readonly string[]) => string | undefined;

/** "tls" is STARTTLS to Laravel and Django, and TLS from the first byte on the port that is for it. */
function encryptionOf(find: Find, port: number | undefined): Profile['security'] | undefined {
  const isOn = (names: readonly string[]): boolean => /^(?:1|true|yes|on)$/i.test(find(names) ?? '');
  const said = find(encryptionNames)?.toLowerCase();
  if (said === 'starttls') return 'starttls';
  if (port === 465 || said === 'ssl' || said === 'smtps') return 'tls';
  if (isOn(['EMAIL_USE_SSL', 'SMTP_SSL', 'MAIL_SSL', 'SMTP_SECURE', 'MAIL_SECURE', 'EMAIL_SECURE'])) return 'tls';
  if (said === 'tls') return 'starttls';
  return said === 'none' ? 'none' : undefined;
}

function senderOf(find: Find): string | undefined {
  const address = find(fromNames);
  const name = find(['MAIL_FROM_NAME', 'SMTP_FROM_NAME', 'EMAIL_FROM_NAME', 'WPMS_MAIL_FROM_NAME']);
  if (address === undefined || name === undefined) return address;
  const parsed = parseMailbox(address);
  return parsed.kind === 'valid' && parsed.mailbox.name === '' ? formatMailbox({ ...parsed.mailbox, name }) : address;
}

interface Account {
  readonly name?: string | undefined;
  readonly host: unknown;
  readonly port: number | undefined;
  /** undefined: what the port says, and STARTTLS where it says nothing; on this computer, none. */
  readonly security: Profile['security'] | undefined;
  readonly user: unknown;
  readonly password: unknown;
  readonly from: unknown;
  readonly replyTo?: unknown;
  readonly to?: unknown;
  readonly ehloName?: unknown;
}

function account({ name, password, ...given }: Account): ImportedProfile {
  const isHere = /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/i.test(typeof given.host === 'string' ? given.host : '');
  const security = given.security ?? (given.port === 465 ? 'tls' : isHere ? 'none' : 'starttls');
  const fields = Object.entries({ ...given, security }).filter(([, value]) => value !== undefined && value !== '');
  const secret = typeof password === 'string' && password !== '' ? password : undefined;
  return checked(name ?? nameOf(given.host), Object.fromEntries(fields), secret);
}

/** Whatever was found is read as settings are: what is no profile is told, with the reason. */
function checked(name: string, value: unknown, password: string | undefined): ImportedProfile {
  const parsed = parseProfile(value);
  if (parsed.kind === 'invalid') return { kind: 'invalid', name, reason: parsed.reason };
  return {
    kind: 'valid',
    name,
    profile: parsed.profile,
    password: parsed.profile.auth === 'none' ? undefined : password,
  };
}

function nameOf(host: unknown): string {
  return typeof host === 'string' && host.trim() !== '' ? host.trim().slice(0, 100) : 'SMTP';
}

function portOf(value: unknown): number | undefined {
  const port = typeof value === 'string' ? Number(value.trim()) : value;
  return typeof port === 'number' && !Number.isNaN(port) ? port : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Somebody has written a password with a percent sign as it is.
    return text;
  }
}

function parseJson(text: string): unknown {
  try {
    return parse(text, [], { allowTrailingComma: true }) as unknown;
  } catch {
    // Nested deeper than the stack.
    return undefined;
  }
}

const prefixes = ['SMTP', 'MAIL', 'EMAIL', 'MAILER', 'NODEMAILER', 'SMTP_MAIL'];
const withPrefixes = (...endings: readonly string[]): readonly string[] =>
  prefixes.flatMap((prefix) => endings.map((ending) => `${prefix}_${ending}`));

const urlNames = [...withPrefixes('URL', 'DSN', 'URI', 'SERVER'), 'SMTP_CONNECTION_URL'];
const hostNames = [...withPrefixes('HOST', 'SERVER_HOST', 'SERVER', 'ADDRESS', 'HOSTNAME'), 'WPMS_SMTP_HOST'];
const portNames = [...withPrefixes('PORT', 'SERVER_PORT'), 'WPMS_SMTP_PORT'];
const userNames = [
  ...withPrefixes('USER', 'USERNAME', 'USER_NAME', 'LOGIN', 'HOST_USER', 'SERVER_USER', 'AUTH_USER'),
  'WPMS_SMTP_USER',
];
const passwordNames = [
  ...withPrefixes('PASSWORD', 'PASS', 'HOST_PASSWORD', 'SERVER_PASSWORD', 'AUTH_PASS', 'AUTH_PASSWORD'),
  'WPMS_SMTP_PASS',
];
const encryptionNames = [...withPrefixes('ENCRYPTION', 'SECURITY', 'SCHEME'), 'WPMS_SSL'];
const fromNames = [
  ...withPrefixes('FROM', 'FROM_ADDRESS', 'FROM_EMAIL', 'SENDER'),
  'DEFAULT_FROM_EMAIL',
  'FROM_EMAIL',
  'WPMS_MAIL_FROM',
];
const maxProfiles = 500;
