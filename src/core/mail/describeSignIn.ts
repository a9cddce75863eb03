import type { Profile } from '../profiles/profile.ts';
import { providerOfHost, type Provider } from '../profiles/providers.ts';
import { sentence, type Sentence } from '../sentence.ts';
import { describeTokenRefusal } from './describeToken.ts';
import { serverName, type FailureText } from './failureContext.ts';
import type { LibraryError } from './libraryError.ts';
import { providerRefusal } from './providerRefusals.ts';
import { waitSecondsOf } from './waitSeconds.ts';

/** A reply to AUTH that is not "yes". The providers that most people use refuse passwords for reasons of their own. */
export function describeSignInRefusal(error: LibraryError, profile: Profile): FailureText {
  const server = serverName(profile);
  const user = profile.user ?? '';
  const detail = error.reply;
  const code = error.replyCode ?? 0;
  if (code >= 400 && code < 500) {
    const waitSeconds = waitSecondsOf(detail);
    return (
      providerRefusal(detail, profile) ?? {
        code: 'auth-temporary',
        message: sentence('{0} does not let anybody sign in now.', server),
        remedy: sentence('Wait some minutes before trying again: more attempts make many servers wait longer.'),
        detail,
        ...(waitSeconds === undefined ? {} : { waitSeconds }),
      }
    );
  }
  // RFC 4954, section 6, and RFC 3207, section 4.
  if ((code === 538 || code === 530) && profile.security === 'none') {
    return {
      code: 'auth-required',
      message: sentence('{0} lets nobody sign in over a connection that is not encrypted.', server),
      remedy: sentence('Choose TLS (465) or STARTTLS (587) in the profile.'),
      detail,
    };
  }
  if (code === 500 || code === 502 || code === 503 || code === 504) {
    return {
      code: 'auth-mechanism',
      message: sentence('{0} does not accept the way Mailproof signs in.', server),
      remedy: sentence('Check the port: 465 and 587 are for signing in.'),
      detail,
    };
  }
  if (profile.auth === 'oauth2') return describeTokenRefusal(detail, profile);
  const provider = providerOfHost(profile.host);
  const cause = causes.find((candidate) => candidate.applies(detail, provider?.id ?? ''));
  const page = pageOf(cause, provider);
  return {
    code: 'auth-failed',
    message: cause?.message(user) ?? refusedBy(provider?.name ?? server, user),
    remedy: cause?.remedy ?? remedyOf(provider),
    detail,
    ...(page === undefined ? {} : { page }),
  };
}

interface Cause {
  readonly applies: (reply: string, provider: string) => boolean;
  readonly message: (user: string) => Sentence;
  readonly remedy: Sentence;
  readonly page?: NonNullable<FailureText['page']>;
}

function refusedBy(name: string, user: string): Sentence {
  return sentence('{0} refused the user {1} with this password.', name, user);
}

function pageOf(cause: Cause | undefined, provider: Provider | undefined): FailureText['page'] {
  if (cause?.page !== undefined) return cause.page;
  if (provider?.credentialUrl !== undefined) return { url: provider.credentialUrl, page: 'app-password' };
  return provider?.helpUrl === undefined ? undefined : { url: provider.helpUrl, page: 'help' };
}

/** By what is known of the provider: which of its secrets it takes as the password. */
function remedyOf(provider: Provider | undefined): Sentence {
  if (provider === undefined)
    return sentence('Check the user and the password; some providers want an app password instead.');
  const { id, name, user, kind } = provider;
  if (appPasswordOnly.has(id))
    return sentence('{0} takes app passwords only: create one, and store it as the password of the profile.', name);
  if (typeof user === 'object')
    return sentence('The user is the word "{0}", the password an API key of {1} that may send mail.', user.fixed, name);
  switch (id) {
    case 'ses':
      return sentence(
        'SES wants its own SMTP credentials, made for exactly this region: an access key of AWS is not one of them.',
      );
    case 'postmark':
      return sentence('The Server API token is the user and the password at once.');
    case 'brevo':
      return sentence('The password is an SMTP key of Brevo, not an API key.');
    case 'mailgun':
      return sentence('User and password belong to one sending domain of Mailgun and to one region: US or EU.');
    case 'gmx':
    case 'web.de':
      return sentence('Check the password, and switch on access for mail programs in the settings of {0}.', name);
    default:
      return kind === 'mailbox'
        ? sentence('Check the user and the password; {0} may want an app password instead.', name)
        : sentence('User and password are those that {0} shows for SMTP, which are not those of its web page.', name);
  }
}

/** Their own pages say so: see `source` and `helpUrl` in providers.json. */
const appPasswordOnly = new Set(['yahoo', 'aol', 'icloud', 'fastmail', 'yandex', 'mail.ru']);

const googleAppPasswords = { url: 'https://myaccount.google.com/apppasswords', page: 'app-password' } as const;

/** https://support.google.com/a/answer/3726730 for Google's; for Microsoft's see `describeToken`. */
const causes: readonly Cause[] = [
  {
    applies: (reply) =>
      /5\.7\.139|5\.7\.30\b|SmtpClientAuthentication is disabled|basic authentication is (?:disabled|not supported)/i.test(
        reply,
      ),
    message: (user) => sentence('Microsoft 365 does not let {0} sign in to SMTP with a password.', user),
    remedy: sentence(
      'Choose OAuth in the profile and sign in, or have an administrator allow authenticated SMTP for this mailbox; Microsoft is switching passwords off altogether.',
    ),
    page: { url: 'https://aka.ms/smtp_auth_disabled', page: 'help' },
  },
  {
    // 5.7.9 alone says only that the mechanism is too weak (RFC 4954, section 6).
    applies: (reply) => /Application-specific password/i.test(reply) || (/5\.7\.9/.test(reply) && /gsmtp/.test(reply)),
    message: (user) => sentence('Google wants an app password for {0} instead of the password of the account.', user),
    remedy: sentence(
      'Create one at myaccount.google.com/apppasswords (needs 2-Step Verification) and store it as the password.',
    ),
    page: googleAppPasswords,
  },
  {
    applies: (reply) => /5\.7\.14\b/.test(reply) && /gsmtp/.test(reply),
    message: (user) => sentence('Google wants {0} to sign in with a browser first.', user),
    remedy: sentence('Sign in to the account once with a browser on this computer, then send again.'),
    page: { url: 'https://accounts.google.com/', page: 'help' },
  },
  {
    applies: (reply, provider) => /gsmtp/.test(reply) || provider === 'gmail' || provider === 'google-workspace',
    message: (user) => sentence('Google refused {0} with this password.', user),
    remedy: sentence(
      'Google accepts app passwords only: create one at myaccount.google.com/apppasswords (needs 2-Step Verification).',
    ),
    page: googleAppPasswords,
  },
  {
    applies: (_reply, provider) => provider === 'outlook.com',
    message: (user) => sentence('Outlook.com takes no password of {0}, whether it is right or not.', user),
    remedy: sentence('Choose OAuth in the profile and sign in: nothing else works there since September 2024.'),
  },
  {
    applies: (_reply, provider) => provider === 'microsoft365',
    message: (user) => sentence('Microsoft refused {0} with this password.', user),
    remedy: sentence(
      'Check the password, and whether authenticated SMTP is switched on for this mailbox; or sign in with OAuth.',
    ),
  },
];
