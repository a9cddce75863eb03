import { isAbsolute, relative } from 'node:path';
import type { MarkedHtml, Problem, RenderResult } from '../core/render/renderResult.ts';
import { isInside } from '../core/template/folders.ts';
import type { RenderOutcome } from './commandLine.ts';
import { printable } from './printable.ts';

/** The shape of `--json`: lines and columns from 1, as in the other output. */
export function describeResult(result: RenderResult): Readonly<Record<string, unknown>> {
  const problems = result.problems.map(({ file, start, end, severity, code, message, source }) => ({
    file,
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
    severity,
    code,
    message,
    source,
  }));
  return {
    html: result.html ?? null,
    text: result.text,
    subject: result.subject,
    preheader: result.preheader,
    problems,
    dependencies: result.dependencies,
    engine: result.engine,
    engineReason: result.engineReason,
    engineEvidence: result.engineEvidence ?? [],
    layout: result.layout ?? null,
    templateLanguage: result.templateLanguage ?? null,
    dataSet: result.dataSet ?? null,
    dataSets: result.dataSets,
    isSampleData: result.isSampleData === true,
    mjmlVersion: result.mjmlVersion,
    mjmlSource: result.mjmlSource ?? null,
    ...(result.marked === undefined ? {} : { marked: describeMarked(result.marked) }),
  };
}

/** Marks in the html are `segment.offset`, or `segment.offset.context`, in base 36; offsets are in UTF-16 code units. */
function describeMarked({ html, level, tables }: MarkedHtml): Readonly<Record<string, unknown>> {
  return { html, level, tables };
}

export function formatProblem({ file, start, severity, message, code }: Problem, cwd: string): string {
  const name = isAbsolute(file) && isInside(cwd, file) ? relative(cwd, file) : file;
  return printable(`${name}:${start.line + 1}:${start.character + 1}: ${severity}: ${message} [${code}]`);
}

export function sayFailure(outcome: Exclude<RenderOutcome, { kind: 'rendered' }>, timeoutSeconds: number): string {
  switch (outcome.kind) {
    case 'timeout': {
      const time = `${timeoutSeconds} ${timeoutSeconds === 1 ? 'second' : 'seconds'}`;
      return `was stopped after ${time}: look for an {{#each}} inside of another over long lists, or give it longer with --timeout.`;
    }
    case 'ended':
      return `could not be rendered, because the process that does it ended: look for what makes very much output or needs very much memory (${outcome.detail}).`;
  }
}
