import { sentence, type Sentence } from '../sentence.ts';
import { parseMailbox } from '../mail/address.ts';
import { hasVariables } from './expandEnvironment.ts';
import { isTlsPort, parseProfile, problemOfName } from './parseProfile.ts';
import type { Profile } from './profile.ts';
import { problemOfHost } from './serverFields.ts';

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

/** As it stands there, not looked at yet. */
export interface FoundAccount extends Readonly<Partial<Record<Exclude<keyof Profile, 'port' | 'security'>, unknown>>> {
  readonly name?: unknown;
  readonly host: unknown;
  readonly port: number | undefined;
  /** undefined: what the port says, and STARTTLS where it says nothing; on this computer, none. */
  readonly security: Profile['security'] | undefined;
  readonly password: unknown;
}

export function importedAccount({ name, password, ...given }: FoundAccount): ImportedProfile {
  const isHere = /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/i.test(typeof given.host === 'string' ? given.host : '');
  const security = given.security ?? (isTlsPort(given.port) ? 'tls' : isHere ? 'none' : 'starttls');
  const fields = Object.entries({ ...given, security }).filter(([, value]) => value !== undefined && value !== '');
  // JSON has passwords of digits as numbers, too.
  const secret = typeof password === 'number' ? String(password) : password;
  const isSecret = typeof secret === 'string' && secret !== '';
  const written = typeof name === 'string' && name !== '' ? name : nameOfHost(given.host);
  return importedProfile(written, Object.fromEntries(fields), isSecret ? secret : undefined);
}

/** Whatever was found is read as settings are: what is no profile is told, with the reason. */
export function importedProfile(written: string, value: unknown, password: string | undefined): ImportedProfile {
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

/** Without a sender an account is still one. */
export function usableMailbox(text: unknown): string | undefined {
  return typeof text === 'string' && parseMailbox(text).kind === 'valid' ? text : undefined;
}

function nameOfHost(host: unknown): string {
  // What is no host may hold a password.
  return typeof host === 'string' && problemOfHost(host.trim()) === undefined ? host.trim().slice(0, 100) : 'SMTP';
}

function shownName(written: string): string {
  const name = written
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 100);
  return problemOfName(name) === undefined ? name : 'SMTP';
}
