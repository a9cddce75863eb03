import { isRecord } from '../isRecord.ts';
import { expandEnvironment } from './expandEnvironment.ts';
import { keyOf, type Profile, type ProfileEntry } from './profile.ts';
import { settingOf } from './profileTexts.ts';

export interface WrittenProfile {
  readonly name: string;
  readonly profile: Profile;
  /** What it takes the place of; absent: it is new, or one of this name is replaced. */
  readonly replaced: ProfileEntry | undefined;
  /** What `${env:NAME}` stands for. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Keeps the order of the settings file, and fields of ours or of others that the form does not know. */
export function withProfile(
  values: Readonly<Record<string, unknown>>,
  { name, profile, replaced, environment }: WrittenProfile,
): Record<string, unknown> {
  const oldName = replaced === undefined ? name : keyOf(replaced);
  const before = values[oldName];
  const written = isRecord(before) ? before : {};
  const fields = Object.entries(settingOf(profile)).map(([field, value]) => {
    // A field that still means the same stays as it was written, `${env:NAME}` included.
    const isSame = JSON.stringify(expandEnvironment(written[field], environment)) === JSON.stringify(value);
    return [field, isSame ? written[field] : value] as const;
  });
  const next = { ...withoutProfileFields(written), ...Object.fromEntries(fields) };
  if (!Object.hasOwn(values, oldName)) return { ...values, [name]: next };
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => {
      if (key === oldName) return [[name, next]];
      return key === name ? [] : [[key, value]];
    }),
  );
}

/** All of them, which the compiler sees to: one that is left out would never go from the settings again. */
const profileFields: Readonly<Record<keyof Profile, true>> = {
  host: true,
  port: true,
  security: true,
  auth: true,
  user: true,
  oauth: true,
  from: true,
  replyTo: true,
  to: true,
  environment: true,
  ehloName: true,
  certificatePin: true,
  imap: true,
  pop3: true,
  connectTimeoutSeconds: true,
  replyTimeoutSeconds: true,
};

function withoutProfileFields(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !Object.hasOwn(profileFields, key)));
}
