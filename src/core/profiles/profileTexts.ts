import { ownValues } from './ownNames.ts';
import { isPrefix } from './envAccounts.ts';
import type { NamedProfile, Profile } from './profile.ts';
import { recipientsText } from './recipientsText.ts';
import { profileUrl } from './smtpUrl.ts';

/** How the settings of a profile are handed on. None of them holds a secret. */
export type ProfileTextKind = 'url' | 'env' | 'json';

/** The settings of one profile for another program. What reads it back is `importProfiles`. */
export function profileText(named: NamedProfile, kind: ProfileTextKind): string {
  switch (kind) {
    case 'url':
      return profileUrl(named);
    case 'env':
      return profileEnv(named);
    case 'json':
      return profilesJson([named]);
  }
}

/** As the value of a setting holds them. */
export function profilesJson(profiles: readonly NamedProfile[]): string {
  const entries = profiles.map(({ name, profile }) => [name, settingOf(profile)] as const);
  return `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`;
}

/** As one `.env` file: the first under the names that programs read, the others with a prefix of their own before each name. */
export function profilesEnv(profiles: readonly NamedProfile[]): string {
  const taken = new Set<string>();
  return profiles
    .map((named, index) => {
      const prefix = index === 0 ? '' : freePrefix(named.name, taken);
      return `# ${named.name}\n${profileEnv(named).replaceAll(/^(?=.)/gm, prefix)}`;
    })
    .join('\n');
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

/** `STAGING_` for "Staging"; a number where that could be read otherwise. */
function freePrefix(name: string, taken: Set<string>): string {
  const word = name
    .normalize('NFD')
    .replaceAll(/[đĐ]/g, 'd')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .toUpperCase();
  let prefix = word;
  for (let number = 2; !isPrefix(prefix) || taken.has(prefix); number++) prefix = `PROFILE_${number}`;
  taken.add(prefix);
  return `${prefix}_`;
}

/** The names that most programs know. `SMTP_SECURE` is nodemailer's: TLS from the first byte. */
function profileEnv({ name, profile }: NamedProfile): string {
  const { host, port, security, user, from, replyTo, to } = profile;
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['SMTP_HOST', host],
    ['SMTP_PORT', String(port)],
    ['SMTP_SECURE', String(security === 'tls')],
    ['SMTP_ENCRYPTION', security],
    ['SMTP_USER', user],
    ...(profile.auth === 'password' ? ([['SMTP_PASSWORD', '']] as const) : []),
    ['SMTP_FROM', from],
    ['SMTP_REPLY_TO', replyTo],
    ['SMTP_TO', to.length === 0 ? undefined : recipientsText(to)],
    ...ownValues({ name, profile }).map(([key, value]) => [`MAILPROOF_${key}`, value] as const),
  ];
  return lines.flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${envValue(value)}\n`])).join('');
}

/** Quoted where a reader could take a part of it for something else (https://github.com/motdotla/dotenv#readme). */
function envValue(value: string): string {
  if (/^[\w@.:/+-]*$/.test(value)) return value;
  return value.includes("'") ? `"${value.replaceAll(/[\\"$]/g, String.raw`\$&`)}"` : `'${value}'`;
}
