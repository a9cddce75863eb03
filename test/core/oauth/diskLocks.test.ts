import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DiskLocks } from '../../../src/core/oauth/diskLocks.ts';

let folder: string;
beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'mailproof-locks-'));
});
afterAll(() => fs.rm(folder, { recursive: true }));

/** The most that were inside at once. */
async function crowd(locks: readonly DiskLocks[], name: string): Promise<number> {
  let inside = 0;
  let most = 0;
  await Promise.all(
    locks.map((lock) =>
      lock.hold(name, async () => {
        most = Math.max(most, ++inside);
        await sleep(5);
        inside--;
      }),
    ),
  );
  return most;
}

test('one at a time, whoever comes', async () => {
  const locks = Array.from({ length: 12 }, () => new DiskLocks(folder));
  expect(await crowd(locks, 'busy')).toBe(1);
  expect(await fs.readdir(folder)).toEqual([]);
});

test('the lock of a dead window is broken, by one only', async () => {
  const file = path.join(folder, 'dead.lock');
  for (let time = 0; time < 5; time++) {
    await fs.writeFile(file, '1 dead');
    await fs.utimes(file, 1, 1);
    const locks = Array.from({ length: 12 }, () => new DiskLocks(folder, { beatMs: 20 }));
    expect(await crowd(locks, 'dead')).toBe(1);
  }
  expect(await fs.readdir(folder)).toEqual([]);
});

test('work that takes long keeps its lock', async () => {
  const slow = [1, 2].map(() => new DiskLocks(folder, { beatMs: 50, staleMs: 500 }));
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, ++inside);
    await sleep(1500);
    inside--;
  };
  await Promise.all(slow.map((locks) => locks.hold('slow', work)));
  expect(most).toBe(1);
});

test('a lock that looks old is not broken at once: its window may have slept with the computer', async () => {
  const file = path.join(folder, 'asleep.lock');
  await fs.writeFile(file, '1 asleep');
  await fs.utimes(file, 1, 1);
  const waiting = new DiskLocks(folder, { beatMs: 200, patienceMs: 300 }).hold('asleep', () => Promise.resolve());
  await sleep(100);
  await fs.utimes(file, new Date(), new Date());
  await expect(waiting).rejects.toThrow('Another window');
  await fs.rm(file);
});

test('whoever waits in vain is told', async () => {
  await fs.writeFile(path.join(folder, 'held.lock'), '1 other');
  const locks = new DiskLocks(folder, { patienceMs: 100 });
  await expect(locks.hold('held', () => Promise.resolve())).rejects.toThrow('Another window');
  await fs.rm(path.join(folder, 'held.lock'));
});

test('a note stays for the next, and a failure leaves no lock', async () => {
  const locks = new DiskLocks(folder);
  const failing = locks.hold('noted', async ({ writeNote }) => {
    await writeNote('newest');
    throw new Error('and then it failed');
  });
  await expect(failing).rejects.toThrow('and then it failed');
  expect(await new DiskLocks(folder).hold('noted', ({ readNote }) => readNote())).toBe('newest');
});
