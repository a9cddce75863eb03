import { type HandlebarsSource, parseHandlebars } from '../template/handlebarsSource.ts';
import type { InferenceInput } from '../template/inferData.ts';
import { scanMustaches } from '../template/mustaches.ts';
import { gatherPartials, type PartialSet } from '../template/partials.ts';
import type { ProjectFile } from '../template/projectFile.ts';
import type { SourceFiles, SourceText } from '../template/sourceFiles.ts';
import { findSubject, findTextTemplate, sourceOfPart, type TextPart } from '../template/subject.ts';
import { detectLanguage, type TemplateLanguage } from '../template/templateLanguage.ts';
import { partialOptions } from '../template/templateSources.ts';
import { usesHandlebars } from './engineChoice.ts';
import type { Engine } from './renderResult.ts';

export interface MailParts {
  readonly template: SourceText;
  /** With the line that is its subject. */
  readonly whole: SourceText;
  readonly engine: Engine;
  readonly partials: PartialSet;
  readonly includes: readonly SourceText[];
  readonly project: ProjectFile;
  readonly root: string;
  /** What the template itself is written in, when it is not Handlebars. */
  readonly language: TemplateLanguage | undefined;
  readonly companions: CompanionTexts;
}

/** What a mail has beside its html, where the project writes it itself. */
export interface CompanionTexts {
  /** Undefined also where `mailproof.json` has it. */
  readonly subject: TextPart | undefined;
  readonly text: SourceText | undefined;
}

export async function findCompanionTexts(
  { whole, project, root }: Pick<MailParts, 'whole' | 'project' | 'root'>,
  files: SourceFiles,
): Promise<CompanionTexts> {
  return {
    subject: project.subject === undefined ? await findSubject(whole, root, files) : undefined,
    text: await findTextTemplate(whole.path, root, files),
  };
}

/** All that Handlebars runs over for one mail: what its data and helpers are for. The template only where it runs over it. */
export type HandlebarsTexts = Omit<InferenceInput, 'helpers' | 'answered'>;

export async function findHandlebarsTexts(mail: MailParts, files: SourceFiles): Promise<HandlebarsTexts> {
  const { template, engine, project, root } = mail;
  const isRun = usesHandlebars(engine);
  const sources: HandlebarsSource[] = isRun ? [mail.partials.template] : [];
  const partials = new Map(isRun ? mail.partials.partials : []);
  for (const text of otherTexts(mail)) {
    const parsed = parseHandlebars(text, files);
    sources.push(parsed);
    if (parsed.partialCalls.length === 0) continue;
    // Searched from where the template lies, whatever file the text comes from.
    const found = await gatherPartials({ path: template.path, text: text.text }, files, partialOptions(project, root));
    for (const [name, partial] of found.partials) if (!partials.has(name)) partials.set(name, partial);
  }
  return {
    sources,
    partials,
    includes: engine === 'mjml-handlebars' ? mail.includes.map((include) => parseHandlebars(include, files)) : [],
  };
}

/** Whether Handlebars runs over a subject or a text part; the template's own language is also theirs, if they show none. */
export function isHandlebarsText(source: SourceText, language: TemplateLanguage | undefined): boolean {
  if (scanMustaches(source.text).length === 0) return false;
  return (detectLanguage(source) ?? language)?.allowsHandlebars !== false;
}

function otherTexts({ template, project, language, companions: { subject, text } }: MailParts): readonly SourceText[] {
  const texts: SourceText[] = [];
  if (project.subject !== undefined)
    texts.push({ path: `${project.path ?? template.path}\0subject`, text: project.subject });
  // With MJML alone, its own comment is no part of the template that Handlebars sees.
  if (subject !== undefined) texts.push(sourceOfPart(subject));
  if (text !== undefined) texts.push(text);
  return texts.filter((each) => isHandlebarsText(each, language));
}
