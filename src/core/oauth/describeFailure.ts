import { sentence, type Sentence } from '../sentence.ts';
import type { OAuthFailure } from './failure.ts';
import type { TokenSource } from './provider.ts';

/** What happened, and what to do about it: a sentence each. Hold nothing that the provider wrote. */
export interface OAuthWords {
  readonly message: Sentence;
  readonly remedy: Sentence;
}

export function describeOAuthFailure(
  { code }: OAuthFailure,
  { label, kind }: Pick<TokenSource, 'label' | 'kind'>,
): OAuthWords {
  switch (code) {
    case 'denied':
      return {
        message: sentence('The permission was not given on the page of {0}.', label),
        remedy:
          kind === 'google'
            ? sentence(
                'Sign in again and allow it. If Google says that the app is being tested, add the account under Audience, Test users, in the Google Cloud console.',
              )
            : sentence('Sign in again and allow it, or choose another account.'),
      };
    case 'client':
      return {
        message: sentence('{0} does not know this client, or refuses its secret.', label),
        remedy:
          kind === 'google'
            ? sentence(
                'Check the client ID and the secret: both stand in the Google Cloud console under Clients, and the type is Desktop app.',
              )
            : sentence('Check the client ID; in Microsoft Entra, "Allow public client flows" must be on.'),
      };
    case 'redirect':
      return {
        message: sentence(
          '{0} does not accept the address on this computer that the browser would come back to.',
          label,
        ),
        remedy:
          kind === 'google'
            ? sentence('The client must be of the type Desktop app; a client for web applications cannot be used.')
            : kind === 'microsoft'
              ? sentence('Add http://localhost under Authentication, "Mobile and desktop applications", of the app.')
              : sentence(
                  'Register the address that stands in "redirectUri", or set "redirectUri" to what is registered.',
                ),
      };
    case 'organisation-only':
      return {
        message: sentence('The app takes accounts of its own organisation only.'),
        remedy:
          kind === 'google'
            ? sentence('Sign in with an account of that organisation, or set the audience of the app to External.')
            : sentence('Sign in with an account of that organisation, or set "tenant" to whom the app is for.'),
      };
    case 'admin-consent':
      return {
        message: sentence('An administrator has to allow this app for the organisation.'),
        remedy: sentence('Ask for admin consent to the permission to send mail by SMTP, then sign in again.'),
      };
    case 'policy':
      return {
        message: sentence('A policy of the organisation does not allow this sign-in.'),
        remedy: sentence('Ask the administrator; no setting of Mailproof can change it.'),
      };
    case 'scope':
      return {
        message: sentence('{0} did not give the permission to use mail.', label),
        remedy: sentence('Sign in again and leave every box ticked; for a provider of your own, check "scopes".'),
      };
    case 'signed-out':
      return {
        message: sentence('The sign-in at {0} is not valid any more.', label),
        remedy:
          kind === 'google'
            ? sentence(
                'Sign in again. If this happens every seven days, publish the app: sign-ins of apps in testing end after a week.',
              )
            : sentence('Sign in again.'),
      };
    case 'no-refresh-token':
      return {
        message: sentence('{0} gives no lasting sign-in, only one for about an hour.', label),
        remedy: sentence('Add what the provider wants for that to "scopes", usually "offline_access".'),
      };
    case 'busy':
      return {
        message: sentence('{0} does not answer this now.', label),
        remedy: sentence('Wait a minute and try again.'),
      };
    case 'unreachable':
      return {
        message: sentence('{0} cannot be reached.', label),
        remedy: sentence('Check the network connection, and the proxy settings of VS Code.'),
      };
    case 'malformed':
      return {
        message: sentence('{0} gave an answer that is not valid.', label),
        remedy: kind === 'custom' ? sentence('Check the addresses in the settings.') : sentence('Try again later.'),
      };
    case 'forged':
      return {
        message: sentence('The answer that came back does not belong to this sign-in, and was not used.'),
        remedy: sentence('Begin again. If it happens again, do not sign in from that browser.'),
      };
    case 'expired':
      return { message: sentence('The code was too old when it was used.'), remedy: sentence('Sign in again.') };
    case 'time-out':
      return {
        message: sentence('The sign-in was not finished in time.'),
        remedy: sentence('If the browser shows an error instead, the guide to OAuth says what it means.'),
      };
    case 'local':
      return {
        message: sentence('Something on this computer keeps the sign-in from working.'),
        remedy: sentence('The log has the details.'),
      };
    case 'command':
      return {
        message: sentence('The command of "{0}" gave no access token.', label),
        remedy: sentence('Run it in a terminal: it has to print the token and nothing else, and end with 0.'),
      };
    case 'other':
      return {
        message: sentence('Signing in at {0} did not work.', label),
        remedy: sentence('Try again; the log has the words of the provider.'),
      };
  }
}
