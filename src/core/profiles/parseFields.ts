import { parseMailbox, parseRecipients, formatMailbox } from '../mail/address.ts';
import { defaultMailboxPort, parseMailboxServer } from './mailboxServer.ts';
import { isTimeout, maxTimeoutSeconds, parseProfile, problemOfName, readPin } from './parseProfile.ts';
import { settingOf } from './profileTexts.ts';
import { inEnglish, sentence, type Sentence } from '../sentence.ts';
import { isPort, isSecurity, problemOfHost } from './serverFields.ts';
import type { MailboxServer, Profile, ProfileFieldTexts } from './profile.ts';

export type FieldErrors = Readonly<Partial<Record<keyof ProfileFieldTexts, Sentence>>>;

export type ParsedFields =
  | { readonly kind: 'valid'; readonly name: string; readonly profile: Profile }
  | { readonly kind: 'invalid'; readonly errors: FieldErrors };

/** A sentence for each field that cannot stay as it is: the form shows all of them at once. */
export function parseFields(fields: ProfileFieldTexts): ParsedFields {
  const errors: Partial<Record<keyof ProfileFieldTexts, Sentence>> = {};
  const note = (field: keyof ProfileFieldTexts, problem: Sentence | undefined): void => {
    if (problem !== undefined) errors[field] = problem;
  };
  const name = fields.name.trim();
  note('name', problemOfName(name));
  const host = fields.host.trim();
  note('host', problemOfHost(host));
  const port = /^\d{1,5}$/.test(fields.port.trim()) ? Number(fields.port.trim()) : Number.NaN;
  if (!isPort(port)) note('port', sentence('The port is a whole number from 1 to 65535.'));
  const { security, auth, environment } = fields;
  if (!isSecurity(security)) note('security', sentence('Choose how the connection is encrypted.'));
  const isAuth = auth === 'password' || auth === 'oauth2' || auth === 'none';
  if (!isAuth) note('auth', sentence('Choose how to sign in.'));
  const oauth = fields.oauth.trim();
  if (auth === 'oauth2' && oauth === '') note('oauth', sentence('Choose who you sign in with.'));
  const isEnvironment = environment === 'test' || environment === 'production';
  if (!isEnvironment) note('environment', sentence('Choose test or production.'));
  const user = fields.user.trim();
  if (auth !== 'none') note('user', problemOfUser(user));
  note('from', problemOfMailbox(fields.from));
  note('replyTo', problemOfMailbox(fields.replyTo));
  const ehloName = fields.ehloName.trim();
  if (ehloName !== '' && problemOfHost(ehloName) !== undefined)
    note('ehloName', sentence('Enter a host name, for example client.example.com, or an address in brackets.'));
  const pin = readPin(fields.certificatePin);
  // Without encryption there is no certificate.
  if (pin.kind === 'invalid' && security !== 'none') note('certificatePin', pin.reason);
  const more = parseAccountFields(fields, note);
  const to = fields.to.trim() === '' ? undefined : parseRecipients(fields.to);
  if (to?.kind === 'invalid') note('to', to.errors[0]);

  if (Object.keys(errors).length > 0 || !isSecurity(security) || !isAuth || !isEnvironment)
    return { kind: 'invalid', errors };
  const profile: Profile = {
    host: host.replace(/^\[(.*)\]$/, '$1'),
    port,
    security,
    auth,
    ...(auth === 'none' ? {} : { user }),
    ...(auth === 'oauth2' ? { oauth } : {}),
    ...(fields.from.trim() === '' ? {} : { from: fields.from.trim() }),
    ...(fields.replyTo.trim() === '' ? {} : { replyTo: fields.replyTo.trim() }),
    to: to?.kind === 'valid' ? to.recipients.map(formatMailbox) : [],
    environment,
    ...(ehloName === '' ? {} : { ehloName }),
    ...(pin.kind === 'invalid' || pin.text === undefined || security === 'none' ? {} : { certificatePin: pin.text }),
    ...more,
  };
  // What settings would refuse would be lost in them.
  const again = parseProfile(settingOf(profile));
  if (again.kind === 'valid') return { kind: 'valid', name, profile };
  const named = /^"(\w+)"/.exec(inEnglish(again.reason))?.[1] ?? 'host';
  const field = named in fields ? (named as keyof ProfileFieldTexts) : 'host';
  return { kind: 'invalid', errors: { [field]: again.reason } };
}

type AccountFields = Pick<Profile, 'imap' | 'pop3' | 'connectTimeoutSeconds' | 'replyTimeoutSeconds'>;

function parseAccountFields(
  fields: ProfileFieldTexts,
  note: (field: keyof ProfileFieldTexts, problem: Sentence | undefined) => void,
): AccountFields {
  const seconds = (field: 'connectTimeoutSeconds' | 'replyTimeoutSeconds'): number | undefined => {
    const text = fields[field].trim();
    const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
    if (isTimeout(value) || text === '') return text === '' ? undefined : value;
    note(field, sentence('Enter a whole number of seconds from 1 to {0}.', maxTimeoutSeconds));
    return undefined;
  };
  const imap = parseMailboxFields(fields, 'imap', note);
  const pop3 = parseMailboxFields(fields, 'pop3', note);
  const connectTimeoutSeconds = seconds('connectTimeoutSeconds');
  const replyTimeoutSeconds = seconds('replyTimeoutSeconds');
  return {
    ...(imap === undefined ? {} : { imap }),
    ...(pop3 === undefined ? {} : { pop3 }),
    ...(connectTimeoutSeconds === undefined ? {} : { connectTimeoutSeconds }),
    ...(replyTimeoutSeconds === undefined ? {} : { replyTimeoutSeconds }),
  };
}

/** Without a host there is none, whatever the other two say. */
function parseMailboxFields(
  fields: ProfileFieldTexts,
  protocol: 'imap' | 'pop3',
  note: (field: keyof ProfileFieldTexts, problem: Sentence | undefined) => void,
): MailboxServer | undefined {
  const host = fields[`${protocol}Host`].trim();
  if (host === '') return undefined;
  const security = fields[`${protocol}Security`];
  const typed = fields[`${protocol}Port`].trim();
  const usual = isSecurity(security) ? defaultMailboxPort(protocol, security) : undefined;
  const port = typed === '' ? usual : /^\d{1,5}$/.test(typed) ? Number(typed) : Number.NaN;
  const parsed = parseMailboxServer({ host, port, security }, protocol);
  if (parsed.kind === 'valid') return parsed.server;
  const field = ({ host: 'Host', port: 'Port', security: 'Security' } as const)[parsed.part];
  note(
    `${protocol}${field}`,
    {
      host: parsed.reason,
      port: sentence('The port is a whole number from 1 to 65535.'),
      security: sentence('Choose how the connection is encrypted.'),
    }[parsed.part],
  );
  return undefined;
}

function problemOfUser(user: string): Sentence | undefined {
  if (user === '') return sentence('Enter the user, usually the email address.');
  if (/\p{Cc}/u.test(user)) return sentence('The user contains a control character.');
  return user.length > 320 ? sentence('The user is too long.') : undefined;
}

function problemOfMailbox(text: string): Sentence | undefined {
  if (text.trim() === '') return undefined;
  const parsed = parseMailbox(text);
  return parsed.kind === 'invalid' ? parsed.error : undefined;
}
