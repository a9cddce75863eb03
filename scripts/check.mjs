// @ts-check
// Everything that can be said about the code without running it. `npm run check` runs it alone.
import { pathToFileURL } from 'node:url';
import { report, runBin } from './run.mjs';

/** @type {readonly { name: string, run: () => Promise<number> }[]} */
const checks = [
  { name: 'format', run: () => runBin('prettier', 'prettier', ['--check', '--log-level', 'warn', '.']) },
  {
    name: 'lint and boundaries',
    run: () => runBin('oxlint', 'oxlint', ['--type-aware', '--quiet', '--deny-warnings']),
  },
  { name: 'types of core, host and features', run: () => runBin('typescript', 'tsc', ['-p', 'tsconfig.json']) },
  { name: 'types of the pages', run: () => runBin('typescript', 'tsc', ['-p', 'src/webview/tsconfig.json']) },
  { name: 'types of tests and scripts', run: () => runBin('typescript', 'tsc', ['-p', 'test/tsconfig.json']) },
  { name: 'unused files, exports and packages', run: () => runBin('knip', 'knip', ['--no-progress']) },
];

/** @returns {Promise<import('./run.mjs').Counts>} each check counts as one test */
export async function runChecks() {
  let failed = 0;
  for (const check of checks) {
    const started = performance.now();
    const isGood = (await check.run()) === 0;
    if (!isGood) failed++;
    console.log(`${isGood ? '✓' : '✗'} ${check.name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  }
  return { passed: checks.length - failed, failed };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const counts = await runChecks();
  report(counts);
  process.exitCode = counts.failed === 0 ? 0 : 1;
}
