// @ts-check
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** @typedef {Readonly<Record<string, unknown>>} Settings */

/**
 * No welcome page, chat, tips, update checks or tool-side network: what is left on the screen is the editor and Mailproof.
 *
 * @type {Settings}
 */
export const calmSettings = {
  'chat.disableAIFeatures': true,
  // VS Code in a browser would save by itself: the preview of unsaved text could not be seen.
  'files.autoSave': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * For scripts that type and look: what is typed arrives literally, nothing fades, nothing opens as an overlay.
 *
 * @type {Settings}
 */
export const scriptedSettings = {
  ...calmSettings,
  'editor.acceptSuggestionOnEnter': 'off',
  'editor.autoClosingBrackets': 'never',
  'editor.autoClosingQuotes': 'never',
  'editor.autoIndent': 'none',
  'editor.autoSurround': 'never',
  'editor.quickSuggestions': false,
  'editor.suggestOnTriggerCharacters': false,
  'files.simpleDialog.enable': true,
  'html.autoClosingTags': false,
  'window.commandCenter': false,
  'window.menuBarVisibility': 'classic',
  'workbench.editor.enablePreview': false,
  'workbench.editor.useModal': 'off',
  'workbench.reduceMotion': 'on',
};

/**
 * Gives a user data folder its first settings. Those of a folder already in use are the user's and stay as they are.
 *
 * @param {string} dataDir
 * @param {Settings} settings
 */
export async function writeFirstSettings(dataDir, settings) {
  const entries = Object.entries(settings);
  await writeOnce(join(dataDir, 'User', 'settings.json'), entries);
  // A window on a server does not take these from the user's settings, as soon as it knows their scope.
  const ofMachine = entries.filter(([name]) => machineSettings.has(name));
  if (ofMachine.length > 0) await writeOnce(join(dataDir, 'Machine', 'settings.json'), ofMachine);
}

/**
 * @param {string} file
 * @param {readonly (readonly [string, unknown])[]} entries
 */
async function writeOnce(file, entries) {
  if (existsSync(file)) return;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
}

/** Settings of ours whose scope is the machine. */
const machineSettings = new Set(['mailproof.inbox.port']);
