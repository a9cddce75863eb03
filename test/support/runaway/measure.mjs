// @ts-check
// Runs runaways through the real client and the real bundle, in a parent of its own, and judges what became of them.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { buildRenderer, projectRoot } from '../../../scripts/build.mjs';
import { codeRunaways, helperRunaways, templateRunaways } from './kinds.mjs';

/** Milliseconds. */
const limits = { settled: 3000, next: 1000, blocked: 50 };

const projects = [...templateRunaways, ...helperRunaways];
export const runawayNames = [...projects.map((runaway) => runaway.name), ...codeRunaways];

/**
 * @typedef {{ name: string, settledMs: number, nextMs: number, blockedMs: number, lateMs: number, outcome: string,
 *   problems: readonly string[], isNextRight: boolean, survivors: number, faults: readonly string[] }} RunawayResult
 * @typedef {Omit<RunawayResult, 'faults'>} Told
 *
 * @param {readonly string[]} names of runaways, in order
 * @param {{ parents: number, slack?: number, onResult?: (result: RunawayResult) => void }} options parents: how many at the
 *   same time; slack: how many times longer than promised all may take
 * @returns {Promise<readonly RunawayResult[]>}
 */
export async function measureRunaways(names, { parents, slack = 1, onResult = () => undefined }) {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mailproof-runaways-'));
  try {
    await buildRenderer({ production: true, outdir: folder });
    const fixture = path.join(projectRoot, 'test', 'fixtures', 'renderer', 'hostileEntry.cjs');
    fs.copyFileSync(fixture, path.join(folder, 'hostileEntry.cjs'));
    const client = path.join(folder, 'client.mjs');
    await build({
      entryPoints: [path.join(projectRoot, 'src', 'host', 'rendererClient.ts')],
      outfile: client,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'warning',
    });
    const shares = Array.from({ length: parents }, (_, share) =>
      names.filter((_name, index) => index % parents === share),
    );
    const hear = (/** @type {Told} */ told) => {
      const result = judge(told, slack);
      onResult(result);
      return result;
    };
    const results = await Promise.all(shares.map((share) => runParent(client, folder, share, hear)));
    return results.flat();
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} client
 * @param {string} folder
 * @param {readonly string[]} names
 * @param {(told: Told) => RunawayResult} hear
 * @returns {Promise<readonly RunawayResult[]>}
 */
function runParent(client, folder, names, hear) {
  return new Promise((resolve, reject) => {
    const script = path.join(projectRoot, 'test', 'support', 'runaway', 'parent.mjs');
    const parent = spawn(process.execPath, [script, client, folder, JSON.stringify(names)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    /** @type {RunawayResult[]} */
    const results = [];
    let pending = '';
    parent.stdout.setEncoding('utf8').on('data', (chunk) => {
      const lines = (pending + chunk).split('\n');
      pending = lines.pop() ?? '';
      for (const line of lines) {
        results.push(hear(JSON.parse(line)));
      }
    });
    parent.on('error', reject);
    parent.on('close', (code) => (code === 0 ? resolve(results) : reject(new Error(`The parent ended with ${code}`))));
  });
}

/**
 * @param {Told} result
 * @param {number} slack
 * @returns {RunawayResult}
 */
function judge(result, slack) {
  // What the parent itself waited for a core is the machine's doing, and no time of the render process.
  const { outcome, problems, lateMs } = result;
  const kind = projects.find((runaway) => runaway.name === result.name);
  const isTold =
    outcome !== 'superseded' && (outcome !== 'rendered' || problems.length > 0 || kind?.isAfterwards === true);
  const faults = [
    result.settledMs <= limits.settled * slack + lateMs ? [] : [`settled after ${result.settledMs.toFixed(0)} ms`],
    result.nextMs <= limits.next * slack + lateMs ? [] : [`the next render took ${result.nextMs.toFixed(0)} ms`],
    result.blockedMs < limits.blocked * slack ? [] : [`blocked the parent for ${result.blockedMs.toFixed(0)} ms`],
    isTold ? [] : [`was not told (${outcome})`],
    result.isNextRight ? [] : ['the next render was wrong'],
    result.survivors === 0 ? [] : [`${result.survivors} processes survived`],
  ].flat();
  return { ...result, faults };
}
