import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MessageStore } from '../../../src/core/inbox/messageStore.ts';
import { silentLogger } from '../../../src/core/log.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mailproof-store-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, maxRetries: 5 });
});

const envelope = { from: 'a@b.test', to: ['c@d.test'] };
const open = (): Promise<MessageStore> => MessageStore.open(folder, silentLogger);

async function add(store: MessageStore, subject: string): Promise<string> {
  const result = await store.add(envelope, [
    Buffer.from(`From: Lan <a@b.test>\r\nSubject: ${subject}\r\n\r\nhello\r\n`),
  ]);
  if (result.kind === 'failed') throw new Error(result.reason);
  return result.id;
}

const subjects = (store: MessageStore): readonly string[] => store.list().map((message) => message.subject);

test('messages are listed newest first, also after opening again', async () => {
  const store = await open();
  for (const subject of ['one', 'two', 'three']) await add(store, subject);
  expect(subjects(store)).toEqual(['three', 'two', 'one']);
  const again = await open();
  expect(again.list()).toEqual(store.list());
  expect(again.list()[0]).toMatchObject({ from: 'Lan', envelope, isSeen: false, sizeBytes: 47 });
});

test('the file holds the bytes that came', async () => {
  const store = await open();
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256));
  const result = await store.add(envelope, [bytes.subarray(0, 100_001), bytes.subarray(100_001)]);
  const file = result.kind === 'stored' ? store.fileOf(result.id) : undefined;
  expect((await readFile(file ?? '')).equals(bytes)).toBe(true);
});

test('a folder that can only be read is refused when it is opened, so that the inbox takes another place', async ({
  skip,
}) => {
  await open();
  if (!mountReadOnly(folder)) return skip('nothing can be mounted here');
  try {
    await expect(open()).rejects.toThrow('EROFS');
  } finally {
    execFileSync('umount', ['-l', folder]);
  }
});

/** Rights do not stop root. */
function mountReadOnly(place: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place], { stdio: 'ignore' });
  } catch {
    return false;
  }
  for (const name of ['messages', 'cache', 'tmp']) mkdirSync(path.join(place, name));
  execFileSync('mount', ['-o', 'remount,ro', place]);
  return true;
}

test('a source that breaks off leaves nothing', async () => {
  const store = await open();
  const broken = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from('Subject: x\r\n');
    await Promise.resolve();
    throw new Error('lost');
  };
  expect(await store.add(envelope, broken())).toEqual({ kind: 'failed', reason: 'lost' });
  expect([await readdir(path.join(folder, 'tmp')), await readdir(path.join(folder, 'messages')), store.list()]).toEqual(
    [[], [], []],
  );
});

test('what a killed process left behind is removed at the next start', async () => {
  await mkdir(path.join(folder, 'tmp'), { recursive: true });
  await writeFile(path.join(folder, 'tmp', '20260101T000000000Z-aa.99999999.eml'), 'half');
  await writeFile(path.join(folder, 'tmp', 'whatever'), 'x');
  await writeFile(path.join(folder, 'tmp', `20260101T000000000Z-bb.${process.ppid}.eml`), 'of a running process');
  await open();
  expect(await readdir(path.join(folder, 'tmp'))).toEqual([`20260101T000000000Z-bb.${process.ppid}.eml`]);
});

test('strange files in the folder do no harm', async () => {
  const store = await open();
  await add(store, 'good');
  const messages = path.join(folder, 'messages');
  await writeFile(path.join(messages, 'no-sidecar.eml'), 'Subject: alone\n\n');
  await writeFile(path.join(messages, 'empty.eml'), '');
  await writeFile(path.join(messages, 'binary.eml'), Buffer.alloc(100_000, 0xff));
  await writeFile(path.join(messages, 'broken.eml'), 'Subject: broken sidecar\n\n');
  await writeFile(path.join(messages, 'broken.json'), '{"receivedAt": 1, "envelope": null');
  await writeFile(path.join(messages, 'only.json'), '{}');
  await writeFile(path.join(messages, '..evil.eml'), 'x');
  await writeFile(path.join(messages, 'readme.txt'), 'x');
  await mkdir(path.join(messages, 'folder.eml'));
  await symlink('/etc/passwd', path.join(messages, 'link.eml'));
  const again = await open();
  expect(
    again
      .list()
      .map(({ id }) => id)
      .filter((id) => !id.startsWith('2')),
  ).toEqual(['no-sidecar', 'empty', 'broken', 'binary']);
  expect(subjects(again)).toContain('alone');
});

test('seen is remembered and told', async () => {
  const store = await open();
  const id = await add(store, 'x');
  let changes = 0;
  const stop = store.onDidChange(() => changes++);
  await store.markSeen(id);
  await store.markSeen(id);
  expect([changes, store.get(id)?.isSeen, (await open()).get(id)?.isSeen]).toEqual([1, true, true]);
  stop();
  await store.markSeen(id, false);
  expect(changes).toBe(1);
});

test('deleting removes the files, and an unknown id nothing', async () => {
  const store = await open();
  const id = await add(store, 'x');
  await add(store, 'y');
  await store.delete('../../etc/passwd');
  await store.delete(id);
  expect(subjects(store)).toEqual(['y']);
  expect(await readdir(path.join(folder, 'messages'))).toHaveLength(2);
  await store.clear();
  expect(await readdir(path.join(folder, 'messages'))).toEqual([]);
  expect(store.fileOf(id)).toBeUndefined();
});

test('pruning keeps the newest', async () => {
  const store = await open();
  for (let index = 0; index < 10; index++) await add(store, String(index));
  await store.prune({ maxMessages: 3, maxBytes: 1e9 });
  expect(subjects(store)).toEqual(['9', '8', '7']);
  expect(await readdir(path.join(folder, 'messages'))).toHaveLength(6);
});

test('flagged messages are never pruned, and the size counts as well', async () => {
  const store = await open();
  const first = await add(store, 'first');
  await store.mark([first], { isFlagged: true });
  for (let index = 0; index < 5; index++) await add(store, String(index));
  const bytes = store.get(first)?.sizeBytes ?? 0;
  await store.prune({ maxMessages: 100, maxBytes: bytes * 3 });
  expect(subjects(store)).toEqual(['4', '3', 'first']);
  await store.prune({ maxMessages: 0, maxBytes: 0 });
  expect(subjects(store)).toEqual(['first']);
  expect((await open()).get(first)).toMatchObject({ isFlagged: true, isSeen: false });
});

test('the unread are counted through all changes', async () => {
  const store = await open();
  const ids = [await add(store, 'a'), await add(store, 'b'), await add(store, 'c')];
  await store.mark(ids.slice(0, 2), { isSeen: true });
  expect(store.unreadCount).toBe(1);
  await store.delete(ids.slice(1));
  expect(store.unreadCount).toBe(0);
  await store.mark(ids, { isSeen: false });
  expect([store.unreadCount, (await open()).unreadCount]).toEqual([1, 1]);
});

test('where a message comes from is kept beside it', async () => {
  const store = await open();
  const id = await add(store, 'x');
  await store.setOrigin(id, { template: 'file:///a/b.mjml', dataSet: 'gold' });
  expect((await open()).get(id)?.origin).toEqual({ template: 'file:///a/b.mjml', dataSet: 'gold' });
  await rm(path.join(folder, 'cache'), { recursive: true });
  expect((await open()).get(id)?.origin).toEqual({ template: 'file:///a/b.mjml', dataSet: 'gold' });
});

test('a window that watches shows what the other one does, without being told', async () => {
  const [one, two] = [await open(), await open()];
  const stop = two.watch();
  const shows = async (condition: () => boolean): Promise<void> => {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('It did not show.')), 5000);
      const look = (): void => {
        if (!condition()) return;
        clearTimeout(timer);
        resolve();
      };
      two.onDidChange(look);
      look();
    });
  };
  const id = await add(one, 'x');
  await shows(() => two.get(id) !== undefined);
  await one.mark([id], { isSeen: true, isFlagged: true });
  await shows(() => two.get(id)?.isSeen === true && two.get(id)?.isFlagged === true);
  await one.mark([id], { isFlagged: false });
  await shows(() => two.get(id)?.isFlagged === false);
  await one.delete(id);
  await shows(() => two.list().length === 0);
  stop();
});

test('what is cached is not read again, and what the cache has too much is ignored', async () => {
  const store = await open();
  const id = await add(store, 'cached');
  const gone = await add(store, 'gone');
  await new Promise((resolve) => setTimeout(resolve, 300));
  await rm(path.join(folder, 'messages', `${gone}.eml`));
  await writeFile(path.join(folder, 'messages', `${id}.eml`), 'Subject: changed\n\n');
  expect(subjects(await open())).toEqual(['cached']);
  await writeFile(path.join(folder, 'cache', 'index.log'), `${id}\t{"subject":"half`);
  expect(subjects(await open())).toEqual(['changed']);
});

test('what a killed process left beside no message is removed when it is old', async () => {
  await open();
  const messages = path.join(folder, 'messages');
  await writeFile(path.join(messages, 'old.json'), '{}');
  await writeFile(path.join(messages, 'young.json'), '{}');
  await utimes(path.join(messages, 'old.json'), 1, 1);
  await open();
  await vi.waitFor(async () => expect(await readdir(messages)).toEqual(['young.json']));
});

test('attachments are seen, and inline images are none', async () => {
  const store = await open();
  const withPart = (headers: string): string =>
    `x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\n${headers}\r\n\r\nAAAA\r\n--b--\r\n`;
  const cases: Readonly<Record<string, boolean>> = {
    'Content-Type: application/pdf\r\nContent-Disposition: attachment': true,
    'Content-Type: text/csv\r\nContent-Disposition: attachment; filename=a.csv': true,
    'Content-Type: application/zip': true,
    'Content-Type: image/png\r\nContent-ID: <a>': false,
    'Content-Type: image/png\r\nContent-Disposition: inline': false,
    'Content-Type: text/plain': false,
  };
  for (const [headers, expected] of Object.entries(cases)) {
    const id = await add(store, withPart(headers));
    expect([headers, store.get(id)?.hasAttachments]).toEqual([headers, expected]);
  }
});

test('two windows see what the other one does', async () => {
  const [one, two] = [await open(), await open()];
  const id = await add(one, 'x');
  let changes = 0;
  two.onDidChange(() => changes++);
  await two.refresh();
  expect(subjects(two)).toEqual(['x']);
  await one.markSeen(id);
  await two.refresh();
  expect(two.get(id)?.isSeen).toBe(true);
  await two.refresh();
  expect(changes).toBe(2);
  await one.delete(id);
  await two.refresh();
  expect([subjects(two), changes]).toEqual([[], 3]);
});

test('a message that arrives during a refresh stays', async () => {
  const store = await open();
  for (let index = 0; index < 50; index++) await add(store, String(index));
  const refreshing = store.refresh();
  const adding = Promise.all(Array.from({ length: 20 }, (_, index) => add(store, `new ${index}`)));
  await Promise.all([refreshing, adding]);
  expect(store.list()).toHaveLength(70);
});

test('subjects of all kinds are readable in the list', async () => {
  const store = await open();
  const cases: Readonly<Record<string, string>> = {
    '=?utf-8?B?xJDGoW4gaMOgbmc=?=': 'Đơn hàng',
    '=?UTF-8?Q?=C4=90=C6=A1n_h=C3=A0ng?= 42': 'Đơn hàng 42',
    '=?utf-8?B?8J+Y?=\r\n =?utf-8?B?gA==?=': '😀',
    '=?iso-8859-1?q?caf=E9?=': 'café',
    '=?windows-1258?Q?a=CC?=': new TextDecoder('windows-1258').decode(Uint8Array.of(0x61, 0xcc)),
    '=?x-unknown?Q?abc?=': 'abc',
    'plain Đơn': 'plain Đơn',
    '=?utf-8?Q?=0D=0ABcc:_x?=': 'Bcc: x',
    'folded\r\n\tover lines': 'folded over lines',
  };
  for (const [header, expected] of Object.entries(cases)) {
    const id = await add(store, header);
    expect(store.get(id)?.subject).toBe(expected);
  }
});
