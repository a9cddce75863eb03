// @ts-check
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { build } from 'esbuild';
import { projectRoot, stateDir } from '../../../scripts/host/paths.mjs';
import { openSession } from '../../../scripts/host/session.mjs';

const e2eDir = join(projectRoot, 'test', 'e2e');
const bundleDir = join(stateDir, 'e2e', 'extensionHost');
const timeLimitMs = 120_000;

/**
 * Runs the Mocha tests inside the extension host of a real VS Code, against the installed VSIX.
 *
 * @param {{ codeServer: import('../../../scripts/host/codeServer.mjs').CodeServer, browser: string, vsix: string, grep?: string }} options
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runExtensionHostSuite({ codeServer, browser, vsix, grep = '' }) {
  await bundleTests();
  const dir = await mkdtemp(join(tmpdir(), 'mailproof-extension-host-'));
  const workspace = join(dir, 'workspace');
  const resultsFile = join(dir, 'results.json');
  await cp(join(e2eDir, 'workspace'), workspace, { recursive: true });
  const session = await openSession({
    codeServer,
    browser,
    extensions: [vsix],
    testDriver: true,
    env: { MAILPROOF_TEST_RESULTS: resultsFile, MAILPROOF_TEST_GREP: grep },
  });
  try {
    const { page, server } = session;
    /** @type {Promise<string>} */
    const ended = new Promise((resolve) => {
      // VS Code's own name for the page function that it reports the end of a test run to.
      void page.exposeFunction('codeAutomationExit', () => resolve('ended'));
    });
    await page.goto(
      server.url(workspace, [
        ['extensionDevelopmentPath', server.remoteUri(join(e2eDir, 'driver'))],
        ['extensionTestsPath', server.remoteUri(join(bundleDir, 'mochaEntry.js'))],
      ]),
    );
    const end = await Promise.race([ended, pause(timeLimitMs, 'timed out', { ref: false })]);
    const counts = end === 'ended' ? report(await readFile(resultsFile, 'utf8').catch(() => '{}')) : undefined;
    if (!counts) console.log(`  The extension host gave no results (${end}).`);
    const result = counts ?? { passed: 0, failed: 1 };
    if (result.failed > 0) console.log(`  See ${await session.saveFailure('extension-host')}`);
    return result;
  } finally {
    await session.close();
    await rm(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

async function bundleTests() {
  const testFiles = readdirSync(join(e2eDir, 'extensionHost')).filter((file) => file.endsWith('.test.ts'));
  await rm(bundleDir, { recursive: true, force: true });
  await build({
    entryPoints: [
      join(e2eDir, 'support', 'mochaEntry.ts'),
      ...testFiles.map((file) => join(e2eDir, 'extensionHost', file)),
    ],
    outdir: bundleDir,
    entryNames: '[name]',
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // Mocha finds its own parts by path at run time.
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}

/**
 * @param {string} json
 * @returns {{ passed: number, failed: number } | undefined}
 */
function report(json) {
  /** @type {Partial<import('./mochaResults.ts').MochaResults>} */
  const { tests } = JSON.parse(json);
  if (!tests || tests.length === 0) return undefined;
  for (const test of tests) {
    console.log(`  ${test.isPassed ? '✓' : '✗'} ${test.title} (${test.durationMs} ms)`);
    if (test.error) console.log(test.error.replace(/^/gm, '      '));
  }
  const passed = tests.filter((test) => test.isPassed).length;
  return { passed, failed: tests.length - passed };
}
