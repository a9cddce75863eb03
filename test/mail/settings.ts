import { execFileSync } from 'node:child_process';

export const portNames = [
  /** For mail from other servers: no sign-in, local recipients only. */
  'relay',
  /** STARTTLS required, sign-in required. */
  'submission',
  /** TLS, sign-in required. */
  'submissions',
  /** As submissions, with one mechanism each. */
  'onlyLogin',
  'onlyCramMd5',
  /** As submission, with one mechanism each. */
  'onlyLoginStarttls',
  'onlyCramMd5Starttls',
  /** TLS with certificates that are wrong. */
  'expired',
  'wrongHost',
  'selfSigned',
  'imaps',
  /** Begin open, and offer STARTTLS. */
  'imap',
  'pop3',
  'pop3s',
  'lmtp',
  'sasl',
  'eximPlain',
  'eximLogin',
  'eximCramMd5',
  'eximPlainTls',
  'eximLoginTls',
  'eximCramMd5Tls',
] as const;
export type PortName = (typeof portNames)[number];

/** Where Postfix signs people in that way; the mechanism is the one that is used. */
export const postfixPorts = {
  starttls: { PLAIN: 'submission', LOGIN: 'onlyLoginStarttls', 'CRAM-MD5': 'onlyCramMd5Starttls' },
  tls: { PLAIN: 'submissions', LOGIN: 'onlyLogin', 'CRAM-MD5': 'onlyCramMd5' },
} as const;

/** Their passwords stand here because these accounts exist for seconds on this machine. */
export const accounts = { alice: 'alice-pass-1', bob: 'bob-pass-2' } as const;
/** Access tokens, as a provider would give them out to be shown to these servers. */
export const accessTokens = { alice: 'alice-access-token-1' } as const;
export const domain = 'test.example';
/** What is sent to alice+Junk@... is put into her folder of spam, as a filter would do it. */
export const junkFolder = 'Junk';
/** Of the port `submissions`. */
export const messageSizeLimit = 1_000_000;
/** Of all others: 25 MB become 34 in base64. */
export const largeSizeLimit = 60_000_000;

/** Of a user of this machine. */
export function idsOf(user: string): { readonly uid: number; readonly gid: number } {
  const fields = execFileSync('getent', ['passwd', user], { encoding: 'utf8' }).split(':');
  return { uid: Number(fields[2]), gid: Number(fields[3]) };
}
