import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mailproof-watch-'));
const bundle = path.join(folder, 'parentWatch.cjs');

beforeAll(() =>
  build({
    entryPoints: [path.join(import.meta.dirname, '../../src/renderer/parentWatch.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  }),
);
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** How a process ends that runs this, with the watch at hand. */
async function endOf(script: string): Promise<readonly unknown[]> {
  const file = path.join(folder, 'process.cjs');
  fs.writeFileSync(file, `const { watchFromAside, watchWhatLasts } = require('./parentWatch.cjs');\n${script}`);
  return (await once(spawn(process.execPath, [file], { stdio: 'ignore' }), 'exit')) as unknown[];
}

// Buffers do not count into the limit of the heap, and a process that fills them hears nothing.
const hoard = 'const all = []; for (let i = 0; i < 80; i++) all.push(Buffer.alloc(20_000_000, 1));';
const died = process.platform === 'win32' ? [1, null] : [null, 'SIGKILL'];

test('a process that takes too much memory ends, although it never listens', async () => {
  expect(await endOf(`watchFromAside(); ${hoard} for (;;);`)).toEqual(died);
});

test('one that takes little goes on', async () => {
  expect(await endOf('watchFromAside(); setTimeout(() => process.exit(7), 300);')).toEqual([7, null]);
});

test('what lasts is watched, and what does not is not', async () => {
  const steps = (end: string): string => `const step = watchWhatLasts(); ${hoard} ${end}`;
  expect(await endOf(steps('for (;;) step();'))).toEqual(died);
  expect(await endOf(steps('for (let i = 0; i < 10; i++) step(); process.exit(7);'))).toEqual([7, null]);
});
