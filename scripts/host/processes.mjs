// @ts-check
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */
/** @typedef {'SIGINT' | 'SIGTERM' | 'SIGHUP'} StopSignal */

/** @type {readonly StopSignal[]} */
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** @type {Set<ChildProcess>} */
const owned = new Set();
/** @type {WeakSet<ChildProcess>} */
const groupLeaders = new WeakSet();
let isWatching = false;
/** @type {(() => void) | undefined} */
let onStopSignal;

/**
 * Ties a child to this process: whichever way this one ends, short of SIGKILL, the child is told to end too.
 *
 * @template {ChildProcess} T
 * @param {T} child
 * @param {{ leadsGroup?: boolean }} [options] `leadsGroup`: started with `detached`; what it started goes with it
 * @returns {T}
 */
export function own(child, { leadsGroup = false } = {}) {
  watchOwnEnd();
  owned.add(child);
  if (leadsGroup) groupLeaders.add(child);
  child.once('exit', () => owned.delete(child));
  return child;
}

/**
 * Runs a program to its end. Never rejects for a failing program: look at `code`.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ code: number, output: string }>} stdout and stderr together, in the order they came
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = own(spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] }));
    let output = '';
    const collect = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Asks a child to end and waits for it; insists after `graceMs`.
 *
 * @param {ChildProcess} child
 * @param {number} [graceMs]
 * @returns {Promise<void>}
 */
export async function end(child, graceMs = 8000) {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const insist = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await exited;
    clearTimeout(insist);
  }
  killGroup(child);
}

/**
 * Resolves at the first Ctrl+C or termination request, which then does not end this process; the next one does.
 *
 * @returns {Promise<void>}
 */
export function untilStopSignal() {
  watchOwnEnd();
  return new Promise((resolve) => {
    onStopSignal = resolve;
    if (process.env['npm_lifecycle_event']) watchParent(resolve);
  });
}

/**
 * npm passes a termination request on to the shell it put between itself and us, and that shell dies without telling us.
 *
 * @param {() => void} onGone
 */
function watchParent(onGone) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, 500);
  timer.unref();
}

function watchOwnEnd() {
  if (isWatching) return;
  isWatching = true;
  process.on('exit', () => {
    for (const child of owned) {
      child.kill('SIGTERM');
      killGroup(child);
    }
  });
  for (const signal of stopSignals) {
    process.on(signal, () => {
      const handle = onStopSignal;
      onStopSignal = undefined;
      if (handle) handle();
      else process.exit(128 + constants.signals[signal]);
    });
  }
}

/** @param {ChildProcess} child */
function killGroup(child) {
  if (child.pid === undefined || !groupLeaders.has(child)) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: nobody of the group is left, which is what was wanted.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
