import type { Profile } from '../profiles/profile.ts';
import type { SendFailure } from './outcome.ts';

/** What Mailproof itself refuses to do. */
export type Policy =
  | { readonly kind: 'no-password' }
  | { readonly kind: 'plaintext-password' }
  | { readonly kind: 'auth-not-offered'; readonly isOldServer: boolean }
  | { readonly kind: 'auth-mechanism'; readonly offered: readonly string[] }
  | { readonly kind: 'too-large'; readonly sizeBytes: number; readonly limitBytes: number }
  | { readonly kind: 'smtputf8-missing'; readonly address: string };

export function describePolicy(policy: Policy, profile: Profile): SendFailure {
  const server = `${profile.host}:${profile.port}`;
  const isToken = profile.auth === 'oauth2';
  const secret = isToken ? 'access token' : 'password';
  switch (policy.kind) {
    case 'no-password':
      if (isToken) {
        return {
          code: 'not-signed-in',
          message: `Nobody is signed in as ${profile.user ?? 'the user of this profile'} for ${server}.`,
          remedy: 'Sign in from the profile.',
          detail: '',
        };
      }
      return {
        code: 'no-password',
        message: `No password is stored for ${profile.user ?? 'this profile'} at ${server}.`,
        remedy: 'Set the password of the profile.',
        detail: '',
      };
    case 'plaintext-password':
      return {
        code: 'plaintext-password',
        message: `The ${secret} for ${server} was not sent, because the connection would not be encrypted.`,
        remedy: 'Choose TLS (465) or STARTTLS (587) in the profile.',
        detail: '',
      };
    case 'auth-not-offered':
      return {
        code: 'auth-not-offered',
        message: policy.isOldServer
          ? `${server} is too old to sign in to; the ${secret} was not sent.`
          : `${server} does not offer to sign in; the ${secret} was not sent.`,
        remedy: 'Check the port: 465 and 587 are for signing in, 25 usually is not. Or set the profile to no sign-in.',
        detail: policy.isOldServer ? 'The server does not know EHLO.' : 'The reply to EHLO has no AUTH.',
      };
    case 'auth-mechanism':
      return {
        code: 'auth-mechanism',
        message: `${server} accepts no ${secret} in a way that Mailproof knows; the ${secret} was not sent.`,
        remedy: isToken
          ? 'OAuth needs a server that offers XOAUTH2 or OAUTHBEARER.'
          : 'Mailproof signs in with PLAIN, LOGIN or CRAM-MD5.',
        detail: `Offered: ${policy.offered.join(', ')}`,
      };
    case 'too-large':
      return {
        code: 'too-large',
        message: `The message has ${megabytes(policy.sizeBytes)}; ${server} accepts ${megabytes(policy.limitBytes)} at most.`,
        remedy: 'Use smaller images, or do not embed them.',
        detail: `SIZE ${policy.limitBytes}`,
      };
    case 'smtputf8-missing':
      return {
        code: 'smtputf8-missing',
        message: `${server} cannot send to or from ${policy.address}: it supports ASCII addresses only.`,
        remedy: 'Use an address without special characters before the "@".',
        detail: 'The reply to EHLO has no SMTPUTF8.',
      };
  }
}

function megabytes(bytes: number): string {
  return bytes < 100_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
