import type { Problem, RenderRequest, RenderResult } from '../core/render/renderResult.ts';

/** Counted in characters; more than this would keep whoever receives it from answering while it is read. */
const maxLength = 5 * 1024 * 1024;

/** The last place to stop a mail that is too large: whatever made it, Handlebars, MJML or both, it is not sent to the parent. */
export function withinLimits(result: RenderResult, request: RenderRequest): RenderResult {
  const { html = '', pieces: _pieces, marked, ...rest } = result;
  if (html.length + result.text.length + result.subject.length <= maxLength) {
    if (marked === undefined || marked.html.length <= 2 * maxLength) return result;
    const { marked: _, ...withoutMarks } = result;
    return withoutMarks;
  }
  const start = { line: 0, character: 0 };
  const problem: Problem = {
    file: request.path,
    start,
    end: start,
    severity: 'error',
    code: 'output-limit',
    message: `The mail has more than ${maxLength / 1024 / 1024} MB: look for what repeats itself`,
    source: 'limits',
  };
  return { ...rest, text: '', subject: result.subject.slice(0, 1000), problems: [problem, ...result.problems] };
}
