// @ts-check
// `npm run bench [rounds]`: each row a ratio against what a user would use instead, measured in the same run, in turns.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import Handlebars from 'handlebars';
import { buildAll, projectRoot } from '../scripts/build.mjs';
import { bundleScript } from '../scripts/bundleScript.mjs';

const rounds = Number(process.argv[2] ?? 9);
const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mailproof-bench-'));
const templates = path.join(projectRoot, 'examples');
const template = path.join(templates, 'order-receipt.mjml.hbs');
const stock = path.join(projectRoot, 'bench', 'stockRender.mjs');
const cache = path.join(folder, 'cache');
try {
  await buildAll({ production: true, outdir: folder });
  const ourClient = await bundleClient();
  const mjml = writeMjml();
  // The first process of an installation has no compiled code yet; it leaves it for all that follow.
  await keepCode(ourClient);
  await runToEnd(path.join(folder, 'cli.js'), 'render', mjml);
  await compare('first render in a fresh process', 'npm handlebars + mjml', {
    theirs: () => runToEnd(stock, template),
    ours: () => renderOnce(ourClient, template, cache),
  });
  await compare('first render in a fresh process, MJML alone', 'npm mjml', {
    theirs: () => runToEnd(stock, mjml),
    ours: () => renderOnce(ourClient, mjml, cache),
  });
  await compare('the same, with no compiled code kept', 'npm mjml', {
    theirs: () => runToEnd(stock, mjml),
    ours: () => renderOnce(ourClient, mjml, undefined),
  });
  await compare('one command', 'the mjml command', {
    theirs: () => runToEnd(path.join(projectRoot, 'node_modules', 'mjml', 'bin', 'mjml'), mjml, '-s'),
    ours: () => runToEnd(path.join(folder, 'cli.js'), 'render', mjml),
  });
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}

/** The client of the extension, as a script of its own: one process starts another in the way that the extension does. */
async function bundleClient() {
  const outfile = path.join(folder, 'oneRender.mjs');
  await bundleScript(`export { RendererClient } from './src/host/rendererClient.ts';`, outfile);
  /** @type {typeof import('../src/host/rendererClient.ts')} */
  const { RendererClient } = await import(pathToFileURL(outfile).href);
  return RendererClient;
}

/**
 * From starting a process to the first html, imports included.
 *
 * @param {typeof import('../src/host/rendererClient.ts').RendererClient} RendererClient
 * @param {string} file
 * @param {string | undefined} cacheFolder
 */
async function renderOnce(RendererClient, file, cacheFolder) {
  const log = { trace: ignore, debug: ignore, info: ignore, warn: console.warn, error: console.error };
  const client = new RendererClient({
    entry: path.join(folder, 'renderer.js'),
    log,
    ...(cacheFolder === undefined ? {} : { cacheFolder }),
  });
  try {
    const request = { path: file, root: path.dirname(file), engine: /** @type {const} */ ('auto'), overrides: {} };
    const outcome = await client.render('bench', request);
    if (outcome.kind !== 'rendered' || outcome.result.html === undefined) throw new Error(`no html: ${outcome.kind}`);
  } finally {
    client.dispose();
  }
}

/**
 * Until the code is on disk: a process keeps it when nobody waits for it.
 * @param {typeof import('../src/host/rendererClient.ts').RendererClient} RendererClient
 */
async function keepCode(RendererClient) {
  const log = { trace: ignore, debug: ignore, info: ignore, warn: console.warn, error: console.error };
  const client = new RendererClient({ entry: path.join(folder, 'renderer.js'), log, cacheFolder: cache });
  client.warm();
  const until = performance.now() + 30_000;
  while (!fs.existsSync(cache) || !fs.readdirSync(cache).some((name) => name.endsWith('.code'))) {
    if (performance.now() > until) throw new Error('no compiled code was kept');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  client.dispose();
}

/** The same mail as MJML alone: the template with its data put in. */
function writeMjml() {
  const partials = path.join(templates, 'partials');
  for (const file of fs.readdirSync(partials))
    Handlebars.registerPartial(path.basename(file, '.hbs'), fs.readFileSync(path.join(partials, file), 'utf8'));
  const data = path.join(templates, 'order-receipt.data', 'default.json');
  const text = Handlebars.compile(fs.readFileSync(template, 'utf8'))(JSON.parse(fs.readFileSync(data, 'utf8')));
  const project = path.join(folder, 'project');
  fs.mkdirSync(project);
  const file = path.join(project, 'order-receipt.mjml');
  fs.writeFileSync(file, text);
  return file;
}

/** @param {readonly string[]} args */
function runToEnd(...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: projectRoot,
      stdio: ['ignore', 'ignore', 'inherit'],
      // Where the command line keeps its compiled code.
      env: { ...process.env, XDG_CACHE_HOME: cache, LOCALAPPDATA: cache, HOME: cache },
    });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve(undefined) : reject(new Error(`exit code ${code}`))));
  });
}

/**
 * @param {string} what
 * @param {string} against
 * @param {{ theirs: () => Promise<unknown>, ours: () => Promise<unknown> }} jobs
 */
async function compare(what, against, jobs) {
  const theirs = [];
  const ours = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await timed(jobs.ours));
    theirs.push(await timed(jobs.theirs));
  }
  const [their, our] = [median(theirs), median(ours)];
  console.log(
    `${what}: ${(their / our).toFixed(2)} times faster than ${against} (median of ${rounds}: ${our.toFixed(0)} against ${their.toFixed(0)} ms)`,
  );
}

/** @param {() => Promise<unknown>} job */
async function timed(job) {
  const started = performance.now();
  await job();
  return performance.now() - started;
}

/** @param {readonly number[]} values */
function median(values) {
  return [...values].sort((left, right) => left - right)[values.length >> 1] ?? Number.NaN;
}

function ignore() {
  // Nobody reads it.
}
