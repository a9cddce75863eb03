// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { measureLoad, measureMailDev, prepareInbox } from '../test/support/inboxLoad/measure.mjs';
import { judged, median } from './measure.mjs';

const load = { seconds: 8, sizeBytes: 20_000, connections: 10, isKept: true };
const mailDev = 'maildev@3.0.0';
const wanted = 2;

/**
 * As many messages as are taken, by the local inbox, which writes each to the disk before it says yes, and by MailDev, in turns.
 * MailDev is no dependency of the project: `npm install --no-save` brings it.
 *
 * @param {import('./run.mjs').Run} run
 */
export async function inbox({ rounds, print }) {
  const what = 'messages of 20 KB on 10 kept connections';
  const program = mailDevProgram();
  if (program === undefined) {
    const missing = `not measured: npm install --no-save ${mailDev}`;
    print({ what, against: 'MailDev', value: missing, detail: '', goal: `at least ${wanted}` });
    return;
  }
  /** @type {{ ours: Awaited<ReturnType<typeof measureLoad>>[], theirs: Awaited<ReturnType<typeof measureMailDev>>[] }} */
  const runs = { ours: [], theirs: [] };
  for (let round = 0; round < Math.min(rounds, 5); round++) {
    runs.ours.push(await withInbox((prepared) => measureLoad(prepared, load)));
    runs.theirs.push(await withInbox((prepared) => measureMailDev(prepared, { program, ...load })));
  }
  const middle = (/** @type {'perSecond' | 'moreMb'} */ part) => ({
    ours: median(runs.ours.map((run) => run[part])),
    theirs: median(runs.theirs.map((run) => run[part])),
  });
  const rate = middle('perSecond');
  const memory = middle('moreMb');
  const ratio = rate.ours / rate.theirs;
  const lost = runs.ours.reduce((sum, run) => sum + run.lost, 0);
  print(
    judged({
      what,
      against: 'MailDev',
      value: `${ratio.toFixed(2)} times the messages`,
      detail:
        `${rate.ours.toFixed(0)} against ${rate.theirs.toFixed(0)} a second, ` +
        `${memory.ours.toFixed(0)} against ${memory.theirs.toFixed(0)} MB more than idle, medians of ${runs.ours.length}`,
      goal: `at least ${wanted}`,
      isGood: ratio >= wanted,
      fault: lost > 0 ? `${lost} messages were lost` : undefined,
    }),
  );
}

/**
 * @template T
 * @param {(prepared: import('../test/support/inboxLoad/measure.mjs').Inbox) => Promise<T>} measure
 */
async function withInbox(measure) {
  const prepared = await prepareInbox();
  try {
    return await measure(prepared);
  } finally {
    prepared.remove();
  }
}

/** undefined: it is not installed. */
function mailDevProgram() {
  const folder = path.join(import.meta.dirname, '../node_modules/maildev');
  const manifest = path.join(folder, 'package.json');
  if (!fs.existsSync(manifest)) return undefined;
  return path.join(folder, JSON.parse(fs.readFileSync(manifest, 'utf8')).bin.maildev);
}
