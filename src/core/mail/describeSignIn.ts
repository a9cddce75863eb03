import type { Profile } from '../profiles/profile.ts';
import { describeTokenRefusal } from './describeToken.ts';
import type { LibraryError } from './libraryError.ts';
import { sentence, type Sentence } from '../sentence.ts';
import { serverName, type FailureText } from './failureContext.ts';

/** A reply to AUTH that is not "yes". The providers that most people use refuse passwords for reasons of their own. */
export function describeSignInRefusal(error: LibraryError, profile: Profile): FailureText {
  const server = serverName(profile);
  const user = profile.user ?? '';
  const detail = error.reply;
  const code = error.replyCode ?? 0;
  if (code >= 400 && code < 500) {
    return {
      code: 'auth-temporary',
      message: sentence('{0} does not let anybody sign in now.', server),
      remedy: sentence('Wait some minutes before trying again: more attempts make many servers wait longer.'),
      detail,
    };
  }
  if (code === 502 || code === 503 || code === 504) {
    return {
      code: 'auth-mechanism',
      message: sentence('{0} does not accept the way Mailproof signs in.', server),
      remedy: sentence('Check the port: 465 and 587 are for signing in.'),
      detail,
    };
  }
  if (profile.auth === 'oauth2') return describeTokenRefusal(detail, profile);
  const provider = providers.find((candidate) => candidate.applies(detail, profile.host.toLowerCase()));
  return {
    code: 'auth-failed',
    message: provider?.message(user) ?? sentence('{0} refused the user {1} with this password.', server, user),
    remedy:
      provider?.remedy ?? sentence('Check the user and the password; some providers want an app password instead.'),
    detail,
  };
}

interface Provider {
  readonly applies: (reply: string, host: string) => boolean;
  readonly message: (user: string) => Sentence;
  readonly remedy: Sentence;
}

const providers: readonly Provider[] = [
  {
    applies: (reply) =>
      /5\.7\.139|5\.7\.30\b|SmtpClientAuthentication is disabled|basic authentication is disabled/i.test(reply),
    message: (user) => sentence('Microsoft 365 does not let {0} sign in to SMTP with a password.', user),
    remedy: sentence(
      'An administrator has to allow authenticated SMTP for this mailbox; Microsoft is switching passwords off altogether.',
    ),
  },
  {
    // 5.7.9 alone says only that the mechanism is too weak (RFC 4954, section 6).
    applies: (reply) => /Application-specific password/i.test(reply) || (/5\.7\.9/.test(reply) && /gsmtp/.test(reply)),
    message: (user) => sentence('Google wants an app password for {0} instead of the password of the account.', user),
    remedy: sentence(
      'Create one at myaccount.google.com/apppasswords (needs 2-Step Verification) and store it as the password.',
    ),
  },
  {
    applies: (reply, host) => /gsmtp/.test(reply) || /(?:^|\.)(?:gmail|googlemail|google)\.com$/.test(host),
    message: (user) => sentence('Google refused {0} with this password.', user),
    remedy: sentence(
      'Google accepts app passwords only: create one at myaccount.google.com/apppasswords (needs 2-Step Verification).',
    ),
  },
  {
    applies: (_reply, host) => /(?:^|\.)(?:office365|outlook|hotmail|live)\.com$/.test(host),
    message: (user) => sentence('Microsoft refused {0} with this password.', user),
    remedy: sentence('Check the password, and whether authenticated SMTP is switched on for this mailbox.'),
  },
  {
    applies: (_reply, host) => host.endsWith('.sendgrid.net'),
    message: () => sentence('SendGrid refused this user and password.'),
    remedy: sentence('The user is the word "apikey", the password is an API key that may send mail.'),
  },
  {
    applies: (_reply, host) => /(?:^|\.)mail\.yahoo\.com$|(?:^|\.)icloud\.com$|(?:^|\.)me\.com$/.test(host),
    message: (user) => sentence('The provider refused {0} with this password.', user),
    remedy: sentence('This provider accepts app passwords only: create one in the security settings of the account.'),
  },
];
