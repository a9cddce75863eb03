import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { silentLogger } from '../../../src/core/log.ts';
import type { ConnectionCheck } from '../../../src/core/mail/connectionTest.ts';
import { verifyConnection, type VerifyOutcome } from '../../../src/core/mail/verifyConnection.ts';
import { inEnglish } from '../../../src/core/sentence.ts';
import type { Profile } from '../../../src/core/profiles/profile.ts';
import { createAuthority, createSelfSigned } from '../../support/certificates.ts';
import { startFakeSmtpServer, type FakeOptions, type Script } from '../../support/fakeSmtpServer.ts';

const authority = createAuthority();
const certificate = authority.issue(['localhost', '127.0.0.1']);
const ehlo = '250-fake\r\n250-SIZE 26214400\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN';
const password = 'CANARY-pass';

interface Test {
  readonly outcome: VerifyOutcome;
  readonly checks: readonly ConnectionCheck[];
  /** `done`, `failed` and so on by step, in the order of the list. */
  readonly states: Readonly<Record<string, string>>;
  readonly all: readonly (readonly ConnectionCheck[])[];
  readonly commands: readonly string[];
}

async function run(
  profile: Partial<Profile>,
  script: Script,
  { server: options, given = password }: { readonly server?: FakeOptions; readonly given?: string } = {},
): Promise<Test> {
  const server = await startFakeSmtpServer(script, options);
  const all: (readonly ConnectionCheck[])[] = [];
  const { outcome } = await verifyConnection({
    profile: {
      host: 'localhost',
      port: server.port,
      security: 'none',
      auth: 'password',
      user: 'u',
      to: [],
      environment: 'test',
      ...profile,
    },
    password: given,
    log: silentLogger,
    ca: authority.cert,
    timeouts: { greeting: 300, connect: 1000 },
    onChecks: (checks) => all.push(checks),
  });
  await server.close();
  const checks = all.at(-1) ?? [];
  expect(JSON.stringify([all, outcome])).not.toContain(password);
  return {
    outcome,
    checks,
    states: Object.fromEntries(checks.map(({ step, state }) => [step, state])),
    all,
    commands: server.commands.map((line) => line.split(' ', 1)[0] ?? ''),
  };
}

function details(checks: readonly ConnectionCheck[], step: ConnectionCheck['step']): readonly string[] {
  return checks.find((check) => check.step === step)?.details.map(inEnglish) ?? [];
}

test.concurrent('with STARTTLS, all is looked at in the order in which it happens', async () => {
  const { outcome, checks, states, all, commands } = await run(
    { security: 'starttls' },
    { EHLO: ehlo.replace('250-SIZE', '250-STARTTLS\r\n250-SIZE'), STARTTLS: 'TLS' },
    { server: { certificate } },
  );
  expect(outcome).toEqual({ kind: 'verified', hasSignedIn: true });
  expect(Object.keys(states)).toEqual(['name', 'port', 'greeting', 'tls', 'introduction', 'signIn', 'quit']);
  expect(new Set(Object.values(states))).toEqual(new Set(['done']));
  expect(details(checks, 'name')[0]).toContain('127.0.0.1');
  expect(details(checks, 'port')[0]).toMatch(/^Connected to 127\.0\.0\.1, port \d+$/);
  const encryption = details(checks, 'tls');
  expect(encryption[0]).toMatch(/^TLSv1\.3, TLS_/);
  expect(encryption).toContain('Certificate for localhost, 127.0.0.1');
  expect(encryption).toContain('Issued by Mailproof test authority');
  expect(encryption.at(-1)).toMatch(/^SHA-256 fingerprint (?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  expect(details(checks, 'introduction')).toContain('Takes messages of up to 25 MiB');
  expect(details(checks, 'signIn')).toEqual(['Accepted with PLAIN']);
  expect(commands).toEqual(['EHLO', 'STARTTLS', 'EHLO', 'AUTH', 'QUIT']);
  // It has filled as it went, and nothing that was done came undone.
  const counts = all.map((list) => list.filter(({ state }) => state === 'done').length);
  expect(counts).toEqual(counts.toSorted((left, right) => left - right));
  expect(counts[0]).toBe(0);
});

test.concurrent('the last word is the server’s, and one that says none works all the same', async () => {
  const polite = await run({}, { EHLO: ehlo, QUIT: '221 2.0.0 Bye for now' });
  expect(details(polite.checks, 'quit')).toEqual(['2.0.0 Bye for now']);
  const rude: readonly Script[] = [
    { QUIT: null },
    { QUIT: ({ socket }) => socket.destroy() },
    { QUIT: ({ socket }) => socket.end() },
  ];
  for (const script of rude) {
    const { outcome, states, checks } = await run({}, { EHLO: ehlo, ...script });
    expect(outcome).toEqual({ kind: 'verified', hasSignedIn: true });
    expect(states['quit']).toBe('done');
    expect(details(checks, 'quit')).toEqual(['The server said nothing to it.']);
  }
});

test.concurrent('with implicit TLS, encryption comes before the greeting', async () => {
  const { states } = await run({ security: 'tls' }, { EHLO: ehlo }, { server: { certificate, implicitTls: true } });
  expect(Object.keys(states)).toEqual(['name', 'port', 'tls', 'greeting', 'introduction', 'signIn', 'quit']);
  expect(new Set(Object.values(states))).toEqual(new Set(['done']));
});

test.concurrent('an address needs no name', async () => {
  const { states } = await run({ host: '127.0.0.1' }, { EHLO: ehlo });
  expect(Object.keys(states)).toEqual(['port', 'greeting', 'introduction', 'signIn', 'quit']);
});

test.concurrent('without a password, all but the sign-in is looked at', async () => {
  const { outcome, states, checks, commands } = await run({}, { EHLO: ehlo }, { given: '' });
  expect(outcome).toEqual({ kind: 'verified', hasSignedIn: false });
  expect(states).toMatchObject({ introduction: 'done', signIn: 'skipped', quit: 'done' });
  expect(details(checks, 'signIn')).toEqual(['Not tried: no password was given.']);
  expect(commands).not.toContain('AUTH');
});

test.concurrent('a server that knows HELO only is named as such, and gets no password', async () => {
  const { outcome, states, checks, commands } = await run({}, { EHLO: '502 5.5.1 what' });
  expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'auth-not-offered' } });
  expect(outcome.kind === 'failed' && inEnglish(outcome.failure.message)).toContain('too old');
  expect(details(checks, 'introduction')[0]).toContain('HELO only');
  expect(states).toMatchObject({ introduction: 'done', signIn: 'failed' });
  expect(commands).not.toContain('AUTH');
});

test.concurrent('what failed is marked, and what comes after it was not tried', async () => {
  const wrong = await run({}, { EHLO: ehlo, AUTH: '535 5.7.8 no' });
  expect(wrong.states).toEqual({
    name: 'done',
    port: 'done',
    greeting: 'done',
    introduction: 'done',
    signIn: 'failed',
    quit: 'waiting',
  });
  const closed = await run({ host: '127.0.0.1', port: 1 }, {});
  expect(closed.states).toEqual({
    port: 'failed',
    greeting: 'waiting',
    introduction: 'waiting',
    signIn: 'waiting',
    quit: 'waiting',
  });
  const unknown = await run({ host: 'no-such-host.invalid' }, {});
  expect(unknown.states['name']).toBe('failed');
  const other = createSelfSigned(['localhost']);
  const forged = await run({ security: 'tls' }, {}, { server: { certificate: other, implicitTls: true } });
  expect(forged.states).toMatchObject({ port: 'done', tls: 'failed', greeting: 'waiting' });
  const stripped = await run({ security: 'starttls' }, { EHLO: ehlo, STARTTLS: '502 what' });
  expect(stripped.states).toMatchObject({ greeting: 'done', tls: 'failed', introduction: 'waiting' });
});

const fixes: readonly (readonly [string, Partial<Profile>, Script, FakeOptions | undefined, unknown])[] = [
  ['a plain server where TLS was expected', { security: 'tls' }, {}, undefined, { security: 'starttls' }],
  ['STARTTLS on this computer, not offered', { security: 'starttls' }, { EHLO: ehlo }, undefined, { security: 'none' }],
  [
    'the part before the @ as the user',
    { user: 'lan', from: 'Lan <Lan@example.test>' },
    { EHLO: ehlo, AUTH: '535 5.7.8 no' },
    undefined,
    { user: 'Lan@example.test' },
  ],
];
for (const [name, profile, script, server, fix] of fixes) {
  test.concurrent(`one click mends ${name}`, async () => {
    const { outcome } = await run(profile, script, server === undefined ? {} : { server });
    expect(outcome).toMatchObject({ kind: 'failed', fix });
  });
}

const forgery = createSelfSigned(['localhost']);
const fingerprint = new X509Certificate(forgery.cert).fingerprint256;

for (const security of ['tls', 'starttls'] as const) {
  const options = { server: { certificate: forgery, implicitTls: security === 'tls' } };
  const script: Script = {
    EHLO: security === 'tls' ? ehlo : ehlo.replace('250-SIZE', '250-STARTTLS\r\n250-SIZE'),
    STARTTLS: 'TLS',
  };

  test.concurrent(`a certificate of nobody is refused, shown, and can be pinned (${security})`, async () => {
    const refused = await run({ security }, script, options);
    expect(refused.outcome).toMatchObject({
      kind: 'failed',
      failure: { code: 'certificate' },
      fix: { kind: 'pin', fingerprint },
    });
    expect(refused.states['tls']).toBe('failed');
    expect(details(refused.checks, 'tls')).toContain(`SHA-256 fingerprint ${fingerprint}`);
    expect(refused.commands).not.toContain('AUTH');
    const pinned = await run({ security, certificatePin: fingerprint }, script, options);
    expect(pinned.outcome).toEqual({ kind: 'verified', hasSignedIn: true });
  });

  test.concurrent(`with a pin, no other certificate gets the password, trusted or not (${security})`, async () => {
    const other = { server: { certificate, implicitTls: security === 'tls' } };
    const { outcome, states, commands } = await run({ security, certificatePin: fingerprint }, script, other);
    expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'certificate-changed' }, fix: undefined });
    expect(states['tls']).toBe('failed');
    expect(commands).not.toContain('AUTH');
  });
}

test.concurrent('a name of its own is what the server hears', async () => {
  const server = await startFakeSmtpServer({ EHLO: ehlo });
  await verifyConnection({
    profile: {
      host: '127.0.0.1',
      port: server.port,
      security: 'none',
      auth: 'none',
      to: [],
      environment: 'test',
      ehloName: 'client.example.com',
    },
    log: silentLogger,
  });
  await server.close();
  expect(server.commands[0]).toBe('EHLO client.example.com');
});

test.concurrent('where nothing is known, nothing is offered', async () => {
  const { outcome } = await run({ user: 'lan', from: 'info@example.test' }, { EHLO: ehlo, AUTH: '535 5.7.8 no' });
  expect(outcome).toMatchObject({ kind: 'failed', fix: undefined });
});

test.concurrent('of a greeting of several lines the first is shown', async () => {
  const { checks } = await run({ auth: 'none' }, { greeting: '220-mail.test ESMTP\r\n220-No spam.\r\n220 Go ahead.' });
  expect(details(checks, 'greeting')).toEqual(['mail.test ESMTP']);
});

test.concurrent('a server gets as long for a reply as its profile says', async () => {
  const server = await startFakeSmtpServer({ EHLO: null });
  const started = performance.now();
  const { outcome } = await verifyConnection({
    profile: {
      host: '127.0.0.1',
      port: server.port,
      security: 'none',
      auth: 'none',
      to: [],
      environment: 'test',
      replyTimeoutSeconds: 1,
    },
    log: silentLogger,
  });
  await server.close();
  expect(outcome).toMatchObject({ kind: 'failed', phase: 'ehlo' });
  // By default it would be 30 s.
  expect(performance.now() - started).toBeLessThan(15_000);
});

test.concurrent('a certificate that has expired is explained, and not offered for one click', async () => {
  const expired = authority.issue(['localhost'], { from: new Date('2020-01-01'), to: new Date('2021-01-01') });
  const { outcome, checks } = await run(
    { security: 'tls' },
    {},
    { server: { certificate: expired, implicitTls: true } },
  );
  expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'certificate' } });
  expect(outcome.kind === 'failed' && outcome.fix).toBeUndefined();
  expect(details(checks, 'tls')).toContainEqual(expect.stringContaining('2021-01-01'));
});
