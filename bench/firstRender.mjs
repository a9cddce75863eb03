// @ts-check
// From starting a process to the first html: ours with all that it starts, theirs as a user would write it.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import Handlebars from 'handlebars';
import { buildAll, projectRoot } from '../scripts/build.mjs';
import { bundleClient, quietLog } from './ourClient.mjs';
import { timed, timesFaster } from './measure.mjs';

const templates = path.join(projectRoot, 'examples');
const template = path.join(templates, 'order-receipt.mjml.hbs');
const stock = path.join(projectRoot, 'bench', 'stockRender.mjs');

/**
 * @param {{ folder: string, rounds: number, print: (row: import('./measure.mjs').Row) => void }} run `folder`: empty, and may be filled
 */
export async function firstRender({ folder, rounds, print }) {
  const cache = path.join(folder, 'cache');
  const dist = path.join(folder, 'dist');
  await buildAll({ production: true, outdir: dist });
  const RendererClient = await bundleClient(folder);
  const mjml = writeMjml();
  // The first process of an installation has no compiled code yet; it leaves it for all that follow.
  await keepCode();
  await runToEnd(path.join(dist, 'cli.js'), 'render', mjml);
  await compare('first render in a fresh process', 'npm handlebars + mjml', {
    theirs: () => runToEnd(stock, template),
    ours: () => renderOnce(template, cache),
  });
  await compare('first render in a fresh process, MJML alone', 'npm mjml', {
    theirs: () => runToEnd(stock, mjml),
    ours: () => renderOnce(mjml, cache),
  });
  await compare('the same, with no compiled code kept', 'npm mjml', {
    theirs: () => runToEnd(stock, mjml),
    ours: () => renderOnce(mjml, undefined),
  });
  await compare('one command', 'the mjml command', {
    theirs: () => runToEnd(path.join(projectRoot, 'node_modules', 'mjml', 'bin', 'mjml'), mjml, '-s'),
    ours: () => runToEnd(path.join(dist, 'cli.js'), 'render', mjml),
  });

  /**
   * From starting a process to the first html, imports included.
   *
   * @param {string} file
   * @param {string | undefined} cacheFolder
   */
  async function renderOnce(file, cacheFolder) {
    const client = new RendererClient({
      entry: path.join(dist, 'renderer.js'),
      log: quietLog,
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

  /** Until the code is on disk: a process keeps it when nobody waits for it. */
  async function keepCode() {
    const client = new RendererClient({ entry: path.join(dist, 'renderer.js'), log: quietLog, cacheFolder: cache });
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
    print(timesFaster({ what, against, theirs, ours }));
  }
}
