import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { openImapMailbox } from '../../src/core/delivery/imapMailbox.ts';
import type { Mailbox, MailboxAccount, SoughtMessage } from '../../src/core/delivery/mailbox.ts';
import { openPop3Mailbox } from '../../src/core/delivery/pop3Mailbox.ts';
import { waitForArrival, type ArrivalOutcome } from '../../src/core/delivery/waitForArrival.ts';
import { silentLogger } from '../../src/core/log.ts';
import { composeMessage, type ComposeInput } from '../../src/core/mail/compose.ts';
import { sendMessage } from '../../src/core/mail/transport.ts';
import { inEnglish } from '../../src/core/sentence.ts';
import { accessTokens, accounts, domain, junkFolder, type PortName } from './settings.ts';

const { ca, ports, mail } = inject('realServers');
const alice = `alice@${domain}`;

type Port = Extract<PortName, 'imap' | 'imaps' | 'pop3' | 'pop3s'>;

function accountAt(port: Port, change: Partial<MailboxAccount> = {}): MailboxAccount {
  return {
    server: { host: 'localhost', port: ports[port], security: port.endsWith('s') ? 'tls' : 'starttls' },
    user: alice,
    credential: { kind: 'password', password: accounts.alice },
    ca,
    ...change,
  };
}

function open(port: Port, account = accountAt(port)): (signal: AbortSignal) => Promise<Mailbox> {
  return (signal) => (port.startsWith('imap') ? openImapMailbox(account, signal) : openPop3Mailbox(account, signal));
}

/** Through Postfix, as the extension sends it. */
async function send(to: string, change: Partial<ComposeInput> = {}): Promise<SoughtMessage> {
  const id = randomUUID();
  const sought = { messageId: `<${id}@${domain}>`, mailproofId: id, sentAt: new Date() };
  const composed = await composeMessage({
    from: { name: 'Alice', address: alice },
    to: [{ name: '', address: to }],
    subject: `Delivery ${id}`,
    html: '<p>hello</p>',
    text: 'hello',
    images: [],
    messageId: sought.messageId,
    date: sought.sentAt,
    mailproofId: id,
    ...change,
  });
  if (composed.kind === 'invalid') throw new Error(inEnglish(composed.reason));
  const { outcome } = await sendMessage({
    profile: {
      host: 'localhost',
      port: ports.submissions,
      security: 'tls',
      auth: 'password',
      user: alice,
      to: [],
      environment: 'test',
    },
    password: accounts.alice,
    message: composed.message,
    log: silentLogger,
    ca,
  });
  expect(outcome.kind).toBe('sent');
  return sought;
}

async function look(port: Port, sought: SoughtMessage, patienceMs = 10_000): Promise<ArrivalOutcome> {
  return waitForArrival({
    open: open(port),
    sought,
    seesOnlyInbox: port.startsWith('pop3'),
    patienceMs,
    signal: new AbortController().signal,
  });
}

/** What a server put there by itself, past Postfix: a message as a file of the Maildir. */
function put(
  raw: string,
  { folder = '', name = randomUUID() }: { readonly folder?: string; readonly name?: string } = {},
): void {
  const place = path.join(mail, 'alice', 'Maildir', folder);
  const file = path.join(place, 'tmp', name);
  for (const part of ['tmp', 'new', 'cur']) fs.mkdirSync(path.join(place, part), { recursive: true });
  fs.writeFileSync(file, raw);
  fs.renameSync(file, path.join(place, 'new', name));
  own(path.join(mail, 'alice'));
}

/** To the user that the folder of all mail belongs to: Dovecot reads with his rights. */
function own(folder: string): void {
  const { uid, gid } = fs.statSync(mail);
  fs.chownSync(folder, uid, gid);
  for (const entry of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    try {
      fs.lchownSync(path.join(folder, entry), uid, gid);
    } catch (error) {
      // Dovecot makes files of its own meanwhile, and takes them away.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
}

describe.each(['imaps', 'imap', 'pop3s', 'pop3'] as const)('%s', (port) => {
  test('a test mail is found within two seconds, byte for byte', async () => {
    const sought = await send(alice);
    const outcome = await look(port, sought);
    expect(outcome).toMatchObject({
      kind: 'arrived',
      found: { folder: { path: 'INBOX', kind: 'inbox' }, matchedBy: 'message-id', isCut: false },
    });
    if (outcome.kind !== 'arrived') return;
    expect(outcome.seenAfterMs).toBeLessThan(2000);
    expect(Buffer.from(outcome.found.raw).toString()).toMatch(
      new RegExp(`^X-Mailproof-Id: ${sought.mailproofId}\\r$`, 'im'),
    );
    expect(outcome.found.raw.length).toBe(outcome.found.sizeBytes);
  });

  test('a mail that comes later is waited for, and told when it is there', async () => {
    const id = randomUUID();
    const sought = { messageId: `<${id}@late.example>`, mailproofId: id, sentAt: new Date() };
    const waiting = look(port, sought, 20_000);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    put(`Message-ID: ${sought.messageId}\r\nX-Mailproof-Id: ${id}\r\nSubject: late\r\n\r\nhello\r\n`);
    const outcome = await waiting;
    expect(outcome.kind).toBe('arrived');
    if (outcome.kind === 'arrived') expect(outcome.seenAfterMs).toBeGreaterThan(2400);
  });

  test('a Message-ID that the server replaced does not hide it', async () => {
    const id = randomUUID();
    put(`Message-ID: <other-${id}@ses.example>\r\nX-Mailproof-Id: ${id}\r\nSubject: rewritten\r\n\r\nhello\r\n`);
    const outcome = await look(port, { messageId: `<${id}@${domain}>`, mailproofId: id, sentAt: new Date() });
    expect(outcome).toMatchObject({ kind: 'arrived', found: { matchedBy: 'mailproof-id' } });
  });

  test('what was never sent is not found, and the search ends', async () => {
    const outcome = await look(
      port,
      { messageId: '<none@test.example>', mailproofId: 'none', sentAt: new Date() },
      300,
    );
    expect(outcome).toMatchObject({ kind: 'not-arrived', seesOnlyInbox: port.startsWith('pop3') });
  });

  test('a wrong password is told as such', async () => {
    const account = accountAt(port, { credential: { kind: 'password', password: 'wrong-pass' } });
    const outcome = await waitForArrival({
      open: open(port, account),
      sought: { messageId: '<a@b>', mailproofId: 'a', sentAt: new Date() },
      seesOnlyInbox: false,
      signal: new AbortController().signal,
    });
    expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'sign-in-refused' } });
    expect(JSON.stringify(outcome)).not.toContain('wrong-pass');
  });

  test('an access token signs in as well as a password, and one that is not valid is told as refused', async () => {
    const sought = await send(alice);
    const outcomeWith = (accessToken: string): Promise<ArrivalOutcome> =>
      waitForArrival({
        open: open(port, accountAt(port, { credential: { kind: 'token', accessToken } })),
        sought,
        seesOnlyInbox: false,
        signal: new AbortController().signal,
      });
    expect((await outcomeWith(accessTokens.alice)).kind).toBe('arrived');
    const refused = await outcomeWith('stolen-access-token');
    expect(refused).toMatchObject({ kind: 'failed', failure: { code: 'sign-in-refused' } });
    expect(JSON.stringify(refused)).not.toContain('stolen-access-token');
  });

  test('whoever cancels is not kept waiting, connections are let go', async () => {
    const cancel = new AbortController();
    const sought = { messageId: '<none@test.example>', mailproofId: 'none', sentAt: new Date() };
    const waiting = waitForArrival({ open: open(port), sought, seesOnlyInbox: false, signal: cancel.signal });
    await new Promise((resolve) => setTimeout(resolve, 500));
    const startMs = performance.now();
    cancel.abort();
    expect(await waiting).toEqual({ kind: 'cancelled' });
    expect(performance.now() - startMs).toBeLessThan(1000);
  });

  test('nothing in the mailbox is marked, and it is removed only when that is asked for', async () => {
    const sought = await send(alice);
    const outcome = await look(port, sought);
    if (outcome.kind !== 'arrived') throw new Error(outcome.kind);
    const nothing = new AbortController().signal;
    expect(await flagsOf(sought)).toEqual([]);
    const mailbox = await open(port)(nothing);
    await mailbox.remove(outcome.found);
    expect(await mailbox.find(sought, nothing)).toBeUndefined();
    mailbox.close();
  });
});

describe('the spam folder', () => {
  test('is recognised as such by IMAP', async () => {
    const sought = await send(`alice+${junkFolder}@${domain}`);
    expect(await look('imaps', sought)).toMatchObject({
      kind: 'arrived',
      found: { folder: { path: junkFolder, kind: 'junk' } },
    });
  });

  test('is not seen by POP3, which says so', async () => {
    const sought = await send(`alice+${junkFolder}@${domain}`);
    expect(await look('pop3s', sought, 1500)).toMatchObject({ kind: 'not-arrived', seesOnlyInbox: true });
  });
});

test('a copy in the folder of sent mail is no arrival', async () => {
  const id = randomUUID();
  put(`Message-ID: <${id}@${domain}>\r\nX-Mailproof-Id: ${id}\r\n\r\nhello\r\n`, { folder: '.Sent' });
  const sought = { messageId: `<${id}@${domain}>`, mailproofId: id, sentAt: new Date() };
  expect((await look('imaps', sought, 300)).kind).toBe('not-arrived');
});

test('a connection that is cut while waiting is made again', async () => {
  const sockets = new Set<net.Socket>();
  const relay = net.createServer((client) => {
    const upstream = net.connect(ports.imap, '127.0.0.1');
    sockets.add(client);
    client.on('error', () => undefined).on('close', () => upstream.destroy());
    upstream.on('error', () => undefined).on('close', () => client.destroy());
    client.pipe(upstream);
    upstream.pipe(client);
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const address = relay.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const account = accountAt('imap', { server: { host: 'localhost', port, security: 'starttls' } });
  const id = randomUUID();
  const sought = { messageId: `<${id}@cut.example>`, mailproofId: id, sentAt: new Date() };
  const waiting = waitForArrival({
    open: open('imap', account),
    sought,
    seesOnlyInbox: false,
    signal: new AbortController().signal,
  });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(sockets.size).toBe(1);
  for (const socket of sockets) socket.destroy();
  put(`Message-ID: ${sought.messageId}\r\n\r\nhello\r\n`);
  expect((await waiting).kind).toBe('arrived');
  expect(sockets.size).toBe(2);
  await new Promise((resolve) => relay.close(resolve));
});

describe('in a mailbox of 20,000 messages', () => {
  const maildir = path.join(mail, 'alice', 'Maildir');
  const count = (): number =>
    fs.readdirSync(path.join(maildir, 'new')).length + fs.readdirSync(path.join(maildir, 'cur')).length;
  const never = new AbortController().signal;

  test('a new one is found within two seconds of its arrival, with memory that does not grow with the mailbox', async () => {
    fs.mkdirSync(path.join(maildir, 'cur'), { recursive: true });
    for (let index = 0; index < 20_000; index++) {
      const file = path.join(maildir, 'cur', `${1_700_000_000 + index}.M${index}.old:2,S`);
      fs.writeFileSync(file, `Message-ID: <old-${index}@test.example>\r\nSubject: ${index}\r\n\r\nold\r\n`);
      fs.utimesSync(file, 1_700_000_000 + index, 1_700_000_000 + index);
    }
    own(path.join(mail, 'alice'));
    for (const port of ['imaps', 'pop3s'] as const) {
      const mailbox = await open(port)(never);
      // Dovecot itself has to make acquaintance with the new files.
      await mailbox.find({ messageId: '<none@a.example>', mailproofId: 'none', sentAt: new Date() }, never);
      mailbox.close();
      const before = process.memoryUsage().heapUsed;
      const there = count();
      const sought = await send(alice);
      while (count() === there) await new Promise((resolve) => setTimeout(resolve, 20));
      const arrivedMs = performance.now();
      expect((await look(port, sought)).kind).toBe('arrived');
      expect([port, performance.now() - arrivedMs < 2000]).toEqual([port, true]);
      expect(process.memoryUsage().heapUsed - before).toBeLessThan(50 * 1024 * 1024);
    }
  }, 120_000);
});

/** As somebody else sees them. */
async function flagsOf({ messageId }: SoughtMessage): Promise<readonly string[]> {
  const { ImapFlow } = await import('imapflow');
  const client = new ImapFlow({
    host: 'localhost',
    port: ports.imaps,
    secure: true,
    tls: { ca },
    auth: { user: alice, pass: accounts.alice },
    logger: false,
  });
  await client.connect();
  await client.mailboxOpen('INBOX', { readOnly: true });
  const [uid] = (await client.search({ header: { 'Message-ID': messageId } }, { uid: true })) || [];
  const message = await client.fetchOne(String(uid), { flags: true }, { uid: true });
  await client.logout();
  return message === false ? ['gone'] : [...(message.flags ?? [])].filter((flag) => flag !== '\\Recent');
}
