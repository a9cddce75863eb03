import { isRecord } from '../isRecord.ts';
import { formatMailbox, parseMailbox, parseRecipients } from '../mail/address.ts';
import { sentence } from '../sentence.ts';
import { numberOf } from './envFile.ts';
import { importedAccount, usableMailbox, type ImportedProfile } from './foundAccount.ts';
import { providerOfHost } from './providers.ts';
import { isSmtpUrl, readSmtpUrl } from './smtpUrl.ts';

/** What stands beside the options, in the settings of another program. */
interface Beside {
  readonly name?: string;
  readonly from?: string | undefined;
  readonly to?: readonly string[] | undefined;
}

/** https://nodemailer.com/smtp/: `secure` is TLS from the first byte; without it STARTTLS is used where it is offered. */
export function importedOptions(
  options: Readonly<Record<string, unknown>>,
  { name, from, to }: Beside,
): ImportedProfile {
  const { url, service } = options;
  const auth = isRecord(options['auth']) ? options['auth'] : {};
  const sender = from ?? usableMailbox(options['from']);
  const beside = { ...(sender === undefined ? {} : { from: sender }), ...(to === undefined ? {} : { to }) };
  if (typeof url === 'string' && isSmtpUrl(url)) {
    const read = readSmtpUrl(url);
    if (read.kind === 'invalid') return { kind: 'invalid', name: name ?? 'SMTP', reason: read.reason };
    return importedAccount({ ...read.account, ...(name === undefined ? {} : { name }), ...beside });
  }
  const serviceName = typeof service === 'string' ? service : '';
  const known = services.get(serviceName.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
  if (options['host'] === undefined && known === undefined)
    return {
      kind: 'invalid',
      name: name ?? 'SMTP',
      reason: sentence('"service" is "{0}": enter its "host".', serviceName.slice(0, 40)),
    };
  const host = options['host'] ?? known?.[0];
  const port = numberOf(options['port']) ?? (options['host'] === undefined ? known?.[1] : undefined);
  const isSecure = isTrue(options['secure']) || (options['secure'] === undefined && port === 465);
  return importedAccount({
    name,
    host,
    port,
    security: isSecure
      ? 'tls'
      : isTrue(options['ignoreTLS'])
        ? 'none'
        : isTrue(options['requireTLS'])
          ? 'starttls'
          : undefined,
    user: auth['user'],
    password: auth['pass'],
    ...signIn(auth, host),
    ...beside,
    ehloName: options['name'],
  });
}

/** The setting of the official MJML extension, with what stands beside it (https://github.com/mjmlio/vscode-mjml#settings). */
export function importedMjmlSettings(settings: Readonly<Record<string, unknown>>): readonly ImportedProfile[] {
  const options = settings['mjml.nodemailer'];
  // Empty is how that extension has it by default.
  if (!isRecord(options) || Object.keys(options).length === 0) return [];
  const to = parseRecipients(textOf(settings['mjml.mailRecipients']) ?? '');
  return [
    importedOptions(options, {
      name: 'MJML',
      from: senderOf(textOf(settings['mjml.mailSender']), textOf(settings['mjml.mailFromName'])),
      to: to.kind === 'valid' ? to.recipients.map(formatMailbox) : undefined,
    }),
  ];
}

/** An address, with a name that stands elsewhere. */
export function senderOf(address: string | undefined, name: string | undefined): string | undefined {
  const parsed = address === undefined ? undefined : parseMailbox(address);
  if (parsed?.kind !== 'valid') return undefined;
  if (name === undefined || name.trim() === '' || parsed.mailbox.name !== '') return address;
  return usableMailbox(formatMailbox({ ...parsed.mailbox, name: name.trim() })) ?? address;
}

/** Tokens are nobody's password: whoever signs in that way signs in again, at the provider. */
function signIn(auth: Readonly<Record<string, unknown>>, host: unknown): { readonly auth?: 'oauth2'; oauth?: string } {
  if (typeof auth['type'] !== 'string' || !/^x?oauth2?$/i.test(auth['type'])) return {};
  const id = typeof host === 'string' ? (providerOfHost(host)?.id ?? '') : '';
  const oauth = googleIds.has(id) ? 'google' : microsoftIds.has(id) ? 'microsoft' : undefined;
  return { auth: 'oauth2', ...(oauth === undefined ? {} : { oauth }) };
}

/** Whoever writes settings by hand quotes what needs no quotes. */
function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

const googleIds: ReadonlySet<string> = new Set(['gmail', 'google-workspace', 'google-workspace-relay']);
const microsoftIds: ReadonlySet<string> = new Set(['outlook.com', 'microsoft365']);
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
