import { X509Certificate } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openImapMailbox } from '../../../src/core/delivery/imapMailbox.ts';
import { MailboxError, type MailboxAccount, type MailboxFailureCode } from '../../../src/core/delivery/mailbox.ts';
import { openPop3Mailbox } from '../../../src/core/delivery/pop3Mailbox.ts';
import type { Security } from '../../../src/core/profiles/profile.ts';
import { createAuthority, createSelfSigned } from '../../support/certificates.ts';
import {
  startFakeMailboxServer,
  type FakeMailboxOptions,
  type FakeMailboxServer,
} from '../../support/fakeMailboxServer.ts';
import { startFakeProxy, type FakeProxy } from '../../support/fakeProxy.ts';

const authority = createAuthority();
const good = authority.issue(['localhost', '127.0.0.1']);
const password = 'canary-Pass-4711';
const servers: FakeMailboxServer[] = [];
const proxies: FakeProxy[] = [];

afterEach(async () => {
  for (const server of [...servers.splice(0), ...proxies.splice(0)]) await server.close();
  vi.unstubAllEnvs();
});

type Protocol = 'imap' | 'pop3';

interface Attempt {
  readonly protocol: Protocol;
  readonly security: Security;
  readonly server: Partial<FakeMailboxOptions>;
  readonly host?: string;
  readonly account?: Partial<MailboxAccount>;
}

/** Signs in to a server that behaves like this; what it was told counts in every notation of the password. */
async function attempt({ protocol, security, server: script, host = '127.0.0.1', account: change }: Attempt): Promise<{
  readonly code: MailboxFailureCode | 'open';
  readonly secretsSent: number;
  readonly text: string;
}> {
  const server = await startFakeMailboxServer({ ...(protocol === 'imap' ? imap() : pop3()), ...script });
  servers.push(server);
  const open = protocol === 'imap' ? openImapMailbox : openPop3Mailbox;
  const account: MailboxAccount = {
    server: { host, port: server.port, security },
    user: 'lan@example.com',
    credential: { kind: 'password', password },
    ca: authority.cert,
    timeouts: { connectMs: 2000, replyMs: 2000 },
    ...change,
  };
  let code: MailboxFailureCode | 'open' = 'open';
  let text = '';
  try {
    (await open(account, new AbortController().signal)).close();
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error;
    code = error.failure.code;
    text = JSON.stringify(error.failure);
  }
  const sent = server.received();
  const notations = [
    password,
    Buffer.from(password).toString('base64').replace(/=+$/, ''),
    Buffer.from(`\0lan@example.com\0${password}`).toString('base64').replace(/=+$/, ''),
  ];
  return { code, secretsSent: notations.filter((notation) => sent.includes(notation)).length, text };
}

/** A good server without encryption. */
function imap(offers = 'IMAP4rev1 STARTTLS AUTH=PLAIN'): FakeMailboxOptions {
  return {
    greeting: '* OK ready\r\n',
    answer: (line) => {
      const [tag = '', verb = ''] = line.split(' ');
      switch (verb.toUpperCase()) {
        case 'CAPABILITY':
          return `* CAPABILITY ${offers}\r\n${tag} OK done\r\n`;
        case 'LOGOUT':
          return { end: true };
        default:
          return `${tag} OK done\r\n`;
      }
    },
    upgradesAfter: /^\S+ STARTTLS/i,
    certificate: good,
  };
}

function pop3(offers = 'SASL PLAIN\r\nUSER\r\nSTLS\r\nTOP\r\nUIDL'): FakeMailboxOptions {
  return {
    greeting: '+OK ready\r\n',
    answer: (line) => {
      if (/^CAPA/i.test(line)) return `+OK\r\n${offers}\r\n.\r\n`;
      if (/^AUTH PLAIN/i.test(line)) return '+ \r\n';
      return '+OK\r\n';
    },
    upgradesAfter: /^STLS/i,
    certificate: good,
  };
}

describe.each(['imap', 'pop3'] as const)('%s', (protocol) => {
  const without = protocol === 'imap' ? imap('IMAP4rev1 AUTH=PLAIN') : pop3('SASL PLAIN\r\nUSER');
  const refusing: Partial<FakeMailboxOptions> =
    protocol === 'imap'
      ? {
          answer: (line) =>
            / STARTTLS/i.test(line) ? `${line.split(' ')[0] ?? ''} NO not today\r\n` : imap().answer(line, plain),
        }
      : { answer: (line) => (/^STLS/i.test(line) ? '-ERR not today\r\n' : pop3().answer(line, plain)) };
  const injecting: Partial<FakeMailboxOptions> =
    protocol === 'imap'
      ? {
          answer: (line) => {
            const answer = imap().answer(line, plain);
            return / STARTTLS/i.test(line) ? `${typeof answer === 'string' ? answer : ''}* OK injected\r\n` : answer;
          },
        }
      : {
          answer: (line) => (/^STLS/i.test(line) ? '+OK\r\n+OK injected\r\n' : pop3().answer(line, plain)),
        };

  test('signs in over TLS, and over STARTTLS', async () => {
    expect((await attempt({ protocol, security: 'tls', server: { implicitTls: true } })).code).toBe('open');
    expect((await attempt({ protocol, security: 'starttls', server: {} })).code).toBe('open');
  });

  test.each([
    ['without STARTTLS', 'starttls', protocol === 'imap' ? without : refusing, 'starttls-not-offered'],
    ['that refuses STARTTLS', 'starttls', refusing, undefined],
    ['that injects lines in front of TLS', 'starttls', injecting, undefined],
    [
      'with a certificate of somebody else',
      'tls',
      { implicitTls: true, certificate: authority.issue(['a.example']) },
      'certificate',
    ],
    [
      'with a certificate of its own',
      'tls',
      { implicitTls: true, certificate: createSelfSigned(['127.0.0.1']) },
      'certificate',
    ],
    [
      'with such a certificate behind STARTTLS',
      'starttls',
      { certificate: createSelfSigned(['127.0.0.1']) },
      'certificate',
    ],
    ['that begins open where TLS is expected', 'tls', {}, 'tls-failed'],
    ['that hangs up', 'starttls', { answer: () => ({ end: true as const }) }, 'connection-lost'],
    ['that never answers', 'starttls', { answer: () => undefined }, 'timeout'],
    ['of another kind', 'starttls', { greeting: 'HTTP/1.1 400 Bad Request\r\n' }, undefined],
  ] as const)('a server %s gets no password', async (_name, security, server, code) => {
    const result = await attempt({ protocol, security, server });
    expect(result.secretsSent).toBe(0);
    expect(result.code).not.toBe('open');
    if (code !== undefined) expect(result.code).toBe(code);
    expect(result.text).not.toContain(password);
  });

  test('without encryption a password goes nowhere but to this machine, and not even a connection elsewhere', async () => {
    const away = await attempt({ protocol, security: 'none', server: {}, host: 'mail.example.com' });
    expect([away.code, away.secretsSent]).toEqual(['plaintext-password', 0]);
    expect((await attempt({ protocol, security: 'none', server: {} })).code).toBe('open');
  });

  test('no setting of the environment makes a certificate of somebody else a good one', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    for (const [security, server] of [
      ['tls', { implicitTls: true, certificate: createSelfSigned(['127.0.0.1']) }],
      ['starttls', { certificate: createSelfSigned(['127.0.0.1']) }],
    ] as const) {
      const result = await attempt({ protocol, security, server });
      expect([security, result.code, result.secretsSent]).toEqual([security, 'certificate', 0]);
    }
  });

  test('the pinned certificate is taken, whoever signed it, and no other, even a good one', async () => {
    const own = createSelfSigned(['mail.example.com']);
    const certificatePin = new X509Certificate(own.cert).fingerprint256;
    for (const security of ['tls', 'starttls'] as const) {
      const implicitTls = security === 'tls';
      const account = { certificatePin };
      const mine = await attempt({ protocol, security, server: { implicitTls, certificate: own }, account });
      expect([security, mine.code]).toEqual([security, 'open']);
      const other = await attempt({ protocol, security, server: { implicitTls }, account });
      expect([security, other.code, other.secretsSent]).toEqual([security, 'certificate-changed', 0]);
    }
  });

  test('a server elsewhere is reached through the proxy, and never without it', async () => {
    const host = 'mailbox.example.com';
    const certificate = authority.issue([host]);
    for (const [security, kind] of [
      ['tls', 'http'],
      ['starttls', 'socks5'],
    ] as const) {
      const server = await startFakeMailboxServer({
        ...(protocol === 'imap' ? imap() : pop3()),
        certificate,
        implicitTls: security === 'tls',
      });
      servers.push(server);
      const proxy = await startFakeProxy({ kind, to: server.port });
      proxies.push(proxy);
      const account = { server: { host, port: 993, security }, proxy: `${kind}://127.0.0.1:${proxy.port}` };
      const result = await attempt({ protocol, security, server: {}, account });
      expect([kind, result.code, proxy.targets]).toEqual([kind, 'open', [`${host}:993`]]);
    }
    const account = { server: { host, port: 993, security: 'tls' as const } };
    const broken = await attempt({ protocol, security: 'tls', server: {}, account: { ...account, proxy: 'nonsense' } });
    expect([broken.code, broken.text]).toEqual(['connection-refused', expect.stringContaining('cannot be read')]);
    const nobody = await attempt({
      protocol,
      security: 'tls',
      server: {},
      account: { ...account, proxy: 'http://127.0.0.1:1' },
    });
    expect([nobody.code, nobody.text]).toEqual(['connection-refused', expect.stringContaining('cannot be reached')]);
  });

  test('a server that repeats the password is not repeated', async () => {
    const echo: Partial<FakeMailboxOptions> = {
      implicitTls: true,
      answer: (line, state) => {
        if (protocol === 'imap') {
          const [tag = '', verb = ''] = line.split(' ');
          return /^(?:LOGIN|AUTHENTICATE)$/i.test(verb)
            ? `${tag} NO [AUTHENTICATIONFAILED] ${password} is wrong: ${line}\r\n`
            : imap().answer(line, state);
        }
        if (/^(?:AUTH|CAPA)/i.test(line)) return pop3().answer(line, state);
        return `-ERR ${password} is wrong: ${line}\r\n`;
      },
    };
    const result = await attempt({ protocol, security: 'tls', server: echo });
    expect(result.code).toBe('sign-in-refused');
    expect(result.text).not.toContain(password);
    expect(result.text).not.toContain(Buffer.from(password).toString('base64').slice(0, 16));
  });
});

const plain = { isEncrypted: false };
