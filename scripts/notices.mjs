// @ts-check
// Writes THIRD-PARTY-NOTICES from what is really in the bundles. `--check` only compares.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildAll, projectRoot } from './build.mjs';

/** Licences that allow shipping inside an MIT extension with a notice. A package with another one fails the script. */
const allowed = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'CC-BY-4.0',
  'BlueOak-1.0.0',
  'Unlicense',
]);

const target = path.join(projectRoot, 'THIRD-PARTY-NOTICES');
const isCheck = process.argv.includes('--check');

const packages = [
  ...new Set(
    Object.values(await metafiles()).flatMap((metafile) => Object.keys(metafile.inputs).flatMap(packageFolder)),
  ),
].sort();
const text = [
  'Mailproof contains the following third-party software. Each stands under the licence printed with it.',
  ...packages.map(notice),
  '',
].join('\n\n');

if (!isCheck) {
  fs.writeFileSync(target, text);
  console.log(`THIRD-PARTY-NOTICES: ${packages.length} packages`);
} else if (fs.existsSync(target) && fs.readFileSync(target, 'utf8').replaceAll('\r\n', '\n') === text) {
  console.log('THIRD-PARTY-NOTICES is up to date');
} else {
  console.error('THIRD-PARTY-NOTICES is not what the bundles need. Run: npm run notices');
  process.exitCode = 1;
}

/** Bundles into a scratch folder: dist/ may be in use. */
async function metafiles() {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'mailproof-notices-'));
  try {
    return await buildAll({ production: true, outdir });
  } finally {
    fs.rmSync(outdir, { recursive: true, force: true });
  }
}

/**
 * @param {string} input a path of the metafile
 * @returns {string[]} the folder of the package it belongs to
 */
function packageFolder(input) {
  const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input.replaceAll('\\', '/'));
  return found?.[1] === undefined ? [] : [found[1]];
}

/** @param {string} folder */
function notice(folder) {
  const absolute = path.join(projectRoot, folder);
  const manifest = JSON.parse(fs.readFileSync(path.join(absolute, 'package.json'), 'utf8'));
  /** @type {string} */
  const licence = typeof manifest.license === 'string' ? manifest.license : String(manifest.license?.type ?? 'unknown');
  // Some write "MIT (http://...)" instead of the SPDX name alone.
  const alternatives = licence.split(/\s+OR\s+/).map((name) => name.replace(/^\(|\)$|\s+\(http[^)]*\)$/g, ''));
  if (!alternatives.some((name) => allowed.has(name))) {
    throw new Error(`${manifest.name} has the licence ${licence}: decide whether it may be shipped, and list it here.`);
  }
  const file = fs.readdirSync(absolute).find((name) => /^(licen[cs]e|copying)(\.|-|$)/i.test(name));
  const words =
    file === undefined
      ? `(The package holds no licence file; it declares ${licence}.)`
      : fs.readFileSync(path.join(absolute, file), 'utf8').replaceAll('\r\n', '\n').trim();
  return `${'='.repeat(80)}\n${manifest.name} ${manifest.version} (${licence})\n${'='.repeat(80)}\n\n${words}`;
}
