// @ts-check
/// <reference lib="dom" />
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureBrowser } from '../scripts/host/browser.mjs';
import { ensureCodeServer } from '../scripts/host/codeServer.mjs';
import { buildMailproof, packageExtension } from '../scripts/host/extensionPackages.mjs';
import { hostDir } from '../scripts/host/paths.mjs';
import { openSession } from '../scripts/host/session.mjs';
import { waitFor } from '../scripts/host/waiting.mjs';
import { watchFrame } from './editorClock.mjs';
import { inMs, judged, median } from './measure.mjs';
import { writeMail } from './templates.mjs';

/** @typedef {{ readonly name: string, readonly command: string, readonly tab: string }} Previewer */
/** @typedef {{ shown: number[], behind: number, missing: number }} Typed latencies in ms, keys that were not shown yet */

/** @type {Readonly<Record<'ours' | 'full' | 'floor', Previewer>>} */
const previewers = {
  ours: { name: 'Mailproof', command: 'Mailproof: Open Preview to the Side', tab: 'Preview: mail.mjml' },
  full: { name: 'a full render with each key', command: 'Bench: Open Full Render', tab: 'Full render' },
  floor: { name: 'a text node and no render', command: 'Bench: Open Floor', tab: 'Floor' },
};

const marker = 'benchword';
const slowKeys = 16;
const quickKeys = 40;
const slowMs = 700;
const quickMs = 50;
const openings = 9;

/**
 * From the key that is pressed to the changed document of the preview, in a real VS Code in a browser: ours, an extension that
 * renders everything with each key as the official one does, and one that renders nothing, in turns in one window.
 *
 * @param {import('./run.mjs').Run} run
 */
export async function editor({ rounds, print }) {
  const bench = await openBench();
  try {
    /** @type {Record<'ours' | 'full' | 'floor', { opened: number[], slow: number[], quick: number[], behind: number, missing: number }>} */
    const all = { ours: empty(), full: empty(), floor: empty() };
    const names = /** @type {const} */ (['ours', 'floor', 'full']);
    for (let round = -1; round < Math.ceil(rounds / 3); round++) {
      for (const name of names) {
        const times = all[name];
        await bench.open(previewers[name]);
        const slow = await bench.type(slowKeys, slowMs);
        const quick = await bench.type(quickKeys, quickMs);
        await bench.close();
        // The first time loads what every later one has.
        if (round < 0) continue;
        times.slow.push(...slow.shown);
        times.quick.push(...quick.shown);
        times.behind = Math.max(times.behind, quick.behind);
        times.missing += slow.missing;
      }
    }
    for (let opening = 0; opening < openings; opening++) {
      for (const name of /** @type {const} */ (['ours', 'floor'])) {
        all[name].opened.push(await bench.open(previewers[name]));
        // Another text each time, as between two looks at a mail.
        await bench.type(1, slowMs);
        await bench.close();
      }
    }
    report(all, bench.lines, print);
  } finally {
    await bench.stop();
  }
}

/**
 * @param {Record<'ours' | 'full' | 'floor', ReturnType<typeof empty>>} all
 * @param {number} lines
 * @param {import('./run.mjs').Run['print']} print
 */
function report({ ours, full, floor }, lines, print) {
  const what = `a key in ${lines} lines of MJML, to the changed preview in a real VS Code`;
  const medians = (/** @type {number[]} */ mine, /** @type {number[]} */ other) =>
    `${inMs(median(mine))} against ${inMs(median(other))}, medians of ${mine.length} and ${other.length}`;
  const fault = ours.missing > 0 ? `${ours.missing} keys were never shown` : undefined;
  const faster = median(full.slow) / median(ours.slow);
  const toFloor = median(ours.slow) / median(floor.slow);
  const opening = median(ours.opened) / median(floor.opened);
  print(
    judged({
      what,
      against: 'a full render with each key, the page set anew',
      value: `${faster.toFixed(2)} times faster`,
      detail: medians(ours.slow, full.slow),
      goal: 'at least 6.5',
      isGood: faster >= 6.5,
      fault,
    }),
  );
  print(
    judged({
      what,
      against: 'an extension that sends the text and sets one text node',
      value: `${toFloor.toFixed(2)} times the time`,
      detail: medians(ours.slow, floor.slow),
      goal: 'at most 1.5',
      isGood: toFloor <= 1.5,
      fault,
    }),
  );
  print(
    judged({
      what: `a key every ${quickMs} ms in ${lines} lines`,
      against: 'a full render with each key',
      value: `at most ${ours.behind} keys behind`,
      detail: `theirs ${full.behind}, no render ${floor.behind}; ${medians(ours.quick, full.quick)}`,
      goal: 'at most 2',
      isGood: ours.behind <= 2,
    }),
  );
  print(
    judged({
      what: `opening a preview of ${lines} lines in a warm window`,
      against: 'a page with one text node',
      value: `${opening.toFixed(2)} times the time`,
      detail: medians(ours.opened, floor.opened),
      goal: 'at most 1.3',
      isGood: opening <= 1.3,
    }),
  );
}

function empty() {
  return {
    opened: /** @type {number[]} */ ([]),
    slow: /** @type {number[]} */ ([]),
    quick: /** @type {number[]} */ ([]),
    behind: 0,
    missing: 0,
  };
}

async function openBench() {
  const quiet = () => undefined;
  const browser = await ensureBrowser(quiet);
  const codeServer = await ensureCodeServer(hostDir, quiet);
  const dir = await mkdtemp(join(tmpdir(), 'mailproof-editor-bench-'));
  const extensions = [
    await buildMailproof(),
    await packageBaseline('fullRender', dir),
    await packageBaseline('floor', dir),
  ];
  const workspace = join(dir, 'workspace');
  await mkdir(workspace);
  const mail = markedMail();
  await writeFile(join(workspace, 'mail.mjml'), mail.text);
  const session = await openSession({ codeServer, browser, extensions, window: { width: 1600, height: 1000 } });
  const { page, workbench, server } = session;
  /** @type {{ letters: number, time: number }[]} */
  let seen = [];
  page.on('console', (message) => {
    const [word, count, time] = message.text().split(' ');
    if (word === marker) seen.push({ letters: Number(count), time: Number(time) });
  });
  await page.addInitScript(watchFrame, marker);
  await workbench.open(server.url(workspace));
  await workbench.openFile('mail.mjml');
  let letters = 0;
  /** @returns {Promise<{ key: string, time: number }[]>} those since the last time */
  // @ts-expect-error made by watchFrame
  const presses = () => page.evaluate(() => globalThis.benchPresses.splice(0));
  const shows = (/** @type {number} */ count) => seen.some((sight) => sight.letters >= count);

  return {
    lines: mail.lines,
    /** @param {Previewer} previewer @returns {Promise<number>} ms from the click on the command to the first document */
    async open({ command, tab }) {
      await goToMarker();
      seen = [];
      await workbench.runCommand(command);
      await waitFor(`the preview of ${tab}`, () => shows(letters), { timeoutMs: 30_000, intervalMs: 20 });
      const clicked = (await presses()).findLast(({ key }) => key === '');
      const first = seen.find((sight) => sight.letters >= letters);
      await pause(1500);
      await goToMarker();
      return (first?.time ?? NaN) - (clicked?.time ?? NaN);
    },
    /** @param {number} count @param {number} everyMs @returns {Promise<Typed>} */
    async type(count, everyMs) {
      await presses();
      seen = [];
      const first = letters + 1;
      const started = performance.now();
      for (let key = 0; key < count; key++) {
        await page.keyboard.press('etaoinshrdlu'[letters % 12] ?? 'e');
        letters++;
        await pause(Math.max(0, started + (key + 1) * everyMs - performance.now()));
      }
      await waitFor('the last key to be shown', () => shows(letters), { timeoutMs: 300_000 });
      const pressed = (await presses()).filter(({ key }) => /^[a-z]$/.test(key)).map(({ time }) => time);
      // A later text shows the keys before as well.
      const shownAt = pressed.map((_time, index) =>
        Math.min(...seen.flatMap((sight) => (sight.letters >= first + index ? sight.time : []))),
      );
      const behind = pressed.map((time, index) => index - shownAt.filter((shown) => shown <= time).length);
      return {
        shown: pressed.map((time, index) => (shownAt[index] ?? NaN) - time),
        behind: Math.max(...behind),
        missing: pressed.filter((_time, index) => !seen.some((sight) => sight.letters === first + index)).length,
      };
    },
    async close() {
      await workbench.runCommand('View: Close Editors in Other Groups');
      await pause(500);
    },
    async stop() {
      await session.close();
      await rm(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };

  async function goToMarker() {
    await workbench.focusEditor();
    await page.keyboard.press('ControlOrMeta+G');
    await workbench.enter(`:${mail.line}:${mail.column + letters}`);
    await workbench.statusItem(new RegExp(`Ln ${mail.line}, Col ${mail.column + letters}`)).waitFor();
    await workbench.focusEditor();
  }
}

/** A mail of 2,000 lines with the marker in a section in its middle, and where to type behind it, counted from 1. */
function markedMail() {
  const mail = writeMail({ lines: 2000, isHandlebars: false, hasInlineStyles: false });
  const text = mail.files[mail.template] ?? '';
  const middle = text.indexOf('<mj-text', text.length >> 1);
  const at = text.indexOf('>', middle) + 1;
  const marked = `${text.slice(0, at)}${marker} ${text.slice(at)}`;
  const before = marked.slice(0, at + marker.length).split('\n');
  return {
    text: marked,
    lines: text.split('\n').length,
    line: before.length,
    column: (before.at(-1) ?? '').length + 1,
  };
}

/**
 * @param {string} name
 * @param {string} dir
 */
async function packageBaseline(name, dir) {
  const folder = join(dir, name);
  await cp(join(import.meta.dirname, 'editors', name), folder, { recursive: true });
  await writeFile(
    join(folder, 'modules.json'),
    JSON.stringify({ mjml: createRequire(import.meta.url).resolve('mjml') }),
  );
  return packageExtension(folder, join(dir, `${name}.vsix`));
}
