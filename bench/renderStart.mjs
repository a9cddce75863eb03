// @ts-check
// Size of the renderer's bundle, and the time from forking it to its first rendered mail. Usage: node bench/renderStart.mjs [runs]
import { fork } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { slimBundle } from '../scripts/bundlePlugins.mjs';

const runs = Number(process.argv[2] ?? 9);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mailproof-bench-'));
const bundle = path.join(folder, 'renderer.cjs');
await build({
  entryPoints: ['src/renderer/main.ts'],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  minify: true,
  legalComments: 'none',
  plugins: [slimBundle],
});

const section =
  '<mj-section><mj-column><mj-text>Hello {{name}}</mj-text><mj-button href="https://example.com">Go</mj-button></mj-column></mj-section>';
const template = path.join(folder, 'a.mjml');
const request = {
  path: template,
  root: folder,
  engine: 'auto',
  data: { name: 'data', text: '{"name":"You"}' },
  overrides: { [template]: `<mjml><mj-body>${section.repeat(20)}</mj-body></mjml>` },
};

const samples = [];
for (let run = 0; run < runs; run++) samples.push(await measure());
console.log(`bundle ${(fs.statSync(bundle).size / 1024).toFixed(0)} KB`);
for (const name of /** @type {const} */ (['ready', 'first', 'second'])) {
  const sorted = samples.map((sample) => sample[name]).sort((left, right) => left - right);
  console.log(`${name}: median ${sorted[sorted.length >> 1]?.toFixed(0)} ms, best ${sorted[0]?.toFixed(0)} ms`);
}
fs.rmSync(folder, { recursive: true });

/** @returns {Promise<{ ready: number, first: number, second: number }>} */
function measure() {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = fork(bundle, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    let ready = 0;
    let first = 0;
    child.on('error', reject);
    child.on('message', (/** @type {{ type: string, id?: number }} */ message) => {
      const now = performance.now();
      if (message.type === 'ready') {
        ready = now - started;
        child.send({ type: 'render', id: 1, request });
      } else if (message.id === 1) {
        first = now - started;
        child.send({ type: 'render', id: 2, request });
      } else {
        child.disconnect();
        resolve({ ready, first, second: now - started - first });
      }
    });
  });
}
