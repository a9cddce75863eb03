import { afterEach, describe, expect, test } from 'vitest';
import { openImapMailbox } from '../../../src/core/delivery/imapMailbox.ts';
import { MailboxError, type Mailbox, type MailboxAccount } from '../../../src/core/delivery/mailbox.ts';
import { openPop3Mailbox } from '../../../src/core/delivery/pop3Mailbox.ts';
import { waitForArrival } from '../../../src/core/delivery/waitForArrival.ts';
import type { Security } from '../../../src/core/profiles/profile.ts';
import {
  startFakeMailboxServer,
  type FakeMailboxOptions,
  type FakeMailboxServer,
  type Repeated,
} from '../../support/fakeMailboxServer.ts';

type Answer = ReturnType<FakeMailboxOptions['answer']>;

/** What it says instead, by the verb of the command; `greeting` is what it begins with. `T` stands for the tag. */
type Script = Readonly<Record<string, string | Repeated | { readonly end: true }>>;

const servers: FakeMailboxServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const message = 'Message-ID: <a@b>\r\nX-Mailproof-Id: x\r\nSubject: hello\r\n\r\nhello\r\n';
const goodImap: Script = {
  greeting: '* OK ready\r\n',
  CAPABILITY: '* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nT OK\r\n',
  LIST: '* LIST (\\HasNoChildren) "/" INBOX\r\n* LIST (\\HasNoChildren) "/" Other\r\nT OK\r\n',
  STATUS: '* STATUS Other (UIDNEXT 1 UIDVALIDITY 1)\r\nT OK\r\n',
  SELECT: '* 1 EXISTS\r\n* OK [UIDVALIDITY 1] .\r\n* OK [UIDNEXT 2] .\r\nT OK [READ-ONLY]\r\n',
  EXAMINE: '* 1 EXISTS\r\n* OK [UIDVALIDITY 1] .\r\n* OK [UIDNEXT 2] .\r\nT OK [READ-ONLY]\r\n',
  SEARCH: '* SEARCH 1\r\nT OK\r\n',
  FETCH: `* 1 FETCH (UID 1 RFC822.SIZE ${message.length} BODY[] {${message.length}}\r\n${message})\r\nT OK\r\n`,
};
const goodPop3: Script = {
  greeting: '+OK ready\r\n',
  CAPA: '+OK\r\nSASL PLAIN\r\nUSER\r\nTOP\r\nUIDL\r\n.\r\n',
  AUTH: '+ \r\n',
  UIDL: '+OK\r\n1 abc\r\n.\r\n',
  LIST: `+OK 1 ${message.length}\r\n`,
  TOP: `+OK\r\n${message}.\r\n`,
};

const shortTimeouts = { connectMs: 2000, replyMs: 1500, lookMs: 4000 };

function accountAt(
  { port }: FakeMailboxServer,
  {
    security = 'none',
    timeouts,
  }: { readonly security?: Security; readonly timeouts?: MailboxAccount['timeouts'] } = {},
): MailboxAccount {
  return {
    server: { host: '127.0.0.1', port, security },
    user: 'lan@example.com',
    credential: { kind: 'password', password: 'canary-Pass-4711' },
    ...(timeouts === undefined ? {} : { timeouts }),
  };
}

/** One look at a server that behaves like this, with what it could make us take. */
async function look(
  protocol: 'imap' | 'pop3',
  changes: Script,
): Promise<{
  readonly result: string;
  readonly saidBytes: number;
  readonly tookMs: number;
  readonly grownBytes: number;
}> {
  const script = { ...(protocol === 'imap' ? goodImap : goodPop3), ...changes };
  const greeting = script['greeting'];
  const server = await startFakeMailboxServer({
    greeting: greeting === undefined || (typeof greeting === 'object' && 'end' in greeting) ? '' : greeting,
    answer: (line): Answer => {
      const words = line.toUpperCase().split(' ');
      const [tag = '', verb = ''] = protocol === 'imap' ? words : ['', words[0]];
      const known = script[verb === 'UID' ? (words[2] ?? '') : verb];
      if (typeof known === 'string') return known.replaceAll('T OK', `${tag} OK`).replaceAll('T NO', `${tag} NO`);
      if (known !== undefined) return known;
      return protocol === 'imap' ? `${tag} OK done\r\n` : '+OK\r\n';
    },
  });
  servers.push(server);
  const account = accountAt(server, { timeouts: shortTimeouts });
  const startMs = performance.now();
  const before = process.memoryUsage().heapUsed;
  const outcome = await waitForArrival({
    open: (signal) => (protocol === 'imap' ? openImapMailbox(account, signal) : openPop3Mailbox(account, signal)),
    sought: { messageId: '<a@b>', mailproofId: 'x', sentAt: new Date() },
    seesOnlyInbox: false,
    patienceMs: 0,
    signal: new AbortController().signal,
  });
  return {
    result: outcome.kind === 'failed' ? outcome.failure.code : outcome.kind,
    saidBytes: server.said(),
    tookMs: performance.now() - startMs,
    grownBytes: process.memoryUsage().heapUsed - before,
  };
}

const megabyte = 1024 * 1024;
const deep = '('.repeat(10_000);

test('these servers are good ones, but for what they are made to say', async () => {
  expect((await look('imap', {})).result).toBe('arrived');
  expect((await look('pop3', {})).result).toBe('arrived');
});

describe.each<readonly [name: string, protocol: 'imap' | 'pop3', script: Script, results: readonly string[]]>([
  [
    'lists in lists, 10,000 deep',
    'imap',
    { LIST: `* LIST ${deep}\r\nT OK\r\n`, SEARCH: '* SEARCH\r\nT OK\r\n' },
    ['protocol', 'not-arrived'],
  ],
  ['the same in an answer to FETCH', 'imap', { FETCH: `* 1 FETCH ${deep}\r\nT OK\r\n` }, ['protocol', 'not-arrived']],
  [
    'a literal of 100 MB',
    'imap',
    { FETCH: { first: '* 1 FETCH (UID 1 BODY[] {104857600}\r\n', repeat: 'x'.repeat(65_536) } },
    ['protocol'],
  ],
  [
    'a message that is announced to be 1 TB',
    'imap',
    { FETCH: '* 1 FETCH (UID 1 RFC822.SIZE 1099511627776 BODY[] {1099511627776}\r\n' },
    ['protocol', 'timeout'],
  ],
  ['a line without an end', 'imap', { EXAMINE: { repeat: 'x'.repeat(65_536) } }, ['protocol']],
  [
    'a greeting without an end',
    'imap',
    { greeting: { repeat: 'x'.repeat(65_536) } },
    ['protocol', 'not-a-mailbox-server'],
  ],
  [
    'folders without an end',
    'imap',
    { SEARCH: '* SEARCH\r\nT OK\r\n', LIST: { repeat: '* LIST () "/" x\r\n'.repeat(1000) } },
    ['protocol', 'timeout'],
  ],
  [
    'numbers without an end',
    'imap',
    { SEARCH: { repeat: '* SEARCH 1 2 3 4 5 6 7 8 9\r\n'.repeat(1000) } },
    ['protocol', 'timeout'],
  ],
  ['an answer a byte at a time', 'imap', { SEARCH: { first: '* SEARCH ', repeat: '1', everyMs: 50 } }, ['timeout']],
  [
    'lines a few at a time, for ever',
    'imap',
    { CAPABILITY: { repeat: '* OK still there\r\n', everyMs: 50 } },
    ['timeout'],
  ],
  [
    'numbers that are none',
    'imap',
    { SEARCH: '* SEARCH abc -1 1e999 99999999999999999999 NaN\r\nT OK\r\n' },
    ['not-arrived', 'protocol'],
  ],
  ['a message that was not asked for', 'imap', { SEARCH: '* SEARCH 7\r\nT OK\r\n' }, ['not-arrived', 'arrived']],
  [
    'a state of a folder that is nonsense',
    'imap',
    { EXAMINE: '* x EXISTS\r\n* OK [UIDVALIDITY nil] .\r\n* OK [UIDNEXT -5] .\r\nT OK\r\n' },
    ['not-arrived', 'arrived', 'protocol'],
  ],
  ['a line without an end', 'pop3', { UIDL: { first: '+OK\r\n', repeat: 'x'.repeat(65_536) } }, ['protocol']],
  ['a greeting without an end', 'pop3', { greeting: { repeat: 'x'.repeat(65_536) } }, ['protocol']],
  [
    'ids without an end',
    'pop3',
    { UIDL: { first: '+OK\r\n', repeat: '1 a\r\n'.repeat(10_000) } },
    ['protocol', 'timeout'],
  ],
  ['empty lines without an end', 'pop3', { TOP: { first: '+OK\r\n', repeat: '\r\n'.repeat(30_000) } }, ['protocol']],
  [
    'capabilities without an end',
    'pop3',
    { CAPA: { first: '+OK\r\n', repeat: 'X-THING\r\n'.repeat(10_000) } },
    ['protocol'],
  ],
  ['an answer a byte at a time', 'pop3', { UIDL: { first: '+OK\r\n', repeat: '1', everyMs: 50 } }, ['timeout']],
  [
    'lines a few at a time, for ever',
    'pop3',
    { UIDL: { first: '+OK\r\n', repeat: '1 a\r\n', everyMs: 50 } },
    ['timeout'],
  ],
  [
    'numbers that are none',
    'pop3',
    { UIDL: '+OK\r\nabc def\r\n-1 x\r\n99999999999999999999 y\r\n1e9 z\r\n.\r\n' },
    ['not-arrived'],
  ],
  [
    'a count that is none',
    'pop3',
    {
      UIDL: '-ERR no\r\n',
      STAT: '+OK 99999999999999999999 -5\r\n',
      TOP: '-ERR no such message\r\n',
      LIST: '-ERR no\r\n',
    },
    ['not-arrived', 'protocol'],
  ],
  [
    'a message that is announced to be 1 TB',
    'pop3',
    { LIST: '+OK 1 1099511627776\r\n' },
    ['not-arrived', 'arrived', 'protocol'],
  ],
] as const)('a server that sends %s (%s)', (_name, protocol, script, results) => {
  test('is given up on with a reason, soon, and without its filling the memory', async () => {
    const { result, saidBytes, tookMs, grownBytes } = await look(protocol, script);
    expect(results).toContain(result);
    // A few seconds, and more on a machine with other work.
    expect(tookMs).toBeLessThan(30_000);
    // What is taken in is more than what is kept: sockets have buffers.
    expect(saidBytes).toBeLessThan(40 * megabyte);
    expect(grownBytes).toBeLessThan(300 * megabyte);
  }, 60_000);
});

describe('a server that hangs up', () => {
  const phases = {
    imap: ['CAPABILITY', 'AUTHENTICATE', 'EXAMINE', 'SEARCH', 'FETCH'],
    pop3: ['CAPA', 'AUTH', 'UIDL', 'TOP', 'LIST'],
  } as const;
  for (const protocol of ['imap', 'pop3'] as const) {
    for (const phase of phases[protocol]) {
      test(`at ${phase} (${protocol}) is told as such`, async () => {
        expect((await look(protocol, { [phase]: { end: true } })).result).toBe('connection-lost');
      });
    }
  }

  for (const phase of ['greeting', ...phases.imap]) {
    test(`with BYE at ${phase} is told as such`, async () => {
      const { result } = await look('imap', { [phase]: '* BYE Shutting down\r\n' });
      expect(['connection-lost', 'sign-in-temporary', 'mailbox-unavailable']).toContain(result);
    });
  }
});

test('a folder that may not be opened is passed over', async () => {
  const server = await startFakeMailboxServer({
    greeting: '* OK ready\r\n',
    answer: (line) => {
      const [tag = '', verb = '', sub = ''] = line.toUpperCase().split(' ');
      const known = verb === 'UID' ? goodImap[sub] : goodImap[verb];
      if (verb === 'LIST') return `* LIST () "/" INBOX\r\n* LIST () "/" Shared\r\n* LIST () "/" Work\r\n${tag} OK\r\n`;
      if (verb === 'EXAMINE' && line.includes('INBOX')) return `* 0 EXISTS\r\n${tag} OK\r\n`;
      if (verb === 'EXAMINE' && line.includes('Shared')) return `${tag} NO [NOPERM] Not yours\r\n`;
      return typeof known === 'string' ? known.replaceAll('T OK', `${tag} OK`) : `${tag} OK\r\n`;
    },
  });
  servers.push(server);
  const account = accountAt(server);
  const { signal } = new AbortController();
  const mailbox = await openImapMailbox(account, signal);
  const found = await mailbox.find({ messageId: '<a@b>', mailproofId: 'x', sentAt: new Date() }, signal);
  expect(found?.folder.path).toMatch(/Work$/);
  mailbox.close();
});

test('nobody can leave STARTTLS out by saying that we are signed in already', async () => {
  const server = await startFakeMailboxServer({
    greeting: '* PREAUTH welcome\r\n',
    answer: (line) => `${line.split(' ')[0] ?? ''} OK done\r\n`,
  });
  servers.push(server);
  const account = accountAt(server, { security: 'starttls', timeouts: shortTimeouts });
  await expect(openImapMailbox(account, new AbortController().signal)).rejects.toMatchObject({
    failure: { code: 'starttls-not-offered' },
  });
  expect(server.received()).not.toContain('canary');
});

test('a folder whose numbering begins anew at each look is searched anew, and is not asked without a pause', async () => {
  let validity = 0;
  let looks = 0;
  const server = await startFakeMailboxServer({
    greeting: '* OK ready\r\n',
    answer: (line) => {
      const [tag = '', verb = '', sub = ''] = line.toUpperCase().split(' ');
      if (verb === 'CAPABILITY') return `* CAPABILITY IMAP4rev1 AUTH=PLAIN IDLE\r\n${tag} OK\r\n`;
      if (verb === 'EXAMINE')
        return `* 1 EXISTS\r\n* OK [UIDVALIDITY ${++validity}] .\r\n* OK [UIDNEXT 2] .\r\n${tag} OK\r\n`;
      if (sub === 'SEARCH') {
        looks++;
        return `* SEARCH\r\n${tag} OK\r\n`;
      }
      return `${tag} OK\r\n`;
    },
  });
  servers.push(server);
  const account = accountAt(server);
  const outcome = await waitForArrival({
    open: (signal) => openImapMailbox(account, signal),
    sought: { messageId: '<a@b>', mailproofId: 'x', sentAt: new Date() },
    seesOnlyInbox: false,
    patienceMs: 1500,
    signal: new AbortController().signal,
  });
  expect(outcome.kind).toBe('not-arrived');
  // Two searches a look.
  expect(looks).toBeGreaterThan(4);
  expect(looks).toBeLessThan(40);
});

describe('a search that is refused', () => {
  /** IMAP that refuses the first so many searches; each folder has the message. */
  async function refusing(count: number, folder: string): Promise<{ readonly mailbox: Mailbox; readonly open: Open }> {
    let searches = 0;
    let isThere = false;
    const server = await startFakeMailboxServer({
      greeting: '* OK ready\r\n',
      answer: (line) => {
        const [tag = '', verb = '', sub = ''] = line.toUpperCase().split(' ');
        const known = verb === 'UID' ? goodImap[sub] : goodImap[verb];
        if (verb === 'EXAMINE') {
          isThere = line.toUpperCase().includes(folder.toUpperCase());
          return isThere
            ? `* 1 EXISTS\r\n* OK [UIDVALIDITY 1] .\r\n* OK [UIDNEXT 2] .\r\n${tag} OK\r\n`
            : `* 0 EXISTS\r\n* OK [UIDVALIDITY 1] .\r\n* OK [UIDNEXT 1] .\r\n${tag} OK\r\n`;
        }
        if (sub === 'SEARCH' && ++searches <= count) return `${tag} NO [INUSE] Not now\r\n`;
        return typeof known === 'string' ? known.replaceAll('T OK', `${tag} OK`) : `${tag} OK\r\n`;
      },
    });
    servers.push(server);
    const open: Open = (signal) => openImapMailbox(accountAt(server), signal);
    return { mailbox: await open(new AbortController().signal), open };
  }
  type Open = (signal: AbortSignal) => Promise<Mailbox>;
  const sought = { messageId: '<a@b>', mailproofId: 'x', sentAt: new Date() };
  const { signal } = new AbortController();

  test('of the inbox is told, and is not "it is not there"', async () => {
    const { mailbox } = await refusing(99, 'INBOX');
    await expect(mailbox.find(sought, signal)).rejects.toMatchObject({ failure: { code: 'mailbox-unavailable' } });
  });

  test('of another folder is asked again at the next look', async () => {
    const { mailbox } = await refusing(1, 'Other');
    expect(await mailbox.find(sought, signal)).toBeUndefined();
    expect((await mailbox.find(sought, signal))?.folder.path).toMatch(/Other$/);
    mailbox.close();
  });
});

describe('a server that can only remove all that is marked as deleted', () => {
  async function removing(
    capabilities: string,
    marked: string,
  ): Promise<{ readonly said: string; readonly code?: string }> {
    const server = await startFakeMailboxServer({
      greeting: '* OK ready\r\n',
      answer: (line) => {
        const [tag = '', verb = '', sub = ''] = line.toUpperCase().split(' ');
        if (verb === 'CAPABILITY') return `* CAPABILITY IMAP4rev1 AUTH=PLAIN${capabilities}\r\n${tag} OK\r\n`;
        if (sub === 'SEARCH' && / DELETED\b/.test(line)) return `* SEARCH${marked}\r\n${tag} OK\r\n`;
        const known = verb === 'UID' ? goodImap[sub] : goodImap[verb];
        return typeof known === 'string' ? known.replaceAll('T OK', `${tag} OK`) : `${tag} OK\r\n`;
      },
    });
    servers.push(server);
    const { signal } = new AbortController();
    const mailbox = await openImapMailbox(accountAt(server), signal);
    const found = await mailbox.find({ messageId: '<a@b>', mailproofId: 'x', sentAt: new Date() }, signal);
    if (found === undefined) throw new Error('It is not there.');
    const failure = await mailbox.remove(found).then(
      () => undefined,
      (error: unknown) => (error instanceof MailboxError ? error.failure.code : String(error)),
    );
    mailbox.close();
    return { said: server.received(), ...(failure === undefined ? {} : { code: failure }) };
  }

  test('deletes nothing where something else is marked', async () => {
    const { said, code } = await removing('', ' 7');
    expect(code).toBe('removes-others');
    expect(said).not.toMatch(/EXPUNGE|STORE/);
  });

  test('deletes the message where nothing else is', async () => {
    const { said, code } = await removing('', '');
    expect(code).toBeUndefined();
    expect(said).toMatch(/UID STORE 1 [^\r]*Deleted[^]*EXPUNGE/);
  });

  test('one with UIDPLUS removes this message and no other, whatever is marked', async () => {
    const { said, code } = await removing(' UIDPLUS', ' 7');
    expect(code).toBeUndefined();
    expect(said).toMatch(/UID EXPUNGE 1\r/);
  });
});
