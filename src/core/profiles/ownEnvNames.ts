import { numberOf } from './envFile.ts';
import type { NamedProfile } from './profile.ts';

/** What a profile says and other programs have no name for, as lines of an `.env` file. */
export function ownEnvValues({
  name,
  profile,
}: NamedProfile): readonly (readonly [name: string, value: string | undefined])[] {
  const { auth, oauth, environment, ehloName, certificatePin, connectTimeoutSeconds, replyTimeoutSeconds } = profile;
  return [
    // Without one it is called after its host.
    ['MAILPROOF_NAME', name === profile.host ? undefined : name],
    ['MAILPROOF_ENVIRONMENT', environment === 'production' ? environment : undefined],
    ['MAILPROOF_OAUTH', auth === 'oauth2' ? oauth : undefined],
    ['MAILPROOF_EHLO_NAME', ehloName],
    ['MAILPROOF_CERTIFICATE_PIN', certificatePin],
    ...(['imap', 'pop3'] as const).flatMap((protocol) => {
      const server = profile[protocol];
      const prefix = `MAILPROOF_${protocol.toUpperCase()}`;
      return [
        [`${prefix}_HOST`, server?.host],
        [`${prefix}_PORT`, server?.port.toString()],
        [`${prefix}_ENCRYPTION`, server?.security],
      ] as const;
    }),
    ['MAILPROOF_CONNECT_TIMEOUT_SECONDS', connectTimeoutSeconds?.toString()],
    ['MAILPROOF_REPLY_TIMEOUT_SECONDS', replyTimeoutSeconds?.toString()],
  ];
}

/** The same read back, to be parsed like settings; `name` is the profile's. */
export function readOwnEnvValues(values: ReadonlyMap<string, string>): Readonly<Record<string, unknown>> {
  const oauth = values.get('MAILPROOF_OAUTH');
  return {
    name: values.get('MAILPROOF_NAME'),
    ...(oauth === undefined || oauth === '' ? {} : { auth: 'oauth2', oauth }),
    environment: values.get('MAILPROOF_ENVIRONMENT'),
    ehloName: values.get('MAILPROOF_EHLO_NAME'),
    certificatePin: values.get('MAILPROOF_CERTIFICATE_PIN'),
    imap: serverOf(values, 'MAILPROOF_IMAP'),
    pop3: serverOf(values, 'MAILPROOF_POP3'),
    connectTimeoutSeconds: numberOf(values.get('MAILPROOF_CONNECT_TIMEOUT_SECONDS')),
    replyTimeoutSeconds: numberOf(values.get('MAILPROOF_REPLY_TIMEOUT_SECONDS')),
  };
}

function serverOf(values: ReadonlyMap<string, string>, prefix: string): unknown {
  const host = values.get(`${prefix}_HOST`);
  if (host === undefined || host === '') return undefined;
  return { host, port: numberOf(values.get(`${prefix}_PORT`)), security: values.get(`${prefix}_ENCRYPTION`) };
}
