import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { X509Certificate } from 'node:crypto';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { InboxServer } from '../../../src/core/inbox/inboxServer.ts';
import { MessageStore } from '../../../src/core/inbox/messageStore.ts';
import { silentLogger } from '../../../src/core/log.ts';
import { sendMessage } from '../../../src/core/mail/transport.ts';

let folder = '';
let store: MessageStore;
let inbox: InboxServer;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mailproof-inbox-'));
  store = await MessageStore.open(folder, silentLogger);
  inbox = await InboxServer.start({ port: 0, store, log: silentLogger });
});
afterEach(async () => {
  await inbox.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function send(raw: string, options: { to?: readonly string[]; password?: string } = {}) {
  const account = options.password === undefined ? { auth: 'none' as const } : { auth: 'password' as const, user: 'u' };
  const { outcome } = await sendMessage({
    profile: { host: '127.0.0.1', port: inbox.port, security: 'none', ...account, to: [], environment: 'test' },
    ...(options.password === undefined ? {} : { password: options.password }),
    message: {
      raw: Buffer.from(raw),
      envelope: { from: 'a@b.test', to: options.to ?? ['c@d.test'] },
      messageId: '<1@b.test>',
    },
    log: silentLogger,
  });
  return outcome;
}

/** Says each of these after a reply, hangs up after the last or after its reply, and returns what the server said. */
async function talk(steps: readonly string[], hangUp: 'after reply' | 'at once' = 'after reply'): Promise<string> {
  const socket = net.connect(inbox.port, '127.0.0.1');
  let said = '';
  let next = 0;
  socket.on('error', () => undefined);
  socket.on('data', (data) => {
    said += data.toString();
    if (!/^\d{3} .*\r\n$/m.test(data.toString())) return;
    const step = steps[next++];
    if (step === undefined) socket.end();
    else if (hangUp === 'at once' && next === steps.length) socket.end(step);
    else socket.write(step);
  });
  await new Promise((resolve) => socket.once('close', resolve));
  return said;
}

const stored = async (): Promise<readonly string[]> =>
  Promise.all(store.list().map(async ({ id }) => readFile(store.fileOf(id) ?? '', 'latin1')));

test('a message is stored as it came', async () => {
  const raw = `Subject: hi\r\n\r\n.\r\n..x\r\n${'y'.repeat(3000)} \r\n\tÁ👍\r\n`;
  expect((await send(raw)).kind).toBe('sent');
  expect(await stored()).toEqual([Buffer.from(raw).toString('latin1')]);
  expect(store.list()[0]?.envelope).toEqual({ from: 'a@b.test', to: ['c@d.test'] });
});

test('any user and password is welcome', async () => {
  expect((await send('Subject: x\r\n\r\n', { password: 'anything' })).kind).toBe('sent');
});

const account = { user: 'test', password: 'pässword' };

for (const [password, user, kind] of [
  ['pässword', 'test', 'sent'],
  ['wrong', 'test', 'not-sent'],
  ['pässword', 'somebody', 'not-sent'],
  [undefined, 'test', 'not-sent'],
] as const) {
  test(`where a sign-in is required, ${user} with ${password ?? 'no password'} is ${kind}`, async () => {
    const strict = await InboxServer.start({ port: 0, store, log: silentLogger, account });
    const { outcome } = await sendMessage({
      profile: {
        host: '127.0.0.1',
        port: strict.port,
        security: 'none',
        ...(password === undefined ? { auth: 'none' } : { auth: 'password', user }),
        to: [],
        environment: 'test',
      },
      ...(password === undefined ? {} : { password }),
      message: {
        raw: Buffer.from('Subject: x\r\n\r\n'),
        envelope: { from: 'a@b.test', to: ['c@d.test'] },
        messageId: '<1@b.test>',
      },
      log: silentLogger,
    });
    await strict.close();
    expect([outcome.kind, store.list().length]).toEqual([
      kind === 'sent' ? 'sent' : expect.stringMatching(/^(not-sent|rejected)$/),
      kind === 'sent' ? 1 : 0,
    ]);
  });
}

/** Goes to TLS after EHLO and sends; returns what EHLO offered and whether the certificate holds for the address. */
async function sendOverTls(port: number): Promise<{ offered: boolean; validFor: string | undefined }> {
  const socket = net.connect(port, '127.0.0.1');
  const answerOf = (from: net.Socket): Promise<string> =>
    new Promise((resolve) => from.once('data', (data: Buffer) => resolve(data.toString())));
  await answerOf(socket);
  const ask = async (on: net.Socket, command: string): Promise<string> => {
    on.write(`${command}\r\n`);
    return answerOf(on);
  };
  const offers = await ask(socket, 'EHLO x');
  await ask(socket, 'STARTTLS');
  const secure = tls.connect({ socket, rejectUnauthorized: false, host: '127.0.0.1' });
  await new Promise((resolve) => secure.once('secureConnect', resolve));
  const certificate = new X509Certificate(secure.getPeerCertificate().raw);
  for (const command of ['EHLO x', 'MAIL FROM:<a@b.test>', 'RCPT TO:<c@d.test>', 'DATA', 'Subject: tls\r\n\r\n.']) {
    await ask(secure, command);
  }
  secure.destroy();
  return { offered: offers.includes('STARTTLS'), validFor: certificate.checkIP('127.0.0.1') };
}

for (const offersStartTls of [false, true]) {
  test(`STARTTLS works where it is ${offersStartTls ? '' : 'not '}offered`, async () => {
    const server = await InboxServer.start({ port: 0, store, log: silentLogger, offersStartTls });
    expect(await sendOverTls(server.port)).toEqual({ offered: offersStartTls, validFor: '127.0.0.1' });
    await server.close();
    expect(store.list().map(({ subject }) => subject)).toEqual(['tls']);
  });
}

test('what it can do is said', async () => {
  const said = await talk(['EHLO x\r\n', 'QUIT\r\n']);
  for (const capability of ['SIZE 26214400', '8BITMIME', 'SMTPUTF8', 'PIPELINING', 'AUTH PLAIN LOGIN CRAM-MD5'])
    expect(said).toContain(capability);
});

test('addresses beyond ASCII are welcome', async () => {
  await talk([
    'EHLO x\r\n',
    'MAIL FROM:<người@công-ty.test> SMTPUTF8 BODY=8BITMIME\r\n',
    'RCPT TO:<用户@例え.test>\r\n',
    'DATA\r\n',
    'Subject: x\r\n\r\n.\r\n',
    'QUIT\r\n',
  ]);
  expect(store.list()[0]?.envelope).toEqual({ from: 'người@công-ty.test', to: ['用户@例え.test'] });
});

test('100 recipients are welcome and the next is refused', async () => {
  const to = Array.from({ length: 101 }, (_, index) => `r${index}@d.test`);
  expect(await send('Subject: x\r\n\r\n', { to })).toMatchObject({
    kind: 'partly-sent',
    rejected: [{ address: 'r100@d.test', response: expect.stringMatching(/^452 /) }],
  });
});

test('a taken port means one of the next', async () => {
  const second = await InboxServer.start({ port: inbox.port, store, log: silentLogger });
  expect([second.requestedPort, second.port !== inbox.port, second.refusal]).toEqual([inbox.port, true, 'EADDRINUSE']);
  await second.close();
});

test('it listens on the loopback address only', async () => {
  const socket = net.connect(inbox.port, '127.0.0.2');
  const result = await new Promise((resolve) => {
    socket.once('error', (error) => resolve('code' in error ? error.code : error));
    socket.once('connect', () => resolve('connected'));
  });
  socket.destroy();
  expect(result).toBe('ECONNREFUSED');
});

test('a message over the limit is refused and leaves nothing', async () => {
  const announced = await send(`Subject: x\r\n\r\n${'x'.repeat(26 * 1024 * 1024)}`);
  expect(announced).toMatchObject({ kind: 'not-sent', failure: { code: 'too-large' } });
  const line = `${'x'.repeat(998)}\r\n`;
  const said = await talk([
    'EHLO x\r\n',
    'MAIL FROM:<a@b.test>\r\n',
    'RCPT TO:<c@d.test>\r\n',
    'DATA\r\n',
    `${line.repeat(27_000)}.\r\n`,
    'NOOP\r\n',
  ]);
  expect(said).toMatch(/^552 .*$/m);
  expect(said).toMatch(/^250 .*\r\n$/m);
  expect([await readdir(path.join(folder, 'tmp')), store.list()]).toEqual([[], []]);
});

test('a message that breaks off is not stored', async () => {
  const opening = ['EHLO x\r\n', 'MAIL FROM:<a@b.test>\r\n', 'RCPT TO:<c@d.test>\r\n', 'DATA\r\n'];
  await talk([...opening, 'Subject: half\r\n\r\nha'], 'at once');
  await inbox.close();
  expect([await readdir(path.join(folder, 'tmp')), await readdir(path.join(folder, 'messages'))]).toEqual([[], []]);
});

test('without a place to store the client hears it, and the server lives on', async () => {
  await rm(path.join(folder, 'tmp'), { recursive: true });
  await writeFile(path.join(folder, 'tmp'), 'a file where the folder should be');
  const raw = `Subject: x\r\n\r\n${'x'.repeat(3_000_000)}\r\n`;
  expect(await send(raw)).toMatchObject({
    kind: 'rejected',
    permanent: false,
    failure: { detail: expect.stringMatching(/^452 /) },
  });
  await rm(path.join(folder, 'tmp'));
  expect((await send(raw)).kind).toBe('sent');
});

test('web pages cannot talk to it', async () => {
  const socket = net.connect(inbox.port, '127.0.0.1');
  socket.write(
    'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nEHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nx\r\n.\r\n',
  );
  let said = '';
  socket.on('error', () => undefined);
  socket.on('data', (data) => (said += data.toString()));
  await new Promise((resolve) => socket.once('close', resolve));
  expect(said).toMatch(/^421 /);
  expect(store.list()).toEqual([]);
});

for (const ending of ['\n.\n', '\r.\r', '\n.\r\n', '\r\n.\n', '\r\n.\r', '\r\n\0.\r\n']) {
  test(`${JSON.stringify(ending)} does not end a message`, async () => {
    await talk([
      'EHLO x\r\n',
      'MAIL FROM:<a@b.test>\r\n',
      'RCPT TO:<c@d.test>\r\n',
      'DATA\r\n',
      `a${ending}MAIL FROM:<evil@b.test>\r\n.\r\n`,
      'QUIT\r\n',
    ]);
    expect(store.list().map((message) => message.envelope.from)).toEqual(['a@b.test']);
  });
}

test('closing ends idle conversations at once', async () => {
  const socket = net.connect(inbox.port, '127.0.0.1');
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('data', resolve));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const started = performance.now();
  await inbox.close();
  await closed;
  expect(performance.now() - started).toBeLessThan(1000);
});
