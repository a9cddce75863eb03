import { namedComment } from '../template/dataEntries.ts';
import { parseHandlebars } from '../template/handlebarsSource.ts';
import { gatherPartials, type PartialSet } from '../template/partials.ts';
import type { ProjectFile } from '../template/projectFile.ts';
import type { SourceFiles, SourceText } from '../template/sourceFiles.ts';
import { findTitle, sourceOfPart, type TextPart } from '../template/subject.ts';
import type { TemplateLanguage } from '../template/templateLanguage.ts';
import { partialOptions } from '../template/templateSources.ts';
import { HandlebarsReporter, type ReportContext } from './handlebarsReport.ts';
import { runHandlebars } from './handlebarsStage.ts';
import { type CompanionTexts, isHandlebarsText } from './handlebarsTexts.ts';
import type { HelperSet } from './helperSet.ts';
import type { TemplateData } from './data.ts';
import { htmlToLine, htmlToText } from './text.ts';

export interface TextContext {
  readonly template: SourceText;
  readonly project: ProjectFile;
  readonly companions: CompanionTexts;
  readonly data: TemplateData;
  readonly files: SourceFiles;
  readonly report: ReportContext;
  readonly helpersOf: (sources: PartialSet) => Promise<HelperSet>;
  /** What the template itself is written in, when it is not Handlebars. */
  readonly language: TemplateLanguage | undefined;
  /** Whether the html serves as the text part where the project has none. */
  readonly wantsHtmlAsText: boolean;
}

/** The subject line, from wherever the project keeps it; empty when it has none. */
export async function renderSubject(context: TextContext, html: string | undefined): Promise<string> {
  const { project, template, companions } = context;
  if (project.subject !== undefined) return oneLine(await runProjectText(context, project.subject));
  if (companions.subject !== undefined) return oneLine(await runPart(context, companions.subject));
  if (html !== undefined) return htmlToLine(titleOf(html));
  const title = findTitle(template);
  return title === undefined ? '' : htmlToLine(await runPart(context, title));
}

/** In steps, because one pattern would read a mail with many titles and no end of one from each of them to its end. */
function titleOf(html: string): string {
  const opener = /<title[^<>]*>/i.exec(html);
  if (opener === null) return '';
  const start = opener.index + opener[0].length;
  const length = html.slice(start).search(/<\/title>/i);
  return length < 0 ? '' : html.slice(start, start + length);
}

/** The plain-text part: the project's own template, or the html in words. */
export async function renderText(context: TextContext, html: string | undefined): Promise<string> {
  const own = context.companions.text;
  if (own !== undefined) return run(context, own, { isText: true, report: { ...context.report, template: own } });
  const comment = namedComment(context.template.text, 'text');
  if (comment !== undefined) {
    const text = await runPart(context, { source: context.template, ...comment, isHtml: false });
    return text.replace(/^\s*\n/, '').trimEnd();
  }
  return html === undefined || !context.wantsHtmlAsText ? '' : htmlToText(html);
}

function runPart(context: TextContext, part: TextPart): Promise<string> {
  return run(context, sourceOfPart(part), {
    isText: !part.isHtml,
    report: { ...context.report, template: part.source, source: 'subject' },
  });
}

/** A text of `mailproof.json`: its mustaches are found again in the file. */
async function runProjectText(context: TextContext, text: string): Promise<string> {
  const path = context.project.path ?? context.template.path;
  const origin = { path, text: context.files.textOf(path) ?? '' };
  const source = { path: `${path}\0subject`, text };
  const report = {
    ...context.report,
    template: origin,
    source: 'subject',
    generated: { source, origins: [origin] },
  } as const;
  return run(context, source, { isText: true, report });
}

async function run(
  context: TextContext,
  source: SourceText,
  options: { readonly isText: boolean; readonly report: ReportContext },
): Promise<string> {
  if (!isHandlebarsText(source, context.language)) return source.text;
  const sources = await partialsOf(context, source);
  const { isText, report } = options;
  const helpers = await context.helpersOf(sources);
  return runHandlebars({ sources, data: context.data.value, isText, helpers }, new HandlebarsReporter(report)) ?? '';
}

function partialsOf(context: TextContext, source: SourceText): Promise<PartialSet> {
  const { files, project, report, template } = context;
  // Searched from where the template lies, whatever file the text comes from.
  const options = partialOptions(project, report.root);
  const parsed = parseHandlebars(source, files);
  if (parsed.partialCalls.length === 0 && !parsed.hasDynamicPartials) {
    return Promise.resolve({ template: parsed, partials: new Map(), missing: [] });
  }
  return gatherPartials(
    { path: source.path.includes('\0') ? template.path : source.path, text: source.text },
    files,
    options,
  );
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
