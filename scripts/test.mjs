// @ts-check
// `npm test`: the checks, then every test that needs nothing but Node, the packaged VSIX among them.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runChecks } from './check.mjs';
import { packageExtension } from './package.mjs';
import { readVitestReport, report, runBin } from './run.mjs';

const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'mailproof-test-'));
try {
  const checks = await runChecks();
  await packageExtension();
  const file = path.join(temporary, 'vitest.json');
  const code = await runBin('vitest', 'vitest', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  const tests = readVitestReport(file);
  // Vitest can fail without a failed test: an unhandled rejection, for one.
  const stray = code !== 0 && tests.failed === 0 ? 1 : 0;
  const counts = { passed: checks.passed + tests.passed, failed: checks.failed + tests.failed + stray };
  report(counts);
  process.exitCode = counts.failed === 0 ? 0 : 1;
} finally {
  fs.rmSync(temporary, { recursive: true, force: true });
}
