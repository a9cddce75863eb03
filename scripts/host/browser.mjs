// @ts-check
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { Problem } from './problem.mjs';
import { run } from './processes.mjs';

/** @typedef {import('playwright-core').BrowserContext} BrowserContext */

/** The browser to drive: `MAILPROOF_BROWSER`, else an installed Chrome, Edge or Chromium. */
export function findBrowser() {
  const chosen = process.env['MAILPROOF_BROWSER'];
  if (chosen && !existsSync(chosen)) throw new Problem(`MAILPROOF_BROWSER names ${chosen}, which does not exist.`);
  return chosen || usualPlaces().find(existsSync);
}

/**
 * The path of a browser, installed now if this is a container where that is ours to do.
 *
 * @param {(line: string) => void} log
 * @returns {Promise<string>}
 */
export async function ensureBrowser(log) {
  const found = findBrowser();
  if (found) return found;
  if (isRoot() && existsSync('/usr/bin/apt-get')) {
    log('Installing Chromium with apt-get: about 400 MB, once.');
    await apt(['update']);
    await apt(['install', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation', 'fonts-noto-color-emoji']);
    const installed = findBrowser();
    if (installed) return installed;
  }
  throw new Problem(
    'No Chrome, Edge or Chromium was found. Install one of them, or set MAILPROOF_BROWSER to the path of its executable.',
  );
}

/**
 * @typedef {object} BrowserOptions
 * @property {string} executable
 * @property {string} profileDir where VS Code in the browser keeps its state and the stored secrets
 * @property {number} [width]
 * @property {number} [height]
 * @property {number} [deviceScaleFactor]
 * @property {boolean} [headless]
 */

/**
 * Starts a browser that can reach this machine and nothing else.
 *
 * @param {BrowserOptions} options
 * @returns {Promise<BrowserContext>}
 */
export function launch({ executable, profileDir, width = 1400, height = 900, deviceScaleFactor = 1, headless = true }) {
  return chromium.launchPersistentContext(profileDir, {
    executablePath: executable,
    headless,
    viewport: { width, height },
    deviceScaleFactor,
    locale: 'en-US',
    permissions: ['clipboard-read', 'clipboard-write'],
    // Chromium refuses to sandbox itself as root; for anybody else the sandbox stays.
    chromiumSandbox: !isRoot(),
    // Ending on a signal is decided in processes.mjs; on 'exit' playwright takes the browser down itself.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-gpu',
      '--disable-quic',
      '--disable-sync',
      '--no-first-run',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1',
    ],
  });
}

export function isRoot() {
  return process.getuid?.() === 0;
}

/** @returns {string[]} */
function usualPlaces() {
  const env = process.env;
  if (process.platform === 'darwin') {
    const applications = ['/Applications', join(env['HOME'] ?? '', 'Applications')];
    const names = ['Google Chrome', 'Microsoft Edge', 'Chromium', 'Brave Browser'];
    return applications.flatMap((folder) =>
      names.map((name) => join(folder, `${name}.app`, 'Contents', 'MacOS', name)),
    );
  }
  if (process.platform === 'win32') {
    const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].filter(
      (root) => root !== undefined,
    );
    const executables = [
      ['Google', 'Chrome', 'Application', 'chrome.exe'],
      ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
      ['Chromium', 'Application', 'chrome.exe'],
    ];
    return roots.flatMap((root) => executables.map((parts) => join(root, ...parts)));
  }
  const names = [
    'google-chrome-stable',
    'google-chrome',
    'chromium',
    'chromium-browser',
    'microsoft-edge',
    'brave-browser',
  ];
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/snap/bin'];
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/** @param {readonly string[]} args */
async function apt(args) {
  const { code, output } = await run('/usr/bin/apt-get', args, {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (code !== 0) throw new Problem(`apt-get ${args[0]} failed, so there is no browser:\n${output.trim()}`);
}
