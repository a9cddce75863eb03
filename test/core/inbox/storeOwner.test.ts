import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isAlive, ownerFileName, Ownership, readOwner } from '../../../src/core/inbox/storeOwner.ts';

let folder = '';
const closing: (() => void)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mailproof-owner-'));
});
afterEach(async () => {
  for (const close of closing.splice(0)) close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const claim = (): ReturnType<typeof Ownership.claim> => Ownership.claim(folder);
const write = (text: string): Promise<void> => writeFile(path.join(folder, ownerFileName), text);

/** A server that greets with this. */
async function greeter(greeting: string): Promise<number> {
  const server = net.createServer((socket) => socket.end(greeting));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

test('the first one owns, the next one hears who does', async () => {
  const first = await claim();
  if (!(first instanceof Ownership)) throw new Error('not owned');
  expect(await claim()).toEqual({ pid: process.pid, token: first.token });
  const port = await greeter(`220 x ${first.token}\r\n`);
  await first.announce(port);
  expect(await claim()).toEqual({ pid: process.pid, token: first.token, port });
  await first.release();
  expect(await readdir(folder)).toEqual([]);
  expect(await claim()).toBeInstanceOf(Ownership);
});

test('what a killed process left is taken over', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
  const exited = new Promise((resolve) => child.once('exit', resolve));
  await write(JSON.stringify({ pid: child.pid, token: 'abcdef0123' }));
  expect(await claim()).toMatchObject({ pid: child.pid });
  child.kill('SIGKILL');
  await exited;
  expect(await claim()).toBeInstanceOf(Ownership);
  expect(await readdir(folder)).toEqual([ownerFileName]);
});

test('a running process of the same number is no owner when another server is on its port', async () => {
  const port = await greeter('220 somebody else\r\n');
  const stale = { pid: process.pid, token: 'abcdef0123', port };
  await write(JSON.stringify(stale));
  expect(await isAlive(stale)).toBe(false);
  expect(await claim()).toBeInstanceOf(Ownership);
});

test('nor when nobody is on its port', async () => {
  await write(JSON.stringify({ pid: process.pid, token: 'abcdef0123', port: 1 }));
  expect(await claim()).toBeInstanceOf(Ownership);
});

for (const text of ['', '{', '{"pid":"1","token":"abcdef0123"}', '{"pid":1,"token":"../x"}', 'null']) {
  test(`${JSON.stringify(text)} owns nothing once it is old`, async () => {
    await write(text);
    expect(await readOwner(folder)).toBeUndefined();
    await utimes(path.join(folder, ownerFileName), 1, 1);
    expect(await claim()).toBeInstanceOf(Ownership);
  });
}

test('of many at once, one owns', async () => {
  await write(JSON.stringify({ pid: process.pid, token: 'abcdef0123', port: 1 }));
  const claims = await Promise.all(Array.from({ length: 20 }, claim));
  expect(claims.filter((each) => each instanceof Ownership)).toHaveLength(1);
});

test('whoever lets go late leaves the next owner alone', async () => {
  const first = await claim();
  if (!(first instanceof Ownership)) throw new Error('not owned');
  const next = JSON.stringify({ pid: process.pid, token: 'abcdef0123' });
  await write(next);
  await first.release();
  expect(await readFile(path.join(folder, ownerFileName), 'utf8')).toBe(next);
});
