import type { RenderResult } from '../core/render/renderResult.ts';
import { type CommandLine, UsageError } from './commandLine.ts';
import { sayFailure } from './describeResult.ts';
import { printable } from './printable.ts';
import type { RenderJob } from './renderOptions.ts';

/** Renders one template; undefined when there is no result, which was said. */
export async function renderJob(
  { name, request }: RenderJob,
  timeoutSeconds: number,
  io: CommandLine,
): Promise<RenderResult | undefined> {
  const outcome = await io.render(request, timeoutSeconds * 1000);
  if (outcome.kind !== 'rendered') {
    io.writeError(`mailproof: ${printable(name)} ${sayFailure(outcome, timeoutSeconds)}\n`);
    return undefined;
  }
  const { result } = outcome;
  const unusable = result.problems.find((problem) =>
    ['unreadable-template', 'unknown-data-set'].includes(problem.code),
  );
  if (unusable !== undefined) throw new UsageError(`${name}: ${unusable.message}`);
  return result;
}
