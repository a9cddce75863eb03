// Runs inside the extension host: VS Code calls run() of the module named by extensionTestsPath.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import Mocha from 'mocha';
import type { MochaResults, MochaTest } from './mochaResults.ts';

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 20_000, color: false });
  const grep = process.env['MAILPROOF_TEST_GREP'];
  if (grep) mocha.grep(grep);
  for (const file of readdirSync(__dirname)) if (file.endsWith('.test.js')) mocha.addFile(join(__dirname, file));

  const tests: MochaTest[] = [];
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on('pass', (test) =>
      tests.push({ title: test.fullTitle(), isPassed: true, durationMs: test.duration ?? 0 }),
    );
    runner.on('fail', (test, error: unknown) => {
      tests.push({ title: test.fullTitle(), isPassed: false, durationMs: test.duration ?? 0, error: describe(error) });
    });
  });

  const results: MochaResults = { tests };
  const file = process.env['MAILPROOF_TEST_RESULTS'];
  if (!file) throw new Error('MAILPROOF_TEST_RESULTS does not say where the results go.');
  writeFileSync(file, JSON.stringify(results));
  if (tests.some((test) => !test.isPassed)) throw new Error('Some tests failed.');
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : inspect(error);
}
