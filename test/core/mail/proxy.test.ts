import { describe, expect, test } from 'vitest';
import { silentLogger } from '../../../src/core/log.ts';
import type { SendFailureCode } from '../../../src/core/mail/outcome.ts';
import { parseProxy, proxyName } from '../../../src/core/mail/proxy.ts';
import { sendMessage } from '../../../src/core/mail/transport.ts';
import type { Profile } from '../../../src/core/profiles/profile.ts';
import { secretKey } from '../../../src/core/profiles/secretKey.ts';
import { inEnglish } from '../../../src/core/sentence.ts';
import { startFakeProxy, type FakeProxyOptions } from '../../support/fakeProxy.ts';
import { startFakeSmtpServer } from '../../support/fakeSmtpServer.ts';
import { authority, endingOf } from '../../support/runScenario.ts';

// RFC 6761: this name is nobody's. The stand-in for the proxy connects to the test's server instead.
const host = 'smtp.proxied.test';
const certificate = authority.issue([host]);
const password = 'CANARY-pass-123/+';

async function send(
  proxy: Pick<FakeProxyOptions, 'kind' | 'answer' | 'isSlow'>,
  profile: Partial<Profile> = {},
  given: { readonly setting?: string } = {},
) {
  const isTls = profile.security === 'tls';
  const server = await startFakeSmtpServer(
    { EHLO: '250-fake\r\n250-STARTTLS\r\n250 AUTH PLAIN', STARTTLS: 'TLS' },
    { certificate, implicitTls: isTls },
  );
  const through = await startFakeProxy({ ...proxy, to: server.port });
  const { outcome, transcript } = await sendMessage({
    profile: {
      host,
      port: 587,
      security: 'starttls',
      auth: 'password',
      user: 'u',
      to: [],
      environment: 'test',
      ...profile,
    },
    password,
    message: {
      raw: Buffer.from('Subject: x\r\n\r\nhello\r\n'),
      envelope: { from: 'a@x.test', to: ['b@x.test'] },
      messageId: '<1@x.test>',
    },
    proxy: given.setting ?? `${proxy.kind}://127.0.0.1:${through.port}`,
    timeouts: { tls: proxy.answer === 'silence' ? 400 : 10_000 },
    ca: authority.cert,
    log: silentLogger,
  });
  await through.close();
  await server.close();
  return { outcome, transcript, server, through };
}

for (const kind of ['http', 'socks5'] as const) {
  for (const security of ['tls', 'starttls'] as const) {
    test.concurrent(`a message goes through a proxy of ${kind}, with ${security}`, async () => {
      const { outcome, transcript, through, server } = await send({ kind }, { security });
      expect(outcome).toMatchObject({ kind: 'sent' });
      // The name, not an address: the proxy may know more names than this computer.
      expect(through.targets).toEqual([`${host}:587`]);
      expect(server.messages).toHaveLength(1);
      expect(through.forwarded()).not.toContain('hello');
      expect(transcript.lines.map(({ text }) => inEnglish(text)).join('\n')).toMatch(/The proxy \S+ has connected/);
    });
  }
  test.concurrent(`an answer of ${kind} that comes byte by byte is read whole`, async () => {
    const { outcome } = await send({ kind, isSlow: true });
    expect(outcome.kind).toBe('sent');
  });
}

test.concurrent('a greeting that comes with the answer of the proxy is not lost', async () => {
  const answer = 'HTTP/1.1 200 OK\r\n\r\n554 5.7.1 this came at once\r\n';
  const { outcome } = await send({ kind: 'http', answer });
  expect(endingOf(outcome)).toEqual(['not-sent', 'server-unavailable', 'greeting']);
});

test.concurrent('without encryption, a password does not go through a proxy on this computer', async () => {
  const { outcome, server } = await send({ kind: 'http' }, { security: 'none' });
  expect(endingOf(outcome)).toEqual(['not-sent', 'plaintext-password', 'connect']);
  expect(server.received()).toBe('');
});

test.concurrent('this computer is reached without the proxy', async () => {
  const server = await startFakeSmtpServer();
  const { outcome } = await sendMessage({
    profile: { host: '127.0.0.1', port: server.port, security: 'none', auth: 'none', to: [], environment: 'test' },
    message: { raw: Buffer.from('x'), envelope: { from: 'a@x.test', to: ['b@x.test'] }, messageId: '<1@x.test>' },
    proxy: 'http://127.0.0.1:1',
    log: silentLogger,
  });
  await server.close();
  expect(outcome.kind).toBe('sent');
});

const failures: readonly (readonly [string, Parameters<typeof send>[0], SendFailureCode, RegExp])[] = [
  [
    'forbids it',
    { kind: 'http', answer: 'HTTP/1.1 403 Forbidden\r\n\r\n' },
    'proxy-refused',
    /did not connect to smtp\.proxied\.test:587/,
  ],
  [
    'cannot reach the server',
    { kind: 'http', answer: 'HTTP/1.0 502 Bad Gateway\r\nX: y\r\n\r\n<html>' },
    'proxy-refused',
    /did not connect/,
  ],
  [
    'wants a sign-in',
    { kind: 'http', answer: 'HTTP/1.1 407 Proxy Authentication Required\r\n\r\n' },
    'proxy-auth',
    /wants a sign-in/,
  ],
  [
    'is a mail server',
    { kind: 'http', answer: '220 mail.x.test ESMTP ready\r\n' },
    'proxy-failed',
    /not a proxy of this kind/,
  ],
  [
    'talks without end',
    { kind: 'http', answer: `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(10_000)}` },
    'proxy-failed',
    /not a proxy/,
  ],
  ['is silent', { kind: 'http', answer: 'silence' }, 'proxy-failed', /did not answer/],
  ['hangs up', { kind: 'http', answer: 'close' }, 'proxy-refused', /closed the connection/],
  [
    'refuses, by SOCKS',
    { kind: 'socks5', answer: Uint8Array.of(5, 2, 0, 1, 0, 0, 0, 0, 0, 0) },
    'proxy-refused',
    /did not connect/,
  ],
  ['wants a sign-in, by SOCKS', { kind: 'socks5', answer: Uint8Array.of(5, 0xff) }, 'proxy-auth', /wants a sign-in/],
  [
    'is of the web, and SOCKS was wanted',
    { kind: 'socks5', answer: 'HTTP/1.1 400 Bad Request\r\n\r\n' },
    'proxy-failed',
    /not a proxy of this kind/,
  ],
  ['is silent, by SOCKS', { kind: 'socks5', answer: 'silence' }, 'proxy-failed', /did not answer/],
];
for (const [name, proxy, code, message] of failures) {
  test.concurrent(`a proxy that ${name} is told as such`, async () => {
    const { outcome, server } = await send(proxy);
    expect(endingOf(outcome)).toEqual(['not-sent', code, 'connect']);
    expect('failure' in outcome && inEnglish(outcome.failure.message)).toMatch(message);
    expect(server.received()).toBe('');
  });
}

test.concurrent('a proxy that is not there is told as such', async () => {
  const { outcome } = await send({ kind: 'http' }, {}, { setting: 'http://127.0.0.1:1' });
  expect(endingOf(outcome)).toEqual(['not-sent', 'proxy-unreachable', 'connect']);
});

test.concurrent('a setting that is none never leads to a connection without', async () => {
  for (const setting of ['proxy:3128', 'ftp://x', `http://u:${password}@127.0.0.1:3128`]) {
    const { outcome, server, through } = await send({ kind: 'http' }, {}, { setting });
    expect(endingOf(outcome)).toEqual(['not-sent', 'proxy-setting', 'connect']);
    expect(JSON.stringify(outcome)).not.toContain('CANARY');
    expect([server.received(), through.targets]).toEqual(['', []]);
  }
});

describe('a setting', () => {
  test.each([
    ['', 'none'],
    ['  ', 'none'],
    ['http://proxy.example.com:3128', 'http://proxy.example.com:3128'],
    ['HTTP://Proxy.Example.com/', 'http://proxy.example.com:80'],
    ['socks5://127.0.0.1:1080', 'socks5://127.0.0.1:1080'],
    ['socks5h://[::1]:1080', 'socks5://[::1]:1080'],
    ['socks://x', 'socks5://x:1080'],
    ['https://x', 'form'],
    ['x', 'form'],
    ['http://', 'form'],
    ['http://u@x', 'secret'],
  ])('%j', (text, expected) => {
    const parsed = parseProxy(text);
    expect(
      parsed.kind === 'valid' ? proxyName(parsed.proxy) : parsed.kind === 'invalid' ? parsed.why : parsed.kind,
    ).toBe(expected);
  });
});

describe('a stored password', () => {
  const profile: Profile = {
    host,
    port: 587,
    security: 'starttls',
    auth: 'password',
    user: 'u',
    to: [],
    environment: 'test',
  };
  const key = (proxy: string | undefined, of: Profile = profile): string =>
    secretKey({ scope: 'user', workspaceId: undefined, profile: of, ...(proxy === undefined ? {} : { proxy }) });

  test('counts for the proxy that it was saved with', () => {
    expect(new Set([key(undefined), key('http://a:1'), key('http://b:1'), key('socks5://a:1')]).size).toBe(4);
    expect(key('')).toBe(key(undefined));
    expect(key('http://A:1/')).toBe(key('http://a:1'));
  });

  test('of this computer does not know of proxies', () => {
    const here = { ...profile, host: '127.0.0.1' };
    expect(key('http://a:1', here)).toBe(key(undefined, here));
  });
});
