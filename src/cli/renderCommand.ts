import { resolve } from 'node:path';
import { hasErrors } from '../core/render/renderResult.ts';
import { type CommandLine, exitCodes, UsageError } from './commandLine.ts';
import { describeResult, formatProblem, sayFailure } from './describeResult.ts';
import { inputsOf, refuseInputs, writeContent } from './outputFile.ts';
import { contentOf } from './renderContent.ts';
import { renderList } from './renderList.ts';
import { planRenders, type RenderArguments, type RenderJob, type RenderPlan } from './renderOptions.ts';

export async function renderCommand(given: RenderArguments, io: CommandLine): Promise<number> {
  const plan = await planRenders(given, io);
  const [job] = plan.jobs;
  return plan.isList || job === undefined ? renderList(plan, io) : renderOne(job, plan, io);
}

async function renderOne(job: RenderJob, plan: RenderPlan, io: CommandLine): Promise<number> {
  const { timeoutSeconds } = plan;
  const outcome = await io.render(job.request, timeoutSeconds * 1000);
  if (outcome.kind !== 'rendered') {
    io.writeError(`mailproof: ${job.name} ${sayFailure(outcome, timeoutSeconds)}\n`);
    return exitCodes.withErrors;
  }
  const { result } = outcome;
  const unusable = result.problems.find((problem) =>
    ['unreadable-template', 'unknown-data-set'].includes(problem.code),
  );
  if (unusable !== undefined) throw new UsageError(`${job.name}: ${unusable.message}`);
  if (plan.out !== undefined)
    await refuseInputs(resolve(io.cwd, plan.out), plan.out, inputsOf(job.request, result, plan.dataFile));
  for (const problem of result.problems) io.writeError(`${formatProblem(problem, io.cwd)}\n`);
  const content =
    plan.output === 'json'
      ? `${JSON.stringify(describeResult(result), undefined, 2)}\n`
      : await contentOf(result, plan.output, job.request, io);
  if (content !== undefined) await writeContent(content, plan.out, io);
  return result.html === undefined || hasErrors(result) ? exitCodes.withErrors : exitCodes.rendered;
}
