// @ts-check
// npm run test:e2e: the packaged extension in a real VS Code, from inside (Mocha in the extension host) and from outside.
import { rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ensureBrowser } from '../../scripts/host/browser.mjs';
import { ensureCodeServer } from '../../scripts/host/codeServer.mjs';
import { buildMailproof } from '../../scripts/host/extensionPackages.mjs';
import { failuresDir, hostDir } from '../../scripts/host/paths.mjs';
import { Problem, reportAndFail } from '../../scripts/host/problem.mjs';
import { runExtensionHostSuite } from './support/extensionHostSuite.mjs';
import { runWorkbenchSuite } from './support/workbenchSuite.mjs';

const help = `Usage: npm run test:e2e [-- options]

  --suite NAME     only "extensionHost" or only "workbench"
  --grep PATTERN   only the tests whose name matches
  --help           this text

The counts are also written as JSON to the file named by MAILPROOF_RESULTS, if it is set.
`;

/** @typedef {'extensionHost' | 'workbench'} SuiteName */

await main().catch(reportAndFail);

async function main() {
  const { values } = parseArgs({
    options: { suite: { type: 'string' }, grep: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(help);
    return;
  }
  const suiteNames = chosenSuites(values.suite);
  await rm(failuresDir, { recursive: true, force: true });
  const browser = await ensureBrowser(console.log);
  const codeServer = await ensureCodeServer(hostDir, console.log);
  const vsix = await buildMailproof();
  const options = { codeServer, browser, vsix, ...(values.grep === undefined ? {} : { grep: values.grep }) };

  const suites = [];
  for (const name of suiteNames) {
    console.log(`\n${name}`);
    const counts = name === 'extensionHost' ? await runExtensionHostSuite(options) : await runWorkbenchSuite(options);
    suites.push({ name, ...counts });
  }
  const passed = suites.reduce((sum, suite) => sum + suite.passed, 0);
  const failed = suites.reduce((sum, suite) => sum + suite.failed, 0);
  const resultsFile = process.env['MAILPROOF_RESULTS'];
  if (resultsFile) await writeFile(resultsFile, `${JSON.stringify({ passed, failed, suites }, null, 2)}\n`);
  console.log(`\n${passed} passed, ${failed} failed`);
  // A run without a single test is not a success.
  if (failed > 0 || passed === 0) process.exitCode = 1;
}

/**
 * @param {string | undefined} wanted
 * @returns {readonly SuiteName[]}
 */
function chosenSuites(wanted) {
  if (wanted === undefined) return ['extensionHost', 'workbench'];
  if (wanted === 'extensionHost' || wanted === 'workbench') return [wanted];
  throw new Problem(help);
}
