// @ts-check
import { execFileSync, fork, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** @typedef {import('./clients.mjs').ClientsOptions} ClientsOptions */
/** @typedef {Omit<ClientsOptions, 'port'>} Load */
/** @typedef {typeof import('../../../src/host/inboxProcess.ts')} ProcessModule */
/** @typedef {typeof import('../../../src/core/inbox/messageStore.ts')} StoreModule */
/** @typedef {typeof import('../../../src/core/inbox/searchText.ts')} SearchModule */
/** @typedef {import('../../../src/core/inbox/messageWriter.ts').StoredMessage} StoredMessage */
/** @typedef {{ isDone?: true, acknowledged?: string[], failed: number, ms?: number, started?: number }} Report */

const root = path.join(import.meta.dirname, '..', '..', '..');
const silent = { trace: () => {}, debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The inbox process as it ships, and the window's side of it, in a folder of their own. */
export async function prepareInbox() {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mailproof-load-'));
  const shared = /** @type {const} */ ({ absWorkingDir: root, bundle: true, platform: 'node', target: 'node20' });
  const entry = path.join(folder, 'inboxServer.cjs');
  const window = path.join(folder, 'window.mjs');
  await build({ ...shared, format: 'cjs', entryPoints: ['src/inboxProcess/main.ts'], outfile: entry });
  await build({
    ...shared,
    format: 'esm',
    stdin: {
      contents: `export { InboxProcess } from './src/host/inboxProcess.ts';
export { MessageStore } from './src/core/inbox/messageStore.ts';
export { parseQuery } from './src/core/inbox/searchText.ts';`,
      resolveDir: root,
    },
    outfile: window,
  });
  /** @type {ProcessModule & StoreModule & SearchModule} */
  const { InboxProcess, MessageStore, parseQuery } = await import(pathToFileURL(window).href);
  return {
    folder,
    remove: () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
    parseQuery,
    /** @param {string} storeFolder */
    openStore: (storeFolder) => MessageStore.open(storeFolder, silent),
    /** @param {string} storeFolder @param {(messages: readonly StoredMessage[]) => void} [onStored] */
    async start(storeFolder, onStored = () => {}) {
      const started = await InboxProcess.start({
        entry,
        folder: storeFolder,
        port: 20_000 + Math.floor(Math.random() * 20_000),
        account: undefined,
        offersStartTls: false,
        chaos: [],
        log: silent,
        onStored,
        onNotStored: () => {},
        onDeath: () => {},
      });
      if (started.kind !== 'listening') throw new Error(`It did not start: ${JSON.stringify(started)}`);
      return started;
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof prepareInbox>>} Inbox */

/**
 * @param {ClientsOptions} options
 * @param {(report: Report) => void} [onReport]
 */
export function startClients(options, onReport = () => {}) {
  const child = fork(path.join(import.meta.dirname, 'clients.mjs'), [JSON.stringify(options)]);
  /** @type {string[]} */
  const acknowledged = [];
  /** @type {Promise<{ acknowledged: readonly string[], ms: number, failed: number }>} */
  const done = new Promise((resolve) => {
    let failed = 0;
    let ms = 0;
    child.on('message', (/** @type {Report} */ report) => {
      acknowledged.push(...(report.acknowledged ?? []));
      failed = report.failed;
      ms = report.ms ?? ms;
      onReport(report);
    });
    child.once('exit', () => resolve({ acknowledged, ms, failed }));
  });
  return { done, acknowledged, stop: () => child.kill('SIGKILL') };
}

/**
 * Sends at a given rate, while this process does what a window does: it takes the messages into its list.
 *
 * @param {Inbox} inbox
 * @param {Load} load
 */
export async function measureLoad(inbox, load) {
  const storeFolder = fs.mkdtempSync(path.join(inbox.folder, 'store-'));
  const store = await inbox.openStore(storeFolder);
  const running = await inbox.start(storeFolder, (messages) => store.take(messages));
  const pid = pidOf(storeFolder);
  const idleMb = memoryMb(pid);
  let highestMb = idleMb;
  const ownIdleMb = process.memoryUsage.rss() / 1024 / 1024;
  const watching = setInterval(() => {
    highestMb = Math.max(highestMb, memoryMb(pid));
  }, 500);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const sent = await startClients({ port: running.port, ...load }).done;
  delay.disable();
  const ownMb = process.memoryUsage.rss() / 1024 / 1024 - ownIdleMb;
  clearInterval(watching);
  await running.process.stop();
  const listed = new Set(store.list().map(({ subject }) => subject));
  return {
    sent: sent.acknowledged.length,
    failed: sent.failed,
    perSecond: sent.acknowledged.length / (sent.ms / 1000),
    lost: sent.acknowledged.filter((id) => !listed.has(id)).length,
    moreMb: highestMb - idleMb,
    windowMoreMb: ownMb,
    // The histogram counts from one tick to the next, of 5 ms.
    blockedMs: Math.max(delay.max / 1e6 - 5, 0),
  };
}

/**
 * The same clients at MailDev.
 *
 * @param {Inbox} inbox for its folder
 * @param {Load & { program: string }} options `program`: the file that Node runs
 */
export async function measureMailDev(inbox, { program, ...load }) {
  const folder = fs.mkdtempSync(path.join(inbox.folder, 'maildev-'));
  const [port, webPort] = [40_000, 50_000].map((from) => from + Math.floor(Math.random() * 10_000));
  const ports = ['--smtp', String(port), '--web', String(webPort), '--ip', '127.0.0.1', '--web-ip', '127.0.0.1'];
  const child = spawn(process.execPath, [program, ...ports, '--mail-directory', folder, '--silent'], {
    stdio: 'ignore',
  });
  try {
    await greeting(port ?? 0);
    const idleMb = memoryMb(child.pid ?? 0);
    let highestMb = idleMb;
    const watching = setInterval(() => {
      highestMb = Math.max(highestMb, memoryMb(child.pid ?? 0));
    }, 500);
    const sent = await startClients({ port: port ?? 0, ...load }).done;
    clearInterval(watching);
    return { perSecond: sent.acknowledged.length / (sent.ms / 1000), moreMb: highestMb - idleMb };
  } finally {
    child.kill('SIGKILL');
  }
}

/** Resolves when something at this port speaks first, as servers of mail do. @param {number} port */
async function greeting(port) {
  const end = performance.now() + 20_000;
  while (performance.now() < end) {
    const socket = net.connect(port, '127.0.0.1');
    const isThere = await new Promise((resolve) => {
      socket.once('data', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('MailDev did not start.');
}

/**
 * Kills the process in the middle, and looks at what is there.
 *
 * @param {Inbox} inbox
 * @param {number} times
 */
export async function measureKills(inbox, times) {
  const storeFolder = fs.mkdtempSync(path.join(inbox.folder, 'store-'));
  let acknowledged = 0;
  let lost = 0;
  let torn = 0;
  let slowestMs = 0;
  for (let time = 0; time < times; time++) {
    const before = performance.now();
    const running = await inbox.start(storeFolder);
    slowestMs = Math.max(slowestMs, performance.now() - before);
    const pid = pidOf(storeFolder);
    /** @type {() => void} */
    let isFlowing = () => {};
    const flowing = new Promise((resolve) => {
      isFlowing = () => resolve(undefined);
    });
    const load = { port: running.port, connections: 4, isKept: true, seconds: 20, sizeBytes: 20_000 };
    const clients = startClients(load, ({ acknowledged: some }) => {
      if (some !== undefined && some.length > 0) isFlowing();
    });
    await flowing;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 100));
    process.kill(pid, 'SIGKILL');
    // What was acknowledged before is on its way here.
    await new Promise((resolve) => setTimeout(resolve, 60));
    clients.stop();
    await clients.done;
    const store = await inbox.openStore(storeFolder);
    const ids = new Map(store.list().map((message) => [message.subject, store.fileOf(message.id)]));
    acknowledged += clients.acknowledged.length;
    lost += clients.acknowledged.filter((id) => !ids.has(id)).length;
    for (const [subject, file] of ids) {
      if (file === undefined || !fs.readFileSync(file, 'latin1').endsWith(`end ${subject}\r\n`)) torn++;
    }
    await store.clear();
  }
  return { times, acknowledged, lost, torn, slowestMs };
}

/**
 * A disk of 3 MB. undefined where none can be mounted, which takes root and Linux.
 *
 * @param {Inbox} inbox
 */
export async function measureFullDisk(inbox) {
  const disk = fs.mkdtempSync(path.join(inbox.folder, 'disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  try {
    const storeFolder = path.join(disk, 'inbox');
    const running = await inbox.start(storeFolder);
    const load = { port: running.port, connections: 4, isKept: true, sizeBytes: 20_000 };
    const first = await startClients({ ...load, count: 300 }).done;
    const full = await inbox.openStore(storeFolder);
    const stored = full.list();
    const torn = stored.filter(({ id, subject }) => {
      const file = full.fileOf(id);
      return file === undefined || !fs.readFileSync(file, 'latin1').endsWith(`end ${subject}\r\n`);
    });
    const halves = fs.readdirSync(path.join(storeFolder, 'tmp'));
    await full.clear();
    // It has lived on, and takes what comes when there is room again.
    const second = await startClients({ ...load, count: 4 }).done;
    await running.process.stop();
    return {
      stored: stored.length,
      acknowledged: first.acknowledged.length,
      refused: first.failed,
      torn: torn.length,
      halves: halves.length,
      acknowledgedAfterwards: second.acknowledged.length,
    };
  } finally {
    execFileSync('umount', ['-l', disk], { stdio: 'ignore' });
  }
}

/**
 * @param {Inbox} inbox
 * @param {number} count of stored messages
 */
export async function measureSearch(inbox, count) {
  const storeFolder = fs.mkdtempSync(path.join(inbox.folder, 'store-'));
  const filled = await inbox.openStore(storeFolder);
  const words = Array.from({ length: 5000 }, (_, index) => (index * 7919).toString(36));
  for (let index = 0; index < count; index++) {
    const text = Array.from({ length: 2500 }, (_, word) => words[(index * 31 + (word % 400) * 17) % words.length]).join(
      ' ',
    );
    const mail = `From: Person ${index % 100} <p${index % 100}@x.test>\r\nSubject: message ${index}\r\n\r\n${text} needle${index % 997}\r\n`;
    await filled.add({ from: 'a@b.test', to: [`r${index % 50}@c.test`] }, [Buffer.from(mail)]);
  }
  await new Promise((resolve) => setTimeout(resolve, 400));
  const heapBefore = process.memoryUsage().heapUsed;
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const began = performance.now();
  const cpu = process.cpuUsage();
  const store = await inbox.openStore(storeFolder);
  const listed = store.list().length;
  const listMs = performance.now() - began;
  const listCpuMs = cpuMs(cpu);
  const plainBegan = performance.now();
  await fs.promises.readdir(path.join(storeFolder, 'messages'));
  const plainMs = performance.now() - plainBegan;
  const indexMb = (process.memoryUsage().heapUsed - heapBefore) / 1024 / 1024;
  let slowestMs = 0;
  let slowestCpuMs = 0;
  let wrong = listed === count ? 0 : 1;
  for (const [query, expected] of /** @type {const} */ ([
    ['body:needle42', undefined],
    ['needle996', Math.floor(count / 997)],
    ['subject:"message 77"', undefined],
    ['from:p7@x.test', count / 100],
    ['to:r3@c.test', count / 50],
    ['nowhere-at-all', 0],
    ['e', count],
  ])) {
    const started = performance.now();
    const before = process.cpuUsage();
    const hits = await store.search(inbox.parseQuery(query));
    slowestMs = Math.max(slowestMs, performance.now() - started);
    slowestCpuMs = Math.max(slowestCpuMs, cpuMs(before));
    if (expected !== undefined && hits.size !== expected) wrong++;
    if (expected === undefined && hits.size === 0) wrong++;
  }
  delay.disable();
  return {
    count,
    listMs,
    plainMs,
    listCpuMs,
    slowestMs,
    slowestCpuMs,
    indexMb,
    wrong,
    blockedMs: Math.max(delay.max / 1e6 - 5, 0),
  };
}

/** Of all threads: what it takes on a machine that does nothing else, at most. @param {NodeJS.CpuUsage} since */
function cpuMs(since) {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

/** @param {string} storeFolder */
function pidOf(storeFolder) {
  return JSON.parse(fs.readFileSync(path.join(storeFolder, 'server.json'), 'utf8')).pid;
}

/** @param {number} pid @returns {number} resident; not a number where the system does not tell */
function memoryMb(pid) {
  try {
    const pages = Number(fs.readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    return (pages * 4096) / 1024 / 1024;
  } catch {
    return Number.NaN;
  }
}
