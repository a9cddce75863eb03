import { formatMailbox, parseRecipients } from '../mail/address.ts';
import { numberOf } from './envFile.ts';
import { importedAccount, usableMailbox, type FoundAccount, type ImportedProfile } from './foundAccount.ts';
import { senderOf } from './nodemailerOptions.ts';
import { readOwnValues } from './ownNames.ts';
import { isTlsPort } from './parseProfile.ts';
import type { Profile } from './profile.ts';
import { problemOfHost } from './serverFields.ts';
import { isSmtpUrl, readSmtpUrl } from './smtpUrl.ts';

/** The accounts of an `.env` file: `SMTP_HOST` and the like, and the same with a prefix, as in `STAGING_SMTP_HOST`. */
export function accountsInEnv(values: ReadonlyMap<string, string>): readonly ImportedProfile[] {
  const groups = new Map<string, Map<string, string>>();
  for (const [name, value] of values) {
    const [prefix, rest] = splitName(name);
    const group = groups.get(prefix) ?? new Map<string, string>();
    groups.set(prefix, group.set(rest, value));
  }
  // Names without a prefix first, wherever they stand.
  const own = groups.get('') ?? new Map<string, string>();
  groups.delete('');
  return [
    ...accountsOf(own, undefined),
    ...[...groups].slice(0, maxAccounts).flatMap(([prefix, group]) => accountsOf(group, titleOf(prefix))),
  ];
}

/** Whether names that begin with it are read back as those of an account of their own. */
export function isPrefix(prefix: string): boolean {
  if (!/^[A-Z]\w{0,100}$/.test(prefix)) return false;
  return ['SMTP_HOST', 'MAILPROOF_NAME'].every((rest) => {
    const [found, name] = splitName(`${prefix}_${rest}`);
    return found === prefix && name === rest;
  });
}

function splitName(name: string): readonly [prefix: string, rest: string] {
  const split =
    /^(?!WPMS_|(?:SMTP|MAIL|EMAIL|MAILER|NODEMAILER|MAILPROOF)_)([A-Z].*?)_((?:SMTP|MAIL|EMAIL|MAILER|MAILPROOF)_.+)$/.exec(
      name,
    );
  return split === null ? ['', name] : [split[1] ?? '', split[2] ?? ''];
}

/** One for each family of names that has a host. */
function accountsOf(values: ReadonlyMap<string, string>, name: string | undefined): readonly ImportedProfile[] {
  const families = prefixes.filter((prefix) => serverOf(finder(values, [prefix])) !== undefined);
  return families.map((prefix) => {
    const own = finder(values, [prefix]);
    // With two servers, a password of the one must not go to the other; with one, people mix the families.
    const find = families.length > 1 ? own : finder(values, [prefix, ...prefixes.filter((other) => other !== prefix)]);
    const findSender = finder(values, [prefix, ...prefixes]);
    const from = senderIn(findSender) ?? usableMailbox(values.get('DEFAULT_FROM_EMAIL') ?? values.get('FROM_EMAIL'));
    const to = parseRecipients(find(['TO']) ?? '');
    const beside = {
      name,
      from,
      replyTo: usableMailbox(find(['REPLY_TO', 'REPLY_TO_ADDRESS', 'REPLYTO'])),
      to: to.kind === 'valid' ? to.recipients.map(formatMailbox) : undefined,
      ehloName: ehloNameIn(values, find),
      ...readOwnValues((own) => values.get(`MAILPROOF_${own}`)),
    };
    return accountAt(serverOf(own) ?? '', find, beside);
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
  if (url !== undefined && isSmtpUrl(url)) return url;
  // `EMAIL_ADDRESS` is an address as often as `SMTP_ADDRESS` is a host.
  const address = find(['ADDRESS']);
  const host = find(['HOST', 'SERVER_HOST', 'SERVER']) ?? (address?.includes('@') === true ? undefined : address);
  const server = host ?? find(['HOSTNAME']);
  return server !== undefined && /^(?!smtp|ssl|tls)[a-z][\w+.-]*:\/\//i.test(server) ? undefined : server;
}

function accountAt(server: string, find: Find, beside: Partial<FoundAccount>): ImportedProfile {
  const hasSignIn = !/^(?:false|0|no|off|none)$/i.test(find(['AUTH', 'AUTHENTICATION']) ?? '');
  const user = find(userEndings) ?? usableMailbox(find(['ADDRESS']));
  const password = find(passwordEndings);
  if (isSmtpUrl(server)) {
    const read = readSmtpUrl(server);
    if (read.kind === 'invalid') return { kind: 'invalid', name: 'SMTP', reason: read.reason };
    const { account } = read;
    const given = Object.fromEntries(Object.entries(beside).filter(([, value]) => value !== undefined));
    const signIn = account.user === '' && hasSignIn ? { user, password } : {};
    return importedAccount({ ...account, ...signIn, ...given });
  }
  // PHP writes the encryption in front of the host, others the port behind it.
  const wrapped = /^(?:ssl|tls):\/\/(.*)$/i.exec(server);
  const [, host = '', ownPort] = /^([^:]*):(\d{1,5})$/.exec(wrapped?.[1] ?? server) ?? [];
  const port = numberOf(find(['PORT', 'SERVER_PORT'])) ?? numberOf(ownPort);
  const isHostWithPort = ownPort !== undefined && problemOfHost(host) === undefined;
  return importedAccount({
    host: isHostWithPort ? host : (wrapped?.[1] ?? server),
    port,
    security: wrapped === null ? encryptionOf(find, port) : 'tls',
    user: hasSignIn ? user : undefined,
    password: hasSignIn ? password : undefined,
    ...beside,
  });
}

/** "tls" is STARTTLS to Laravel and Django, and TLS from the first byte on the ports that are for it. */
function encryptionOf(find: Find, port: number | undefined): Profile['security'] | undefined {
  const said = (find(['ENCRYPTION', 'SECURITY', 'SCHEME']) ?? find(['SECURE']))?.toLowerCase();
  const isOn = (ending: string): boolean => /^(?:1|true|yes|on)$/i.test(find([ending]) ?? '');
  const isOff = (ending: string): boolean => /^(?:0|false|no|off)$/i.test(find([ending]) ?? '');
  if (said === 'starttls' || said === 'none') return said;
  if (isTlsPort(port) || /^(?:ssl|smtps|force_tls)$/.test(said ?? '') || ['USE_SSL', 'SSL', 'SECURE'].some(isOn))
    return 'tls';
  if (said === 'tls' || ['TLS', 'USE_TLS', 'ENABLE_STARTTLS'].some(isOn)) return 'starttls';
  // That of WP Mail SMTP, Symfony and Rails: switched off, nothing is encrypted.
  return ['AUTOTLS', 'AUTO_TLS', 'ENABLE_STARTTLS_AUTO'].some(isOff) ? 'none' : undefined;
}

function senderIn(find: Find): string | undefined {
  const address = find(['FROM', 'FROM_ADDRESS', 'FROM_EMAIL', 'SENDER', 'SENDER_EMAIL', 'DEFAULT_SENDER']);
  // `SMTP_NAME` is the sender's in the snippets that go around for wp-config.php.
  return senderOf(address, find(['FROM_NAME', 'SENDER_NAME', 'NAME']));
}

/** `domain` of Action Mailer (https://guides.rubyonrails.org/action_mailer_basics.html), `local_domain` of Symfony's and Laravel's. */
function ehloNameIn(values: ReadonlyMap<string, string>, find: Find): string | undefined {
  const name = values.get('SMTP_DOMAIN') ?? find(['EHLO_DOMAIN', 'HELO_DOMAIN', 'LOCAL_DOMAIN']);
  return problemOfHost(name) === undefined ? name : undefined;
}

/** `EU_STAGING` is "Eu staging". */
function titleOf(prefix: string): string {
  const words = prefix.toLowerCase().replaceAll('_', ' ').trim();
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

const prefixes = ['SMTP', 'MAIL', 'EMAIL', 'MAILER', 'NODEMAILER', 'SMTP_MAIL', 'WPMS_SMTP'];
const userEndings = ['USER', 'USERNAME', 'USER_NAME', 'LOGIN', 'HOST_USER', 'SERVER_USER', 'AUTH_USER'];
const passwordEndings = ['PASSWORD', 'PASS', 'HOST_PASSWORD', 'SERVER_PASSWORD', 'AUTH_PASS', 'AUTH_PASSWORD'];
/** Names of WP Mail SMTP (https://wpmailsmtp.com/docs/how-to-secure-smtp-settings-by-using-constants/) that are not put together. */
const special = new Map([
  ['WPMS_SMTP ENCRYPTION', 'WPMS_SSL'],
  ['WPMS_SMTP FROM', 'WPMS_MAIL_FROM'],
  ['WPMS_SMTP FROM_NAME', 'WPMS_MAIL_FROM_NAME'],
]);
/** With a prefix. */
const maxAccounts = 500;
