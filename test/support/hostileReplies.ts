import type { Profile } from '../../src/core/profiles/profile.ts';
import type { Script } from './fakeSmtpServer.ts';
import { authority, type Ending, type Scenario } from './runScenario.ts';

type Entry = Scenario & { readonly name: string; readonly ending: Ending };
type Conversation = Parameters<Extract<Script['EHLO'], (...given: never[]) => unknown>>[0];

const certificate = authority.issue(['localhost', '127.0.0.1']);
const signedIn: Partial<Profile> = { auth: 'password', user: 'u@example.com' };
const byToken: Partial<Profile> = { ...signedIn, auth: 'oauth2' };
const byStartTls: Partial<Profile> = { ...signedIn, security: 'starttls', host: 'localhost' };
const one = { EHLO: '250 f' } satisfies Script;
const pipelined = { EHLO: '250-f\r\n250 PIPELINING' } satisfies Script;
const large = 'a line of the message\r\n'.repeat(500_000);
/** How long the scenarios of silence wait. */
const short = 800;

const protocolIn = (phase: 'greeting' | 'ehlo' | 'starttls' | 'auth' | 'mail' | 'rcpt' | 'data'): Ending => [
  'not-sent',
  'protocol',
  phase,
];

function offering(mechanism: string): string {
  return `250-f\r\n250 AUTH ${mechanism}`;
}

/** Takes the message, whatever it says to DATA. */
const dataWith =
  (answer: string): NonNullable<Script['DATA']> =>
  (conversation) => {
    conversation.receiveMessage();
    conversation.send(answer);
  };

/** One answer after the other, each to the next line of the client. */
function inTurn(...answers: readonly string[]): (conversation: Conversation) => void {
  return (conversation) => {
    const [answer = '', ...others] = answers;
    conversation.send(answer);
    if (others.length > 0) conversation.expect(() => inTurn(...others)(conversation));
  };
}

const goodbye =
  (text: string) =>
  (conversation: Conversation): void => {
    conversation.send(text);
    conversation.socket.end();
  };
const leave = goodbye('421 4.3.2 bye');

/** The same to whatever comes. */
const always =
  (answer: string) =>
  (conversation: Conversation): void => {
    conversation.send(answer);
    conversation.expect(() => always(answer)(conversation));
  };

const byteByByte =
  (text: string) =>
  ({ socket }: Conversation): void => {
    const writeFrom = (index: number): void => {
      if (index === text.length || socket.destroyed) return;
      socket.write(text.charAt(index), () => setImmediate(() => writeFrom(index + 1)));
    };
    writeFrom(0);
  };

const isEncrypted = ({ socket }: Conversation): boolean => 'encrypted' in socket;

/** Says more than it was asked, or says it too early: the answers that follow belong to nobody knows what. */
export const outOfStep: readonly Entry[] = [
  { name: 'two greetings', script: { greeting: '220 fake\r\n220 fake' }, ending: protocolIn('greeting') },
  {
    name: 'an answer to EHLO with the greeting',
    script: { greeting: '220 fake\r\n250-fake\r\n250 AUTH PLAIN' },
    ending: protocolIn('greeting'),
  },
  {
    name: 'a greeting that changes its mind',
    script: { greeting: '220-hello\r\n554 no' },
    ending: protocolIn('greeting'),
  },
  { name: 'a greeting with four digits', script: { greeting: '2200 hello' }, ending: protocolIn('greeting') },
  { name: 'two answers to EHLO', script: { EHLO: '250 f\r\n250 f' }, ending: protocolIn('ehlo') },
  {
    name: 'the answer to AUTH before it is asked',
    script: { EHLO: '250-f\r\n250 AUTH PLAIN\r\n235 ok' },
    profile: signedIn,
    ending: protocolIn('ehlo'),
  },
  {
    name: 'all answers at once, and the real one is no',
    script: {
      EHLO: '250 f\r\n250 m\r\n250 r\r\n354 d\r\n250 ok',
      MAIL: null,
      RCPT: null,
      DATA: dataWith(''),
      dot: '550 no',
    },
    ending: protocolIn('ehlo'),
  },
  {
    name: 'a refused and an accepted password',
    script: { EHLO: offering('PLAIN'), AUTH: '535 no\r\n235 yes' },
    profile: signedIn,
    ending: protocolIn('auth'),
  },
  {
    name: 'an accepted and a refused password',
    script: { EHLO: offering('PLAIN'), AUTH: '235 yes\r\n535 no' },
    profile: signedIn,
    ending: protocolIn('auth'),
  },
  { name: 'two answers to MAIL', script: { ...one, MAIL: '250 a\r\n250 b' }, ending: protocolIn('mail') },
  { name: 'two answers to RCPT', script: { ...one, RCPT: '250 a\r\n250 b' }, ending: protocolIn('rcpt') },
  {
    name: 'the answer to DATA with that to RCPT',
    script: { ...one, RCPT: '250 ok\r\n354 go', DATA: (c) => c.receiveMessage() },
    ending: protocolIn('rcpt'),
  },
  {
    name: 'a yes with the answer to DATA, and the real one is no',
    script: { ...one, DATA: dataWith('354 go\r\n250 ok'), dot: '550 no' },
    ending: protocolIn('data'),
  },
  {
    name: 'a yes without its line end with the answer to DATA',
    script: {
      ...one,
      DATA: (c) => {
        c.receiveMessage();
        c.socket.write('354 go\r\n250 ok');
      },
      dot: '',
    },
    ending: protocolIn('data'),
  },
  {
    name: 'a no with the answer to DATA, and the real one is yes',
    script: { ...one, DATA: dataWith('354 go\r\n550 no') },
    ending: protocolIn('data'),
  },
  { name: 'two answers to DATA', script: { ...one, DATA: dataWith('354 go\r\n354 go') }, ending: protocolIn('data') },
  {
    name: 'closing with the answer to DATA',
    script: { ...one, DATA: dataWith('354 go\r\n421 bye') },
    ending: protocolIn('data'),
  },
  {
    name: 'one answer too many with pipelining',
    script: { ...pipelined, RCPT: '250 ok\r\n550 no' },
    ending: protocolIn('data'),
  },
  {
    name: 'the whole conversation before the encryption',
    script: { EHLO: '250-f\r\n250 STARTTLS\r\n220 go\r\n250-evil\r\n250 AUTH PLAIN\r\n235 ok', STARTTLS: null },
    profile: byStartTls,
    ending: protocolIn('ehlo'),
  },
  {
    name: 'what is said before the encryption is forgotten inside of it',
    script: {
      EHLO: (c) => c.send(isEncrypted(c) ? '250-f\r\n250 AUTH PLAIN' : '250-f\r\n250-SIZE 1\r\n250 STARTTLS'),
      STARTTLS: 'TLS',
    },
    server: { certificate },
    profile: byStartTls,
    ending: 'sent',
  },
  { name: 'no and yes after the dot', script: { ...one, dot: '450 later\r\n250 ok' }, ending: ['unknown', 'protocol'] },
  { name: 'yes and no after the dot', script: { ...one, dot: '250 ok\r\n450 later' }, ending: ['unknown', 'protocol'] },
  { name: 'yes and goodbye after the dot', script: { ...one, dot: '250 ok\r\n421 bye' }, ending: 'sent' },
  {
    name: 'a bare CR hides a no',
    script: { ...one, dot: ({ socket }) => socket.write('250 ok\r550 no\r\n') },
    ending: ['unknown', 'protocol'],
  },
];

/** A code that means something, and not here. */
export const misplacedCodes: readonly Entry[] = [
  { name: 'greeting 250', script: { greeting: '250 hi' }, ending: ['not-sent', 'not-smtp', 'greeting'] },
  {
    name: 'greeting with a blank before',
    script: { greeting: ' 220 f' },
    ending: ['not-sent', 'not-smtp', 'greeting'],
  },
  { name: 'EHLO 354', script: { EHLO: '354 go' }, ending: protocolIn('ehlo') },
  { name: 'EHLO 334', script: { EHLO: '334 VXNlcm5hbWU6' }, profile: signedIn, ending: protocolIn('ehlo') },
  { name: 'HELO 354', script: { EHLO: '502 what', HELO: '354 go' }, ending: protocolIn('ehlo') },
  {
    name: 'STARTTLS 334',
    script: { EHLO: '250-f\r\n250 STARTTLS', STARTTLS: '334 go' },
    profile: byStartTls,
    ending: protocolIn('starttls'),
  },
  {
    name: 'EHLO refused inside the encryption',
    script: {
      EHLO: (c) => c.send(isEncrypted(c) ? '502 what' : '250-f\r\n250 STARTTLS'),
      STARTTLS: 'TLS',
    },
    server: { certificate },
    profile: byStartTls,
    ending: ['not-sent', 'server-unavailable', 'ehlo'],
  },
  ...['220 hi', '221 bye', '250 ok', '354 go'].map((AUTH) => ({
    name: `AUTH ${AUTH}`,
    script: { EHLO: offering('PLAIN'), AUTH },
    profile: signedIn,
    ending: protocolIn('auth'),
  })),
  {
    name: 'a token, 250',
    script: { EHLO: offering('XOAUTH2'), AUTH: '250 ok' },
    profile: byToken,
    ending: protocolIn('auth'),
  },
  { name: 'MAIL 235', script: { ...one, MAIL: '235 ok' }, ending: protocolIn('mail') },
  { name: 'MAIL 334', script: { ...one, MAIL: '334 go' }, ending: protocolIn('mail') },
  { name: 'MAIL 354', script: { ...one, MAIL: '354 go' }, ending: protocolIn('mail') },
  { name: 'MAIL 354 with pipelining', script: { ...pipelined, MAIL: '354 go' }, ending: protocolIn('mail') },
  ...([503, 555] as const).map((code) => ({
    name: `MAIL ${code}`,
    script: { ...one, MAIL: `${code} 5.5.4 what` },
    ending: ['permanent', 'message-refused', 'mail'] as const,
  })),
  { name: 'RCPT 251', script: { ...one, RCPT: '251 will forward' }, ending: 'sent' },
  { name: 'RCPT 252', script: { ...one, RCPT: '252 cannot verify, will try' }, ending: 'sent' },
  {
    name: 'RCPT 551',
    script: { ...one, RCPT: '551 5.1.6 not local, try <c@x.test>' },
    ending: ['permanent', 'recipients-refused', 'rcpt'],
  },
  { name: 'RCPT 354', script: { ...one, RCPT: '354 go' }, ending: protocolIn('rcpt') },
  {
    name: 'RCPT 334 for one of two',
    script: { ...one, RCPT: (c, line) => c.send(line.includes('bad') ? '334 go' : '250 ok') },
    to: ['a@x.test', 'bad@x.test'],
    ending: protocolIn('rcpt'),
  },
  {
    name: 'RCPT 354 for one of two, with pipelining',
    script: { ...pipelined, RCPT: (c, line) => c.send(line.includes('bad') ? '354 go' : '250 ok') },
    to: ['a@x.test', 'bad@x.test'],
    ending: protocolIn('rcpt'),
  },
  {
    name: 'RCPT 250, 251, 450 and 550',
    script: {
      ...one,
      RCPT: (c, line) => c.send({ a: '250 ok', b: '251 ok', c: '450 no', d: '550 no' }[line.charAt(9)] ?? '250 ok'),
    },
    to: ['a@x.test', 'b@x.test', 'c@x.test', 'd@x.test'],
    ending: 'partly-sent',
  },
  {
    name: 'RCPT refused and DATA taken, with pipelining',
    script: { ...pipelined, RCPT: '550 5.1.1 no' },
    ending: ['permanent', 'recipients-unknown', 'rcpt'],
  },
  {
    name: 'MAIL refused and DATA taken, with pipelining',
    script: { ...pipelined, MAIL: '550 5.7.1 no' },
    ending: ['permanent', 'sender-refused', 'mail'],
  },
  ...['250 ok', '235 ok', '334 go'].map((answer) => ({
    name: `DATA ${answer}`,
    script: { ...one, DATA: dataWith(answer) },
    ending: protocolIn('data'),
  })),
  ...['100 x', '220 hi', '221 bye', '235 ok', '299 x', '334 go', '600 x', '25 x', '2500 x', '250ok', '550no'].map(
    (dot) => ({ name: `after the dot ${dot}`, script: { ...one, dot }, ending: ['unknown', 'protocol'] as const }),
  ),
  { name: 'after the dot 251', script: { ...one, dot: '251 ok' }, ending: 'sent' },
  { name: 'a yes with a code of refusal', script: { ...one, dot: '250 5.7.1 rejected' }, ending: 'sent' },
  {
    name: 'a no with a code of success',
    script: { ...one, dot: '550 2.0.0 Ok: queued' },
    ending: ['permanent', 'message-refused', 'after-dot'],
  },
];

/** Closing, in the middle of everything. */
export const goodbyes: readonly Entry[] = [
  {
    name: 'STARTTLS',
    script: { EHLO: '250-f\r\n250 STARTTLS', STARTTLS: goodbye('421 4.3.2 bye') },
    profile: byStartTls,
    ending: ['not-sent', 'starttls-refused', 'starttls'],
  },
  {
    name: 'EHLO inside the encryption',
    script: {
      EHLO: (c) => (isEncrypted(c) ? leave(c) : c.send('250-f\r\n250 STARTTLS')),
      STARTTLS: 'TLS',
    },
    server: { certificate },
    profile: byStartTls,
    ending: ['not-sent', 'server-unavailable', 'ehlo'],
  },
  {
    name: 'a token',
    script: { EHLO: offering('XOAUTH2'), AUTH: goodbye('421 4.7.0 bye') },
    profile: byToken,
    ending: ['not-sent', 'auth-temporary', 'auth'],
  },
  ...[one, pipelined].map((start): Entry => ({
    name: `the second recipient${start === one ? '' : ', with pipelining'}`,
    script: { ...start, DATA: null, RCPT: (c, line) => (line.includes('bad') ? leave(c) : c.send('250 ok')) },
    to: ['a@x.test', 'bad@x.test'],
    ending: ['not-sent', 'server-unavailable', 'rcpt'],
  })),
  ...[one, pipelined].map((start): Entry => ({
    name: `the sender, and answers that follow${start === one ? '' : ', with pipelining'}`,
    script: { ...start, MAIL: goodbye('421 bye\r\n250 ok\r\n250 ok\r\n354 go\r\n250 ok') },
    ending: ['temporary', 'server-unavailable', 'mail'],
  })),
  {
    name: 'after the dot, and a yes',
    script: { ...one, dot: '421 bye\r\n250 ok' },
    ending: ['unknown', 'protocol'],
  },
  { name: 'DATA', script: { ...one, DATA: goodbye('421 bye') }, ending: ['temporary', 'server-unavailable', 'data'] },
  {
    name: 'in the message',
    script: { ...one, onBody: (c, bytes) => bytes < 20_000 || (leave(c), !c.socket.pause()) },
    body: large,
    ending: ['temporary', 'server-unavailable', 'body'],
  },
  {
    name: 'half of it after the dot',
    script: { ...one, dot: ({ socket }) => socket.end('421 4.4.2 b') },
    ending: ['unknown', 'unconfirmed'],
  },
];

/** Answers that are odd and mean what they say. */
export const oddForms: readonly Entry[] = [
  { name: 'a greeting byte by byte', script: { greeting: byteByByte('220-fa\r\n220 ke\r\n') }, ending: 'sent' },
  { name: 'a greeting with NULs', script: { greeting: '220 fa\0ke\0' }, ending: 'sent' },
  { name: 'a greeting without words', script: { greeting: '220' }, ending: 'sent' },
  { name: 'a blank line before the greeting', script: { greeting: '\r\n220 fake' }, ending: 'sent' },
  {
    name: 'a greeting with bytes that are no text',
    script: { greeting: ({ socket }) => socket.write(Buffer.from('220 caf\u00e9 \u00ff\r\n', 'latin1')) },
    ending: 'sent',
  },
  {
    name: 'a greeting that ends with a bare CR',
    script: { greeting: ({ socket }) => socket.write('220 fake\r') },
    timeouts: { greeting: short },
    ending: ['not-sent', 'greeting-timeout', 'greeting'],
  },
  {
    name: 'a go-ahead byte by byte',
    script: { ...one, DATA: (c) => (c.receiveMessage(), byteByByte('354-go\r\n354 on\r\n')(c)) },
    ending: 'sent',
  },
  {
    name: 'a yes byte by byte',
    script: { ...one, dot: byteByByte('250-2.0.0 queued\r\n250 2.0.0 as 1\r\n') },
    ending: 'sent',
  },
  {
    name: 'a no byte by byte',
    script: { ...one, dot: byteByByte('550 5.7.1 spam\r\n') },
    ending: ['permanent', 'spam-refused', 'after-dot'],
  },
  { name: 'a yes of 60 KB', script: { ...one, dot: `250 ${'y'.repeat(60_000)}` }, ending: 'sent' },
  {
    name: 'a no of 60 KB',
    script: { ...one, dot: `554 ${'n'.repeat(60_000)}` },
    ending: ['permanent', 'message-refused', 'after-dot'],
  },
  { name: 'a yes with two CRs', script: { ...one, dot: ({ socket }) => socket.write('250 ok\r\r\n') }, ending: 'sent' },
  { name: 'blank lines before the yes', script: { ...one, dot: '\r\n\r\n250 ok' }, ending: 'sent' },
  {
    name: 'a reset after the yes',
    script: {
      ...one,
      dot: (c) => {
        c.send('250 ok');
        setImmediate(() => c.socket.resetAndDestroy());
      },
    },
    ending: 'sent',
  },
  ...['0', '-1', '0x10', '1e1', 'lots', '99999999999999999999999'].map((size) => ({
    name: `SIZE ${size}`,
    script: { EHLO: `250-f\r\n250 SIZE ${size}` },
    ending: 'sent' as const,
  })),
  {
    name: 'a greeting that speaks of SIZE',
    script: { EHLO: '250-f at most SIZE 10 MB\r\n250 SIZE 26214400' },
    ending: 'sent',
  },
  { name: 'AUTH in lower case', script: { EHLO: '250-f\r\n250 auth plain' }, profile: signedIn, ending: 'sent' },
  {
    name: 'AUTH twice',
    script: { EHLO: '250-f\r\n250-AUTH GSSAPI\r\n250 AUTH=PLAIN' },
    profile: signedIn,
    ending: 'sent',
  },
  {
    name: 'an empty challenge to PLAIN',
    script: { EHLO: offering('PLAIN'), AUTH: inTurn('334 ', '235 ok') },
    profile: signedIn,
    ending: 'sent',
  },
  {
    name: 'challenges without end',
    script: { EHLO: offering('PLAIN'), AUTH: always('334 ') },
    profile: signedIn,
    timeouts: { overall: short },
    ending: ['not-sent', 'deadline', 'auth'],
  },
  {
    name: 'challenges without end to a token',
    script: { EHLO: offering('XOAUTH2'), AUTH: always('334 ') },
    profile: byToken,
    ending: protocolIn('auth'),
  },
  {
    name: 'a challenge to CRAM-MD5 without one',
    script: { EHLO: offering('CRAM-MD5'), AUTH: '334 ' },
    profile: signedIn,
    ending: protocolIn('auth'),
  },
  {
    name: 'LOGIN taken without a password',
    script: { EHLO: offering('LOGIN'), AUTH: '235 ok' },
    profile: signedIn,
    ending: 'sent',
  },
  {
    name: 'a question more after LOGIN',
    script: { EHLO: offering('LOGIN'), AUTH: inTurn('334 a', '334 b', '334 c', '535 no') },
    profile: signedIn,
    ending: ['not-sent', 'auth-failed', 'auth'],
  },
  ...['235', '235-2.7.0 ok\r\n235 2.7.0 welcome'].map((yes) => ({
    name: `CRAM-MD5 answered ${yes.slice(0, 4)}`,
    script: { EHLO: offering('CRAM-MD5'), AUTH: inTurn('334 PDEuMkBzaG9wLmV4YW1wbGU+', yes) },
    profile: signedIn,
    ending: 'sent' as const,
  })),
  ...([530, 538] as const).map((code) => ({
    name: `AUTH ${code}`,
    script: { EHLO: offering('PLAIN'), AUTH: `${code} 5.7.11 encryption required` },
    profile: signedIn,
    ending: ['not-sent', 'auth-required', 'auth'] as const,
  })),
  {
    name: 'AUTH 500',
    script: { EHLO: offering('PLAIN'), AUTH: '500 5.5.2 what' },
    profile: signedIn,
    ending: ['not-sent', 'auth-mechanism', 'auth'],
  },
  { name: 'QUIT answered with garbage', script: { ...one, QUIT: 'garbage' }, ending: 'sent' },
  {
    name: 'QUIT answered with a flood',
    script: { ...one, QUIT: ({ socket }) => socket.write('x'.repeat(3_000_000)) },
    ending: 'sent',
  },
  {
    name: 'QUIT answered with a reset',
    script: { ...one, QUIT: ({ socket }) => socket.resetAndDestroy() },
    ending: 'sent',
  },
];
