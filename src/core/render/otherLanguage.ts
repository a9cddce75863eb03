import { findInky } from '../template/inky.ts';
import type { ProjectFile } from '../template/projectFile.ts';
import type { SourceText } from '../template/sourceFiles.ts';
import { detectLanguage, type TemplateLanguage } from '../template/templateLanguage.ts';
import { findDroppedTags } from './keptTags.ts';
import type { ProblemList } from './problemList.ts';
import type { RenderRequest } from './renderResult.ts';

/**
 * The language of a template that is not Handlebars, or stands beside it, and says so at its first tag. Who has chosen an
 * engine with Handlebars in it, by hand or in `mailproof.json`, is believed.
 */
export function findLanguage(
  request: Pick<RenderRequest, 'engine'>,
  { template, includes, project }: LanguageSources,
  problems: ProblemList,
): TemplateLanguage | undefined {
  const chosen = request.engine === 'auto' ? project.engine : request.engine;
  const runsHandlebars = chosen?.includes('handlebars') === true;
  for (const source of [template, ...includes]) {
    const language = detectLanguage(source);
    if (language === undefined || (runsHandlebars && !language.allowsHandlebars)) continue;
    const { start, end } = language.first;
    const kind = { severity: 'info', code: 'template-language', source: 'files' } as const;
    problems.add(kind, { file: source.path, start, end }, describe(language));
    for (const each of [template, ...includes]) reportDropped(each, language, problems);
    return language;
  }
  return undefined;
}

/** Says of Inky's tags, which a build turns into tables after Handlebars, that they are still tags. */
export function reportInky(sources: readonly SourceText[], problems: ProblemList): void {
  for (const { path, text } of sources) {
    const tag = findInky(text);
    if (tag === undefined) continue;
    const message =
      'There are tags of Inky (Foundation for Emails) here: they are shown as they are, because Mailproof does not make tables of them';
    problems.add({ severity: 'info', code: 'template-language', source: 'files' }, { file: path, ...tag }, message);
    return;
  }
}

interface LanguageSources {
  readonly template: SourceText;
  readonly includes: readonly SourceText[];
  readonly project: ProjectFile;
}

function describe({ name, allowsHandlebars }: TemplateLanguage): string {
  const isNotation = /(?:tags|tokens|placeholders|templates)$/.test(name);
  const subject = isNotation ? `There are ${name} here: they` : `This is ${name}: its tags`;
  const reason = allowsHandlebars
    ? 'because Mailproof runs only Handlebars'
    : 'because Mailproof runs only Handlebars; if it is Handlebars, choose the engine in mailproof.json';
  return `${subject} are shown as they are, ${reason}`;
}

function reportDropped(source: SourceText, language: TemplateLanguage, problems: ProblemList): void {
  for (const { start, end } of findDroppedTags(source.text, language.syntaxes)) {
    const tag = source.text.slice(start, end).split(/[\r\n]/, 1)[0] ?? '';
    const message = `MJML drops ${tag} here, between elements: put it into <mj-raw> as the others`;
    const kind = { severity: 'warning', code: 'dropped-tag', source: 'mjml' } as const;
    problems.add(kind, { file: source.path, start, end }, message);
  }
}
