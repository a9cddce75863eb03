import { numberOf } from './envFile.ts';
import type { NamedProfile } from './profile.ts';

/**
 * What a profile says and other programs have no name for. In an `.env` file the names begin with `MAILPROOF_`; in a URL they are
 * in lower case behind `mailproof.`: nodemailer passes over options with a dot in their names.
 */
export function ownValues({ name, profile }: NamedProfile): readonly (readonly [name: string, value: string])[] {
  const { auth, oauth, environment, ehloName, certificatePin, connectTimeoutSeconds, replyTimeoutSeconds } = profile;
  const values: readonly (readonly [name: string, value: string | undefined])[] = [
    // Without one it is called after its host.
    ['NAME', name === profile.host ? undefined : name],
    ['ENVIRONMENT', environment === 'production' ? environment : undefined],
    ['OAUTH', auth === 'oauth2' ? oauth : undefined],
    ['EHLO_NAME', ehloName],
    ['CERTIFICATE_PIN', certificatePin],
    ...(['imap', 'pop3'] as const).flatMap((protocol) => {
      const server = profile[protocol];
      const prefix = protocol.toUpperCase();
      return [
        [`${prefix}_HOST`, server?.host],
        [`${prefix}_PORT`, server?.port.toString()],
        [`${prefix}_ENCRYPTION`, server?.security],
      ] as const;
    }),
    ['CONNECT_TIMEOUT_SECONDS', connectTimeoutSeconds?.toString()],
    ['REPLY_TIMEOUT_SECONDS', replyTimeoutSeconds?.toString()],
  ];
  return values.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
}

/** The same read back, to be parsed like settings; `name` is the profile's. */
export function readOwnValues(valueOf: (name: string) => string | undefined): Readonly<Record<string, unknown>> {
  const oauth = valueOf('OAUTH');
  const read: Readonly<Record<string, unknown>> = {
    name: valueOf('NAME'),
    ...(oauth === undefined || oauth === '' ? {} : { auth: 'oauth2', oauth }),
    environment: valueOf('ENVIRONMENT'),
    ehloName: valueOf('EHLO_NAME'),
    certificatePin: valueOf('CERTIFICATE_PIN'),
    imap: serverOf(valueOf, 'IMAP'),
    pop3: serverOf(valueOf, 'POP3'),
    connectTimeoutSeconds: numberOf(valueOf('CONNECT_TIMEOUT_SECONDS')),
    replyTimeoutSeconds: numberOf(valueOf('REPLY_TIMEOUT_SECONDS')),
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined && value !== ''));
}

function serverOf(valueOf: (name: string) => string | undefined, prefix: string): unknown {
  const host = valueOf(`${prefix}_HOST`);
  if (host === undefined || host === '') return undefined;
  return { host, port: numberOf(valueOf(`${prefix}_PORT`)), security: valueOf(`${prefix}_ENCRYPTION`) };
}
