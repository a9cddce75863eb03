// @ts-check
// `npm run bench`: each row a ratio against what a user would use instead, measured in the same run, alternating.
import { spawn } from 'node:child_process';
import { fork } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildAll, projectRoot } from '../scripts/build.mjs';

const runs = Number(process.argv[2] ?? 9);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mailproof-bench-'));
try {
  await buildAll({ production: true, outdir: folder });
  await firstRender();
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}

/** From starting a process to the first html, imports included: our render process, and npm's handlebars and mjml. */
async function firstRender() {
  const template = path.join(projectRoot, 'examples', 'order-receipt.mjml.hbs');
  const stock = path.join(projectRoot, 'bench', 'stockRender.mjs');
  const ours = [];
  const theirs = [];
  for (let run = 0; run < runs; run++) {
    ours.push(await timed(() => renderWithOurs(template)));
    theirs.push(await timed(() => runToEnd(stock, template)));
  }
  row('first render in a fresh process', 'npm handlebars + mjml', median(theirs), median(ours));
}

/** @param {string} template */
function renderWithOurs(template) {
  return new Promise((resolve, reject) => {
    const child = fork(path.join(folder, 'renderer.js'), [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const request = { path: template, root: path.dirname(template), engine: 'auto', overrides: {} };
    child.on('error', reject);
    child.on('message', (/** @type {{ type: string, result?: { html?: string } }} */ message) => {
      if (message.type === 'ready') return;
      child.disconnect();
      if (message.result?.html === undefined) reject(new Error('no html'));
      else resolve(undefined);
    });
    child.send({ type: 'render', id: 1, request });
  });
}

/** @param {readonly string[]} args */
function runToEnd(...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: projectRoot, stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve(undefined) : reject(new Error(`exit code ${code}`))));
  });
}

/** @param {() => Promise<unknown>} job */
async function timed(job) {
  const started = performance.now();
  await job();
  return performance.now() - started;
}

/** @param {readonly number[]} values */
function median(values) {
  return [...values].sort((left, right) => left - right)[values.length >> 1] ?? Number.NaN;
}

/**
 * @param {string} what
 * @param {string} against
 * @param {number} theirs in ms
 * @param {number} ours in ms
 */
function row(what, against, theirs, ours) {
  console.log(
    `${what}: ${(theirs / ours).toFixed(2)} times faster than ${against} (median of ${runs}: ${ours.toFixed(0)} against ${theirs.toFixed(0)} ms)`,
  );
}
