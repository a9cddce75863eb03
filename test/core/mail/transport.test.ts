import { expect, test } from 'vitest';
import { silentLogger } from '../../../src/core/log.ts';
import type { ComposedMessage } from '../../../src/core/mail/compose.ts';
import type { SendFailureCode, SendOutcome, SmtpPhase } from '../../../src/core/mail/outcome.ts';
import type { SmtpTimeouts } from '../../../src/core/mail/smtpSession.ts';
import { sendMessage } from '../../../src/core/mail/transport.ts';
import { transcriptText } from '../../../src/core/mail/transcriptText.ts';
import { verifyConnection } from '../../../src/core/mail/verifyConnection.ts';
import type { Transcript } from '../../../src/core/mail/transcript.ts';
import { inEnglish } from '../../../src/core/sentence.ts';
import type { Profile } from '../../../src/core/profiles/profile.ts';
import { createAuthority, createSelfSigned } from '../../support/certificates.ts';
import {
  startFakeSmtpServer,
  type FakeOptions,
  type FakeSmtpServer,
  type Script,
} from '../../support/fakeSmtpServer.ts';

const authority = createAuthority();
const good = authority.issue(['localhost', '127.0.0.1']);
const password = 'CANARY-pass-123/+';
const patience = 1500;
const timeouts: SmtpTimeouts = {
  connect: patience,
  greeting: patience,
  tls: patience,
  command: patience,
  auth: patience,
  body: patience,
  afterDot: patience,
  overall: 6000,
};
const ehlo = '250-fake\r\n250-PIPELINING\r\n250-SIZE 26214400\r\n250 AUTH PLAIN LOGIN';
const ehloStartTls = '250-fake\r\n250-STARTTLS\r\n250-AUTH PLAIN\r\n250 8BITMIME';

interface Scenario {
  readonly script?: Script;
  readonly server?: FakeOptions;
  readonly profile?: Partial<Profile>;
  readonly to?: readonly string[];
  readonly body?: string;
  readonly trust?: boolean;
  readonly cancelAfter?: number;
  readonly timeouts?: Partial<SmtpTimeouts>;
}

interface Run {
  readonly outcome: SendOutcome;
  readonly transcript: Transcript;
  readonly server: FakeSmtpServer;
  readonly milliseconds: number;
  readonly log: string;
}

async function run(scenario: Scenario): Promise<Run> {
  const server = await startFakeSmtpServer(scenario.script, scenario.server);
  const profile: Profile = {
    host: '127.0.0.1',
    port: server.port,
    security: 'none',
    auth: 'none',
    to: [],
    environment: 'test',
    ...scenario.profile,
  };
  const message: ComposedMessage = {
    raw: Buffer.from(`Subject: test\r\n\r\n${scenario.body ?? 'hello'}\r\n`),
    envelope: { from: 'from@example.com', to: scenario.to ?? ['to@example.com'] },
    messageId: '<1@example.com>',
  };
  const lines: string[] = [];
  const note = (line: string): void => void lines.push(line);
  const controller = new AbortController();
  const started = performance.now();
  const sending = sendMessage({
    profile,
    ...(profile.auth === 'none' ? {} : { password }),
    message,
    signal: controller.signal,
    timeouts: { ...timeouts, ...scenario.timeouts },
    log: { trace: note, debug: note, info: note, warn: note, error: note },
    ...(scenario.trust === false ? {} : { ca: authority.cert }),
  });
  if (scenario.cancelAfter !== undefined) setTimeout(() => controller.abort(), scenario.cancelAfter);
  const { outcome, transcript } = await sending;
  await server.close();
  return { outcome, transcript, server, milliseconds: performance.now() - started, log: lines.join('\n') };
}

type Expected =
  | 'sent'
  | 'partly-sent'
  | 'cancelled'
  | readonly ['unknown', SendFailureCode]
  | readonly ['not-sent' | 'temporary' | 'permanent', SendFailureCode, SmtpPhase];

function brief(outcome: SendOutcome): Expected {
  switch (outcome.kind) {
    case 'sent':
    case 'partly-sent':
    case 'cancelled':
      return outcome.kind;
    case 'unknown':
      return ['unknown', outcome.failure.code];
    case 'not-sent':
      return ['not-sent', outcome.failure.code, outcome.phase];
    case 'rejected':
      return [outcome.permanent ? 'permanent' : 'temporary', outcome.failure.code, outcome.phase];
  }
}

/** One bad day of a server and what becomes of the message; in every one of them no secret shows anywhere. */
function check(name: string, scenario: Scenario, expected: Expected): void {
  test.concurrent(name, async () => {
    const { outcome, transcript, log, milliseconds } = await run(scenario);
    expect(brief(outcome)).toEqual(expected);
    expect(milliseconds).toBeLessThan(9000);
    const shown = JSON.stringify([outcome, transcript]) + log + transcriptText(transcript, { say: inEnglish, outcome });
    for (const secret of [password, Buffer.from(password).toString('base64'), 'CANARY', 'Q0FOQVJZ']) {
      expect(shown).not.toContain(secret);
    }
    if ('failure' in outcome) {
      expect(inEnglish(outcome.failure.message)).toMatch(/^\S.*\.$/);
      expect(outcome.failure.detail.length).toBeLessThanOrEqual(500);
    }
  });
}

const signedIn: Partial<Profile> = { auth: 'password', user: 'u@example.com' };
const answer = (code: string): Script => ({ EHLO: ehlo, AUTH: code });

check('a good server takes the message', {}, 'sent');
check('a good server takes the message after signing in', { profile: signedIn }, 'sent');
check('a multi-line greeting is fine', { script: { greeting: '220-hello\r\n220 fake' } }, 'sent');
check(
  'bare line feeds in replies are fine',
  { script: { EHLO: (c) => c.socket.write('250-f\n250 8BITMIME\n') } },
  'sent',
);
check('a server without EHLO takes mail without signing in', { script: { EHLO: '502 5.5.1 what' } }, 'sent');
check('a server that ignores QUIT does not hold the sender', { script: { QUIT: null } }, 'sent');

// Connecting
check('an unknown host', { profile: { host: 'no-such-host.invalid' }, timeouts: { connect: 1400 } }, [
  'not-sent',
  'host-not-found',
  'connect',
]);
check('a closed port', { profile: { port: 1 } }, ['not-sent', 'connection-refused', 'connect']);
check('a closed port behind a name', { profile: { host: 'localhost', port: 1 } }, [
  'not-sent',
  'connection-refused',
  'connect',
]);

// Greeting
check('silence instead of a greeting', { script: { greeting: null } }, ['not-sent', 'greeting-timeout', 'greeting']);
check('a greeting that drips', { script: { greeting: (c) => drip(c.socket, '2') } }, [
  'not-sent',
  'greeting-timeout',
  'greeting',
]);
check('a plain connection to a TLS port', { server: { implicitTls: true, certificate: good } }, [
  'not-sent',
  'greeting-timeout',
  'greeting',
]);
for (const [name, greeting] of [
  ['HTTP', 'HTTP/1.1 400 Bad Request\r\n'],
  ['POP3', '+OK POP3 ready'],
  ['IMAP', '* OK IMAP4rev1 ready'],
  ['SSH', 'SSH-2.0-OpenSSH_9'],
] as const) {
  check(`a server of ${name}`, { script: { greeting } }, ['not-sent', 'not-smtp', 'greeting']);
}
check('a greeting of refusal', { script: { greeting: '554 5.7.1 no service' } }, [
  'not-sent',
  'server-unavailable',
  'greeting',
]);
check('a busy server', { script: { greeting: '421 4.3.2 too busy' } }, ['not-sent', 'server-unavailable', 'greeting']);
check('the connection ends before the greeting', { script: { greeting: (c) => c.socket.end() } }, [
  'not-sent',
  'connection-lost',
  'greeting',
]);
check(
  'the connection is reset before the greeting',
  { script: { greeting: (c) => soon(() => c.socket.resetAndDestroy()) } },
  ['not-sent', 'connection-lost', 'greeting'],
);

// EHLO
check('silence after EHLO', { script: { EHLO: null } }, ['not-sent', 'timeout', 'ehlo']);
check('a reply to EHLO that never ends', { script: { EHLO: (c) => drip(c.socket, '250-x\r\n') } }, [
  'not-sent',
  'timeout',
  'ehlo',
]);
check('421 to EHLO', { script: { EHLO: '421 4.7.0 bye' } }, ['not-sent', 'server-unavailable', 'ehlo']);
check(
  'an endless reply to EHLO',
  { script: { EHLO: (c) => c.socket.write('250-yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n'.repeat(10_000)) } },
  ['not-sent', 'protocol', 'ehlo'],
);
check('a stray line in the reply to EHLO', { script: { EHLO: '250-fake\r\ngarbage\r\n250 8BITMIME' } }, [
  'not-sent',
  'protocol',
  'ehlo',
]);

// Encryption
const startTls: Partial<Profile> = { ...signedIn, security: 'starttls', host: 'localhost' };
const tlsOnly: Partial<Profile> = { ...signedIn, security: 'tls', host: 'localhost' };
check(
  'STARTTLS',
  { script: { EHLO: ehloStartTls, STARTTLS: 'TLS' }, server: { certificate: good }, profile: startTls },
  'sent',
);
check('TLS', { server: { implicitTls: true, certificate: good }, profile: tlsOnly }, 'sent');
check(
  'TLS to an address literal',
  { server: { implicitTls: true, certificate: good }, profile: { ...tlsOnly, host: '127.0.0.1' } },
  'sent',
);
check('TLS to a plain server', { profile: tlsOnly }, ['not-sent', 'tls-on-plain-port', 'connect']);
check('STARTTLS is not offered', { script: { EHLO: ehlo, STARTTLS: '502 what' }, profile: startTls }, [
  'not-sent',
  'starttls-not-offered',
  'starttls',
]);
check('STARTTLS is refused', { script: { EHLO: ehloStartTls, STARTTLS: '454 4.7.0 later' }, profile: startTls }, [
  'not-sent',
  'starttls-refused',
  'starttls',
]);
check('silence after STARTTLS', { script: { EHLO: ehloStartTls, STARTTLS: '220 go' }, profile: startTls }, [
  'not-sent',
  'tls-failed',
  'starttls',
]);
check(
  'the connection ends after STARTTLS',
  {
    script: {
      EHLO: ehloStartTls,
      STARTTLS: (c) => {
        c.send('220 go');
        c.socket.end();
      },
    },
    profile: startTls,
  },
  ['not-sent', 'tls-failed', 'starttls'],
);
check(
  'plain text injected before the encryption is not believed',
  { script: { EHLO: ehloStartTls, STARTTLS: '220 go\r\n250-evil\r\n250 AUTH PLAIN' }, profile: startTls },
  ['not-sent', 'tls-failed', 'starttls'],
);
const certificates = [
  ['self-signed', createSelfSigned(['localhost'])],
  ['expired', authority.issue(['localhost'], { from: new Date('2020-01-01'), to: new Date('2020-02-01') })],
  ['for another name', authority.issue(['mail.example.com'])],
  ['of an unknown authority', createAuthority('Other').issue(['localhost'])],
] as const;
for (const [name, certificate] of certificates) {
  check(`TLS with a certificate ${name}`, { server: { implicitTls: true, certificate }, profile: tlsOnly }, [
    'not-sent',
    'certificate',
    'connect',
  ]);
  check(
    `STARTTLS with a certificate ${name}`,
    { script: { EHLO: ehloStartTls, STARTTLS: 'TLS' }, server: { certificate }, profile: startTls },
    ['not-sent', 'certificate', 'starttls'],
  );
}
check(
  'a server of TLS 1.1',
  {
    server: {
      implicitTls: true,
      certificate: good,
      tls: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
    },
    profile: tlsOnly,
  },
  ['not-sent', 'tls-failed', 'connect'],
);

// Signing in
const refusals = [
  ['535-5.7.8 Username and Password not accepted. For more\r\n535 5.7.8 information x - gsmtp', 'auth-failed'],
  ['534-5.7.9 Application-specific password required.\r\n534 5.7.9 x - gsmtp', 'auth-failed'],
  ['535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.', 'auth-failed'],
  ['454 4.7.0 Temporary authentication failure', 'auth-temporary'],
  ['504 5.7.4 Unrecognized authentication type', 'auth-mechanism'],
] as const;
for (const [reply, code] of refusals) {
  check(`signing in: ${reply.slice(0, 12)}`, { script: answer(reply), profile: signedIn }, ['not-sent', code, 'auth']);
}
check(
  '421 while signing in',
  {
    script: {
      EHLO: ehlo,
      AUTH: (c) => {
        c.send('421 4.7.0 too many errors');
        c.socket.end();
      },
    },
    profile: signedIn,
  },
  ['not-sent', 'auth-temporary', 'auth'],
);
check('silence while signing in', { script: { EHLO: ehlo, AUTH: null }, profile: signedIn }, [
  'not-sent',
  'timeout',
  'auth',
]);
check(
  'the connection ends while signing in',
  { script: { EHLO: ehlo, AUTH: (c) => c.socket.end() }, profile: signedIn },
  ['not-sent', 'connection-lost', 'auth'],
);
check(
  'a server that echoes the credentials',
  { script: { EHLO: ehlo, AUTH: (c, line) => c.send(`501 5.5.4 Syntax error in: ${line}`) }, profile: signedIn },
  ['not-sent', 'auth-failed', 'auth'],
);
check(
  'a server that echoes the password in the last step of LOGIN',
  {
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
  },
  ['not-sent', 'auth-failed', 'auth'],
);

// Envelope
check('the server wants a sign-in', { script: { MAIL: '530 5.7.0 Authentication required' } }, [
  'permanent',
  'auth-required',
  'mail',
]);
check('the sender is refused', { script: { MAIL: '550 5.7.60 no permission to send as this sender' } }, [
  'permanent',
  'sender-refused',
  'mail',
]);
check('the sender is refused for now', { script: { MAIL: '451 4.3.0 later' } }, [
  'temporary',
  'message-temporary',
  'mail',
]);
check('the announced size is refused', { script: { MAIL: '552 5.3.4 too big' } }, ['permanent', 'too-large', 'mail']);
check('the size limit is known before', { script: { EHLO: '250-f\r\n250 SIZE 100' }, body: 'x'.repeat(200) }, [
  'not-sent',
  'too-large',
  'mail',
]);
check('silence after MAIL', { script: { EHLO: '250 f', MAIL: null } }, ['not-sent', 'timeout', 'mail']);
check('silence after MAIL with pipelining', { script: { EHLO: ehlo, MAIL: null, RCPT: null, DATA: null } }, [
  'not-sent',
  'timeout',
  'mail',
]);
check('greylisting', { script: { RCPT: '451 4.7.1 Greylisted, try again in 300 seconds' } }, [
  'temporary',
  'recipient-temporary',
  'rcpt',
]);
check('relaying is denied', { script: { RCPT: '554 5.7.1 <b@example.com>: Relay access denied' } }, [
  'permanent',
  'recipients-refused',
  'rcpt',
]);
check('all recipients are unknown', { script: { RCPT: '550 5.1.1 no such user' }, to: ['a@x.test', 'b@x.test'] }, [
  'permanent',
  'recipients-refused',
  'rcpt',
]);
check(
  'some recipients are unknown',
  {
    script: { RCPT: (c, line) => c.send(line.includes('bad') ? '550 5.1.1 no' : '250 ok') },
    to: ['a@x.test', 'bad@x.test'],
  },
  'partly-sent',
);
check(
  '421 to a recipient',
  {
    script: {
      EHLO: '250 f',
      RCPT: (c) => {
        c.send('421 4.7.0 closing');
        c.socket.end();
      },
    },
  },
  ['temporary', 'server-unavailable', 'rcpt'],
);
check('an address that needs SMTPUTF8', { to: ['õäöü@example.com'] }, ['not-sent', 'smtputf8-missing', 'mail']);

// Message
check('DATA is refused', { script: { DATA: '554 5.5.1 no' } }, ['permanent', 'message-refused', 'data']);
check('silence after DATA', { script: { EHLO: '250 f', DATA: null } }, ['not-sent', 'timeout', 'data']);
const large = 'a line of the message\r\n'.repeat(1_000_000);
check(
  'the connection is reset in the middle of the message',
  { script: { EHLO: '250 f', onBody: (c, bytes) => bytes < 20_000 || !c.socket.resetAndDestroy() }, body: large },
  ['not-sent', 'connection-lost', 'body'],
);
check(
  'the server stops reading in the middle of the message',
  { script: { EHLO: '250 f', onBody: (c) => !c.socket.pause() }, body: large },
  ['not-sent', 'timeout', 'body'],
);
check('the message is refused as spam', { script: { dot: '550 5.7.1 spam' } }, [
  'permanent',
  'message-refused',
  'after-dot',
]);
check('the message is refused for now', { script: { dot: '451 4.3.0 later' } }, [
  'temporary',
  'message-temporary',
  'after-dot',
]);
check('the message is refused for its size', { script: { dot: '552 5.3.4 too big' } }, [
  'permanent',
  'too-large',
  'after-dot',
]);

// After the final dot nobody knows
check('silence after the dot', { script: { dot: null } }, ['unknown', 'unconfirmed']);
check('the connection ends after the dot', { script: { dot: (c) => c.socket.end() } }, ['unknown', 'unconfirmed']);
check('the connection is reset after the dot', { script: { dot: (c) => c.socket.resetAndDestroy() } }, [
  'unknown',
  'unconfirmed',
]);
check('half a reply after the dot', { script: { dot: (c) => c.socket.end('250 2.0.0 o') } }, [
  'unknown',
  'unconfirmed',
]);
check('half a refusal after the dot', { script: { dot: (c) => c.socket.end('550 5.7.1 n') } }, [
  'unknown',
  'unconfirmed',
]);
check('a reply after the dot that never ends', { script: { dot: (c) => drip(c.socket, '250-x\r\n') } }, [
  'unknown',
  'unconfirmed',
]);
check('garbage after the dot', { script: { dot: 'what?' } }, ['unknown', 'protocol']);
check('a late reply to DATA after the dot', { script: { dot: '354 go' } }, ['unknown', 'protocol']);
check(
  'a "yes" before the end of the message',
  {
    script: {
      DATA: (c) => {
        c.receiveMessage();
        c.send('354 go\r\n250 ok');
      },
      onBody: (c) => !c.socket.pause(),
    },
    body: large,
  },
  ['unknown', 'protocol'],
);

// Ending
check(
  'everything together takes too long',
  { script: { EHLO: (c) => drip(c.socket, '250-x\r\n') }, timeouts: { command: 60_000, overall: 400 } },
  ['not-sent', 'deadline', 'ehlo'],
);
check(
  'cancelling before the message',
  { script: { EHLO: null }, timeouts: { command: 60_000 }, cancelAfter: 50 },
  'cancelled',
);
check(
  'cancelling in the message',
  {
    script: { EHLO: '250 f', onBody: (c) => !c.socket.pause() },
    body: large,
    timeouts: { body: 60_000 },
    cancelAfter: 300,
  },
  'cancelled',
);
check('cancelling after the dot', { script: { dot: null }, timeouts: { afterDot: 60_000 }, cancelAfter: 1200 }, [
  'unknown',
  'unconfirmed',
]);

test.concurrent('cancelling ends a tarpit within a second', async () => {
  const { outcome, milliseconds } = await run({
    script: { greeting: (c) => drip(c.socket, '220-x\r\n') },
    timeouts: { greeting: 60_000, overall: 60_000 },
    cancelAfter: 100,
  });
  expect(outcome.kind).toBe('cancelled');
  expect(milliseconds).toBeLessThan(1000);
});

test.concurrent('a signal that was aborted before connects to nothing', async () => {
  const server = await startFakeSmtpServer();
  const { outcome } = await verifyConnection({
    profile: { host: '127.0.0.1', port: server.port, security: 'none', auth: 'none', to: [], environment: 'test' },
    signal: AbortSignal.abort(),
    log: silentLogger,
  });
  await server.close();
  expect(outcome).toEqual({ kind: 'cancelled' });
  expect(server.received()).toBe('');
});

// The password
const leaks: readonly (readonly [string, Scenario, SendFailureCode])[] = [
  ['STARTTLS is stripped', { script: { EHLO: ehlo, STARTTLS: '502 what' }, profile: startTls }, 'starttls-not-offered'],
  [
    'STARTTLS is refused',
    { script: { EHLO: ehloStartTls, STARTTLS: '454 no' }, profile: startTls },
    'starttls-refused',
  ],
  ['EHLO is not understood', { script: { EHLO: '502 what' }, profile: signedIn }, 'auth-not-offered'],
  [
    'EHLO is not understood before STARTTLS',
    { script: { EHLO: '502 what' }, profile: startTls },
    'starttls-not-offered',
  ],
  ['AUTH is not offered', { script: { EHLO: '250 f' }, profile: signedIn }, 'auth-not-offered'],
  [
    'only other mechanisms are offered',
    { script: { EHLO: '250-f\r\n250 AUTH GSSAPI NTLM XOAUTH2' }, profile: signedIn },
    'auth-mechanism',
  ],
  [
    'the certificate is not trusted',
    { server: { implicitTls: true, certificate: createSelfSigned(['localhost']) }, profile: tlsOnly },
    'certificate',
  ],
  ['TLS is spoken to a plain server', { profile: tlsOnly }, 'tls-on-plain-port'],
  [
    'the reply to EHLO is out of step',
    { script: { EHLO: '250-AUTH\r\nx\r\n250 AUTH PLAIN' }, profile: signedIn },
    'protocol',
  ],
];
for (const [name, scenario, code] of leaks) {
  test.concurrent(`no byte of the password is sent when ${name}`, async () => {
    const { outcome, server } = await run(scenario);
    expect(outcome).toMatchObject({ kind: 'not-sent', failure: { code } });
    expect(server.commands.filter((line) => line.startsWith('AUTH'))).toEqual([]);
    expect(server.received()).not.toContain(password);
    expect(server.received()).not.toContain(Buffer.from(password).toString('base64').slice(0, 8));
  });
}

const byToken: Partial<Profile> = { auth: 'oauth2', user: 'u=1,2@example.com' };
const offering = (mechanisms: string, answer: Script['AUTH'] = '235 2.7.0 Ok'): Script => ({
  EHLO: `250-fake\r\n250 AUTH ${mechanisms}`,
  AUTH: answer,
});
/** These must succeed, so that a busy machine may take its time. */
const patient: Partial<SmtpTimeouts> = { greeting: 5000, command: 5000, auth: 5000, afterDot: 5000, overall: 20_000 };
const initialOf = (server: FakeSmtpServer): string =>
  Buffer.from(server.commands.find((line) => line.startsWith('AUTH '))?.split(' ')[2] ?? '', 'base64').toString();

test.concurrent('an access token goes by XOAUTH2, whatever else the server offers', async () => {
  const { outcome, server } = await run({
    script: offering('PLAIN LOGIN OAUTHBEARER XOAUTH2'),
    profile: byToken,
    timeouts: patient,
  });
  expect(outcome.kind).toBe('sent');
  expect(initialOf(server)).toBe(`user=u=1,2@example.com\u0001auth=Bearer ${password}\u0001\u0001`);
});

test.concurrent('an access token goes by OAUTHBEARER where there is no XOAUTH2', async () => {
  const { outcome, server } = await run({
    script: offering('PLAIN OAUTHBEARER', '235-2.7.0 Ok\r\n235 2.7.0 welcome'),
    profile: byToken,
    timeouts: patient,
  });
  expect(outcome.kind).toBe('sent');
  expect(initialOf(server)).toBe(
    `n,a=u=3D1=2C2@example.com,\u0001host=127.0.0.1\u0001port=${server.port}\u0001auth=Bearer ${password}\u0001\u0001`,
  );
});

for (const [mechanism, end] of [
  ['XOAUTH2', ''],
  ['OAUTHBEARER', 'AQ=='],
] as const) {
  test.concurrent(`a token that ${mechanism} refuses is tried once`, async () => {
    const challenge = Buffer.from('{"status":"401","schemes":"bearer"}').toString('base64');
    const script = offering(mechanism, (conversation) => {
      conversation.send(`334 ${challenge}`);
      conversation.expect((line) =>
        conversation.send(line === end ? '535 5.7.3 Authentication unsuccessful' : '500 what'),
      );
    });
    const { outcome, server, log } = await run({ script, profile: byToken, timeouts: patient });
    expect(brief(outcome)).toEqual(['not-sent', 'token-refused', 'auth']);
    expect(server.commands.filter((line) => line.startsWith('AUTH'))).toHaveLength(1);
    expect(JSON.stringify(outcome) + log).not.toContain('CANARY');
    expect(log).not.toContain(Buffer.from(password).toString('base64').slice(2, 12));
  });
}

check('a server without a mechanism for tokens gets none', { script: { EHLO: ehlo }, profile: byToken }, [
  'not-sent',
  'auth-mechanism',
  'ehlo',
]);
check(
  'a server that waits for too many sign-ins',
  { script: offering('XOAUTH2', '454 4.7.0 Too many'), profile: byToken },
  ['not-sent', 'auth-temporary', 'auth'],
);

test.concurrent('a password is not sent unencrypted to another machine, nor is anything else', async () => {
  const { outcome } = await sendMessage({
    profile: {
      host: '192.0.2.1',
      port: 25,
      security: 'none',
      auth: 'password',
      user: 'u',
      to: [],
      environment: 'test',
    },
    password,
    message: { raw: Buffer.from('x'), envelope: { from: 'a@x.test', to: ['b@x.test'] }, messageId: '<1@x.test>' },
    log: silentLogger,
  });
  expect(outcome).toMatchObject({ kind: 'not-sent', phase: 'connect', failure: { code: 'plaintext-password' } });
});

test.concurrent('without a stored password nothing is connected', async () => {
  const server = await startFakeSmtpServer();
  const { outcome } = await sendMessage({
    profile: signedInAt(server),
    message: { raw: Buffer.from('x'), envelope: { from: 'a@x.test', to: ['b@x.test'] }, messageId: '<1@x.test>' },
    log: silentLogger,
  });
  await server.close();
  expect(outcome).toMatchObject({ kind: 'not-sent', failure: { code: 'no-password' } });
  expect(server.received()).toBe('');
});

test.concurrent('the message arrives as it was, dots and long lines included', async () => {
  const body = `.\r\n..\r\n. x\r\n${'y'.repeat(50_000)}\r\n.end`;
  const { outcome, server } = await run({ body });
  expect(outcome.kind).toBe('sent');
  expect(server.messages).toEqual([`Subject: test\r\n\r\n${body}\r\n`]);
});

test.concurrent('partly sent names who got it and what the server said about the others', async () => {
  const { outcome } = await run({
    script: { RCPT: (c, line) => c.send(line.includes('bad') ? '550 5.1.1 no such user' : '250 ok') },
    to: ['a@x.test', 'bad@x.test', 'c@x.test'],
  });
  expect(outcome).toMatchObject({
    accepted: ['a@x.test', 'c@x.test'],
    rejected: [{ address: 'bad@x.test', response: '550 5.1.1 no such user' }],
  });
});

test.concurrent('verifying signs in and sends no mail', async () => {
  const server = await startFakeSmtpServer();
  const { outcome } = await verifyConnection({ profile: signedInAt(server), password, log: silentLogger });
  await server.close();
  expect(outcome).toEqual({ kind: 'verified', hasSignedIn: true });
  expect(server.commands.map((line) => line.split(' ', 1)[0]).filter((verb) => verb !== 'QUIT')).toEqual([
    'EHLO',
    'AUTH',
  ]);
});

function signedInAt({ port }: FakeSmtpServer): Profile {
  return { host: '127.0.0.1', port, security: 'none', auth: 'password', user: 'u', to: [], environment: 'test' };
}

/** After the client has noticed that it is connected. */
function soon(action: () => void): void {
  setTimeout(action, 50);
}

function drip(socket: NodeJS.WritableStream & { readonly destroyed?: boolean }, text: string): void {
  const timer = setInterval(() => {
    if (socket.destroyed === true) clearInterval(timer);
    else socket.write(text);
  }, 30);
  timer.unref();
}
