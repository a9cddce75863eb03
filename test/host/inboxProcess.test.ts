import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  measureFullDisk,
  measureKills,
  measureLoad,
  prepareInbox,
  startClients,
  type Inbox,
} from '../support/inboxLoad/measure.mjs';

/** Short forms of the figures: the process as it ships, killed and flooded. */
let inbox: Inbox;
beforeAll(async () => {
  inbox = await prepareInbox();
});
afterAll(() => inbox.remove());

const folderFor = (): string => fs.mkdtempSync(path.join(inbox.folder, 'store-'));

test('under load nothing is lost, on kept connections and on one for each message', async () => {
  const load = { count: 150, sizeBytes: 20_000, connections: 5 };
  for (const isKept of [true, false]) {
    const { sent, lost, failed } = await measureLoad(inbox, { ...load, isKept });
    expect([sent >= 150, lost, failed]).toEqual([true, 0, 0]);
  }
}, 30_000);

test('killed in the middle, it has lost nothing that it acknowledged', async () => {
  const { acknowledged, lost, torn } = await measureKills(inbox, 3);
  expect([acknowledged > 0, lost, torn]).toEqual([true, 0, 0]);
}, 30_000);

test('on a full disk messages are refused, none is half there, and it lives on', async ({ skip }) => {
  const run = await measureFullDisk(inbox);
  if (run === undefined) return skip('no disk can be mounted here');
  expect(run).toMatchObject({ stored: run.acknowledged, torn: 0, halves: 0, acknowledgedAfterwards: 4 });
  expect(run.refused).toBeGreaterThan(0);
}, 30_000);

test('a second process for the same folder hears who receives, and takes over when that one has gone', async () => {
  const folder = folderFor();
  const first = await inbox.start(folder);
  await expect(inbox.start(folder)).rejects.toThrow(`{"kind":"owned","port":${first.port}}`);
  await first.process.stop();
  expect(fs.existsSync(path.join(folder, 'server.json'))).toBe(false);
  const second = await inbox.start(folder);
  await second.process.stop();
}, 20_000);

test('stopped while messages come, it stores each whole or not at all', async () => {
  const folder = folderFor();
  const stored: string[] = [];
  const running = await inbox.start(folder, (messages) => stored.push(...messages.map(({ subject }) => subject)));
  const clients = startClients({ port: running.port, connections: 4, isKept: true, seconds: 10, sizeBytes: 20_000 });
  await new Promise((resolve) => setTimeout(resolve, 600));
  await running.process.stop();
  clients.stop();
  const { acknowledged } = await clients.done;
  expect(acknowledged.filter((id) => !stored.includes(id))).toEqual([]);
  const files = fs.readdirSync(path.join(folder, 'messages'));
  expect(files.filter((name) => name.endsWith('.eml'))).toHaveLength(stored.length);
}, 20_000);
