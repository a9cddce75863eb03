// @ts-check
// Small pieces that the scripts share: running a tool of node_modules, and telling results to CI.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from './build.mjs';

/**
 * @typedef {{ passed: number, failed: number }} Counts
 */

/**
 * Runs a program with inherited output. Never through a shell: paths may hold spaces and quotes.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env] added to the environment
 * @returns {Promise<number>} its exit code; a signal counts as 1
 */
export function run(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: projectRoot, stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/**
 * Runs the bin of an installed package with this Node: the `.cmd` files of Windows need a shell, their scripts do not.
 * @param {string} packageName
 * @param {string} bin
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export function runBin(packageName, bin, args, env) {
  const folder = path.join(projectRoot, 'node_modules', ...packageName.split('/'));
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const script = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[bin];
  return run(process.execPath, [path.join(folder, script), ...args], env);
}

/**
 * The last line that every suite prints; and, for the one that adds them up, a file.
 * @param {Counts} counts
 */
export function report({ passed, failed }) {
  const file = process.env['MAILPROOF_RESULTS'];
  if (file !== undefined && file !== '') fs.writeFileSync(file, JSON.stringify({ passed, failed }));
  console.log(`${passed} passed, ${failed} failed`);
}

/**
 * Counts of a Vitest JSON report. A file that could not be loaded counts as one failure, so that it is never overlooked.
 * @param {string} file
 * @returns {Counts}
 */
export function readVitestReport(file) {
  if (!fs.existsSync(file)) return { passed: 0, failed: 1 };
  /** @type {{ numPassedTests: number, numFailedTests: number, testResults: { status: string, assertionResults: unknown[] }[] }} */
  const result = JSON.parse(fs.readFileSync(file, 'utf8'));
  const unloaded = result.testResults.filter(
    (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
  ).length;
  return { passed: result.numPassedTests, failed: result.numFailedTests + unloaded };
}
