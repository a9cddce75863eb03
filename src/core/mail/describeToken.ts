import type { Profile } from '../profiles/profile.ts';
import type { SendFailure } from './outcome.ts';

/**
 * Why a server did not take an access token, as far as its reply tells. Codes of Microsoft:
 * https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission and
 * https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
 */
export function describeTokenRefusal(reply: string, { host, port, user = '' }: Profile): SendFailure {
  const found = causes.find((cause) => cause.applies(reply, host.toLowerCase()));
  return {
    code: 'token-refused',
    message: found?.message(user) ?? `${host}:${port} refused the sign-in of ${user}.`,
    remedy:
      found?.remedy ??
      'Sign in again with the account of this user; the provider must let Mailproof send mail, which its scopes decide.',
    detail: reply,
  };
}

interface Cause {
  readonly applies: (reply: string, host: string) => boolean;
  readonly message: (user: string) => string;
  readonly remedy: string;
}

const causes: readonly Cause[] = [
  {
    applies: (reply) => /SmtpClientAuthentication is disabled/i.test(reply),
    message: (user) => `Microsoft 365 has authenticated SMTP switched off for ${user}, whatever the sign-in.`,
    remedy:
      'An administrator switches it on: admin center, Active users, the user, Mail, Manage email apps, Authenticated SMTP; it takes up to an hour.',
  },
  {
    applies: (reply) => /5\.7\.139|security defaults|conditional access|did not meet the criteria/i.test(reply),
    message: (user) => `A policy of the organisation keeps ${user} from signing in to SMTP.`,
    remedy: 'An administrator has to allow it: look at the security defaults and the Conditional Access policies.',
  },
  {
    applies: (reply, host) => /5\.7\.3\b/.test(reply) && isMicrosoft(host),
    message: (user) => `Microsoft did not accept the sign-in for the mailbox ${user}.`,
    remedy:
      'The app needs the permission SMTP.Send, the mailbox must allow authenticated SMTP, and the user must be the mailbox that you signed in to.',
  },
  {
    applies: (reply, host) => /gsmtp/.test(reply) || /(?:^|\.)(?:gmail|googlemail|google)\.com$/.test(host),
    message: (user) => `Google did not accept the sign-in for ${user}.`,
    remedy:
      'Sign in again with exactly this account, and leave the box for Gmail ticked on the page where Google asks for permission.',
  },
];

function isMicrosoft(host: string): boolean {
  return /(?:^|\.)(?:office365|outlook|hotmail|live)\.com$/.test(host);
}
