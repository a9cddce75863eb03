// @ts-check
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { vsixPath } from '../package.mjs';
import { runPackageScript } from './npm.mjs';
import { projectRoot, stateDir } from './paths.mjs';
import { Problem } from './problem.mjs';
import { run } from './processes.mjs';

/**
 * Builds Mailproof as it is published.
 *
 * @returns {Promise<string>} path of the VSIX
 */
export async function buildMailproof() {
  // In a process of its own, so that what the packager prints is shown only when it fails.
  const { code, output } = await run(process.execPath, [join(projectRoot, 'scripts', 'package.mjs')], {
    cwd: projectRoot,
  });
  if (code !== 0) throw new Problem(`Mailproof could not be built and packaged:\n${output.trim()}`);
  return vsixPath;
}

/**
 * Packages the companion extension of "npm start".
 *
 * @returns {Promise<string>} path of the VSIX
 */
export async function packageStarter() {
  await mkdir(stateDir, { recursive: true });
  return packageExtension(join(projectRoot, 'scripts', 'host', 'starter'), join(stateDir, 'starter.vsix'));
}

/**
 * Packages a small extension without dependencies.
 *
 * @param {string} folder
 * @param {string} vsix path of the file to write
 * @returns {Promise<string>} the same path
 */
export async function packageExtension(folder, vsix) {
  const { code, output } = await runPackageScript(
    '@vscode/vsce',
    'vsce',
    ['package', '--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', vsix],
    folder,
  );
  if (code !== 0) throw new Problem(`The extension in ${folder} could not be packaged:\n${output.trim()}`);
  return vsix;
}
