import { expect, test } from 'vitest';
import { silentLogger } from '../../../src/core/log.ts';
import type { SendFailureCode } from '../../../src/core/mail/outcome.ts';
import { sendMessage } from '../../../src/core/mail/transport.ts';
import { verifyConnection } from '../../../src/core/mail/verifyConnection.ts';
import type { Profile } from '../../../src/core/profiles/profile.ts';
import { createSelfSigned } from '../../support/certificates.ts';
import { startFakeSmtpServer, type FakeSmtpServer, type Script } from '../../support/fakeSmtpServer.ts';
import { authority, endingOf, runScenario, scenarioPassword, type Scenario } from '../../support/runScenario.ts';

// What becomes of a message on all the bad days of a server stands in failureCatalogue.test.ts; here is what it does besides.

const good = authority.issue(['localhost']);
const ehlo = '250-fake\r\n250-PIPELINING\r\n250-SIZE 26214400\r\n250 AUTH PLAIN LOGIN';
const ehloStartTls = '250-fake\r\n250-STARTTLS\r\n250-AUTH PLAIN\r\n250 8BITMIME';
const signedIn: Partial<Profile> = { auth: 'password', user: 'u@example.com' };
const byStartTls: Partial<Profile> = { ...signedIn, security: 'starttls', host: 'localhost' };
const byTls: Partial<Profile> = { ...signedIn, security: 'tls', host: 'localhost' };
const otherPin = Array.from({ length: 32 }, () => 'AA').join(':');

const leaks: readonly (readonly [string, Scenario, SendFailureCode])[] = [
  [
    'STARTTLS is stripped',
    { script: { EHLO: ehlo, STARTTLS: '502 what' }, profile: byStartTls },
    'starttls-not-offered',
  ],
  [
    'STARTTLS is stripped, and a yes comes in clear',
    { script: { EHLO: ehlo, STARTTLS: '250 ok, go on' }, profile: byStartTls, timeouts: { tls: 400 } },
    'tls-failed',
  ],
  [
    'STARTTLS is refused',
    { script: { EHLO: ehloStartTls, STARTTLS: '454 no' }, profile: byStartTls },
    'starttls-refused',
  ],
  [
    'what could be taken for signing in is injected before the encryption',
    {
      script: { EHLO: ehloStartTls, STARTTLS: '220 go\r\n250 AUTH PLAIN\r\n235 ok' },
      profile: byStartTls,
      timeouts: { tls: 400 },
    },
    'tls-failed',
  ],
  ['EHLO is not understood', { script: { EHLO: '502 what' }, profile: signedIn }, 'auth-not-offered'],
  [
    'EHLO is not understood, and STARTTLS wanted',
    { script: { EHLO: '502 what' }, profile: byStartTls },
    'starttls-not-offered',
  ],
  ['AUTH is not offered', { script: { EHLO: '250 f' }, profile: signedIn }, 'auth-not-offered'],
  [
    'AUTH is offered before the encryption and not inside of it',
    {
      script: { EHLO: twice(ehloStartTls, '250 f'), STARTTLS: 'TLS' },
      server: { certificate: good },
      profile: byStartTls,
    },
    'auth-not-offered',
  ],
  [
    'only GSSAPI and NTLM are offered',
    { script: { EHLO: '250-f\r\n250 AUTH GSSAPI NTLM XOAUTH2' }, profile: signedIn },
    'auth-mechanism',
  ],
  [
    'a token is wanted for a password',
    { script: { EHLO: '250-f\r\n250 AUTH XOAUTH2' }, profile: signedIn },
    'auth-mechanism',
  ],
  [
    'a password is wanted for a token',
    { script: { EHLO: ehlo }, profile: { ...signedIn, auth: 'oauth2' } },
    'auth-mechanism',
  ],
  [
    'the certificate is not trusted, TLS',
    { server: { implicitTls: true, certificate: createSelfSigned(['localhost']) }, profile: byTls },
    'certificate',
  ],
  [
    'the certificate is not trusted, STARTTLS',
    {
      script: { EHLO: ehloStartTls, STARTTLS: 'TLS' },
      server: { certificate: createSelfSigned(['localhost']) },
      profile: byStartTls,
    },
    'certificate',
  ],
  [
    'the certificate is for another name',
    { server: { implicitTls: true, certificate: authority.issue(['mail.example.com']) }, profile: byTls },
    'certificate',
  ],
  [
    'the certificate is not the pinned one, TLS',
    { server: { implicitTls: true, certificate: good }, profile: { ...byTls, certificatePin: otherPin } },
    'certificate-changed',
  ],
  [
    'the certificate is not the pinned one, STARTTLS',
    {
      script: { EHLO: ehloStartTls, STARTTLS: 'TLS' },
      server: { certificate: good },
      profile: { ...byStartTls, certificatePin: otherPin },
    },
    'certificate-changed',
  ],
  ['TLS is spoken to a plain server', { profile: byTls }, 'tls-on-plain-port'],
  [
    'the reply to EHLO is out of step',
    { script: { EHLO: '250-AUTH\r\nx\r\n250 AUTH PLAIN' }, profile: signedIn },
    'protocol',
  ],
];
for (const [name, scenario, code] of leaks) {
  test.concurrent(`no byte of the password is sent when ${name}`, async () => {
    const { outcome, server } = await runScenario(scenario);
    expect(outcome).toMatchObject({ kind: 'not-sent', failure: { code } });
    expect(server.commands.filter((line) => line.startsWith('AUTH'))).toEqual([]);
    expect(server.received()).not.toContain(scenarioPassword);
    expect(server.received()).not.toContain(Buffer.from(scenarioPassword).toString('base64').slice(0, 8));
  });
}

test('the password is kept back on as many days as is promised', () => {
  expect(leaks.length).toBeGreaterThanOrEqual(12);
});

/** The first answer once, and then the other. */
function twice(first: string, then: string): NonNullable<Script['EHLO']> {
  let isFirst = true;
  return (conversation) => {
    conversation.send(isFirst ? first : then);
    isFirst = false;
  };
}

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

const byToken: Partial<Profile> = { auth: 'oauth2', user: 'u=1,2@example.com' };
const offering = (mechanisms: string, answer: Script['AUTH'] = '235 2.7.0 Ok'): Script => ({
  EHLO: `250-fake\r\n250 AUTH ${mechanisms}`,
  AUTH: answer,
});
const initialOf = (server: FakeSmtpServer): string =>
  Buffer.from(server.commands.find((line) => line.startsWith('AUTH '))?.split(' ')[2] ?? '', 'base64').toString();

test.concurrent('an access token goes by XOAUTH2, whatever else the server offers', async () => {
  const { outcome, server } = await runScenario({
    script: offering('PLAIN LOGIN OAUTHBEARER XOAUTH2'),
    profile: byToken,
  });
  expect(outcome.kind).toBe('sent');
  expect(initialOf(server)).toBe(`user=u=1,2@example.com\u0001auth=Bearer ${scenarioPassword}\u0001\u0001`);
});

test.concurrent('an access token goes by OAUTHBEARER where there is no XOAUTH2', async () => {
  const { outcome, server } = await runScenario({
    script: offering('PLAIN OAUTHBEARER', '235-2.7.0 Ok\r\n235 2.7.0 welcome'),
    profile: byToken,
  });
  expect(outcome.kind).toBe('sent');
  expect(initialOf(server)).toBe(
    `n,a=u=3D1=2C2@example.com,\u0001host=127.0.0.1\u0001port=${server.port}\u0001auth=Bearer ${scenarioPassword}\u0001\u0001`,
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
    const { outcome, server, log } = await runScenario({ script, profile: byToken });
    expect(endingOf(outcome)).toEqual(['not-sent', 'token-refused', 'auth']);
    expect(server.commands.filter((line) => line.startsWith('AUTH'))).toHaveLength(1);
    expect(JSON.stringify(outcome) + log).not.toContain('CANARY');
    expect(log).not.toContain(Buffer.from(scenarioPassword).toString('base64').slice(2, 12));
  });
}

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
    password: scenarioPassword,
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
  const { outcome, server } = await runScenario({ body });
  expect(outcome.kind).toBe('sent');
  expect(server.messages).toEqual([`Subject: test\r\n\r\n${body}\r\n`]);
});

test.concurrent('partly sent names who got it and what the server said about the others', async () => {
  const { outcome } = await runScenario({
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
  const { outcome } = await verifyConnection({
    profile: signedInAt(server),
    password: scenarioPassword,
    log: silentLogger,
  });
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

const unworthy: readonly (readonly [string, Script, Partial<Profile>])[] = [
  ['offers no sign-in', { EHLO: '250 f' }, signedIn],
  ['offers other mechanisms only', { EHLO: '250-f\r\n250 AUTH GSSAPI' }, signedIn],
  ['knows HELO only', { EHLO: '502 what' }, signedIn],
  ['strips STARTTLS', { EHLO: ehlo, STARTTLS: '502 what' }, byStartTls],
];
for (const [name, script, profile] of unworthy) {
  test.concurrent(`no secret is even read for a server that ${name}`, async () => {
    const { outcome, wasAsked } = await sendAsking(script, profile, scenarioPassword);
    expect([outcome.kind, wasAsked]).toEqual(['not-sent', false]);
  });
}

test.concurrent('a secret is read when the server is known to be worthy of it, and redacted from then on', async () => {
  const echo: Script = { EHLO: ehlo, AUTH: (c, line) => c.send(`535 5.7.8 no: ${line} ${scenarioPassword}`) };
  const { outcome, wasAsked, shown } = await sendAsking(echo, signedIn, scenarioPassword);
  expect([endingOf(outcome), wasAsked]).toEqual([['not-sent', 'auth-failed', 'auth'], true]);
  expect(shown).not.toContain('CANARY');
});

test.concurrent('where there is none, that is said, and nothing is sent', async () => {
  const { outcome } = await sendAsking({ EHLO: ehlo }, signedIn, undefined);
  expect(endingOf(outcome)).toEqual(['not-sent', 'no-password', 'ehlo']);
});

async function sendAsking(script: Script, profile: Partial<Profile>, secret: string | undefined) {
  const server = await startFakeSmtpServer(script);
  let wasAsked = false;
  const { outcome, transcript } = await sendMessage({
    profile: { ...signedInAt(server), ...profile },
    password: () => {
      wasAsked = true;
      return Promise.resolve(secret);
    },
    message: { raw: Buffer.from('x'), envelope: { from: 'a@x.test', to: ['b@x.test'] }, messageId: '<1@x.test>' },
    log: silentLogger,
  });
  await server.close();
  return { outcome, wasAsked, shown: JSON.stringify([outcome, transcript]) };
}
