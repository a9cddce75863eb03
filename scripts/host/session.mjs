// @ts-check
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch } from './browser.mjs';
import { installExtension, startCodeServer } from './codeServer.mjs';
import { failuresDir } from './paths.mjs';
import { freePort } from './ports.mjs';
import { scriptedSettings } from './settings.mjs';
import { Workbench } from './workbench.mjs';

/**
 * @typedef {object} SessionOptions
 * @property {import('./codeServer.mjs').CodeServer} codeServer
 * @property {string} browser path of its executable
 * @property {readonly string[]} [extensions] VSIX files to install
 * @property {string} [extensionsDir] a folder with installed extensions, instead of an own one
 * @property {string} [dir] keeps everything in this folder, instead of in a temporary one that is removed at the end
 * @property {number} [port] with `dir`, what a second session needs to see the secrets and the state of the first
 * @property {import('./settings.mjs').Settings} [settings] on top of the scripted ones
 * @property {NodeJS.ProcessEnv} [env]
 * @property {boolean} [workspaceTrust]
 * @property {boolean} [testDriver]
 * @property {{ width?: number, height?: number, deviceScaleFactor?: number }} [window]
 */

/**
 * A VS Code of its own with a browser in front of it. Nothing is opened yet: see `workbench.open(server.url(folder))`.
 *
 * @param {SessionOptions} options
 */
export async function openSession(options) {
  const { codeServer, browser, extensions = [], env, workspaceTrust = false, testDriver = false } = options;
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'mailproof-session-')));
  const dataDir = join(dir, 'data');
  const extensionsDir = options.extensionsDir ?? join(dir, 'extensions');
  await mkdir(extensionsDir, { recursive: true });
  for (const vsix of extensions) await installExtension(codeServer, { vsix, dataDir, extensionsDir });

  const server = await startCodeServer(codeServer, {
    port: options.port ?? (await freePort()),
    dataDir,
    extensionsDir,
    settings: { ...scriptedSettings, ...options.settings },
    workspaceTrust,
    testDriver,
    ...(env ? { env } : {}),
  });
  const context = await launch({ executable: browser, profileDir: join(dir, 'profile'), ...options.window }).catch(
    async (/** @type {unknown} */ error) => {
      await server.stop();
      throw error;
    },
  );
  const page = context.pages()[0] ?? (await context.newPage());
  const workbench = new Workbench(page);

  return {
    dir,
    server,
    context,
    page,
    workbench,
    /**
     * Leaves behind what a person needs to see why something failed: a screenshot and the server's log. Of a machine that
     * is gone, only what was printed is left, so that what stands on the screen and in our log is also told in words.
     *
     * @param {string} name
     * @returns {Promise<string>} the path of the screenshot and, below it, what it shows
     */
    async saveFailure(name) {
      const base = join(failuresDir, name.replace(/[^\w.-]+/g, '-').slice(0, 120));
      await mkdir(failuresDir, { recursive: true });
      await writeFile(`${base}.log`, server.log());
      await workbench.screenshot(`${base}.png`);
      return [`${base}.png`, ...(await workbench.describe()), ...(await ourLog(dataDir))].join('\n  ');
    },
    async close() {
      await context.close();
      await server.stop();
      // Extension hosts outlive their server by a moment and still write.
      if (!options.dir) await rm(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof openSession>>} Session */

/**
 * The last lines of the output channel of Mailproof, of each extension host that there was.
 *
 * @param {string} dataDir
 * @returns {Promise<readonly string[]>}
 */
async function ourLog(dataDir) {
  const logs = join(dataDir, 'logs');
  const names = await readdir(logs, { recursive: true }).catch(() => []);
  const files = names.filter((name) => /[\\/]Mailproof\.log$/.test(name)).sort();
  const texts = await Promise.all(files.slice(-2).map((name) => readFile(join(logs, name), 'utf8')));
  return texts.flatMap((text) => ['log of Mailproof:', ...text.trimEnd().split('\n').slice(-15)]);
}
