// @ts-check
// `npm run bench -- [rounds] [part...] [--check]`: each row a ratio against what a user would use instead, measured in the same
// run, in turns. With `--check` the exit code is 1 when a goal is missed.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sayRow } from './measure.mjs';

/** @typedef {{ folder: string, rounds: number, print: (row: import('./measure.mjs').Row) => void }} Run */
/** @type {Readonly<Record<string, (run: Run) => Promise<void>>>} */
const parts = {
  firstRender: async (run) => (await import('./firstRender.mjs')).firstRender(run),
  keystrokes: async (run) => (await import('./keystrokes.mjs')).keystrokes(run),
  growth: async (run) => (await import('./growth.mjs')).growth(run),
  boundary: async (run) => (await import('./boundary.mjs')).boundary(run),
  editor: async (run) => (await import('./editor.mjs')).editor(run),
  inbox: async (run) => (await import('./inbox.mjs')).inbox(run),
  sending: async (run) => (await import('./sending.mjs')).sending(run),
  // Those of the keystrokes that have a goal; only when it is asked for.
  goals: async (run) => (await import('./keystrokes.mjs')).keystrokes(run, { onlyGoals: true }),
};

const words = process.argv.slice(2);
const isChecking = words.includes('--check');
const rounds = Number(words.find((word) => /^\d+$/.test(word)) ?? 9);
const chosen = words.filter((word) => word !== '--check' && !/^\d+$/.test(word));
const unknown = chosen.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0 || rounds < 1) {
  console.error(`npm run bench -- [rounds] [--check] [part...], of which there are: ${Object.keys(parts).join(', ')}.`);
  process.exitCode = 2;
} else {
  let missed = 0;
  console.log('| what | against | measured | how, and the goal |\n| --- | --- | --- | --- |');
  for (const [name, measure] of Object.entries(parts)) {
    if (chosen.length > 0 ? !chosen.includes(name) : name === 'goals') continue;
    const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'mailproof-bench-'));
    try {
      await measure({
        folder,
        rounds,
        print: (row) => {
          if (row.isMet === false) missed++;
          console.log(sayRow(row));
        },
      });
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }
  if (isChecking && missed > 0) process.exitCode = 1;
}
