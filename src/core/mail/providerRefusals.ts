import type { Profile } from '../profiles/profile.ts';
import { sentence, type Sentence } from '../sentence.ts';
import type { FailureText } from './failureContext.ts';
import type { SendFailureCode } from './outcome.ts';

/**
 * Replies of well-known providers to the envelope or the message whose words say more than their codes, by what they say and not
 * by the host: many stand behind names of their customers. undefined: none of these.
 */
export function providerRefusal(reply: string, { from, user = '' }: Profile): FailureText | undefined {
  const found = refusals.find(({ pattern }) => pattern.test(reply));
  if (found === undefined) return undefined;
  return {
    code: found.code,
    message: found.message(from ?? user),
    remedy: found.remedy,
    detail: reply,
    ...(found.helpUrl === undefined ? {} : { page: { url: found.helpUrl, page: 'help' } }),
  };
}

interface ProviderRefusal {
  readonly pattern: RegExp;
  readonly code: SendFailureCode;
  readonly message: (from: string) => Sentence;
  readonly remedy: Sentence;
  readonly helpUrl?: string;
}

const refusals: readonly ProviderRefusal[] = [
  {
    // https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html
    pattern: /Email address is not verified|identities failed the check in region/i,
    code: 'sandbox',
    message: () => sentence('Amazon SES does not know one of these addresses as verified in this region.'),
    remedy: sentence(
      'Verify the sender; as long as the account is in the sandbox of SES, the recipients too. Or ask AWS to take it out of the sandbox.',
    ),
    helpUrl: 'https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html',
  },
  {
    pattern: /Throttling failure|Maximum sending rate exceeded|Daily message quota exceeded/i,
    code: 'sending-limit',
    message: () => sentence('The sending limit of this Amazon SES account is reached.'),
    remedy: sentence('Send more slowly, or wait: the quota is counted over 24 hours.'),
    helpUrl: 'https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html',
  },
  {
    pattern: /Sandbox subdomains are for test purposes|authorized recipients/i,
    code: 'sandbox',
    message: () => sentence('This Mailgun domain is a sandbox: it sends to authorized recipients only.'),
    remedy: sentence('Add the recipient in the settings of the domain, or send with a domain of your own.'),
    helpUrl: 'https://help.mailgun.com/hc/en-us/articles/217531258-Authorized-Recipients',
  },
  {
    pattern: /account is pending approval/i,
    code: 'sandbox',
    message: () => sentence('This Postmark account is not approved yet: it sends to the domain of the sender only.'),
    remedy: sentence('Send to an address of the same domain, or ask Postmark for approval.'),
  },
  {
    pattern: /only send testing emails to your own email address/i,
    code: 'sandbox',
    message: () => sentence('Resend sends to your own address only, until a domain is verified.'),
    remedy: sentence('Send to the address of the account, or verify a domain at Resend.'),
    helpUrl: 'https://resend.com/domains',
  },
  {
    // https://www.twilio.com/docs/sendgrid/for-developers/sending-email/smtp-errors-and-troubleshooting
    pattern: /verified Sender Identity|not authorized to send from that email address/i,
    code: 'sender-refused',
    message: (from) => sentence('SendGrid does not know the sender {0} as verified.', from),
    remedy: sentence('Verify the address or its domain as a Sender Identity at SendGrid.'),
    helpUrl: 'https://www.twilio.com/docs/sendgrid/for-developers/sending-email/sender-identity',
  },
  {
    pattern: /Maximum credits exceeded/i,
    code: 'sending-limit',
    message: () => sentence('The SendGrid account has used up its messages.'),
    remedy: sentence('Wait until they are counted anew, or look at the plan of the account.'),
  },
  {
    // https://learn.microsoft.com/exchange/troubleshoot/send-emails/smtp-submission-improvements
    pattern: /SendAsDenied|does not have permissions to send as this sender|5\.2\.252\b/i,
    code: 'sender-refused',
    message: (from) => sentence('Microsoft 365 does not let this account send as {0}.', from),
    remedy: sentence(
      'Use the address of the account as From, or have an administrator grant it the permission "Send as" for the other mailbox.',
    ),
    helpUrl: 'https://learn.microsoft.com/exchange/recipients-in-exchange-online/manage-permissions-for-recipients',
  },
  {
    pattern: /sender thread limit exceeded|Concurrent connections? limit exceeded/i,
    code: 'sending-limit',
    message: () => sentence('Too many programs send through this Microsoft 365 mailbox at once: three may.'),
    remedy: sentence('Wait a minute and try again.'),
  },
  {
    // https://support.google.com/a/answer/3726730
    pattern: /\b5\.4\.5\b.*sending (?:limit|quota)|Daily (?:user )?sending (?:limit|quota) exceeded/i,
    code: 'sending-limit',
    message: () => sentence('This Google account has sent as many messages as it may in a day.'),
    remedy: sentence('It can send again within 24 hours.'),
    helpUrl: 'https://support.google.com/mail/answer/22839',
  },
];
