import { parse } from 'jsonc-parser';
import { isRecord } from '../isRecord.ts';
import { formatMailbox, parseMailbox, parseRecipients } from '../mail/address.ts';
import { numberOf, readEnv } from './envFile.ts';
import { hasVariables } from './expandEnvironment.ts';
import { readOwnEnvValues } from './ownEnvNames.ts';
import { parseProfile, problemOfName } from './parseProfile.ts';
import type { Profile } from './profile.ts';
import { problemOfHost } from './serverFields.ts';
import { sentence, type Sentence } from '../sentence.ts';

/** An account that stands in another program's settings. */
export type ImportedProfile =
  | {
      readonly kind: 'valid';
      readonly name: string;
      readonly profile: Profile;
      /** What stood there in clear, to be moved into the secret storage; undefined: none. */
      readonly password: string | undefined;
    }
  | { readonly kind: 'invalid'; readonly name: string; readonly reason: Sentence };

/**
 * Finds accounts in a text: an SMTP URL, an `.env` file of the usual spellings (Node, Laravel, Django, Rails, WP Mail SMTP),
 * PHP constants, settings of VS Code (ours, and `mjml.nodemailer` of the MJML extension), or the options of nodemailer as JSON.
 * Never throws; nothing is found in what is none of these.
 */
export function importProfiles(text: string): readonly ImportedProfile[] {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (smtpUrl.test(trimmed) && /^\S+$/.test(trimmed)) return [fromUrl(trimmed)];
  if (trimmed.startsWith('{')) return importedFromJson(parseJson(trimmed));
  return fromEnv(readEnv(trimmed));
}

/** The value of a setting of VS Code, or another object. */
export function importedFromJson(value: unknown): readonly ImportedProfile[] {
  if (!isRecord(value)) return [];
  // A file of a workspace with several folders.
  if (Array.isArray(value['folders']) && isRecord(value['settings'])) return importedFromJson(value['settings']);
  const own = Object.keys(value)
    .filter((key) => /^mailproof\.(?:workspaceP|p)rofiles$/.test(key))
    .map((key) => value[key])
    .filter(isRecord);
  const mjml = value['mjml.nodemailer'];
  const ofMjml = isRecord(mjml) ? [fromNodemailer(mjml, { name: 'MJML', from: value['mjml.mailSender'] })] : [];
  if (own.length > 0 || ofMjml.length > 0) return [...own.flatMap(fromNamed), ...ofMjml];
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
  const service = typeof options['service'] === 'string' ? options['service'] : '';
  const known = services.get(service.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
  if (options['host'] === undefined && known === undefined)
    return {
      kind: 'invalid',
      name: name ?? 'SMTP',
      reason: sentence('"service" is "{0}": enter its "host".', service.slice(0, 40)),
    };
  const host = options['host'] ?? known?.[0];
  const port = numberOf(options['port']) ?? (options['host'] === undefined ? known?.[1] : undefined);
  const isSecure = options['secure'] === true || (options['secure'] === undefined && port === 465);
  return account({
    name,
    host,
    port,
    security: isSecure ? 'tls' : options['ignoreTLS'] === true ? 'none' : undefined,
    user: auth['user'],
    password: auth['pass'],
    from: usableSender(textOf(from ?? options['from'])),
    ehloName: options['name'],
  });
}

function fromUrl(text: string): ImportedProfile {
  let url: URL;
  try {
    url = new URL(text.replace(/^smtp\+(?:tls|ssl):/i, 'smtp:'));
  } catch {
    return { kind: 'invalid', name: 'SMTP', reason: sentence('The URL cannot be read.') };
  }
  // Not a part of such a URL: a password with a sharp that nobody has encoded.
  if (url.hash !== '')
    return { kind: 'invalid', name: 'SMTP', reason: sentence('The URL cannot be read: encode "#" as "%23".') };
  const says = (option: string): boolean => url.searchParams.get(option) === 'true';
  const isTls = !says('requireTLS') && (url.protocol === 'smtps:' || /^smtp\+ssl:/i.test(text) || says('secure'));
  const unencrypted = says('ignoreTLS') ? 'none' : undefined;
  const port = url.port === '' ? (isTls ? 465 : 587) : Number(url.port);
  return account({
    // A browser knows how hosts of `http` are written, and takes those of others as they are.
    host: decoded(url.hostname),
    port,
    security: isTls ? 'tls' : says('requireTLS') ? 'starttls' : unencrypted,
    user: decoded(url.username),
    password: decoded(url.password),
    from: undefined,
  });
}

/** One account for each family of names that has a host. */
function fromEnv(values: ReadonlyMap<string, string>): readonly ImportedProfile[] {
  const families = prefixes.filter((prefix) => serverOf(finder(values, [prefix])) !== undefined);
  return families.map((prefix) => {
    const own = finder(values, [prefix]);
    // With two servers, a password of the one must not go to the other; with one, people mix the families.
    const find = families.length > 1 ? own : finder(values, [prefix, ...prefixes.filter((other) => other !== prefix)]);
    return fromFamily(values, { server: serverOf(own) ?? '', find, findSender: finder(values, [prefix, ...prefixes]) });
  });
}

/** The value of the first family that has it: one that is there and empty says that there is none. */
type Find = (endings: readonly string[]) => string | undefined;

function finder(values: ReadonlyMap<string, string>, from: readonly string[]): Find {
  return (endings) => {
    for (const prefix of from) {
      const names = endings.map((ending) => special.get(`${prefix} ${ending}`) ?? `${prefix}_${ending}`);
      const written = names.map((name) => values.get(name)).filter((value) => value !== undefined);
      const value = written.find((each) => each !== '' && !/^\(?(?:null|empty)\)?$/i.test(each));
      if (value !== undefined || written.length > 0) return value;
    }
    return undefined;
  };
}

/** A host, or a URL. What begins like another kind of URL is neither. */
function serverOf(find: Find): string | undefined {
  const url = find(['URL', 'DSN', 'URI', 'CONNECTION_URL']);
  if (url !== undefined && smtpUrl.test(url)) return url;
  const host = find(['HOST', 'SERVER_HOST', 'SERVER', 'ADDRESS', 'HOSTNAME']);
  return host !== undefined && /^(?!smtp|ssl|tls)[a-z][\w+.-]*:\/\//i.test(host) ? undefined : host;
}

function fromFamily(
  values: ReadonlyMap<string, string>,
  { server, find, findSender }: { readonly server: string; readonly find: Find; readonly findSender: Find },
): ImportedProfile {
  const from = senderOf(findSender) ?? usableSender(values.get('DEFAULT_FROM_EMAIL') ?? values.get('FROM_EMAIL'));
  if (smtpUrl.test(server)) {
    const imported = fromUrl(server);
    if (imported.kind === 'invalid' || from === undefined) return imported;
    return checked(imported.name, { ...imported.profile, from }, imported.password);
  }
  // PHP writes the encryption in front of the host.
  const wrapped = /^(?:ssl|tls):\/\/(.*)$/i.exec(server);
  const port = numberOf(find(['PORT', 'SERVER_PORT']));
  const hasSignIn = values.get('WPMS_SMTP_AUTH') !== 'false';
  const recipients = parseRecipients(find(['TO']) ?? '');
  return account({
    host: wrapped?.[1] ?? server,
    port,
    security: wrapped === null ? encryptionOf(find, port) : 'tls',
    user: hasSignIn ? find(userEndings) : undefined,
    password: hasSignIn ? find(passwordEndings) : undefined,
    from,
    replyTo: usableSender(find(['REPLY_TO', 'REPLY_TO_ADDRESS'])),
    to: recipients.kind === 'valid' ? recipients.recipients.map(formatMailbox) : undefined,
    ...readOwnEnvValues(values),
  });
}

/** "tls" is STARTTLS to Laravel and Django, and TLS from the first byte on the port that is for it. */
function encryptionOf(find: Find, port: number | undefined): Profile['security'] | undefined {
  const said = (find(['ENCRYPTION', 'SECURITY', 'SCHEME']) ?? find(['SECURE']))?.toLowerCase();
  const isTls = ['USE_SSL', 'SSL', 'SECURE'].some((ending) => /^(?:1|true|yes|on)$/i.test(find([ending]) ?? ''));
  if (said === 'starttls') return 'starttls';
  if (port === 465 || said === 'ssl' || said === 'smtps' || isTls) return 'tls';
  if (said === 'tls') return 'starttls';
  return said === 'none' ? 'none' : undefined;
}

function senderOf(find: Find): string | undefined {
  const address = usableSender(find(['FROM', 'FROM_ADDRESS', 'FROM_EMAIL', 'SENDER', 'DEFAULT_SENDER']));
  const name = find(['FROM_NAME']);
  const parsed = address === undefined ? undefined : parseMailbox(address);
  if (name === undefined || parsed?.kind !== 'valid' || parsed.mailbox.name !== '') return address;
  return formatMailbox({ ...parsed.mailbox, name });
}

/** Without a sender an account is still one. */
function usableSender(text: string | undefined): string | undefined {
  return text !== undefined && parseMailbox(text).kind === 'valid' ? text : undefined;
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
  // JSON has passwords of digits as numbers, too.
  const secret = typeof password === 'number' ? String(password) : password;
  const isSecret = typeof secret === 'string' && secret !== '';
  return checked(name ?? nameOf(given.host), Object.fromEntries(fields), isSecret ? secret : undefined);
}

/** Whatever was found is read as settings are: what is no profile is told, with the reason. */
function checked(written: string, value: unknown, password: string | undefined): ImportedProfile {
  const name = shownName(written);
  // In settings of the user it would be replaced by a variable of this computer.
  if (hasVariables(value))
    return {
      kind: 'invalid',
      name,
      reason: sentence('A value refers to a variable of the environment: enter the value.'),
    };
  const parsed = parseProfile(value);
  if (parsed.kind === 'invalid') return { kind: 'invalid', name, reason: parsed.reason };
  return {
    kind: 'valid',
    name,
    profile: parsed.profile,
    password: parsed.profile.auth === 'password' ? password : undefined,
  };
}

function nameOf(host: unknown): string {
  // What is no host may hold a password.
  return typeof host === 'string' && problemOfHost(host.trim()) === undefined ? host.trim().slice(0, 100) : 'SMTP';
}

/** Somebody may have written a password with a percent sign as it is: what encodes nothing stays. */
function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function shownName(written: string): string {
  const name = written
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 100);
  return problemOfName(name) === undefined ? name : 'SMTP';
}

function parseJson(text: string): unknown {
  try {
    return parse(text, [], { allowTrailingComma: true }) as unknown;
  } catch {
    // Nested deeper than the stack.
    return undefined;
  }
}

/** `smtp+tls:` and `smtp+ssl:` are django-environ's. */
const smtpUrl = /^smtp(?:s|\+tls|\+ssl)?:\/\//i;
const prefixes = ['SMTP', 'MAIL', 'EMAIL', 'MAILER', 'NODEMAILER', 'SMTP_MAIL', 'WPMS_SMTP'];
const userEndings = ['USER', 'USERNAME', 'USER_NAME', 'LOGIN', 'HOST_USER', 'SERVER_USER', 'AUTH_USER'];
const passwordEndings = ['PASSWORD', 'PASS', 'HOST_PASSWORD', 'SERVER_PASSWORD', 'AUTH_PASS', 'AUTH_PASSWORD'];
/** Names of WP Mail SMTP (https://wpmailsmtp.com/docs/how-to-secure-smtp-settings-by-using-constants/) that are not put together. */
const special = new Map([
  ['WPMS_SMTP ENCRYPTION', 'WPMS_SSL'],
  ['WPMS_SMTP FROM', 'WPMS_MAIL_FROM'],
  ['WPMS_SMTP FROM_NAME', 'WPMS_MAIL_FROM_NAME'],
]);
/** What `service` stands for in nodemailer's options (https://nodemailer.com/smtp/well-known-services/). */
const services = new Map<string, readonly [host: string, port: number]>([
  ['gmail', ['smtp.gmail.com', 465]],
  ['googlemail', ['smtp.gmail.com', 465]],
  ['outlook', ['smtp-mail.outlook.com', 587]],
  ['hotmail', ['smtp-mail.outlook.com', 587]],
  ['outlook365', ['smtp.office365.com', 587]],
  ['office365', ['smtp.office365.com', 587]],
  ['yahoo', ['smtp.mail.yahoo.com', 465]],
  ['icloud', ['smtp.mail.me.com', 587]],
  ['fastmail', ['smtp.fastmail.com', 465]],
  ['zoho', ['smtp.zoho.com', 465]],
  ['sendgrid', ['smtp.sendgrid.net', 587]],
  ['mailgun', ['smtp.mailgun.org', 465]],
  ['mailjet', ['in-v3.mailjet.com', 587]],
  ['mandrill', ['smtp.mandrillapp.com', 587]],
  ['postmark', ['smtp.postmarkapp.com', 2525]],
  ['sendinblue', ['smtp-relay.brevo.com', 587]],
  ['brevo', ['smtp-relay.brevo.com', 587]],
  ['ethereal', ['smtp.ethereal.email', 587]],
]);
const maxProfiles = 500;
