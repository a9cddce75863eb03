import { build } from 'esbuild';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildRenderer } from '../../scripts/build.mjs';
import { slimBundle, withoutSampleKey } from '../../scripts/bundlePlugins.mjs';
import { RenderChild } from '../../src/cli/renderInChild.ts';

const root = path.join(import.meta.dirname, '..', '..');
const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mailproof-child-'));
const cli = path.join(folder, 'cli.js');

beforeAll(async () => {
  await build({
    absWorkingDir: root,
    entryPoints: ['src/cli/main.ts'],
    outfile: cli,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
    // For sending, which these tests do not.
    external: ['./mail.js'],
    plugins: [slimBundle, withoutSampleKey],
  });
  await buildRenderer({ production: false, outdir: folder });
}, 60_000);
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** The time is far more than a child needs that answers, however busy the machine is. */
function childOf(script: string, timeoutMs = 20_000): Promise<unknown> {
  const entry = path.join(folder, `child-${fs.readdirSync(folder).length}.cjs`);
  fs.writeFileSync(entry, script);
  const child = new RenderChild({ entry, cacheFolder: undefined });
  return child.render({ path: '/a.hbs', root: '/', engine: 'auto', overrides: {} }, timeoutMs);
}

/** Without a cache: the home of whoever runs the tests is none of ours. */
function command(...argv: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...argv], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' },
  });
  return { status, stdout, stderr };
}

test('a child that loops is killed', async () => {
  const file = path.join(folder, 'pid');
  const script = `process.on('message', () => { require('node:fs').writeFileSync(${JSON.stringify(file)}, String(process.pid)); for (;;); });`;
  expect(await childOf(script, 1000)).toEqual({ kind: 'timeout' });
  if (!fs.existsSync(file)) return; // Killed before it began.
  const pid = Number(fs.readFileSync(file, 'utf8'));
  await expect.poll(() => isAlive(pid)).toBe(false);
});

test.runIf(process.platform !== 'win32')(
  'a child that loops ends with its parent, even when that is killed hard',
  async () => {
    fs.writeFileSync(path.join(folder, 'loop.data.json'), JSON.stringify({ a: Array.from({ length: 3000 }, () => 1) }));
    fs.writeFileSync(
      path.join(folder, 'loop.hbs'),
      '{{#each a}}{{#each @root.a}}{{#each @root.a}}{{#if @root.b}}x{{/if}}{{/each}}{{/each}}{{/each}}',
    );
    const parent = spawn(process.execPath, [cli, 'render', 'loop.hbs', '--timeout', '60'], {
      cwd: folder,
      stdio: 'ignore',
      env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' },
    });
    await expect.poll(() => childrenOf(parent.pid ?? 0).length, { timeout: 10_000 }).toBe(1);
    const [child = 0] = childrenOf(parent.pid ?? 0);
    // Long enough for the watch to stand and for the loop to begin.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    parent.kill('SIGKILL');
    await expect.poll(() => isAlive(child), { timeout: 10_000 }).toBe(false);
  },
);

test('a child that ends says nothing, which is an answer too', async () => {
  expect(await childOf(`process.on('message', () => process.exit(7));`)).toEqual({ kind: 'ended', detail: 'exit 7' });
});

test('the answer of a child comes back as it is', async () => {
  const rest = {
    subject: '',
    preheader: '',
    engine: 'html',
    engineReason: '',
    problems: [],
    dependencies: [],
    dataSets: [],
  };
  const result = { html: '\u{1F600} \uD800', text: '', ...rest };
  const script = `process.on('message', ({ id }) => process.send({ type: 'rendered', id, result: ${JSON.stringify(result)} }));`;
  expect(await childOf(script)).toEqual({ kind: 'rendered', result });
});

test('the command renders in a child of its own', () => {
  fs.writeFileSync(path.join(folder, 'a.hbs'), '<p>{{n}}é{{x}}</p>');
  fs.writeFileSync(path.join(folder, 'a.json'), '{"n":"One"}');
  expect(command('render', 'a.hbs')).toEqual({
    status: 0,
    stdout: '<p>Oneé</p>',
    stderr: 'a.hbs:1:10: warning: x has no value in data set "default" [missing-data]\n',
  });
});

test('the command ends although the template does not', () => {
  fs.writeFileSync(
    path.join(folder, 'slow.hbs'),
    '{{#each a}}{{#each @root.a}}{{#each @root.a}}{{/each}}{{/each}}{{/each}}',
  );
  fs.writeFileSync(path.join(folder, 'slow.json'), JSON.stringify({ a: Array.from({ length: 10_000 }, () => 1) }));
  expect(command('render', 'slow.hbs', '--timeout', '1')).toEqual({
    status: 1,
    stdout: '',
    stderr:
      'mailproof: slow.hbs was stopped after 1 second: look for an {{#each}} inside of another over long lists, or give it longer with --timeout.\n',
  });
});

test('the command keeps compiled code for the next one, where only this user can write', () => {
  fs.writeFileSync(path.join(folder, 'kept.hbs'), '<p>One</p>');
  const cache = path.join(folder, 'cache');
  const environment = { ...process.env, XDG_CACHE_HOME: cache, LOCALAPPDATA: cache, HOME: cache };
  const results = [1, 2].map(() =>
    spawnSync(process.execPath, [cli, 'render', 'kept.hbs'], { cwd: folder, encoding: 'utf8', env: environment }),
  );
  expect(results.map(({ stdout }) => stdout)).toEqual(['<p>One</p>', '<p>One</p>']);
  const files = fs.readdirSync(cache, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.map((file) => path.extname(file.name))).toEqual(['.code']);
});

test('wrong usage leaves no process behind', () => {
  expect(command('render')).toMatchObject({ status: 2, stdout: '' });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // No such process.
    return false;
  }
}

/** The ids of the processes that a process has started. */
function childrenOf(pid: number): readonly number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'ppid=,pid='], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => {
    const [parent, child] = line.trim().split(/\s+/).map(Number);
    return parent === pid && child !== undefined ? [child] : [];
  });
}
