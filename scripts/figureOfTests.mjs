// @ts-check
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from './build.mjs';
import { slimBundle } from './bundlePlugins.mjs';
import { bundleScript } from './bundleScript.mjs';

/**
 * A figure of test/figures/measure.ts, in a process of its own that nothing else has warmed up or filled.
 * @param {string} name
 * @returns {Promise<import('../test/figures/measure.ts').Figure>}
 */
export async function figureOfTests(name) {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mailproof-figures-'));
  const outfile = path.join(folder, 'figures.mjs');
  const support = JSON.stringify(path.join(projectRoot, 'test', 'support'));
  try {
    const contents = `import { ${name} } from './test/figures/measure.ts';
process.stdout.write(JSON.stringify(await ${name}()));`;
    await bundleScript(contents, outfile, {
      plugins: [slimBundle],
      // The templates are found from where the source of the test lies.
      define: { 'import.meta.dirname': support },
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    });
    return JSON.parse(await outputOf(outfile));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} script */
function outputOf(script) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--expose-gc', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`It ended with ${code}`))));
  });
}
