// @ts-check
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from './build.mjs';
import { slimBundle } from './bundlePlugins.mjs';
import { bundleScript } from './bundleScript.mjs';

/**
 * A function of test/figures, in a process of its own that nothing else has warmed up or filled.
 * @param {string} name
 * @param {string} [file]
 * @returns {Promise<any>} what the function of that name gives: a `Figure`, unless its caller makes one of it
 */
export async function figureOfTests(name, file = './test/figures/measure.ts') {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mailproof-figures-'));
  const outfile = path.join(folder, 'figures.mjs');
  const support = JSON.stringify(path.join(projectRoot, 'test', 'support'));
  try {
    const contents = `import { ${name} } from '${file}';
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
