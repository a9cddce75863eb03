import { execFileSync } from 'node:child_process';
import { describe, expect, inject, test } from 'vitest';
import { silentLogger } from '../../src/core/log.ts';
import type { ComposedMessage } from '../../src/core/mail/compose.ts';
import { embedImages } from '../../src/core/mail/embedImages.ts';
import type { SendFailureCode, SendOutcome } from '../../src/core/mail/outcome.ts';
import { sendMessage } from '../../src/core/mail/transport.ts';
import { verifyConnection } from '../../src/core/mail/verifyConnection.ts';
import { parseMessage } from '../../src/core/inbox/parseMessage.ts';
import { accounts, domain, messageSizeLimit, type PortName } from './settings.ts';
import { bob, compose, fetchByImap, profileOf, send, type Sending } from './sending.ts';

const { ca } = inject('realServers');

function fails(
  name: string,
  sending: Sending,
  expected: { kind: SendOutcome['kind']; code: SendFailureCode; detail?: RegExp },
): void {
  test(name, async () => {
    const outcome = await send(sending);
    expect(outcome).toMatchObject({
      kind: expected.kind,
      failure: { code: expected.code, detail: expect.stringMatching(expected.detail ?? /./) },
    });
    expect(JSON.stringify(outcome)).not.toContain(accounts.alice);
  });
}

describe('Postfix takes mail', () => {
  const ways: readonly (readonly [string, PortName])[] = [
    ['over TLS', 'submissions'],
    ['over STARTTLS', 'submission'],
    ['with LOGIN only', 'onlyLogin'],
    ['with CRAM-MD5 only', 'onlyCramMd5'],
    ['without signing in, for its own recipients', 'relay'],
  ];
  for (const [name, port] of ways) {
    test(name, async () => {
      expect(await send({ port })).toMatchObject({
        kind: 'sent',
        accepted: [bob],
        response: expect.stringMatching(/^250 2\.0\.0 /),
      });
    });
  }

  test('50 in a row', async () => {
    for (let index = 0; index < 50; index++) expect((await send()).kind).toBe('sent');
  });

  test('20 at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => send({ port: 'submission' })));
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['sent']));
  });

  test('for an address beyond ASCII it says no', async () => {
    expect((await send({ port: 'relay', to: [`đơn@${domain}`] })).kind).toBe('rejected');
  });
});

describe('Postfix refuses', () => {
  fails(
    'a wrong password over TLS',
    { password: 'wrong' },
    { kind: 'not-sent', code: 'auth-failed', detail: /^535 5\.7\.8/ },
  );
  fails(
    'a wrong password over STARTTLS',
    { port: 'submission', password: 'wrong' },
    { kind: 'not-sent', code: 'auth-failed' },
  );
  fails(
    'a wrong password with LOGIN',
    { port: 'onlyLogin', password: 'wrong' },
    { kind: 'not-sent', code: 'auth-failed' },
  );
  fails(
    'a wrong password with CRAM-MD5',
    { port: 'onlyCramMd5', password: 'wrong' },
    { kind: 'not-sent', code: 'auth-failed' },
  );
  fails(
    "somebody else's sender address",
    { message: { from: { name: '', address: bob } } },
    { kind: 'rejected', code: 'sender-refused', detail: /^553 5\.7\.1/ },
  );
  fails(
    'an unknown recipient',
    { to: [`nobody@${domain}`] },
    { kind: 'rejected', code: 'recipients-unknown', detail: /^550 5\.1\.1/ },
  );
  fails(
    'to relay',
    { port: 'relay', to: ['x@elsewhere.example'] },
    { kind: 'rejected', code: 'relay-denied', detail: /Relay access denied/ },
  );
  fails(
    'a message over its limit',
    { message: { text: 'x'.repeat(messageSizeLimit) } },
    { kind: 'not-sent', code: 'too-large' },
  );
  fails(
    'to go on without encryption',
    { port: 'submission', profile: { security: 'none', auth: 'none' } },
    { kind: 'rejected', code: 'auth-required', detail: /STARTTLS/ },
  );
  fails(
    'to sign in without encryption',
    { port: 'submission', profile: { security: 'none' } },
    { kind: 'not-sent', code: 'auth-not-offered' },
  );
  fails('strangers', { profile: { auth: 'none' } }, { kind: 'rejected', code: 'auth-required' });

  test('one of two recipients', async () => {
    expect(await send({ to: [bob, `nobody@${domain}`] })).toMatchObject({
      kind: 'partly-sent',
      accepted: [bob],
      rejected: [{ address: `nobody@${domain}`, response: expect.stringMatching(/^550 5\.1\.1/) }],
    });
  });
});

describe('Mailproof refuses', () => {
  fails(
    'an expired certificate',
    { port: 'expired' },
    { kind: 'not-sent', code: 'certificate', detail: /CERT_HAS_EXPIRED/ },
  );
  fails(
    'a certificate for another host',
    { port: 'wrongHost' },
    { kind: 'not-sent', code: 'certificate', detail: /ALTNAME/ },
  );
  fails(
    'a self-signed certificate',
    { port: 'selfSigned' },
    { kind: 'not-sent', code: 'certificate', detail: /SELF_SIGNED/ },
  );
  fails('an unknown authority over TLS', { trust: false }, { kind: 'not-sent', code: 'certificate' });
  fails(
    'an unknown authority over STARTTLS',
    { port: 'submission', trust: false },
    { kind: 'not-sent', code: 'certificate' },
  );
  fails(
    'TLS on the STARTTLS port',
    { port: 'submission', profile: { security: 'tls' } },
    { kind: 'not-sent', code: 'tls-on-plain-port' },
  );
});

describe('verifying', () => {
  for (const port of ['submission', 'submissions'] as const) {
    test(`signs in at ${port}`, async () => {
      const { outcome } = await verifyConnection({
        profile: profileOf({ port }),
        password: accounts.alice,
        ca,
        log: silentLogger,
      });
      expect(outcome).toEqual({ kind: 'verified', hasSignedIn: true });
    });
  }

  test('says that the password is wrong', async () => {
    const { outcome } = await verifyConnection({ profile: profileOf({}), password: 'wrong', ca, log: silentLogger });
    expect(outcome).toMatchObject({ kind: 'failed', phase: 'auth', failure: { code: 'auth-failed' } });
  });
});

describe('what arrives by IMAP', () => {
  const htmls: Readonly<Record<string, string>> = {
    'bare line feeds': '<p>a</p>\n<p>b</p>\n',
    CRLF: '<p>a</p>\r\n<p>b</p>\r\n',
    'mixed line endings': '<p>a</p>\n<p>b</p>\r\n<p>c</p>\r\r\n\n',
    'trailing spaces and tabs': '<p>a </p>   \n\t\n<p>b</p> ',
    'long lines': `<p>${'x'.repeat(60_000)}</p>\n`,
    'dots and From at line starts': '.\n..\nFrom here\n',
    'emoji and Vietnamese': '<p>Chào bạn 👩‍👩‍👧‍👦 — Đặng Thị Ngọc Ánh</p>',
    everything: `\uFEFF<!doctype html>\r\n<p>Ế ${'👍 '.repeat(5000)} \t\n\r\n${'y'.repeat(20_000)}\n`,
  };
  for (const [name, html] of Object.entries(htmls)) {
    test(`is the html as it was, with ${name}`, async () => {
      const message = await compose({ html });
      expect(await deliver(message)).toMatchObject({ kind: 'sent' });
      const { htmlPart, source } = await fetchByImap(message.messageId);
      expect(htmlPart.equals(Buffer.from(html))).toBe(true);
      expect(decodeByPython(source).equals(Buffer.from(html))).toBe(true);
    });
  }

  test('has the images in their places', async () => {
    const html = '<img src="a.png"><td background="b c.gif"><p style="background:url(a.png)">\n</p>';
    const contents = new Map([
      ['a.png', Buffer.from([0x89, 0x50, 0, 13, 10, 255])],
      ['b c.gif', Buffer.from('GIF89a')],
    ]);
    const embedded = await embedImages(html, async (name) => {
      const content = contents.get(name);
      return content === undefined
        ? { kind: 'missing', reason: sentence('there is no such file') }
        : { kind: 'image', content, contentType: name.endsWith('.png') ? 'image/png' : 'image/gif' };
    });
    const message = await compose({ html: embedded.html, images: embedded.images });
    expect(await deliver(message)).toMatchObject({ kind: 'sent' });
    const { htmlPart, source } = await fetchByImap(message.messageId);
    const view = parseMessage(source);
    expect(view.findings).toEqual([]);
    let back = htmlPart.toString();
    for (const { cid, filename } of embedded.images) back = back.replaceAll(`cid:${cid}`, filename);
    expect(back).toBe(html);
    const urls = [...contents.entries()].map(
      ([name, content]) => `data:image/${name.slice(-3)};base64,${content.toString('base64')}`,
    );
    for (const url of urls) expect(view.html).toContain(url);
  });
});

async function deliver(message: ComposedMessage): Promise<SendOutcome> {
  const { outcome } = await sendMessage({
    profile: profileOf({}),
    password: accounts.alice,
    message,
    ca,
    log: silentLogger,
  });
  return outcome;
}

const python = `
import email, sys
message = email.message_from_binary_file(sys.stdin.buffer)
part = next(part for part in message.walk() if part.get_content_type() == 'text/html')
sys.stdout.buffer.write(part.get_payload(decode=True))
`;
import { sentence } from '../../src/core/sentence.ts';

function decodeByPython(source: Buffer): Buffer {
  return execFileSync('python3', ['-c', python], { input: source });
}
