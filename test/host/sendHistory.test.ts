import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { KeptDelivery } from '../../src/core/delivery/keptDelivery.ts';
import { silentLogger } from '../../src/core/log.ts';
import type { SentMail } from '../../src/core/mail/sentMail.ts';
import { SendHistory } from '../../src/host/sendHistory.ts';
import { FakeMemento } from '../support/fakeMemento.ts';

let folder: string;
let memory: FakeMemento;
let history: SendHistory;

beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'mailproof-history-')), 'sends');
  memory = new FakeMemento();
  history = open();
});
afterEach(() => rmSync(path.dirname(folder), { recursive: true, force: true }));

const open = (): SendHistory => new SendHistory({ folder, memory, log: silentLogger });
const files = (): readonly string[] => readdirSync(folder).sort();

const mail = (id: string, change: Partial<SentMail> = {}): SentMail => ({
  mailproofId: id,
  messageId: `<${id}@x.test>`,
  atMs: 1,
  template: 'file:///t.mjml',
  subject: 'Hi',
  profileId: 'p',
  profileName: 'P',
  from: 'a@x.test',
  to: ['b@x.test'],
  cc: [],
  bcc: [],
  sizeBytes: 10,
  outcome: { kind: 'sent', accepted: ['b@x.test'], rejected: [], reason: '' },
  ...change,
});

test('the newest is first, and another window has the same with its transcript and message', async () => {
  await history.add(mail('one'), { transcript: 'first', message: Buffer.from('raw') });
  await history.add(mail('two'), { transcript: 'second' });
  const other = open();
  expect(other.list().map(({ mailproofId }) => mailproofId)).toEqual(['two', 'one']);
  expect(other.get('one')).toEqual(mail('one'));
  expect([await other.transcriptOf('one'), await other.transcriptOf('two')]).toEqual(['first', 'second']);
  expect((await other.sentFile('one'))?.fsPath).toBe(path.join(folder, 'one.eml'));
  expect(await other.sentFile('two')).toBeUndefined();
});

test.skipIf(process.platform === 'win32')('its files are for this user alone', async () => {
  await history.add(mail('one'), { transcript: 'x', message: Buffer.from('raw') });
  expect(files().map((name) => statSync(path.join(folder, name)).mode & 0o777)).toEqual([0o600, 0o600]);
});

test('whoever sends again what may have arrived replaces the entry', async () => {
  await history.add(mail('same', { outcome: { kind: 'unknown', accepted: [], rejected: [], reason: 'lost' } }), {});
  await history.add(mail('same'), {});
  expect(history.list().map(({ outcome }) => outcome.kind)).toEqual(['sent']);
});

test('it keeps 100 mails, the messages of the last 20, and no file that nobody asks for', async () => {
  await history.add(mail('first'), { transcript: 'x', message: Buffer.from('raw') });
  writeFileSync(path.join(folder, 'left-behind.eml'), 'x');
  for (let index = 0; index < 100; index++)
    await history.add(mail(`m${index}`), { transcript: 't', message: Buffer.from('raw') });
  expect(history.list().length).toBe(100);
  expect(history.get('first')).toBeUndefined();
  const names = files();
  expect([
    names.filter((name) => name.endsWith('.txt')).length,
    names.filter((name) => name.endsWith('.eml')).length,
  ]).toEqual([100, 20]);
  expect(names).not.toContain('left-behind.eml');
});

test('a transcript without end is kept by its beginning', async () => {
  await history.add(mail('long'), { transcript: 'x'.repeat(300_000) });
  expect((await history.transcriptOf('long'))?.length).toBeLessThan(201_000);
});

test('removing and clearing take the files along', async () => {
  for (const id of ['one', 'two']) await history.add(mail(id), { transcript: 't', message: Buffer.from('raw') });
  await history.remove('one');
  expect(files()).toEqual(['two.eml', 'two.txt']);
  expect(await history.transcriptOf('one')).toBeUndefined();
  await history.clear();
  expect([files(), history.list()]).toEqual([[], []]);
});

test('what arrived is kept beside what was sent, by its subject, under a name that leads nowhere else', async () => {
  const about = mail('one', { subject: '../../.ssh/Hi: "you"?\u202E' });
  await history.add(about, { message: Buffer.from('raw') });
  const mailbox = '../../evil@x.test';
  const delivery: KeptDelivery = {
    kind: 'arrived',
    mailbox,
    protocol: 'imap',
    folder: { kind: 'inbox', path: 'INBOX' },
    matchedBy: 'mailproof-id',
    sizeBytes: 3,
    isCut: false,
  };
  await history.addDelivery('one', delivery, Buffer.from('as it arrived'));
  expect(files()).toEqual([expect.stringMatching(/^[^/\\:"?.][^/\\:"?]*Hi_ _you__ \([0-9a-f]{8}\)\.eml$/), 'one.eml']);
  expect(await history.receivedFile(about, mailbox)).toBeDefined();
  expect(open().get('one')?.deliveries).toEqual([delivery]);
});

test('of mails that are sent at the same time none is lost', async () => {
  const ids = ['a', 'b', 'c', 'd'];
  await Promise.all(ids.map((id) => history.add(mail(id), { transcript: id, message: Buffer.from(id) })));
  expect(
    history
      .list()
      .map(({ mailproofId }) => mailproofId)
      .sort(),
  ).toEqual(ids);
  expect(await Promise.all(ids.map((id) => history.transcriptOf(id)))).toEqual(ids);
  expect(files().length).toBe(8);
});

test('entries that it did not write are left out; an id cannot be a path', async () => {
  await memory.update('sendHistory', [null, { mailproofId: '../x' }, mail('../../etc/passwd'), mail('good')]);
  expect(history.list().map(({ mailproofId }) => mailproofId)).toEqual(['good']);
  expect(await history.transcriptOf('../../etc/passwd')).toBeUndefined();
});

test('views hear of each change, and of a new mail once', async () => {
  let changes = 0;
  const added: string[] = [];
  history.onDidChange(() => changes++);
  history.onDidAdd(({ mailproofId }) => added.push(mailproofId));
  await history.add(mail('one'), {});
  await history.remove('one');
  expect([changes, added]).toEqual([2, ['one']]);
});
