import { parseMailbox, parseRecipients, formatMailbox } from '../mail/address.ts';
import { isPort, parseProfile, problemOfHost, problemOfName, readPin } from './parseProfile.ts';
import { settingOf } from './profileTexts.ts';
import type { Profile, ProfileFieldTexts } from './profile.ts';

type FieldErrors = Readonly<Partial<Record<keyof ProfileFieldTexts, string>>>;

export type ParsedFields =
  | { readonly kind: 'valid'; readonly name: string; readonly profile: Profile }
  | { readonly kind: 'invalid'; readonly errors: FieldErrors };

/** A sentence for each field that cannot stay as it is: the form shows all of them at once. */
export function parseFields(fields: ProfileFieldTexts): ParsedFields {
  const errors: Partial<Record<keyof ProfileFieldTexts, string>> = {};
  const note = (field: keyof ProfileFieldTexts, problem: string | undefined): void => {
    if (problem !== undefined) errors[field] = problem;
  };
  const name = fields.name.trim();
  note('name', problemOfName(name));
  const host = fields.host.trim();
  note('host', problemOfHost(host));
  const port = /^\d{1,5}$/.test(fields.port.trim()) ? Number(fields.port.trim()) : Number.NaN;
  if (!isPort(port)) note('port', 'The port is a whole number from 1 to 65535.');
  const { security, auth, environment } = fields;
  const isSecurity = security === 'tls' || security === 'starttls' || security === 'none';
  if (!isSecurity) note('security', 'Choose how the connection is encrypted.');
  const isAuth = auth === 'password' || auth === 'none';
  if (!isAuth) {
    note(
      'auth',
      auth === 'oauth2' ? 'This version of Mailproof cannot sign in with OAuth yet.' : 'Choose how to sign in.',
    );
  }
  const isEnvironment = environment === 'test' || environment === 'production';
  if (!isEnvironment) note('environment', 'Choose test or production.');
  const user = fields.user.trim();
  if (auth === 'password') note('user', problemOfUser(user));
  note('from', problemOfMailbox(fields.from));
  note('replyTo', problemOfMailbox(fields.replyTo));
  const ehloName = fields.ehloName.trim();
  if (ehloName !== '' && problemOfHost(ehloName) !== undefined)
    note('ehloName', 'Enter a host name, for example client.example.com, or an address in brackets.');
  const pin = readPin(fields.certificatePin);
  // Without encryption there is no certificate.
  if (pin.kind === 'invalid' && security !== 'none') note('certificatePin', pin.reason);
  const to = fields.to.trim() === '' ? undefined : parseRecipients(fields.to);
  if (to?.kind === 'invalid') note('to', to.errors.join(' '));

  if (Object.keys(errors).length > 0 || !isSecurity || !isAuth || !isEnvironment) return { kind: 'invalid', errors };
  const profile: Profile = {
    host: host.replace(/^\[(.*)\]$/, '$1'),
    port,
    security,
    auth,
    ...(auth === 'password' ? { user } : {}),
    ...(fields.from.trim() === '' ? {} : { from: fields.from.trim() }),
    ...(fields.replyTo.trim() === '' ? {} : { replyTo: fields.replyTo.trim() }),
    to: to?.kind === 'valid' ? to.recipients.map(formatMailbox) : [],
    environment,
    ...(ehloName === '' ? {} : { ehloName }),
    ...(pin.kind === 'invalid' || pin.text === undefined || security === 'none' ? {} : { certificatePin: pin.text }),
  };
  // What settings would refuse would be lost in them.
  const again = parseProfile(settingOf(profile));
  if (again.kind === 'valid') return { kind: 'valid', name, profile };
  const named = /^"(\w+)"/.exec(again.reason)?.[1] ?? 'host';
  const field = named in fields ? (named as keyof ProfileFieldTexts) : 'host';
  return { kind: 'invalid', errors: { [field]: again.reason } };
}

function problemOfUser(user: string): string | undefined {
  if (user === '') return 'Enter the user, usually the email address.';
  if (/\p{Cc}/u.test(user)) return 'The user contains a control character.';
  return user.length > 320 ? 'The user is too long.' : undefined;
}

function problemOfMailbox(text: string): string | undefined {
  if (text.trim() === '') return undefined;
  const parsed = parseMailbox(text);
  return parsed.kind === 'invalid' ? parsed.error : undefined;
}
