import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { hasErrors } from '../core/render/renderResult.ts';
import { isInside } from '../core/template/folders.ts';
import { templateBaseName } from '../core/template/templateName.ts';
import { type CommandLine, exitCodes, type RenderOutcome, UsageError } from './commandLine.ts';
import { describeResult, formatProblem, sayFailure } from './describeResult.ts';
import { inputsOf, refuseInputs, writeContent } from './outputFile.ts';
import { printable } from './printable.ts';
import { Progress } from './progress.ts';
import { contentOf } from './renderContent.ts';
import type { Output, RenderJob, RenderPlan } from './renderOptions.ts';

/**
 * Renders several templates side by side. What is told of them comes in their order, whichever is ready first. With `--out`
 * each result becomes a file in that folder, with `--json` all become one list; with neither, a line each says how it went.
 */
export async function renderList(plan: RenderPlan, io: CommandLine): Promise<number> {
  const targets = plan.out === undefined || plan.output === 'json' ? undefined : targetsOf(plan, plan.out, io);
  const jobPaths = plan.jobs.map((job) => job.request.path);
  for (const target of targets ?? []) await refuseInputs(target, relative(io.cwd, target), jobPaths);
  const progress = new Progress(plan.jobs.length, io);
  const outcomes = startAll(plan, io, progress);
  const others = targets === undefined ? [] : await inputsAtRisk(plan, targets, outcomes);
  for (const target of others.length === 0 ? [] : (targets ?? []))
    await refuseInputs(target, relative(io.cwd, target), others);
  const described: unknown[] = [];
  let failed = 0;
  for (const [index, job] of plan.jobs.entries()) {
    const outcome = await outcomes(index);
    const isGood = outcome.kind === 'rendered' && outcome.result.html !== undefined && !hasErrors(outcome.result);
    if (!isGood) failed++;
    progress.clear();
    tellProblems(job, outcome, plan, io);
    if (plan.output === 'json') described.push(describeOutcome(job, outcome, plan));
    else await deliver(job, outcome, plan, targets?.[index], io);
    progress.show();
  }
  progress.clear();
  if (plan.output === 'json') await writeContent(`${JSON.stringify(described, undefined, 2)}\n`, plan.out, io);
  io.writeError(sayTotal(plan.jobs.length, failed));
  return failed === 0 ? exitCodes.rendered : exitCodes.withErrors;
}

/** Starts the renders, a few at a time; the answer gives the outcome of each, once. */
function startAll(
  { jobs, parallel, timeoutSeconds }: RenderPlan,
  io: CommandLine,
  progress: Progress,
): (index: number) => Promise<RenderOutcome> {
  const waiting: (() => void)[] = [];
  let running = 0;
  const outcomes = jobs.map(async (job) => {
    if (running >= parallel) await new Promise<void>((resolve) => waiting.push(resolve));
    running++;
    const outcome = await io.render(job.request, timeoutSeconds * 1000);
    running--;
    progress.advance(printable(job.name));
    waiting.shift()?.();
    return outcome;
  });
  return (index) => outcomes[index] ?? Promise.reject(new RangeError('There is no such job'));
}

/**
 * A file that lies where a result goes may be a piece of another mail of the list, which is known when all are rendered.
 * Files that were only looked for are no loss.
 */
async function inputsAtRisk(
  { jobs, dataFile }: RenderPlan,
  targets: readonly string[],
  outcomes: (index: number) => Promise<RenderOutcome>,
): Promise<readonly string[]> {
  if (!targets.some((target) => existsSync(target))) return [];
  const inputs = new Set<string>();
  for (const [index, { request }] of jobs.entries()) {
    const outcome = await outcomes(index);
    if (outcome.kind === 'rendered') for (const each of inputsOf(request, outcome.result, dataFile)) inputs.add(each);
  }
  return [...inputs].filter((input) => existsSync(input));
}

function tellProblems(job: RenderJob, outcome: RenderOutcome, plan: RenderPlan, io: CommandLine): void {
  if (outcome.kind === 'rendered')
    for (const problem of outcome.result.problems) io.writeError(`${formatProblem(problem, io.cwd)}\n`);
  else io.writeError(`mailproof: ${printable(job.name)} ${sayFailure(outcome, plan.timeoutSeconds)}\n`);
}

function describeOutcome(job: RenderJob, outcome: RenderOutcome, plan: RenderPlan): unknown {
  return outcome.kind === 'rendered'
    ? { template: job.request.path, ...describeResult(outcome.result) }
    : { template: job.request.path, failure: sayFailure(outcome, plan.timeoutSeconds) };
}

async function deliver(
  job: RenderJob,
  outcome: RenderOutcome,
  plan: RenderPlan,
  target: string | undefined,
  io: CommandLine,
): Promise<void> {
  if (target === undefined) return io.writeOutput(`${verdictOf(outcome)}  ${printable(job.name)}\n`);
  if (outcome.kind !== 'rendered' || plan.output === 'json') return;
  const shown = relative(io.cwd, target);
  await refuseInputs(target, shown, inputsOf(job.request, outcome.result, plan.dataFile));
  const content = await contentOf(outcome.result, plan.output, job.request, io);
  if (content === undefined) return;
  await mkdir(dirname(target), { recursive: true });
  await writeContent(content, target, io);
}

function verdictOf(outcome: RenderOutcome): string {
  if (outcome.kind !== 'rendered' || outcome.result.html === undefined) return 'failed  ';
  return hasErrors(outcome.result) ? 'errors  ' : 'rendered';
}

/** A file for each job, laid out as the templates are; those of one name that differ in their extension keep it. */
function targetsOf({ jobs, output }: RenderPlan, out: string, io: CommandLine): readonly string[] {
  const folder = resolve(io.cwd, out);
  const paths = jobs.map((job) => job.request.path);
  const base = commonFolder(paths);
  const extension = extensionOf(output);
  const short = paths.map((path) => join(dirname(relative(base, path)), templateBaseName(path)));
  const names = short.map((name, index) =>
    short.filter((each) => each === name).length > 1 ? relative(base, paths[index] ?? '') : name,
  );
  const targets = names.map((name) => join(folder, `${name}.${extension}`));
  if (targets.some((target) => !isInside(folder, target)))
    throw new UsageError(`The templates have no folder in common, so ${out} cannot be laid out like them.`);
  return targets;
}

function extensionOf(output: Output): string {
  return output === 'text' ? 'txt' : output;
}

function commonFolder(paths: readonly string[]): string {
  const [first = ''] = paths;
  for (let folder = dirname(first); ; folder = dirname(folder)) {
    const isCommon = paths.every((path) => isInside(folder, path));
    if (isCommon || folder === dirname(folder)) return folder;
  }
}

function sayTotal(count: number, failed: number): string {
  const templates = `${count} ${count === 1 ? 'template' : 'templates'}`;
  return failed === 0 ? `${templates} rendered\n` : `${templates}: ${count - failed} rendered, ${failed} with errors\n`;
}
