import { domainToASCII } from 'node:url';
import { formatMailbox, isAddressLiteral, parseMailbox } from '../mail/address.ts';
import { ownEnvValues } from './ownEnvNames.ts';
import type { NamedProfile, Profile } from './profile.ts';

/** How the settings of a profile are handed on. None of them holds a secret. */
export type ProfileTextKind = 'url' | 'env' | 'json';

/** The settings of one profile for another program. What reads it back is `importProfiles`. */
export function profileText({ name, profile }: NamedProfile, kind: ProfileTextKind): string {
  switch (kind) {
    case 'url':
      return profileUrl(profile);
    case 'env':
      return profileEnv({ name, profile });
    case 'json':
      return profilesJson([{ name, profile }]);
  }
}

/** As the value of a setting holds them. */
export function profilesJson(profiles: readonly NamedProfile[]): string {
  const entries = profiles.map(({ name, profile }) => [name, settingOf(profile)] as const);
  return `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`;
}

/** What is written into settings: what is as by default is left out. */
export function settingOf(profile: Profile): Record<string, unknown> {
  const { to, environment, ...rest } = profile;
  return {
    ...rest,
    ...(to.length > 0 ? { to } : {}),
    ...(environment === 'production' ? { environment } : {}),
  };
}

/** A URL as nodemailer takes it (https://nodemailer.com/smtp/), without the password. */
function profileUrl({ host, port, security, user }: Profile): string {
  const account = user === undefined ? '' : `${encodeURIComponent(user)}@`;
  const name = isAddressLiteral(host) ? host : domainToASCII(host) || host;
  const server = `${name.includes(':') ? `[${name}]` : name}:${port}`;
  switch (security) {
    case 'tls':
      return `smtps://${account}${server}`;
    case 'starttls':
      return `smtp://${account}${server}/?requireTLS=true`;
    case 'none':
      return `smtp://${account}${server}/?ignoreTLS=true`;
  }
}

/** The names that most programs know. `SMTP_SECURE` is nodemailer's: TLS from the first byte. */
function profileEnv({ name, profile }: NamedProfile): string {
  const { host, port, security, user, from, replyTo, to } = profile;
  const sender = from === undefined ? undefined : parseMailbox(from);
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['SMTP_HOST', host],
    ['SMTP_PORT', String(port)],
    ['SMTP_SECURE', String(security === 'tls')],
    ['SMTP_ENCRYPTION', security === 'none' ? 'none' : security],
    ['SMTP_USER', user],
    ...(profile.auth === 'password' ? ([['SMTP_PASSWORD', '']] as const) : []),
    ['SMTP_FROM', sender?.kind === 'valid' ? from : undefined],
    ['SMTP_REPLY_TO', replyTo],
    ['SMTP_TO', to.length === 0 ? undefined : recipientsText(to)],
    ...ownEnvValues({ name, profile }),
  ];
  return lines.flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${envValue(value)}\n`])).join('');
}

/** As one text that `parseRecipients` takes apart again: a name with a comma in it is quoted. */
export function recipientsText(to: readonly string[]): string {
  return to
    .map((recipient) => {
      const parsed = parseMailbox(recipient);
      return parsed.kind === 'valid' ? formatMailbox(parsed.mailbox) : recipient;
    })
    .join(', ');
}

/** Quoted where a reader could take a part of it for something else (https://github.com/motdotla/dotenv#readme). */
function envValue(value: string): string {
  if (/^[\w@.:/+-]*$/.test(value)) return value;
  return value.includes("'") ? `"${value.replaceAll(/[\\"$]/g, String.raw`\$&`)}"` : `'${value}'`;
}
