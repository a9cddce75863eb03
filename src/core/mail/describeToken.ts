import type { Profile } from '../profiles/profile.ts';
import { sentence, type Sentence } from '../sentence.ts';
import { serverName, type FailureText } from './failureContext.ts';

/**
 * Why a server did not take an access token, as far as its reply tells. Codes of Microsoft:
 * https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission and
 * https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
 */
export function describeTokenRefusal(reply: string, { host, port, user = '' }: Profile): FailureText {
  const found = causes.find((cause) => cause.applies(reply, host.toLowerCase()));
  return {
    code: 'token-refused',
    message: found?.message(user) ?? sentence('{0} refused the sign-in of {1}.', serverName({ host, port }), user),
    remedy:
      found?.remedy ??
      sentence(
        'Sign in again with the account of this user; the provider must let Mailproof send mail, which its scopes decide.',
      ),
    detail: reply,
  };
}

interface Cause {
  readonly applies: (reply: string, host: string) => boolean;
  readonly message: (user: string) => Sentence;
  readonly remedy: Sentence;
}

const causes: readonly Cause[] = [
  {
    applies: (reply) => /SmtpClientAuthentication is disabled/i.test(reply),
    message: (user) =>
      sentence('Microsoft 365 has authenticated SMTP switched off for {0}, whatever the sign-in.', user),
    remedy: sentence(
      'An administrator switches it on: admin center, Active users, the user, Mail, Manage email apps, Authenticated SMTP; it takes up to an hour.',
    ),
  },
  {
    applies: (reply) => /5\.7\.139|security defaults|conditional access|did not meet the criteria/i.test(reply),
    message: (user) => sentence('A policy of the organisation keeps {0} from signing in to SMTP.', user),
    remedy: sentence(
      'An administrator has to allow it: look at the security defaults and the Conditional Access policies.',
    ),
  },
  {
    applies: (reply, host) => /5\.7\.3\b/.test(reply) && isMicrosoft(host),
    message: (user) => sentence('Microsoft did not accept the sign-in for the mailbox {0}.', user),
    remedy: sentence(
      'The app needs the permission SMTP.Send, the mailbox must allow authenticated SMTP, and the user must be the mailbox that you signed in to.',
    ),
  },
  {
    applies: (reply, host) => /gsmtp/.test(reply) || /(?:^|\.)(?:gmail|googlemail|google)\.com$/.test(host),
    message: (user) => sentence('Google did not accept the sign-in for {0}.', user),
    remedy: sentence(
      'Sign in again with exactly this account, and leave the box for Gmail ticked on the page where Google asks for permission.',
    ),
  },
];

function isMicrosoft(host: string): boolean {
  return /(?:^|\.)(?:office365|outlook|hotmail|live)\.com$/.test(host);
}
