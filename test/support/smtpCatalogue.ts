import type { Profile } from '../../src/core/profiles/profile.ts';
import { createAuthority, createSelfSigned } from './certificates.ts';
import type { Script } from './fakeSmtpServer.ts';
import { goodbyes, misplacedCodes, oddForms, outOfStep } from './hostileReplies.ts';
import { authority, type Ending, type Scenario } from './runScenario.ts';

export interface CatalogueEntry extends Scenario {
  readonly name: string;
  readonly ending: Ending;
}

const good = authority.issue(['localhost', '127.0.0.1']);
const ehlo = '250-fake\r\n250-PIPELINING\r\n250-SIZE 26214400\r\n250 AUTH PLAIN LOGIN';
const ehloStartTls = '250-fake\r\n250-STARTTLS\r\n250-AUTH PLAIN\r\n250 8BITMIME';
const signedIn: Partial<Profile> = { auth: 'password', user: 'u@example.com' };
const byStartTls: Partial<Profile> = { ...signedIn, security: 'starttls', host: 'localhost' };
const byTls: Partial<Profile> = { ...signedIn, security: 'tls', host: 'localhost' };
const byToken: Partial<Profile> = { ...signedIn, auth: 'oauth2' };
/** How long the scenarios of silence wait. */
const short = 800;
const large = 'a line of the message\r\n'.repeat(1_000_000);

function starttls(answer: NonNullable<Script['STARTTLS']>): Script {
  return { EHLO: ehloStartTls, STARTTLS: answer };
}

function auth(answer: NonNullable<Script['AUTH']>): Scenario {
  return { script: { EHLO: ehlo, AUTH: answer }, profile: signedIn };
}

/** Repeated until the client hangs up. */
function drip(socket: NodeJS.WritableStream & { readonly destroyed?: boolean }, text: string): void {
  const timer = setInterval(() => {
    if (socket.destroyed === true) clearInterval(timer);
    else socket.write(text);
  }, 30);
  timer.unref();
}

/** Says 421 and hangs up, as servers do that close. */
const goodbye =
  (text: string): NonNullable<Script['MAIL']> =>
  (conversation) => {
    conversation.send(text);
    conversation.socket.end();
  };

const hangUp: NonNullable<Script['MAIL']> = (conversation) => void conversation.socket.end();
const reset: NonNullable<Script['MAIL']> = (conversation) =>
  // After the client has noticed that it is connected.
  void setTimeout(() => conversation.socket.resetAndDestroy(), 50);

const greeting: readonly CatalogueEntry[] = [
  {
    name: 'silence',
    script: { greeting: null },
    timeouts: { greeting: short },
    ending: ['not-sent', 'greeting-timeout', 'greeting'],
  },
  {
    name: 'a greeting that drips',
    script: { greeting: (c) => drip(c.socket, '2') },
    timeouts: { greeting: short },
    ending: ['not-sent', 'greeting-timeout', 'greeting'],
  },
  {
    name: 'a greeting without end',
    script: { greeting: (c) => drip(c.socket, '220-wait\r\n') },
    timeouts: { greeting: short },
    ending: ['not-sent', 'greeting-timeout', 'greeting'],
  },
  {
    name: 'a plain connection to a TLS port',
    server: { implicitTls: true, certificate: good },
    timeouts: { greeting: short },
    ending: ['not-sent', 'greeting-timeout', 'greeting'],
  },
  { name: '554', script: { greeting: '554 5.7.1 no service' }, ending: ['not-sent', 'server-unavailable', 'greeting'] },
  {
    name: '554 and hanging up',
    script: { greeting: goodbye('554 5.7.1 blocked') },
    ending: ['not-sent', 'server-unavailable', 'greeting'],
  },
  { name: '421', script: { greeting: '421 4.3.2 too busy' }, ending: ['not-sent', 'server-unavailable', 'greeting'] },
  {
    name: '421 and hanging up',
    script: { greeting: goodbye('421 4.7.0 go away') },
    ending: ['not-sent', 'server-unavailable', 'greeting'],
  },
  { name: 'hanging up', script: { greeting: hangUp }, ending: ['not-sent', 'connection-lost', 'greeting'] },
  { name: 'a reset', script: { greeting: reset }, ending: ['not-sent', 'connection-lost', 'greeting'] },
  {
    name: 'a web server',
    script: { greeting: 'HTTP/1.1 400 Bad Request\r\n' },
    ending: ['not-sent', 'not-smtp', 'greeting'],
  },
  { name: 'a POP3 server', script: { greeting: '+OK POP3 ready' }, ending: ['not-sent', 'not-smtp', 'greeting'] },
  {
    name: 'an IMAP server',
    script: { greeting: '* OK IMAP4rev1 ready' },
    ending: ['not-sent', 'not-smtp', 'greeting'],
  },
  {
    name: 'an IMAP server that closes',
    script: { greeting: '* BYE too many' },
    ending: ['not-sent', 'not-smtp', 'greeting'],
  },
  { name: 'an SSH server', script: { greeting: 'SSH-2.0-OpenSSH_9' }, ending: ['not-sent', 'not-smtp', 'greeting'] },
  { name: 'something else', script: { greeting: 'hello there' }, ending: ['not-sent', 'not-smtp', 'greeting'] },
  {
    name: '2 MB in one line',
    script: { greeting: (c) => c.socket.write('2'.repeat(2_000_000)) },
    ending: ['not-sent', 'not-smtp', 'greeting'],
  },
];

const connecting: readonly CatalogueEntry[] = [
  {
    name: 'an unknown host',
    profile: { host: 'no-such-host.invalid' },
    ending: ['not-sent', 'host-not-found', 'connect'],
  },
  { name: 'a closed port', profile: { port: 1 }, ending: ['not-sent', 'connection-refused', 'connect'] },
  {
    name: 'a closed port behind a name',
    profile: { host: 'localhost', port: 1 },
    ending: ['not-sent', 'connection-refused', 'connect'],
  },
  {
    name: 'a closed port, with TLS',
    profile: { ...byTls, port: 1 },
    ending: ['not-sent', 'connection-refused', 'connect'],
  },
];

const introducing: readonly CatalogueEntry[] = [
  { name: 'silence', script: { EHLO: null }, timeouts: { command: short }, ending: ['not-sent', 'timeout', 'ehlo'] },
  {
    name: 'a reply that never ends',
    script: { EHLO: (c) => drip(c.socket, '250-x\r\n') },
    timeouts: { command: short },
    ending: ['not-sent', 'timeout', 'ehlo'],
  },
  { name: '421', script: { EHLO: '421 4.7.0 bye' }, ending: ['not-sent', 'server-unavailable', 'ehlo'] },
  {
    name: '421 and hanging up',
    script: { EHLO: goodbye('421 4.7.0 bye') },
    ending: ['not-sent', 'server-unavailable', 'ehlo'],
  },
  { name: 'hanging up', script: { EHLO: hangUp }, ending: ['not-sent', 'connection-lost', 'ehlo'] },
  { name: 'a reset', script: { EHLO: reset }, ending: ['not-sent', 'connection-lost', 'ehlo'] },
  {
    name: 'an endless reply',
    script: { EHLO: (c) => c.socket.write('250-yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n'.repeat(10_000)) },
    ending: ['not-sent', 'protocol', 'ehlo'],
  },
  {
    name: 'a line of 900 KB',
    script: { EHLO: (c) => c.socket.write(`250-${'z'.repeat(900_000)}\r\n250 8BITMIME\r\n`) },
    ending: ['not-sent', 'protocol', 'ehlo'],
  },
  {
    name: 'a stray line in the reply',
    script: { EHLO: '250-fake\r\ngarbage\r\n250 8BITMIME' },
    ending: ['not-sent', 'protocol', 'ehlo'],
  },
  {
    name: 'two codes in one reply',
    script: { EHLO: '250-fake\r\n550 what' },
    ending: ['not-sent', 'protocol', 'ehlo'],
  },
  {
    name: 'refused, and HELO as well',
    script: { EHLO: '502 5.5.1 no', HELO: '502 5.5.1 no' },
    ending: ['not-sent', 'server-unavailable', 'ehlo'],
  },
  {
    name: 'refused for the name',
    script: { EHLO: '501 5.5.4 bad name', HELO: '501 5.5.4 bad name' },
    ending: ['not-sent', 'server-unavailable', 'ehlo'],
  },
  {
    name: 'refused, and silence after HELO',
    script: { EHLO: '502 no', HELO: null },
    timeouts: { command: short },
    ending: ['not-sent', 'timeout', 'ehlo'],
  },
  {
    name: 'bytes that are no text',
    script: { EHLO: (c) => c.socket.write(Buffer.from([0, 255, 1, 13, 10, 0, 13, 10])) },
    ending: ['not-sent', 'protocol', 'ehlo'],
  },
];

const certificates = [
  ['self-signed', createSelfSigned(['localhost'])],
  ['expired', authority.issue(['localhost'], { from: new Date('2020-01-01'), to: new Date('2020-02-01') })],
  ['not valid yet', authority.issue(['localhost'], { from: new Date('2090-01-01'), to: new Date('2091-01-01') })],
  ['for another name', authority.issue(['mail.example.com'])],
  ['of an unknown authority', createAuthority('Other').issue(['localhost'])],
] as const;

const encrypting: readonly CatalogueEntry[] = [
  { name: 'TLS to a plain server', profile: byTls, ending: ['not-sent', 'tls-on-plain-port', 'connect'] },
  {
    name: 'TLS to a server that is silent',
    script: { greeting: null },
    profile: byTls,
    timeouts: { tls: short },
    ending: ['not-sent', 'tls-failed', 'connect'],
  },
  {
    name: 'TLS to a server that hangs up',
    script: { greeting: hangUp },
    profile: byTls,
    ending: ['not-sent', 'tls-failed', 'connect'],
  },
  {
    name: 'not offered',
    script: { EHLO: ehlo, STARTTLS: '502 what' },
    profile: byStartTls,
    ending: ['not-sent', 'starttls-not-offered', 'starttls'],
  },
  {
    name: 'EHLO is not understood',
    script: { EHLO: '502 what' },
    profile: byStartTls,
    ending: ['not-sent', 'starttls-not-offered', 'ehlo'],
  },
  {
    name: 'refused for now',
    script: starttls('454 4.7.0 later'),
    profile: byStartTls,
    ending: ['not-sent', 'starttls-refused', 'starttls'],
  },
  {
    name: 'refused',
    script: starttls('501 5.5.4 no'),
    profile: byStartTls,
    ending: ['not-sent', 'starttls-refused', 'starttls'],
  },
  {
    name: 'silence instead of an answer',
    script: starttls(null as never),
    profile: byStartTls,
    timeouts: { tls: short },
    ending: ['not-sent', 'tls-failed', 'starttls'],
  },
  {
    name: 'silence after the answer',
    script: starttls('220 go'),
    profile: byStartTls,
    timeouts: { tls: short },
    ending: ['not-sent', 'tls-failed', 'starttls'],
  },
  {
    name: 'hanging up after the answer',
    script: starttls(goodbye('220 go')),
    profile: byStartTls,
    ending: ['not-sent', 'tls-failed', 'starttls'],
  },
  {
    name: 'plain text injected before the encryption',
    script: starttls('220 go\r\n250-evil\r\n250 AUTH PLAIN'),
    profile: byStartTls,
    timeouts: { tls: short },
    ending: ['not-sent', 'tls-failed', 'starttls'],
  },
  {
    name: 'TLS 1.1',
    server: {
      implicitTls: true,
      certificate: good,
      tls: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
    },
    profile: byTls,
    ending: ['not-sent', 'tls-failed', 'connect'],
  },
  ...certificates.flatMap(([what, certificate]): readonly CatalogueEntry[] => [
    {
      name: `a certificate ${what}, TLS`,
      server: { implicitTls: true, certificate },
      profile: byTls,
      ending: ['not-sent', 'certificate', 'connect'],
    },
    {
      name: `a certificate ${what}, STARTTLS`,
      script: starttls('TLS'),
      server: { certificate },
      profile: byStartTls,
      ending: ['not-sent', 'certificate', 'starttls'],
    },
  ]),
  {
    name: 'another certificate than the pinned one, TLS',
    server: { implicitTls: true, certificate: good },
    profile: { ...byTls, certificatePin: Array.from({ length: 32 }, () => 'AA').join(':') },
    ending: ['not-sent', 'certificate-changed', 'connect'],
  },
];

const signingIn: readonly CatalogueEntry[] = [
  {
    name: 'Gmail, wrong password',
    ...auth('535-5.7.8 Username and Password not accepted.\r\n535 5.7.8 x - gsmtp'),
    ending: ['not-sent', 'auth-failed', 'auth'],
  },
  {
    name: 'Gmail, app password',
    ...auth('534-5.7.9 Application-specific password required.\r\n534 5.7.9 x - gsmtp'),
    ending: ['not-sent', 'auth-failed', 'auth'],
  },
  {
    name: 'Gmail, sign in with a browser',
    ...auth('534-5.7.14 Please log in via your web browser\r\n534 5.7.14 x - gsmtp'),
    ending: ['not-sent', 'auth-failed', 'auth'],
  },
  {
    name: 'Microsoft 365, switched off',
    ...auth('535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.'),
    ending: ['not-sent', 'auth-failed', 'auth'],
  },
  {
    name: 'Microsoft 365, basic authentication is gone',
    ...auth('550 5.7.30 Basic authentication is not supported for Client Submission.'),
    ending: ['not-sent', 'auth-failed', 'auth'],
  },
  {
    name: 'Amazon SES',
    ...auth('535 Authentication Credentials Invalid'),
    ending: ['not-sent', 'auth-failed', 'auth'],
  },
  {
    name: 'Yahoo',
    ...auth('535 5.7.0 (#AUTH005) Too many bad auth attempts.'),
    ending: ['not-sent', 'auth-failed', 'auth'],
  },
  {
    name: 'SendGrid, out of credits',
    ...auth('451 Authentication failed: Maximum credits exceeded'),
    ending: ['not-sent', 'sending-limit', 'auth'],
  },
  {
    name: 'a token is refused',
    script: { EHLO: '250-f\r\n250 AUTH XOAUTH2', AUTH: '535 5.7.3 Authentication unsuccessful' },
    profile: byToken,
    ending: ['not-sent', 'token-refused', 'auth'],
  },
  {
    name: 'no mechanism for tokens',
    script: { EHLO: ehlo },
    profile: byToken,
    ending: ['not-sent', 'auth-mechanism', 'ehlo'],
  },
  {
    name: 'refused for now',
    ...auth('454 4.7.0 Temporary authentication failure'),
    ending: ['not-sent', 'auth-temporary', 'auth'],
  },
  {
    name: 'too many attempts',
    ...auth(goodbye('421 4.7.0 too many errors')),
    ending: ['not-sent', 'auth-temporary', 'auth'],
  },
  {
    name: 'the mechanism is not known',
    ...auth('504 5.7.4 Unrecognized authentication type'),
    ending: ['not-sent', 'auth-mechanism', 'auth'],
  },
  {
    name: 'AUTH is not known',
    ...auth('502 5.5.1 Unrecognized command'),
    ending: ['not-sent', 'auth-mechanism', 'auth'],
  },
  { name: 'silence', ...auth(null as never), timeouts: { auth: short }, ending: ['not-sent', 'timeout', 'auth'] },
  {
    name: 'a drip',
    ...auth((c) => drip(c.socket, '235-x\r\n')),
    timeouts: { auth: short },
    ending: ['not-sent', 'timeout', 'auth'],
  },
  { name: 'hanging up', ...auth(hangUp), ending: ['not-sent', 'connection-lost', 'auth'] },
  { name: 'a reset', ...auth(reset), ending: ['not-sent', 'connection-lost', 'auth'] },
  { name: 'garbage', ...auth('what?'), ending: ['not-sent', 'protocol', 'auth'] },
  {
    name: 'an echo of the credentials',
    ...auth((c, line) => c.send(`501 5.5.4 Syntax error in: ${line}`)),
    ending: ['not-sent', 'auth-failed', 'auth'],
  },
  {
    name: 'an echo of the credentials in pieces',
    ...auth((c, line) =>
      c.send((line.match(/.{1,9}/g) ?? []).map((part) => `535-5.7.8 ${part}`).join('\r\n') + '\r\n535 5.7.8 no'),
    ),
    ending: ['not-sent', 'auth-failed', 'auth'],
  },
  {
    name: 'an echo in the last step of LOGIN',
    script: {
      EHLO: '250-f\r\n250 AUTH LOGIN',
      AUTH: (c) => {
        c.send('334 VXNlcm5hbWU6');
        c.expect(() => {
          c.send('334 UGFzc3dvcmQ6');
          c.expect((line) => c.send(`535 5.7.8 no: ${line} ${Buffer.from(line, 'base64').toString()}`));
        });
      },
    },
    profile: signedIn,
    ending: ['not-sent', 'auth-failed', 'auth'],
  },
  {
    name: 'not offered',
    script: { EHLO: '250 f' },
    profile: signedIn,
    ending: ['not-sent', 'auth-not-offered', 'ehlo'],
  },
  {
    name: 'HELO only',
    script: { EHLO: '502 what' },
    profile: signedIn,
    ending: ['not-sent', 'auth-not-offered', 'ehlo'],
  },
  {
    name: 'only other mechanisms',
    script: { EHLO: '250-f\r\n250 AUTH GSSAPI NTLM' },
    profile: signedIn,
    ending: ['not-sent', 'auth-mechanism', 'ehlo'],
  },
];

const sender: readonly CatalogueEntry[] = [
  {
    name: 'wants a sign-in',
    script: { MAIL: '530 5.7.0 Authentication required' },
    ending: ['permanent', 'auth-required', 'mail'],
  },
  {
    name: 'wants STARTTLS',
    script: { MAIL: '530 5.7.0 Must issue a STARTTLS command first' },
    ending: ['permanent', 'auth-required', 'mail'],
  },
  {
    name: 'Microsoft 365, not as this sender',
    script: { MAIL: '550 5.7.60 SMTP; Client does not have permissions to send as this sender' },
    ending: ['permanent', 'sender-refused', 'mail'],
  },
  { name: 'refused', script: { MAIL: '553 5.7.1 not owned by user' }, ending: ['permanent', 'sender-refused', 'mail'] },
  { name: 'refused for now', script: { MAIL: '451 4.3.0 later' }, ending: ['temporary', 'message-temporary', 'mail'] },
  {
    name: 'the announced size is refused',
    script: { MAIL: '552 5.3.4 too big' },
    ending: ['permanent', 'too-large', 'mail'],
  },
  {
    name: 'the size limit is known before',
    script: { EHLO: '250-f\r\n250 SIZE 100' },
    body: 'x'.repeat(200),
    ending: ['not-sent', 'too-large', 'mail'],
  },
  {
    name: 'an address that needs SMTPUTF8',
    to: ['õäöü@example.com'],
    ending: ['not-sent', 'smtputf8-missing', 'mail'],
  },
  {
    name: 'a message that needs 8BITMIME',
    script: { EHLO: '250 f' },
    body: 'Xin chào',
    ending: ['not-sent', 'eight-bit-missing', 'mail'],
  },
  {
    name: 'silence',
    script: { EHLO: '250 f', MAIL: null },
    timeouts: { command: short },
    ending: ['not-sent', 'timeout', 'mail'],
  },
  {
    name: 'silence with pipelining',
    script: { EHLO: ehlo, MAIL: null, RCPT: null, DATA: null },
    timeouts: { command: short },
    ending: ['not-sent', 'timeout', 'mail'],
  },
  { name: 'hanging up', script: { EHLO: '250 f', MAIL: hangUp }, ending: ['not-sent', 'connection-lost', 'mail'] },
  {
    name: 'the daily limit of Gmail',
    script: { MAIL: '550-5.4.5 Daily user sending limit exceeded.\r\n550 5.4.5 x - gsmtp' },
    ending: ['permanent', 'sending-limit', 'mail'],
  },
  {
    name: 'too many connections to Microsoft 365',
    script: { MAIL: '432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded' },
    ending: ['temporary', 'sending-limit', 'mail'],
  },
  {
    name: '421',
    script: { EHLO: '250 f', MAIL: goodbye('421 4.7.0 closing') },
    ending: ['temporary', 'server-unavailable', 'mail'],
  },
];

const recipients: readonly CatalogueEntry[] = [
  {
    name: 'greylisting',
    script: { RCPT: '451 4.7.1 Greylisted, try again in 300 seconds' },
    ending: ['temporary', 'recipient-temporary', 'rcpt'],
  },
  {
    name: 'relaying is denied',
    script: { RCPT: '554 5.7.1 <b@example.com>: Relay access denied' },
    ending: ['permanent', 'relay-denied', 'rcpt'],
  },
  {
    name: 'all are unknown',
    script: { RCPT: '550 5.1.1 no such user' },
    to: ['a@x.test', 'b@x.test'],
    ending: ['permanent', 'recipients-unknown', 'rcpt'],
  },
  {
    name: 'all are refused',
    script: { RCPT: '550 5.7.1 policy' },
    to: ['a@x.test', 'b@x.test'],
    ending: ['permanent', 'recipients-refused', 'rcpt'],
  },
  {
    name: 'some for now and some for good',
    script: { RCPT: (c, line) => c.send(line.includes('bad') ? '550 5.1.1 no' : '450 4.2.0 later') },
    to: ['a@x.test', 'bad@x.test'],
    ending: ['temporary', 'recipient-temporary', 'rcpt'],
  },
  {
    name: 'some are unknown',
    script: { RCPT: (c, line) => c.send(line.includes('bad') ? '550 5.1.1 no' : '250 ok') },
    to: ['a@x.test', 'bad@x.test'],
    ending: 'partly-sent',
  },
  {
    name: 'the mailbox is full',
    script: { RCPT: '552 5.2.2 Mailbox full' },
    ending: ['permanent', 'mailbox-full', 'rcpt'],
  },
  {
    name: 'the mailbox is full for now',
    script: { RCPT: '452 4.2.2 over quota' },
    ending: ['temporary', 'mailbox-full', 'rcpt'],
  },
  {
    name: 'the sandbox of Mailgun',
    script: {
      RCPT: '554 Sandbox subdomains are for test purposes only. Please add your own domain or add the address to authorized recipients in Account Settings.',
    },
    ending: ['permanent', 'sandbox', 'rcpt'],
  },
  {
    name: 'the sender is judged here',
    script: { RCPT: '553 5.7.1 <a@x.test>: Sender address rejected: not owned by user u' },
    ending: ['permanent', 'sender-refused', 'rcpt'],
  },
  {
    name: '421',
    script: { EHLO: '250 f', RCPT: goodbye('421 4.7.0 closing') },
    ending: ['temporary', 'server-unavailable', 'rcpt'],
  },
  {
    name: 'silence',
    script: { EHLO: '250 f', RCPT: null },
    timeouts: { command: short },
    ending: ['not-sent', 'timeout', 'rcpt'],
  },
  { name: 'hanging up', script: { EHLO: '250 f', RCPT: hangUp }, ending: ['not-sent', 'connection-lost', 'rcpt'] },
  { name: 'garbage', script: { EHLO: '250 f', RCPT: 'what?' }, ending: ['not-sent', 'protocol', 'rcpt'] },
];

const transferring: readonly CatalogueEntry[] = [
  { name: 'DATA is refused', script: { DATA: '554 5.5.1 no' }, ending: ['permanent', 'message-refused', 'data'] },
  {
    name: 'DATA is refused for now',
    script: { DATA: '451 4.3.0 later' },
    ending: ['temporary', 'message-temporary', 'data'],
  },
  {
    name: 'silence after DATA',
    script: { EHLO: '250 f', DATA: null },
    timeouts: { command: short },
    ending: ['not-sent', 'timeout', 'data'],
  },
  {
    name: 'hanging up after DATA',
    script: { EHLO: '250 f', DATA: hangUp },
    ending: ['not-sent', 'connection-lost', 'data'],
  },
  {
    name: 'a reset in the middle',
    script: { EHLO: '250 f', onBody: (c, bytes) => bytes < 20_000 || !c.socket.resetAndDestroy() },
    body: large,
    ending: ['not-sent', 'connection-lost', 'body'],
  },
  {
    name: 'the server stops reading in the middle',
    script: { EHLO: '250 f', onBody: (c) => !c.socket.pause() },
    body: large,
    timeouts: { body: short },
    ending: ['not-sent', 'timeout', 'body'],
  },
];

const answering: readonly CatalogueEntry[] = [
  {
    name: 'spam',
    script: { dot: '550 5.7.1 Message rejected as spam' },
    ending: ['permanent', 'spam-refused', 'after-dot'],
  },
  { name: 'refused', script: { dot: '554 5.6.0 no' }, ending: ['permanent', 'message-refused', 'after-dot'] },
  {
    name: 'refused for now',
    script: { dot: '451 4.3.0 later' },
    ending: ['temporary', 'message-temporary', 'after-dot'],
  },
  {
    name: 'refused for its size',
    script: { dot: '552 5.3.4 too big' },
    ending: ['permanent', 'too-large', 'after-dot'],
  },
  {
    name: 'closing',
    script: { dot: goodbye('421 4.4.2 closing') },
    ending: ['temporary', 'server-unavailable', 'after-dot'],
  },
  {
    name: 'the sandbox of SES',
    script: {
      dot: '554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: to@example.com',
    },
    ending: ['permanent', 'sandbox', 'after-dot'],
  },
  {
    name: 'the rate of SES',
    script: { dot: '454 Throttling failure: Maximum sending rate exceeded.' },
    ending: ['temporary', 'sending-limit', 'after-dot'],
  },
  {
    name: 'the domain does not vouch for the sender',
    script: {
      dot: '550-5.7.26 This mail has been blocked because the sender is unauthenticated.\r\n550 5.7.26 x - gsmtp',
    },
    ending: ['permanent', 'domain-unauthenticated', 'after-dot'],
  },
  {
    name: 'not as this sender, at SendGrid',
    script: { dot: '550 The from address does not match a verified Sender Identity.' },
    ending: ['permanent', 'sender-refused', 'after-dot'],
  },
];

/** Nobody knows what became of these, and nobody may say so. */
const ambiguous: readonly CatalogueEntry[] = [
  { name: 'silence', script: { dot: null }, timeouts: { afterDot: short }, ending: ['unknown', 'unconfirmed'] },
  { name: 'hanging up', script: { dot: hangUp }, ending: ['unknown', 'unconfirmed'] },
  { name: 'a reset', script: { dot: (c) => c.socket.resetAndDestroy() }, ending: ['unknown', 'unconfirmed'] },
  { name: 'half a yes', script: { dot: (c) => c.socket.end('250 2.0.0 o') }, ending: ['unknown', 'unconfirmed'] },
  { name: 'half a no', script: { dot: (c) => c.socket.end('550 5.7.1 n') }, ending: ['unknown', 'unconfirmed'] },
  {
    name: 'a first line and no more',
    script: { dot: (c) => c.socket.end('250-2.0.0 wait\r\n') },
    ending: ['unknown', 'unconfirmed'],
  },
  {
    name: 'a reply that never ends',
    script: { dot: (c) => drip(c.socket, '250-x\r\n') },
    timeouts: { afterDot: short },
    ending: ['unknown', 'unconfirmed'],
  },
  {
    name: 'an endless reply',
    script: { dot: (c) => c.socket.write('2'.repeat(500_000)) },
    ending: ['unknown', 'protocol'],
  },
  { name: 'garbage', script: { dot: 'what?' }, ending: ['unknown', 'protocol'] },
  { name: 'two codes in one reply', script: { dot: '250-queued\r\n550 no' }, ending: ['unknown', 'protocol'] },
  { name: 'a late reply to DATA', script: { dot: '354 go' }, ending: ['unknown', 'protocol'] },
  {
    name: 'a yes before the end of the message',
    script: {
      DATA: (c) => {
        c.receiveMessage();
        c.send('354 go');
      },
      onBody: (c) => {
        c.send('250 ok');
        return !c.socket.pause();
      },
    },
    body: large,
    ending: ['unknown', 'protocol'],
  },
  {
    name: 'the deadline for all',
    script: { dot: null },
    timeouts: { overall: short },
    ending: ['unknown', 'deadline'],
  },
  { name: 'cancelled', script: (cancel) => ({ dot: cancel }), ending: ['unknown', 'unconfirmed'] },
];

const ending: readonly CatalogueEntry[] = [
  {
    name: 'all together takes too long',
    script: { EHLO: (c) => drip(c.socket, '250-x\r\n') },
    timeouts: { overall: short },
    ending: ['not-sent', 'deadline', 'ehlo'],
  },
  { name: 'cancelled while connected and silent', script: (cancel) => ({ greeting: cancel }), ending: 'cancelled' },
  {
    name: 'cancelled in a tarpit',
    script: (cancel) => ({
      greeting: (c) => {
        drip(c.socket, '220-x\r\n');
        setTimeout(cancel, 100);
      },
    }),
    ending: 'cancelled',
  },
  { name: 'cancelled while saying hello', script: (cancel) => ({ EHLO: cancel }), ending: 'cancelled' },
  {
    name: 'cancelled while encrypting',
    script: (cancel) => starttls(cancel),
    profile: byStartTls,
    ending: 'cancelled',
  },
  {
    name: 'cancelled in the handshake',
    script: (cancel) =>
      starttls((c) => {
        c.send('220 go');
        setTimeout(cancel, 50);
      }),
    profile: byStartTls,
    ending: 'cancelled',
  },
  {
    name: 'cancelled while signing in',
    script: (cancel) => ({ EHLO: ehlo, AUTH: cancel }),
    profile: signedIn,
    ending: 'cancelled',
  },
  { name: 'cancelled at the sender', script: (cancel) => ({ EHLO: '250 f', MAIL: cancel }), ending: 'cancelled' },
  { name: 'cancelled at the recipients', script: (cancel) => ({ EHLO: '250 f', RCPT: cancel }), ending: 'cancelled' },
  { name: 'cancelled at DATA', script: (cancel) => ({ EHLO: '250 f', DATA: cancel }), ending: 'cancelled' },
  {
    name: 'cancelled in the message',
    script: (cancel) => ({
      EHLO: '250 f',
      onBody: (c) => {
        setTimeout(cancel, 50);
        return !c.socket.pause();
      },
    }),
    body: large,
    ending: 'cancelled',
  },
];

const succeeding: readonly CatalogueEntry[] = [
  { name: 'a good server', ending: 'sent' },
  { name: 'a good server, signed in', profile: signedIn, ending: 'sent' },
  { name: 'a greeting of several lines', script: { greeting: '220-hello\r\n220 fake' }, ending: 'sent' },
  { name: 'bare line feeds', script: { EHLO: (c) => c.socket.write('250-f\n250 8BITMIME\n') }, ending: 'sent' },
  { name: 'a server without EHLO, not signed in', script: { EHLO: '502 5.5.1 what' }, ending: 'sent' },
  { name: 'a server that ignores QUIT', script: { QUIT: null }, ending: 'sent' },
  { name: 'a second reply that nobody asked for', script: { dot: '250 ok\r\n250 again' }, ending: 'sent' },
  { name: 'STARTTLS', script: starttls('TLS'), server: { certificate: good }, profile: byStartTls, ending: 'sent' },
  { name: 'TLS', server: { implicitTls: true, certificate: good }, profile: byTls, ending: 'sent' },
  {
    name: 'TLS to an address',
    server: { implicitTls: true, certificate: good },
    profile: { ...byTls, host: '127.0.0.1' },
    ending: 'sent',
  },
  {
    name: 'LOGIN',
    script: { EHLO: '250-f\r\n250 AUTH LOGIN', AUTH: loginOf('235 2.7.0 ok') },
    profile: signedIn,
    ending: 'sent',
  },
];

function loginOf(last: string): NonNullable<Script['AUTH']> {
  return (conversation) => {
    conversation.send('334 VXNlcm5hbWU6');
    conversation.expect(() => {
      conversation.send('334 UGFzc3dvcmQ6');
      conversation.expect(() => conversation.send(last));
    });
  };
}

/** All, by the phase that they are about. */
export const smtpCatalogue: Readonly<Record<string, readonly CatalogueEntry[]>> = {
  connecting,
  greeting,
  introducing,
  encrypting,
  'signing in': signingIn,
  sender,
  recipients,
  transferring,
  answering,
  'after the dot, nobody knows': ambiguous,
  ending,
  succeeding,
  'out of step': outOfStep,
  'a code in the wrong place': misplacedCodes,
  'the server closes': goodbyes,
  'odd forms': oddForms,
};
