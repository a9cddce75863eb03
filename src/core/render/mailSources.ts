import type { Caller } from '../template/callers.ts';
import { findCaller } from '../template/callers.ts';
import { type DataSets, findDataSets, newDataFile } from '../template/dataSets.ts';
import { findIncludes } from '../template/includes.ts';
import type { ProjectFile } from '../template/projectFile.ts';
import type { SourceFiles, SourceText } from '../template/sourceFiles.ts';
import { findSubjectLine, withoutSubjectLine } from '../template/subjectLine.ts';
import type { TemplateLanguage } from '../template/templateLanguage.ts';
import { gatherSources, type TemplateSources } from '../template/templateSources.ts';
import { findLanguage, reportInky } from './otherLanguage.ts';
import type { ProblemList } from './problemList.ts';
import type { RenderRequest } from './renderResult.ts';

/** The files that make up a mail, before it is known which engines run over them. */
export interface MailSources {
  /** As it was read, with the line that is its subject. */
  readonly whole: SourceText;
  readonly template: SourceText;
  readonly project: ProjectFile;
  readonly root: string;
  /** By name; which of them are the template's own is known when it is known what it asks for. */
  readonly foundSets: DataSets;
  /** Absolute path of the file that would be the first set. */
  readonly newFile: string;
  readonly partials: TemplateSources;
  readonly includes: readonly SourceText[];
  /** What the template is written in, when it is not Handlebars. */
  readonly language: TemplateLanguage | undefined;
  readonly caller: Caller | undefined;
}

interface SourceSearch {
  readonly request: RenderRequest;
  readonly files: SourceFiles;
  readonly problems: ProblemList;
}

/** Finds them, and reports what is wrong with them as files. */
export async function gatherMailSources(
  whole: SourceText,
  project: ProjectFile,
  { request, files, problems }: SourceSearch,
): Promise<MailSources> {
  const { root } = request;
  const subjectLine = findSubjectLine(whole.text);
  const template = subjectLine === undefined ? whole : { ...whole, text: withoutSubjectLine(whole.text, subjectLine) };
  const foundSets = await findDataSets(template.path, { root, configured: project.data }, files);
  const newFile = newDataFile(template.path, project);
  files.addDependency(newFile);
  const partials = await gatherSources(template, files, project, root);
  const includes = await findIncludes(template, { root, includePath: project.includePath ?? [] }, files);
  const language = findLanguage(request, { template, includes, project }, problems);
  // What another language calls a layout is found by its own rules; what mailproof.json names is not.
  const isForeign = language?.allowsHandlebars === false && partials.layoutFault?.end !== 0;
  if (!isForeign) reportLayout({ template, project, partials }, problems);
  reportInky([template, partials.template, ...partials.partials.values()], problems);
  const caller = await findCaller(template, root, files);
  return { whole, template, project, root, foundSets, newFile, partials, includes, language, caller };
}

function reportLayout(
  { template, project, partials: { layoutFault } }: Pick<MailSources, 'template' | 'project' | 'partials'>,
  problems: ProblemList,
): void {
  if (layoutFault === undefined) return;
  const { start, end, message } = layoutFault;
  // Without a place in the template it is mailproof.json that names the layout.
  const file = end === 0 ? (project.path ?? template.path) : template.path;
  problems.add({ severity: 'error', code: 'missing-layout', source: 'files' }, { file, start, end }, message);
}
