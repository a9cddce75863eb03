import path from 'node:path';
import { renderJob, type RenderJob } from '../../src/core/render/render.ts';
import type { Engine, RenderResult } from '../../src/core/render/renderResult.ts';
import { RenderMemory } from '../../src/core/renderMemory.ts';
import { memoryFileReader } from '../support/memoryFileReader.ts';
import { Random } from '../support/random.ts';
import { StockEngines } from '../support/stockEngines.ts';
import { findDifference, PieceIds } from './compareResults.ts';
import { breakingEdits, commonEdits, dataEdits, type Edit } from './incrementalEdits.ts';
import { type EditedProject, pickProject } from './incrementalProjects.ts';
import { minimise } from './minimise.ts';
import { differenceToStock } from './stockComposition.ts';

export interface IncrementalFigures {
  readonly edits: number;
  /** How many of them came with html, and in which orders of the engines. */
  readonly engines: Readonly<Record<string, number>>;
  /** How many were compared with the stock engines as well. */
  readonly comparedWithStock: number;
  /** With what repeats it. */
  readonly differences: readonly string[];
  readonly warmMs: number;
  readonly coldMs: number;
  /** By how much one edit in a thousand took longer with what is remembered than without, of the processor's time. */
  readonly p999MoreMs: number;
  readonly mostMoreMs: number;
  readonly slowest: string;
}

export interface IncrementalOptions {
  readonly projects: readonly EditedProject[];
  readonly count: number;
  readonly seed: number;
  /** What is tried: Mailproof's own, or one with a fault for trying this program. */
  readonly render?: (job: RenderJob) => Promise<RenderResult>;
}

/** The same for all, so that what one project left in the memory is met by the others. */
const root = '/project';

/** So many edits of one project before another one is opened; not so many that nothing of it is left. */
const editsInARow = 24;

/**
 * Edits templates at random, as people do, with one memory for all, and renders after every edit: what comes of it is what comes
 * without any memory.
 */
export async function measureIncremental(options: IncrementalOptions): Promise<IncrementalFigures> {
  const stock = new StockEngines();
  try {
    return await measureBeside(stock, options);
  } finally {
    await stock.dispose();
  }
}

async function measureBeside(stock: StockEngines, options: IncrementalOptions): Promise<IncrementalFigures> {
  const { projects, count, seed, render = renderJob } = options;
  const random = new Random(seed);
  const memory = new RenderMemory();
  const ids = new PieceIds();
  const differences: string[] = [];
  const engines: Record<string, number> = {};
  let editor = new Editor(pickProject(projects, random), random);
  const more: number[] = [];
  let [comparedWithStock, warmMs, coldMs, mostMoreMs, slowest] = [0, 0, 0, 0, ''];
  // Of a process that has run for a while.
  for (let step = -20; step < count && differences.length < 5; step++) {
    if (step % editsInARow === 0) editor = new Editor(pickProject(projects, random), random);
    const before = editor.files;
    const edit = editor.edit();
    const job = editor.job();
    const warm = await measured(() => render({ ...job, memory }));
    const cold = await measured(() => render(job));
    const what = `seed ${seed}, step ${step}: ${edit} in ${editor.name}`;
    const moreMs = warm.cpuMs - cold.cpuMs;
    if (step >= 0) {
      warmMs += warm.ms;
      coldMs += cold.ms;
      more.push(moreMs);
      if (moreMs > mostMoreMs) [mostMoreMs, slowest] = [moreMs, what];
    }
    const { engine, html } = cold.result;
    if (html !== undefined) engines[engine] = (engines[engine] ?? 0) + 1;
    const difference =
      findDifference(warm.result, cold.result, ids) ??
      (step % 10 === 0 ? await differenceByMarks(job, cold.result) : undefined);
    if (difference !== undefined) {
      const jobs = { before: editor.job(before), after: job };
      differences.push(`${what}: ${difference}\n${await minimise(jobs, render)}`);
    } else if (step % 2 === 0) {
      const found = await differenceToStock(stock, editor.files, root, job.request, cold.result);
      if (found.wasCompared) comparedWithStock++;
      if (found.difference !== undefined) differences.push(`${what}: the stock engines: ${found.difference}`);
    }
  }
  const p999MoreMs = more.sort((left, right) => left - right)[Math.floor(more.length * 0.999)] ?? 0;
  return {
    edits: more.length,
    engines,
    comparedWithStock,
    differences,
    warmMs,
    coldMs,
    p999MoreMs,
    mostMoreMs,
    slowest,
  };

  /** Whether there are marks changes nothing in the plain html. */
  async function differenceByMarks(job: RenderJob, result: RenderResult): Promise<string | undefined> {
    const { wantsMarks, ...others } = job.request;
    const request = wantsMarks === true ? others : { ...others, wantsMarks: true as const };
    const { marked: _, ...plain } = await render({ ...job, request });
    const { marked: __, ...first } = result;
    const difference = findDifference(plain, first);
    return difference === undefined ? undefined : `with and without marks: ${difference}`;
  }
}

/** Someone who edits a project: knows what was before, and which edits broke something. */
class Editor {
  readonly #project: EditedProject;
  readonly #random: Random;
  readonly #engine: Engine | 'auto';
  readonly #undo: Readonly<Record<string, string>>[] = [];
  #files: Readonly<Record<string, string>>;
  #template: string;
  #isBroken = false;
  #wantsMarks = true;
  #wantsText = false;

  constructor(project: EditedProject, random: Random) {
    this.#project = project;
    this.#random = random;
    this.#files = project.files;
    this.#template = random.pick(project.templates);
    this.#engine = random.pick(project.engines);
  }

  get files(): Readonly<Record<string, string>> {
    return this.#files;
  }

  get name(): string {
    return `${this.#template} of "${this.#project.name}" (${this.#engine})`;
  }

  /** What was done, in a word. */
  edit(): string {
    const random = this.#random;
    this.#wantsMarks = random.below(10) < 7;
    this.#wantsText = random.below(10) === 0;
    if (this.#undo.length > 0 && random.below(100) < (this.#isBroken ? 60 : 5)) {
      this.#files = this.#undo.pop() ?? this.#files;
      this.#isBroken = false;
      return 'undo';
    }
    const die = random.below(100);
    if (die < 4) {
      this.#template = random.pick(this.#project.templates);
      return 'switch to another template';
    }
    if (die < 6) return this.#addOrDelete();
    const others = Object.keys(this.#files).filter((name) => name !== this.#template && !name.endsWith('.json'));
    const data = Object.keys(this.#files).filter((name) => name.endsWith('.json'));
    if (die < 12 && data.length > 0) return this.#apply(this.#nearest(data), random.pick(dataEdits));
    const isBreaking = random.below(100) < 12;
    const edit = random.pick(isBreaking ? breakingEdits : commonEdits);
    if (die < 22 && others.length > 0) return this.#apply(this.#nearest(others), edit, isBreaking);
    return this.#apply(this.#template, edit, isBreaking);
  }

  /** @param files other texts than those of now */
  job(files = this.#files): RenderJob {
    const texts = Object.fromEntries(Object.entries(files).map(([name, text]) => [`${root}/${name}`, text]));
    const file = path.normalize(`${root}/${this.#template}`);
    const request = {
      path: file,
      root: path.normalize(root),
      engine: this.#engine,
      // The text that is edited is not saved.
      overrides: { [file]: files[this.#template] ?? '' },
      ...(this.#wantsMarks ? { wantsMarks: true as const } : {}),
      ...(this.#wantsText ? {} : { wantsText: false as const }),
    };
    return { request, files: memoryFileReader(texts) };
  }

  #apply(name: string, edit: Edit, isBreaking = false): string {
    const text = this.#files[name] ?? '';
    const edited = edit(text, this.#random);
    // Longer than any template of people: it was pasted into itself again and again.
    if (edited.length > text.length + 20_000 || edited.length > 100_000) return `no ${edit.name}`;
    this.#undo.push(this.#files);
    this.#files = { ...this.#files, [name]: edited };
    this.#isBroken ||= isBreaking;
    return name === this.#template ? edit.name : `${edit.name} of ${name}`;
  }

  #addOrDelete(): string {
    const names = Object.keys(this.#files).filter((name) => !this.#project.templates.includes(name));
    if (names.length === 0) return 'nothing';
    const name = this.#random.pick(names);
    this.#undo.push(this.#files);
    this.#isBroken = true;
    const { [name]: text, ...rest } = this.#files;
    if (this.#random.below(2) === 0) {
      this.#files = rest;
      return `delete ${name}`;
    }
    const copy = `${path.posix.dirname(name)}/copy-${path.posix.basename(name)}`;
    this.#files = { ...this.#files, [copy]: text ?? '' };
    return `copy ${name}`;
  }

  /** Mostly a file that the template could use: of its own folder, its own name, or one for all. */
  #nearest(names: readonly string[]): string {
    const stem = this.#template.replace(/\.mjml(\.hbs)?$/, '');
    const own = names.filter((name) => name.startsWith(`${stem}.`) || /part/.test(name));
    return this.#random.pick(own.length > 0 && this.#random.below(4) > 0 ? own : names);
  }
}

async function measured(
  run: () => Promise<RenderResult>,
): Promise<{ readonly result: RenderResult; readonly ms: number; readonly cpuMs: number }> {
  const started = performance.now();
  const cpu = process.cpuUsage();
  const result = await run();
  const { user, system } = process.cpuUsage(cpu);
  return { result, ms: performance.now() - started, cpuMs: (user + system) / 1000 };
}
