// @ts-check
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { projectRoot, stateDir } from '../../../scripts/host/paths.mjs';
import { own } from '../../../scripts/host/processes.mjs';

/**
 * @typedef {{ status: string, fullName: string, failureMessages: readonly string[] }} TestResult
 * @typedef {{ numPassedTests?: number, numFailedTests?: number, testResults?: readonly { assertionResults: readonly TestResult[] }[] }} Results
 */

/**
 * Runs the tests that use VS Code as a person does, in Vitest.
 *
 * @param {{ vsix: string, grep?: string }} options
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runWorkbenchSuite({ vsix, grep }) {
  const resultsFile = join(stateDir, 'e2e', 'workbench.json');
  await mkdir(dirname(resultsFile), { recursive: true });
  await rm(resultsFile, { force: true });
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const args = ['run', '--config', join(projectRoot, 'test', 'e2e', 'vitest.config.mts')];
  args.push('--reporter=verbose', '--reporter=json', `--outputFile.json=${resultsFile}`);
  if (grep) args.push('--testNamePattern', grep);
  const child = own(
    spawn(process.execPath, [vitest, ...args], {
      cwd: projectRoot,
      env: { ...process.env, MAILPROOF_TEST_VSIX: vsix },
      stdio: ['ignore', 'inherit', 'inherit'],
    }),
  );
  /** @type {number} */
  const code = await new Promise((resolve) => child.once('close', (exitCode) => resolve(exitCode ?? 1)));
  /** @type {Results} */
  const results = JSON.parse(await readFile(resultsFile, 'utf8').catch(() => '{}'));
  const { numPassedTests = 0, numFailedTests = 0, testResults = [] } = results;
  for (const { status, fullName, failureMessages } of testResults.flatMap((file) => file.assertionResults)) {
    if (status === 'passed' && failureMessages.length > 0)
      console.log(`passed only at the second try: ${fullName}\n  ${failureMessages[0]?.split('\n')[0]}`);
  }
  // A file that cannot be loaded, or a session that does not start, fails the run without failing a test.
  return { passed: numPassedTests, failed: code === 0 ? numFailedTests : Math.max(1, numFailedTests) };
}
