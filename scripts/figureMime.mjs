// @ts-check
// Messages of strangers and MIME bombs through the real client and the real render process: all shown, or told why not, in time
// and in bounded memory.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { buildRenderer, projectRoot } from './build.mjs';

/** Milliseconds, and MB of the whole process at its peak. */
const limits = { shown: 2000, memory: 256 };

/** @returns {Promise<import('./figures.mjs').Figure>} */
export async function mime() {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mailproof-mime-'));
  try {
    await buildRenderer({ production: true, outdir: folder });
    const { RendererClient, bombs } = await loadClient(folder);
    /** @type {Run[]} */
    const runs = [];
    const messages = filesOfCorpora();
    if (messages.length > 0) runs.push(...(await measure(new Process(RendererClient, folder), messages)));
    for (const { name, make } of bombs) {
      const file = path.join(folder, 'bomb.eml');
      fs.writeFileSync(file, make());
      const [run] = await measure(new Process(RendererClient, folder), [file]);
      if (run !== undefined) runs.push({ ...run, name });
    }
    return judge(runs, { messages: messages.length, bombs: bombs.length });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** @typedef {{ name: string, milliseconds: number, megabytes: number | undefined, isShown: boolean, isBlank: boolean }} Run */

/**
 * @param {readonly Run[]} runs
 * @param {{ messages: number, bombs: number }} counts
 */
function judge(runs, counts) {
  const slowest = runs.reduce((worst, run) => (run.milliseconds > worst.milliseconds ? run : worst));
  const largest = runs.reduce((worst, run) => ((run.megabytes ?? 0) > (worst.megabytes ?? 0) ? run : worst));
  const failed = runs.filter(({ isShown }) => !isShown);
  const corpus = counts.messages === 0 ? 'no corpus, because CORPORA is not set' : `${counts.messages} messages`;
  for (const { name } of failed) console.error(`not shown: ${name}`);
  return {
    value:
      `${runs.length - failed.length} of ${runs.length} shown (${corpus}, ${counts.bombs} bombs), ` +
      `slowest ${slowest.milliseconds.toFixed(0)} ms (${path.basename(slowest.name)}), ` +
      `at most ${largest.megabytes?.toFixed(0) ?? '?'} MB (${path.basename(largest.name)})`,
    wanted: `all, at most ${limits.shown} ms and ${limits.memory} MB each`,
    isMet: failed.length === 0 && slowest.milliseconds <= limits.shown && (largest.megabytes ?? 0) <= limits.memory,
  };
}

/** One render process, and what the kernel says of it. */
class Process {
  /** @type {number | undefined} */
  #pid;

  /**
   * @param {typeof import('../src/host/rendererClient.ts').RendererClient} RendererClient
   * @param {string} folder
   */
  constructor(RendererClient, folder) {
    /** @param {string} message */
    const hear = (message) => {
      this.#pid = Number(/process (\d+) started/.exec(message)?.[1] ?? this.#pid);
    };
    const silent = () => undefined;
    this.client = new RendererClient({
      entry: path.join(folder, 'renderer.js'),
      log: { trace: silent, debug: hear, info: silent, warn: silent, error: silent },
    });
  }

  /** MB, or undefined where only the kernel knows and does not tell. */
  peak() {
    try {
      const status = fs.readFileSync(`/proc/${this.#pid ?? 0}/status`, 'utf8');
      return Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1]) / 1024;
    } catch {
      // Not Linux.
      return undefined;
    }
  }
}

/**
 * @param {Process} renderer
 * @param {readonly string[]} files
 * @returns {Promise<Run[]>}
 */
async function measure(renderer, files) {
  const { client } = renderer;
  try {
    // The start of the process is no time of a message's: it is warm when somebody opens one.
    await client.parseMessage({ bytes: new Uint8Array() }, { isLocal: false });
    /** @type {Run[]} */
    const runs = [];
    for (const file of files) {
      const started = performance.now();
      const outcome = await client.parseMessage({ file }, { isLocal: false });
      const view = outcome.kind === 'parsed' ? outcome.view : undefined;
      runs.push({
        name: file,
        milliseconds: performance.now() - started,
        megabytes: renderer.peak(),
        isShown: view !== undefined,
        isBlank: view?.html === undefined && view?.text === undefined,
      });
    }
    return runs;
  } finally {
    client.dispose();
  }
}

/** @returns {readonly string[]} */
function filesOfCorpora() {
  const folder = process.env['CORPORA'];
  if (!folder) return [];
  const root = path.join(folder, 'mime');
  return fs
    .readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(root, name))
    .filter((file) => fs.statSync(file).isFile());
}

/**
 * @param {string} folder
 * @returns {Promise<Pick<typeof import('../src/host/rendererClient.ts'), 'RendererClient'> & Pick<typeof import('../test/support/mimeBombs.ts'), 'bombs'>>}
 */
async function loadClient(folder) {
  const outfile = path.join(folder, 'client.mjs');
  await build({
    stdin: {
      contents: `export { RendererClient } from './src/host/rendererClient.ts'; export { bombs } from './test/support/mimeBombs.ts';`,
      resolveDir: projectRoot,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
  return import(pathToFileURL(outfile).href);
}
