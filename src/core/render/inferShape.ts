import type { DataShape } from '../template/dataShape.ts';
import { type HandlebarsSource, parseHandlebars } from '../template/handlebarsSource.ts';
import { inferData } from '../template/inferData.ts';
import { gatherPartials, type PartialSet } from '../template/partials.ts';
import type { ProjectFile } from '../template/projectFile.ts';
import type { SourceFiles, SourceText } from '../template/sourceFiles.ts';
import { partialOptions } from '../template/templateSources.ts';
import { findSubject, findTextTemplate } from '../template/subject.ts';
import type { Engine } from './renderResult.ts';

export interface ShapeInput {
  readonly template: SourceText;
  readonly engine: Engine;
  readonly partials: PartialSet;
  readonly includes: readonly SourceText[];
  readonly project: ProjectFile;
  readonly root: string;
}

/** What a mail asks for: its template, and its subject and text part, which are rendered with the same data. */
export async function inferShape(input: ShapeInput, files: SourceFiles): Promise<DataShape> {
  const { template, engine, project, root } = input;
  const isRun = engine === 'handlebars' || engine === 'handlebars-mjml' || engine === 'mjml-handlebars';
  const sources: HandlebarsSource[] = isRun ? [input.partials.template] : [];
  const partials = new Map(input.partials.partials);
  for (const text of await otherTexts(template, project, files)) {
    const parsed = parseHandlebars(text);
    sources.push(parsed);
    if (parsed.partialCalls.length === 0) continue;
    // Searched from where the template lies, whatever file the text comes from.
    const found = await gatherPartials({ path: template.path, text: text.text }, files, partialOptions(project, root));
    for (const [name, partial] of found.partials) if (!partials.has(name)) partials.set(name, partial);
  }
  const includes = engine === 'mjml-handlebars' ? input.includes.map(parseHandlebars) : [];
  return inferData({ sources, partials, includes, notData: new Set() });
}

async function otherTexts(
  template: SourceText,
  project: ProjectFile,
  files: SourceFiles,
): Promise<readonly SourceText[]> {
  const texts: SourceText[] = [];
  const subject = project.subject === undefined ? await findSubject(template, files) : undefined;
  if (project.subject !== undefined)
    texts.push({ path: `${project.path ?? template.path}\0subject`, text: project.subject });
  // With MJML alone, its own comment is no part of the template that Handlebars sees.
  if (subject !== undefined)
    texts.push({ path: subject.source.path, text: subject.source.text.slice(subject.start, subject.end) });
  const text = await findTextTemplate(template.path, files);
  if (text !== undefined) texts.push(text);
  return texts.filter((each) => each.text.includes('{{'));
}
