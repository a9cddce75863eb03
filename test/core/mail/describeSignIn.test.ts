import { expect, test } from 'vitest';
import { describeSignInRefusal } from '../../../src/core/mail/describeSignIn.ts';
import { inEnglish } from '../../../src/core/sentence.ts';
import { readLibraryError } from '../../../src/core/mail/libraryError.ts';

function check(name: string, given: { host: string; reply: string; auth?: 'oauth2' }, expected: RegExp): void {
  test(name, () => {
    const error = { code: 'EAUTH', responseCode: Number(given.reply.slice(0, 3)), response: given.reply, message: 'x' };
    const profile = {
      host: given.host,
      port: 587,
      security: 'starttls',
      auth: given.auth ?? 'password',
      user: 'me@x.test',
      to: [],
      environment: 'test',
    } as const;
    const { message, remedy } = describeSignInRefusal(readLibraryError(error), profile);
    expect(`${inEnglish(message)} ${inEnglish(remedy ?? '')}`).toMatch(expected);
  });
}

check(
  'Gmail with the password of the account',
  { host: 'smtp.gmail.com', reply: '534-5.7.9 Application-specific password required. gsmtp' },
  /app password.*apppasswords/,
);
check(
  'a server that finds the mechanism too weak, as RFC 4954 numbers it',
  { host: 'mail.x.test', reply: '534 5.7.9 Authentication mechanism is too weak' },
  /^(?!.*Google)mail\.x\.test/,
);
check(
  'Gmail with a wrong password',
  { host: 'smtp.gmail.com', reply: '535-5.7.8 Username and Password not accepted. gsmtp' },
  /app passwords only/,
);
check(
  'Google behind another name',
  { host: 'mail.mycompany.test', reply: '535 5.7.8 BadCredentials x - gsmtp' },
  /Google/,
);
check(
  'Microsoft 365 with passwords switched off',
  {
    host: 'smtp.office365.com',
    reply: '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.',
  },
  /does not let .* administrator/,
);
check(
  'Microsoft 365 without basic authentication',
  { host: 'x.test', reply: '550 5.7.30 Basic authentication is not supported for Client Submission.' },
  /Microsoft 365/,
);
check(
  'Outlook.com, which takes no password at all',
  { host: 'smtp-mail.outlook.com', reply: '535 5.7.3 Authentication unsuccessful' },
  /^Outlook\.com takes no password.*OAuth/,
);
check(
  'Microsoft 365 with a wrong password',
  { host: 'smtp.office365.com', reply: '535 5.7.3 Authentication unsuccessful' },
  /^Microsoft refused/,
);
check(
  'Google that wants a browser',
  { host: 'smtp.gmail.com', reply: '534-5.7.14 Please log in via your web browser\n534 5.7.14 x - gsmtp' },
  /with a browser/,
);
for (const [host, expected] of [
  ['smtp.mail.yahoo.com', /Yahoo.* takes app passwords only/],
  ['smtp.mail.me.com', /iCloud.* takes app passwords only/],
  ['email-smtp.eu-west-1.amazonaws.com', /access key of AWS is not/],
  ['smtp.mailgun.org', /sending domain of Mailgun/],
  ['smtp.postmarkapp.com', /user and the password at once/],
  ['smtp-relay.brevo.com', /SMTP key of Brevo/],
  ['smtp.resend.com', /"resend"/],
  ['mail.gmx.net', /switch on access/],
] as const) {
  check(host, { host, reply: '535 5.7.8 Authentication failed' }, expected);
}
check('SendGrid', { host: 'smtp.sendgrid.net', reply: '535 Authentication failed' }, /apikey/);
check('any other', { host: 'mail.x.test', reply: '535 5.7.8 no' }, /mail\.x\.test:587 refused the user me@x\.test/);
check('too many attempts', { host: 'mail.x.test', reply: '454 4.7.0 too many' }, /Wait/);

const byToken = { host: 'smtp.office365.com', auth: 'oauth2' } as const;
check(
  'Microsoft with a token of the wrong scope, or for another mailbox',
  { ...byToken, reply: '535 5.7.3 Authentication unsuccessful [AM0PR01CA0001.eurprd01.prod.exchangelabs.com]' },
  /mailbox me@x\.test.*SMTP\.Send.*authenticated SMTP/,
);
check(
  'Microsoft with a token for a mailbox without authenticated SMTP',
  {
    ...byToken,
    reply:
      '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled',
  },
  /switched off for me@x\.test.*Manage email apps/,
);
check(
  'Microsoft with a token that a policy refuses',
  {
    ...byToken,
    reply:
      '535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. Contact your administrator.',
  },
  /policy.*Conditional Access/,
);
check(
  'Google with a token without the scope of Gmail',
  { host: 'smtp.gmail.com', auth: 'oauth2', reply: '535-5.7.8 Username and Password not accepted. x - gsmtp' },
  /Google did not accept.*box for Gmail ticked/,
);
check(
  'a server of nobody with a token',
  { host: 'mail.x.test', auth: 'oauth2', reply: '535 5.7.8 Error: authentication failed' },
  /mail\.x\.test:587 refused.*Sign in again/,
);
