import fs from 'node:fs';
import path from 'node:path';
import { render } from '../../src/core/render/render.ts';
import { diskFileReader } from '../../src/core/template/diskFileReader.ts';
import { corporaFolder } from '../support/corpora.ts';
import { realTemplates, syntaxSamples } from '../support/templates.ts';
import { measureEdits } from './edits.ts';
import { type IncrementalFigures, measureIncremental } from './incremental.ts';
import { editedProjects } from './incrementalProjects.ts';
import { measureMutants } from './mutants.ts';

/** One line of `npm run figures`. */
export interface Figure {
  readonly value: string;
  readonly wanted: string;
  readonly isMet: boolean;
}

const seeds = [1, 2, 3];
const templates = realTemplates(corporaFolder);
const origin = corporaFolder === undefined ? 'of the examples alone, because CORPORA is not set' : 'of the corpora';

/** 3 times 10,000 edits of real templates, each rendered. */
export async function edits(): Promise<Figure> {
  const runs = [];
  for (const seed of seeds) runs.push(await measureEdits({ templates, count: 10_000, seed }));
  for (const run of runs) {
    for (const crash of run.crashes.slice(0, 3)) console.error(`  ${crash}`);
    for (const { ms, what } of run.slowest.slice(0, 2)) console.error(`  ${ms.toFixed(0)} ms: ${what}`);
  }
  const crashes = runs.reduce((sum, run) => sum + run.crashes.length, 0);
  const rejections = runs.reduce((sum, run) => sum + run.unhandledRejections, 0);
  const p99Ms = Math.max(...runs.map((run) => run.p99Ms));
  const p99CpuMs = Math.max(...runs.map((run) => run.p99CpuMs));
  const growth = Math.max(...runs.map((run) => run.heapGrowthMb ?? Number.NaN));
  return {
    value: `${crashes} crashes, ${rejections} unhandled rejections, p99 ${p99Ms.toFixed(0)} ms (${p99CpuMs.toFixed(0)} ms of computing), heap ${growth.toFixed(1)} MB larger, in 3 times ${runs[0]?.edits ?? 0} edits ${origin}`,
    wanted: '0, 0, at most 100 ms, at most 50 MB',
    isMet: crashes === 0 && rejections === 0 && p99Ms <= 100 && growth <= 50,
  };
}

/** 3 times 3,000 edits as people make them, each rendered with what earlier renders left and without it. */
export async function incremental(): Promise<Figure> {
  const projects = editedProjects(corporaFolder);
  const runs: IncrementalFigures[] = [];
  for (const seed of seeds) runs.push(await measureIncremental({ projects, count: 3000, seed }));
  for (const run of runs) {
    for (const difference of run.differences) console.error(`  ${difference}`);
    console.error(`  ${run.mostMoreMs.toFixed(0)} ms more than without: ${run.slowest}`);
  }
  const sum = (pick: (run: IncrementalFigures) => number): number => runs.reduce((all, run) => all + pick(run), 0);
  const differences = sum((run) => run.differences.length);
  const moreMs = Math.max(...runs.map((run) => run.p999MoreMs));
  const withHtml = sum((run) => Object.values(run.engines).reduce((all, each) => all + each, 0));
  const share = sum((run) => run.warmMs) / sum((run) => run.coldMs);
  return {
    value: `${differences} differences in 3 times ${runs[0]?.edits ?? 0} edits, ${withHtml} of them with html and ${sum((run) => run.comparedWithStock)} compared with the stock engines too; in ${share.toFixed(2)} of the time of full renders, one in a thousand more than ${moreMs.toFixed(0)} ms slower than one, of ${corporaFolder === undefined ? 'examples and generated templates, because CORPORA is not set' : 'examples, generated templates and the corpora'}`,
    wanted: '0, less than 1, at most 100 ms slower',
    isMet: differences === 0 && share < 1 && moreMs <= 100,
  };
}

/** 3 times 1,000 damaged templates. */
export function mutants(): Promise<Figure> {
  const texts = [...templates.map((file) => fs.readFileSync(file, 'utf8')), ...syntaxSamples];
  const runs = seeds.map((seed) => measureMutants(texts, { count: 1000, seed }));
  const trees = Math.min(...runs.map((run) => run.withTree / run.mutants));
  const placed = Math.min(...runs.map((run) => run.placed / run.mutants));
  const quiet = Math.min(...runs.map((run) => run.withoutEcho / run.mutants));
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  return Promise.resolve({
    value: `a tree of ${percent(trees)}, the fault on the damaged mustache in ${percent(placed)}, and nowhere else in ${percent(quiet)}, in the worst of 3 times 1,000 mutants ${origin}`,
    wanted: '100 %, at least 99 %',
    isMet: trees === 1 && placed >= 0.99,
  });
}

/** What 10,000 renders leave behind in one process. */
export async function memory(): Promise<Figure> {
  const one = async (file: string): Promise<void> => {
    const root = path.dirname(file);
    await render({ path: file, root, engine: 'auto', overrides: {} }, diskFileReader({ root }));
  };
  for (const file of templates.slice(0, 100)) await one(file);
  const before = collected();
  for (let index = 0; index < 10_000; index++) await one(templates[index % templates.length] ?? '');
  const growth = collected() - before;
  return {
    value: `${growth.toFixed(1)} MB more after 10,000 renders ${origin}`,
    wanted: 'at most 50 MB',
    isMet: growth <= 50,
  };
}

function collected(): number {
  if (globalThis.gc === undefined) throw new Error('node was started without --expose-gc');
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed / 2 ** 20;
}
