import { type RenderJob, renderJob } from '../../src/core/render/render.ts';
import type { RenderResult } from '../../src/core/render/renderResult.ts';
import { RenderMemory } from '../../src/core/renderMemory.ts';
import { findDifference } from './compareResults.ts';

/**
 * Looks for less that shows the same: a new memory that only knows the text before the edit, and of both texts only the lines
 * that are needed. What repeats it, in words.
 */
export async function minimise(
  { before, after }: { readonly before: RenderJob; readonly after: RenderJob },
  render: (job: RenderJob) => Promise<RenderResult> = renderJob,
): Promise<string> {
  const { path } = after.request;
  const texts = { before: before.request.overrides[path] ?? '', after: after.request.overrides[path] ?? '' };
  const withText = (job: RenderJob, text: string): RenderJob => ({
    ...job,
    request: { ...job.request, overrides: { ...job.request.overrides, [path]: text } },
  });
  const differs = async (left: string, right: string): Promise<boolean> => {
    const memory = new RenderMemory();
    const { request } = withText(after, left);
    await render({ ...withText(before, left), request, memory });
    const job = withText(after, right);
    return findDifference(await render({ ...job, memory }), await render(job)) !== undefined;
  };
  if (!(await differs(texts.before, texts.after))) return 'It takes more than the two texts before and after the edit.';
  const [left, right] = [linesOf(texts.before), linesOf(texts.after)];
  let head = 0;
  while (head < Math.min(left.length, right.length) && left[head] === right[head]) head++;
  let tail = 0;
  while (tail < Math.min(left.length, right.length) - head && left.at(-1 - tail) === right.at(-1 - tail)) tail++;
  // Lines that both have, before and behind the edit.
  let common = [...left.slice(0, head), ...left.slice(left.length - tail)].map((line, index) => ({ line, index }));
  const joined = (lines: typeof common, middle: readonly string[]): string =>
    [
      ...lines.filter(({ index }) => index < head).map(({ line }) => line),
      ...middle,
      ...lines.filter(({ index }) => index >= head).map(({ line }) => line),
    ].join('');
  const middles = [left.slice(head, left.length - tail), right.slice(head, right.length - tail)] as const;
  for (let size = Math.ceil(common.length / 2), tries = 0; size >= 1 && tries < 300; size = Math.floor(size / 2)) {
    for (let start = 0; start < common.length && tries < 300; tries++) {
      const fewer = common.toSpliced(start, size);
      if (await differs(joined(fewer, middles[0]), joined(fewer, middles[1]))) common = fewer;
      else start += size;
    }
  }
  return `--- before\n${joined(common, middles[0])}\n--- after\n${joined(common, middles[1])}\n---`;
}

function linesOf(text: string): readonly string[] {
  return text.split(/(?<=\n)/);
}
