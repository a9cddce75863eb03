// @ts-check
// Runs runaways through the real client and the real bundle, in a parent of its own, and judges what became of them.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { buildRenderer, projectRoot } from '../../../scripts/build.mjs';
import { codeRunaways, helperRunaways, templateRunaways } from './kinds.mjs';

/** Milliseconds. The deadline is 3 s; killing, and telling it, takes a moment on a busy machine. */
const limits = { settled: 3500, next: 1000, blocked: 50 };

export const runawayNames = [
  ...[...templateRunaways, ...helperRunaways].map((runaway) => runaway.name),
  ...codeRunaways,
];

/**
 * @typedef {{ name: string, settledMs: number, nextMs: number, blockedMs: number, lateMs: number, outcome: string,
 *   problems: readonly string[], isNextRight: boolean, survivors: number, faults: readonly string[] }} RunawayResult
 *
 * @param {readonly string[]} names of runaways, in order
 * @param {{ parents: number, onResult?: (result: RunawayResult) => void }} options parents: how many at the same time
 * @returns {Promise<readonly RunawayResult[]>}
 */
export async function measureRunaways(names, { parents, onResult = () => undefined }) {
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
    const results = await Promise.all(shares.map((share) => runParent(client, folder, share, onResult)));
    return results.flat();
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} client
 * @param {string} folder
 * @param {readonly string[]} names
 * @param {(result: RunawayResult) => void} onResult
 * @returns {Promise<readonly RunawayResult[]>}
 */
function runParent(client, folder, names, onResult) {
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
        const result = judge(JSON.parse(line));
        results.push(result);
        onResult(result);
      }
    });
    parent.on('error', reject);
    parent.on('close', (code) => (code === 0 ? resolve(results) : reject(new Error(`The parent ended with ${code}`))));
  });
}

/**
 * @param {Omit<RunawayResult, 'faults'>} result
 * @returns {RunawayResult}
 */
function judge(result) {
  // What the parent itself waited for a core is the machine's doing, and no time of the render process.
  const { outcome, problems, lateMs } = result;
  const isTold = outcome !== 'superseded' && (outcome !== 'rendered' || problems.length > 0);
  const faults = [
    result.settledMs <= limits.settled + lateMs ? [] : [`settled after ${result.settledMs.toFixed(0)} ms`],
    result.nextMs <= limits.next + lateMs ? [] : [`the next render took ${result.nextMs.toFixed(0)} ms`],
    result.blockedMs < limits.blocked ? [] : [`blocked the parent for ${result.blockedMs.toFixed(0)} ms`],
    isTold ? [] : [`was not told (${outcome})`],
    result.isNextRight ? [] : ['the next render was wrong'],
    result.survivors === 0 ? [] : [`${result.survivors} processes survived`],
  ].flat();
  return { ...result, faults };
}
