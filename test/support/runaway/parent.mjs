// @ts-check
// A parent that does nothing but own a render process and watch its own event loop, as the extension host would be judged.
// Arguments: bundle of RendererClient, folder with renderer.js and hostileEntry.cjs, cases as JSON. Prints a JSON line a case.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { codeRunaways, helperRunaways, templateRunaways } from './kinds.mjs';

const [client = '', dist = '', cases = '[]'] = process.argv.slice(2);
/** @type {typeof import('../../../src/host/rendererClient.ts')} */
const { RendererClient } = await import(pathToFileURL(client).href);
const cache = path.join(dist, 'cache');

for (const name of JSON.parse(cases)) console.log(JSON.stringify(await measure(name)));

/** @param {string} name of a runaway */
async function measure(name) {
  const root = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mailproof-runaway-'));
  const pids = new Set();
  const log = {
    trace: ignore,
    info: ignore,
    error: ignore,
    warn: ignore,
    debug: (/** @type {string} */ message) => {
      const pid = /process (\d+) started/.exec(message)?.[1];
      if (pid !== undefined) pids.add(Number(pid));
    },
  };
  const isCode = codeRunaways.includes(name);
  const entry = path.join(dist, isCode ? 'hostileEntry.cjs' : 'renderer.js');
  const rendererClient = new RendererClient({ entry, log, cacheFolder: cache });
  try {
    const bad = isCode
      ? { path: path.join(root, name), root, engine: /** @type {const} */ ('auto'), overrides: {} }
      : writeProject(root, name);
    const good = path.join(root, 'good.mjml');
    fs.writeFileSync(good, '<mjml><mj-body></mj-body></mjml>');
    const next = { path: good, root, engine: /** @type {const} */ ('auto'), overrides: {} };
    await rendererClient.render('a', next);
    const loop = watchLoop();
    const started = performance.now();
    const outcome = await rendererClient.render('a', bad);
    const settledMs = performance.now() - started;
    const after = await rendererClient.render('a', next);
    const nextMs = performance.now() - started - settledMs;
    const blocked = loop.stop();
    return {
      name,
      settledMs,
      nextMs,
      ...blocked,
      outcome: outcome.kind === 'failed' ? outcome.reason : outcome.kind,
      problems: outcome.kind === 'rendered' ? outcome.result.problems.map((problem) => problem.code) : [],
      isNextRight: after.kind === 'rendered' && after.result.html !== undefined,
      survivors: await survivorsOf(rendererClient, pids),
    };
  } finally {
    rendererClient.dispose();
    fs.rmSync(root, { recursive: true, force: true });
  }
}

/**
 * @param {string} root
 * @param {string} name
 */
function writeProject(root, name) {
  const runaway = [...templateRunaways, ...helperRunaways].find((each) => each.name === name);
  if (runaway === undefined) throw new Error(`There is no runaway "${name}"`);
  const files = Object.entries(runaway.files());
  for (const [file, text] of files) fs.writeFileSync(path.join(root, file), text);
  const mayRunCode = runaway.mayRunCode === true;
  return {
    path: path.join(root, files[0]?.[0] ?? ''),
    root,
    engine: /** @type {const} */ ('auto'),
    overrides: {},
    mayRunCode,
  };
}

/**
 * How long the event loop did not turn. On a machine with other work a process also waits for a core, which is not its own doing:
 * what it blocked itself is the smaller of the time that passed and the time that it computed.
 */
function watchLoop() {
  let blockedMs = 0;
  let lateMs = 0;
  let last = performance.now();
  let cpu = process.cpuUsage();
  const timer = setInterval(() => {
    const now = performance.now();
    const used = process.cpuUsage(cpu);
    lateMs = Math.max(lateMs, now - last);
    blockedMs = Math.max(blockedMs, Math.min(now - last, (used.user + used.system) / 1000));
    last = now;
    cpu = process.cpuUsage();
  }, 1);
  return {
    stop() {
      clearInterval(timer);
      return { blockedMs, lateMs };
    },
  };
}

/**
 * @param {{ dispose(): void }} rendererClient
 * @param {ReadonlySet<number>} pids
 */
async function survivorsOf(rendererClient, pids) {
  rendererClient.dispose();
  const until = performance.now() + 5000;
  while ([...pids].some(isAlive) && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
  return [...pids].filter(isAlive).length;
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    // No such process.
    return false;
  }
}

function ignore() {
  // Only the start of processes is of interest.
}
