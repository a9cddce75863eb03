import { type CommandLine, exitCodes, UsageError } from './commandLine.ts';
import { formatProblem } from './describeResult.ts';
import { renderJob } from './renderJob.ts';
import { planRenders, type RenderArguments } from './renderOptions.ts';

/** Tells what data a template asks for. A damaged template is an error: what it asks for cannot be known. */
export async function dataCommand(given: Omit<RenderArguments, 'output'>, io: CommandLine): Promise<number> {
  const { jobs, isList, timeoutSeconds } = await planRenders({ ...given, output: 'json' }, io);
  const [job] = jobs;
  if (isList || job === undefined) throw new UsageError('Say one template: mailproof data <template>.');
  const result = await renderJob({ ...job, request: { ...job.request, wantsSample: true } }, timeoutSeconds, io);
  if (result?.sample === undefined) return exitCodes.withErrors;
  const { schema, text, missing, unused } = result.sample;
  const values: unknown = JSON.parse(text);
  io.writeOutput(`${JSON.stringify({ schema, sample: values, missing, unused }, undefined, 2)}\n`);
  const damage = result.problems.find(({ code }) => code === 'handlebars-syntax' || code === 'data-syntax');
  if (damage === undefined) return exitCodes.rendered;
  io.writeError(`${formatProblem(damage, io.cwd)}\n`);
  return exitCodes.withErrors;
}
