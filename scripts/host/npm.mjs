// @ts-check
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { run } from './processes.mjs';

/**
 * Runs npm in a folder.
 *
 * @param {readonly string[]} args
 * @param {string} cwd
 */
export function runNpm(args, cwd) {
  const cli = findNpmCli();
  return cli ? run(process.execPath, [cli, ...args], { cwd }) : run('npm', args, { cwd });
}

/**
 * Runs the command line of a package of this project without npx, whose `.cmd` wrapper Node cannot spawn on Windows.
 *
 * @param {string} packageName
 * @param {string} script path inside the package
 * @param {readonly string[]} args
 * @param {string} cwd
 */
export function runPackageScript(packageName, script, args, cwd) {
  const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
  return run(process.execPath, [join(dirname(manifest), script), ...args], { cwd });
}

/** npm's own script: on Windows `npm` is a `.cmd`, which Node spawns only through a shell. */
function findNpmCli() {
  const runningNpm = process.env['npm_execpath'];
  // Under yarn or pnpm the variable names those instead.
  if (runningNpm && /npm-cli\.c?js$/.test(runningNpm)) return runningNpm;
  const nodeFolder = dirname(process.execPath);
  const folders = [nodeFolder, join(nodeFolder, '..', 'lib'), ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js')).find(existsSync);
}
