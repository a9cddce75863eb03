import type { Profile } from '../profiles/profile.ts';
import { sentence, type Sentence } from '../sentence.ts';
import { serverName, type FailureText } from './failureContext.ts';

/** What Mailproof itself refuses to do. */
export type Policy =
  | { readonly kind: 'no-password' }
  | { readonly kind: 'plaintext-password' }
  | { readonly kind: 'auth-not-offered'; readonly isOldServer: boolean }
  | { readonly kind: 'auth-mechanism'; readonly offered: readonly string[] }
  | { readonly kind: 'too-large'; readonly sizeBytes: number; readonly limitBytes: number }
  | { readonly kind: 'smtputf8-missing'; readonly address: string }
  | { readonly kind: 'eight-bit-missing' };

export function describePolicy(policy: Policy, profile: Profile): FailureText {
  const server = serverName(profile);
  const isToken = profile.auth === 'oauth2';
  const secret = isToken ? sentence('access token') : sentence('password');
  switch (policy.kind) {
    case 'no-password':
      if (isToken) {
        return {
          code: 'not-signed-in',
          message: sentence('Nobody is signed in as {0} for {1}.', profile.user ?? '', server),
          remedy: sentence('Sign in from the profile.'),
          detail: '',
        };
      }
      return {
        code: 'no-password',
        message: sentence('No password is stored for {0} at {1}.', profile.user ?? '', server),
        remedy: sentence('Set the password of the profile.'),
        detail: '',
      };
    case 'plaintext-password':
      return {
        code: 'plaintext-password',
        message: sentence(
          'The {0} for {1} was not sent, because the connection would not be encrypted.',
          secret,
          server,
        ),
        remedy: sentence('Choose TLS (465) or STARTTLS (587) in the profile.'),
        detail: '',
      };
    case 'auth-not-offered':
      return {
        code: 'auth-not-offered',
        message: policy.isOldServer
          ? sentence('{0} is too old to sign in to; the {1} was not sent.', server, secret)
          : sentence('{0} does not offer to sign in; the {1} was not sent.', server, secret),
        remedy: sentence(
          'Check the port: 465 and 587 are for signing in, 25 usually is not. Or set the profile to no sign-in.',
        ),
        detail: policy.isOldServer ? 'The server does not know EHLO.' : 'The reply to EHLO has no AUTH.',
      };
    case 'auth-mechanism':
      return {
        code: 'auth-mechanism',
        message: sentence('{0} accepts no {1} in a way that Mailproof knows; it was not sent.', server, secret),
        remedy: isToken
          ? sentence('OAuth needs a server that offers XOAUTH2 or OAUTHBEARER.')
          : sentence('Mailproof signs in with PLAIN, LOGIN or CRAM-MD5.'),
        detail: `Offered: ${policy.offered.join(', ')}`,
      };
    case 'too-large':
      return {
        code: 'too-large',
        message: sentence(
          'The message has {0}; {1} accepts {2} at most.',
          megabytes(policy.sizeBytes),
          server,
          megabytes(policy.limitBytes),
        ),
        remedy: sentence('Use smaller images, or do not embed them.'),
        detail: `SIZE ${policy.limitBytes}`,
      };
    case 'smtputf8-missing':
      return {
        code: 'smtputf8-missing',
        message: sentence('{0} cannot send to or from {1}: it supports ASCII addresses only.', server, policy.address),
        remedy: sentence('Use an address without special characters before the "@".'),
        detail: 'The reply to EHLO has no SMTPUTF8.',
      };
    case 'eight-bit-missing':
      return {
        code: 'eight-bit-missing',
        message: sentence(
          '{0} transports ASCII only, and the message has other characters without an encoding.',
          server,
        ),
        remedy: sentence(
          'Have the program that writes the message encode it, in quoted-printable or base64, or take another server.',
        ),
        detail: 'The reply to EHLO has no 8BITMIME.',
      };
  }
}

function megabytes(bytes: number): Sentence {
  return bytes < 100_000
    ? sentence('{0} KB', Math.ceil(bytes / 1000))
    : sentence('{0} MB', (bytes / 1_000_000).toFixed(1));
}
