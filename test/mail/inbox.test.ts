import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { InboxServer } from '../../src/core/inbox/inboxServer.ts';
import { MessageStore } from '../../src/core/inbox/messageStore.ts';
import { silentLogger } from '../../src/core/log.ts';

const run = promisify(execFile);
const message = `From: a@b.test\r\nTo: c@d.test\r\nSubject: =?utf-8?Q?=C4=90=C6=A1n?=\r\n\r\n.\r\n..two\r\nÁ👍 \r\n${'x'.repeat(900)}\r\n\tend\r\n`;

let folder = '';
let store: MessageStore;
let inbox: InboxServer;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mailproof-inbox-'));
  store = await MessageStore.open(path.join(folder, 'inbox'), silentLogger);
  inbox = await InboxServer.start({ port: 0, store, log: silentLogger });
  await writeFile(path.join(folder, 'message.eml'), message);
  // swaks ends the message with a line break of its own.
  await writeFile(path.join(folder, 'for-swaks.eml'), message.replace(/\r\n$/, ''));
});
afterEach(async () => {
  await inbox.close();
  await rm(folder, { recursive: true, maxRetries: 5 });
});

async function expectStored(): Promise<void> {
  expect(store.list()).toMatchObject([
    { subject: 'Đơn', envelope: { from: 'a@b.test', to: ['c@d.test', 'e@f.test'] } },
  ]);
  const file = store.fileOf(store.list()[0]?.id ?? '') ?? '';
  expect(await readFile(file, 'latin1')).toBe(Buffer.from(message).toString('latin1'));
}

const python = `
import smtplib, sys
with smtplib.SMTP('127.0.0.1', int(sys.argv[1])) as client:
    client.ehlo()
    if len(sys.argv) > 3: client.login('anybody', 'anything')
    client.sendmail('a@b.test', ['c@d.test', 'e@f.test'], open(sys.argv[2], 'rb').read(), ['BODY=8BITMIME'])
`;

test('Python smtplib delivers byte for byte', async () => {
  await run('python3', ['-c', python, String(inbox.port), path.join(folder, 'message.eml')]);
  await expectStored();
});

test('Python smtplib signs in as anybody', async () => {
  await run('python3', ['-c', python, String(inbox.port), path.join(folder, 'message.eml'), 'login']);
  await expectStored();
});

const swaks = (...more: readonly string[]): Promise<unknown> => {
  const server = `127.0.0.1:${inbox.port}`;
  const data = `@${path.join(folder, 'for-swaks.eml')}`;
  const envelope = ['--from', 'a@b.test', '--to', 'c@d.test,e@f.test'];
  return run('swaks', ['--server', server, ...envelope, '--data', data, ...more]);
};

test('swaks delivers', async () => {
  await swaks();
  await expectStored();
});

for (const mechanism of ['PLAIN', 'LOGIN']) {
  test(`swaks signs in with ${mechanism}`, async () => {
    await swaks('--auth', mechanism, '--auth-user', 'u', '--auth-password', 'p');
    await expectStored();
  });
}

const secretPython = `
import smtplib, ssl, sys
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
with smtplib.SMTP('127.0.0.1', int(sys.argv[1])) as client:
    client.ehlo()
    # It is not offered, so that libraries which insist on a known certificate work; whoever asks for it gets it.
    client.esmtp_features['starttls'] = ''
    client.starttls(context=context)
    client.login('anybody', 'anything')
    client.sendmail('a@b.test', ['c@d.test', 'e@f.test'], open(sys.argv[2], 'rb').read(), ['BODY=8BITMIME'])
`;

test('Python smtplib encrypts and signs in', async () => {
  await run('python3', ['-c', secretPython, String(inbox.port), path.join(folder, 'message.eml')]);
  await expectStored();
});

const curl = (...more: readonly string[]): Promise<unknown> => {
  const envelope = ['--mail-from', 'a@b.test', '--mail-rcpt', 'c@d.test', '--mail-rcpt', 'e@f.test'];
  const upload = ['--upload-file', path.join(folder, 'message.eml')];
  return run('curl', ['--silent', '--show-error', `smtp://127.0.0.1:${inbox.port}`, ...envelope, ...upload, ...more]);
};

test('curl delivers byte for byte', async () => {
  await curl();
  await expectStored();
});

test('curl encrypts and signs in where STARTTLS is offered', async () => {
  await inbox.close();
  inbox = await InboxServer.start({ port: 0, store, log: silentLogger, offersStartTls: true });
  await curl('--ssl-reqd', '--insecure', '--user', 'anybody:anything');
  await expectStored();
});

/** msmtp takes the place of sendmail where PHP and others want one: the message by stdin, its lines ended as the system does. */
function sendmail(text: string, ...more: readonly string[]): Promise<unknown> {
  const account = [
    '--set-date-header=off',
    '--set-msgid-header=off',
    '--host=127.0.0.1',
    `--port=${inbox.port}`,
    '--file=/dev/null',
    '--tls=off',
  ];
  const sending = run('msmtp', [...account, ...more]);
  sending.child.stdin?.end(text);
  return sending;
}

test('msmtp delivers byte for byte', async () => {
  await sendmail(message.replaceAll('\r\n', '\n'), '--from=a@b.test', 'c@d.test', 'e@f.test');
  await expectStored();
});

test('msmtp as the sendmail of PHP reads the recipients from the headers, and signs in', async () => {
  const signIn = ['--auth=plain', '--user=u', '--passwordeval=echo p'];
  // As mail() writes it.
  const text =
    'To: c@d.test, e@f.test\nSubject: Order\nX-PHP-Originating-Script: 0:shop.php\nFrom: a@b.test\n\nHello\n';
  await sendmail(text, ...signIn, '-t', '-i', '-f', 'a@b.test');
  const [stored] = store.list();
  expect(stored).toMatchObject({ subject: 'Order', envelope: { from: 'a@b.test', to: ['c@d.test', 'e@f.test'] } });
  expect(await readFile(store.fileOf(stored?.id ?? '') ?? '', 'utf8')).toMatch(/X-PHP-.*\r\n[^]*\r\n\r\nHello\r\n$/);
});

test('nodemailer delivers byte for byte', async () => {
  const transport = createTransport({ host: '127.0.0.1', port: inbox.port, auth: { user: 'u', pass: 'p' } });
  await transport.sendMail({ envelope: { from: 'a@b.test', to: ['c@d.test', 'e@f.test'] }, raw: message });
  await expectStored();
});

test('500 messages over 10 connections are all there', async () => {
  const transport = createTransport({ host: '127.0.0.1', port: inbox.port, pool: true, maxConnections: 10 });
  const envelope = { from: 'a@b.test', to: ['c@d.test'] };
  await Promise.all(Array.from({ length: 500 }, () => transport.sendMail({ envelope, raw: message })));
  transport.close();
  expect(store.list()).toHaveLength(500);
});
