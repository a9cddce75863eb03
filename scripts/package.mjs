// @ts-check
// Builds for production and packages dist/mailproof.vsix.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createVSIX } from '@vscode/vsce';
import { distFolder, projectRoot } from './build.mjs';

export const vsixPath = path.join(distFolder, 'mailproof.vsix');

/**
 * Builds for production and packages.
 * @returns {Promise<string>} absolute path of the VSIX
 */
export async function packageExtension() {
  const readme = writePage();
  // vsce runs the script `vscode:prepublish`, which builds: whoever packages, ships what was just built.
  await createVSIX({
    cwd: projectRoot,
    packagePath: vsixPath,
    dependencies: false,
    readmePath: path.relative(projectRoot, readme),
    allowMissingRepository: true,
    // There is no public repository to point relative links at.
    rewriteRelativeLinks: false,
  });
  return vsixPath;
}

/**
 * The extension's page inside VS Code is the README without its pictures: they are not in the package, and there is no
 * public address they could be shown from.
 *
 * @returns {string} absolute path
 */
function writePage() {
  const page = path.join(projectRoot, 'README.package.md');
  const text = fs.readFileSync(path.join(projectRoot, 'README.md'), 'utf8');
  const withoutPictures = text.replaceAll(/^!\[[^\]]*\]\((?!https:)[^)]+\)\r?\n\r?\n?/gm, '');
  // Links to files of the repository lead nowhere from there, too: their words stay.
  fs.writeFileSync(page, withoutPictures.replaceAll(/\[([^\]]*)\]\((?!https:|#)[^)]+\)/g, '$1'));
  return page;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const file = await packageExtension();
  console.log(`${path.relative(projectRoot, file)}  ${(fs.statSync(file).size / 1024).toFixed(0)} KB`);
}
