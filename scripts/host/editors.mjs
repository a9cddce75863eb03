// @ts-check
import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { isRoot } from './browser.mjs';
import { Problem } from './problem.mjs';
import { run } from './processes.mjs';
import { writeFirstSettings } from './settings.mjs';

/**
 * A desktop VS Code, or an editor built on it, and how its command line is started.
 *
 * @typedef {object} Editor
 * @property {string} name
 * @property {string} command
 * @property {readonly string[]} args come before all others
 * @property {Readonly<Record<string, string>>} env
 */

const names = ['code', 'code-insiders', 'codium', 'cursor', 'windsurf'];

/**
 * The first editor on the PATH that can open a window here.
 *
 * @returns {Promise<Editor | undefined>}
 */
export async function findEditor() {
  if (!canOpenWindows()) return undefined;
  for (const name of names) {
    for (const folder of (process.env['PATH'] ?? '').split(delimiter).filter((part) => part !== '')) {
      const editor = await editorIn(folder, name);
      if (editor) return editor;
    }
  }
  return undefined;
}

/**
 * @typedef {object} OpenOptions
 * @property {string} folder
 * @property {readonly string[]} extensions VSIX files
 * @property {string} dataDir
 * @property {string} extensionsDir
 * @property {import('./settings.mjs').Settings} settings used only when `dataDir` has none yet
 * @property {Readonly<Record<string, string>>} env reaches the extension host
 */

/**
 * Opens a folder in a window that shares nothing with the editor's everyday use, and waits until the window is closed.
 *
 * @param {Editor} editor
 * @param {OpenOptions} options
 */
export async function openInEditor(editor, { folder, extensions, dataDir, extensionsDir, settings, env }) {
  await writeFirstSettings(dataDir, settings);
  const folders = ['--user-data-dir', dataDir, '--extensions-dir', extensionsDir];
  for (const vsix of extensions) {
    await runEditor(editor, [...folders, '--install-extension', vsix, '--force'], { task: `install ${vsix}`, env });
  }
  const rootArgs = isRoot() ? ['--no-sandbox'] : [];
  const windowArgs = ['--new-window', '--wait', '--skip-welcome', '--disable-workspace-trust'];
  await runEditor(editor, [...folders, ...rootArgs, ...windowArgs, folder], { task: `open ${folder}`, env });
}

/**
 * How to start the editor whose Windows command file this is. Node cannot spawn a `.cmd` without a shell (EINVAL, since the
 * fix of CVE-2024-27980), and with a shell every path with a space or a `&` would have to be quoted for cmd.exe. So do what
 * the file itself does: run the editor's executable as Node on the editor's `cli.js`. Where these two are differs between
 * editors and versions; the file names them relative to its own folder, `%~dp0`.
 *
 * @param {string} text of the `.cmd`
 * @param {string} folder it is in
 * @returns {{ command: string, args: string[] } | undefined}
 */
export function parseCommandFile(text, folder) {
  for (const [, executable, script] of text.matchAll(/"%~dp0([^"]+\.exe)"\s+"%~dp0([^"]+\.js)"/gi)) {
    if (executable && script)
      return { command: fromWindowsPath(folder, executable), args: [fromWindowsPath(folder, script)] };
  }
  return undefined;
}

/**
 * @param {string} folder
 * @param {string} name
 * @returns {Promise<Editor | undefined>}
 */
async function editorIn(folder, name) {
  if (process.platform === 'win32') {
    const file = join(folder, `${name}.cmd`);
    const start = existsSync(file) ? parseCommandFile(await readFile(file, 'utf8'), folder) : undefined;
    return start && { name, ...start, env: { ELECTRON_RUN_AS_NODE: '1' } };
  }
  const file = join(folder, name);
  if (!existsSync(file)) return undefined;
  // The command of a remote window or of code-server only talks to that window; it cannot open one with an own profile.
  if (/remote-cli|code-server/.test(await realpath(file))) return undefined;
  return { name, command: file, args: [], env: {} };
}

function canOpenWindows() {
  const env = process.env;
  if (process.platform !== 'linux') return true;
  // In WSL `code` is the one of Windows, which keeps extensions on the other side.
  if (env['WSL_DISTRO_NAME']) return false;
  return Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

/**
 * @param {Editor} editor
 * @param {readonly string[]} args
 * @param {{ task: string, env: Readonly<Record<string, string>> }} options `task` completes the sentence "code could not ..."
 */
async function runEditor(editor, args, { task, env }) {
  // Set in a terminal inside VS Code: the new window would be opened by, and belong to, the old one.
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('VSCODE_'));
  const { code, output } = await run(editor.command, [...editor.args, ...args], {
    env: { ...Object.fromEntries(inherited), ...env, ...editor.env },
  });
  if (code !== 0) throw new Problem(`${editor.name} could not ${task} (exit code ${code}):\n${output.trim()}`);
}

/**
 * @param {string} folder
 * @param {string} relative with backslashes
 */
function fromWindowsPath(folder, relative) {
  return resolve(folder, relative.replaceAll('\\', '/').replace(/^\/+/, ''));
}
