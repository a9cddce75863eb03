import { resolve } from 'node:path';
import { hasErrors } from '../core/render/renderResult.ts';
import { type CommandLine, exitCodes } from './commandLine.ts';
import { describeResult, formatProblem } from './describeResult.ts';
import { inputsOf, refuseInputs, writeContent } from './outputFile.ts';
import { contentOf } from './renderContent.ts';
import { renderJob } from './renderJob.ts';
import { renderList } from './renderList.ts';
import { planRenders, type RenderArguments, type RenderJob, type RenderPlan } from './renderOptions.ts';

export async function renderCommand(given: RenderArguments, io: CommandLine): Promise<number> {
  const plan = await planRenders(given, io);
  const [job] = plan.jobs;
  return plan.isList || job === undefined ? renderList(plan, io) : renderOne(job, plan, io);
}

async function renderOne(job: RenderJob, plan: RenderPlan, io: CommandLine): Promise<number> {
  const result = await renderJob(job, plan.timeoutSeconds, io);
  if (result === undefined) return exitCodes.withErrors;
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
