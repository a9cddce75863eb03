import { normalize } from 'node:path';
import { findCaller } from '../template/callers.ts';
import { inferData } from '../template/inferData.ts';
import type { DataShape } from '../template/dataShape.ts';
import { findDataSets, newDataFile, withNamedData } from '../template/dataSets.ts';
import type { FileReader } from '../template/fileReader.ts';
import { findIncludes } from '../template/includes.ts';
import type { PartialSet } from '../template/partials.ts';
import { findProject, type ProjectFile } from '../template/projectFile.ts';
import { SourceFiles, type SourceText } from '../template/sourceFiles.ts';
import { findSubjectLine, withoutSubjectLine } from '../template/subjectLine.ts';
import { gatherSources, type TemplateSources } from '../template/templateSources.ts';
import { bundledMjml } from './bundledMjml.ts';
import type { Position } from '../text/lineIndex.ts';
import { loadData, type TemplateData } from './data.ts';
import { describeData, reportDifference } from './dataReport.ts';
import { chooseEngine, usesMjml, withPreprocessors } from './engineChoice.ts';
import { type EngineOutput, runEngine } from './engineRun.ts';
import { answeredNames, gatherHelpers } from './gatherHelpers.ts';
import type { ReportContext } from './handlebarsReport.ts';
import { findHandlebarsTexts, type MailParts } from './handlebarsTexts.ts';
import { chooseMjml } from './mjmlChoice.ts';
import type { MjmlEngine } from './mjmlEngine.ts';
import { findLanguage, reportInky } from './otherLanguage.ts';
import { findPreheader } from './preheader.ts';
import { loadOwnHelpers, type OwnHelpers } from './ownHelpers.ts';
import { ProblemList } from './problemList.ts';
import type { ProjectCode } from './projectCode.ts';
import { reportRefusals } from './refusals.ts';
import type { RenderMemory } from '../renderMemory.ts';
import type { RenderRequest, RenderResult } from './renderResult.ts';
import { renderSubject, renderText } from './textParts.ts';
import { reportWrongEngine } from './wrongEngine.ts';

/**
 * Renders a template as a mail. Never rejects for a template's mistake: what is wrong is in `problems`, at the place where the
 * author mends it, and `html` is there whenever the engines gave any.
 *
 * @param code runs code of the project; without it, as when the request does not allow it, none runs
 */
export function render(request: RenderRequest, files: FileReader, code?: ProjectCode): Promise<RenderResult> {
  return renderJob({ request, files, code });
}

export interface RenderJob {
  readonly request: RenderRequest;
  readonly files: FileReader;
  readonly code?: ProjectCode | undefined;
  /** Called again and again by whatever takes long in a template; it must not. */
  readonly onStep?: () => void;
  /** Kept by whoever renders again and again; without it, nothing of earlier renders is known. */
  readonly memory?: RenderMemory;
}

/** The same, for a process that keeps an eye on what it renders. */
export async function renderJob(job: RenderJob): Promise<RenderResult> {
  const started = performance.now();
  const result = await new Render(job).run();
  return { ...result, durationMs: performance.now() - started };
}

/** Pieces are of the untrimmed html. */
function trimmed({ html, marked }: EngineOutput): EngineOutput {
  return {
    ...(html === undefined ? {} : { html: html.trimStart() }),
    ...(marked === undefined ? {} : { marked: { ...marked, html: marked.html.trimStart() } }),
  };
}

type Output = Omit<RenderResult, 'durationMs'>;

class Render {
  readonly #request: RenderRequest;
  readonly #files: SourceFiles;
  readonly #problems: ProblemList;
  readonly #code: ProjectCode | undefined;
  readonly #onStep: (() => void) | undefined;

  constructor({ request, files, code, onStep, memory }: RenderJob) {
    this.#request = request;
    this.#code = code;
    this.#onStep = onStep;
    this.#files = new SourceFiles(files, memory);
    this.#problems = new ProblemList(this.#files);
  }

  async run(): Promise<Output> {
    const path = normalize(this.#request.path);
    const file = await this.#files.read(path);
    const { project, problems } = await findProject(path, this.#request.root, this.#files);
    for (const { start, end, severity, message } of problems) {
      this.#problems.add(
        { severity, code: 'project-file', source: 'files' },
        { file: project.path ?? path, start, end },
        message,
      );
    }
    if (file.kind === 'missing') return this.#unreadable(path, 'it was not found');
    if (file.kind === 'refused') return this.#unreadable(path, file.reason, file.place);
    return this.#renderTemplate({ path, text: file.text }, project);
  }

  async #renderTemplate(whole: SourceText, project: ProjectFile): Promise<Output> {
    const { root } = this.#request;
    const subjectLine = findSubjectLine(whole.text);
    const template =
      subjectLine === undefined ? whole : { ...whole, text: withoutSubjectLine(whole.text, subjectLine) };
    const files = this.#files;
    const problems = this.#problems;
    const foundSets = await findDataSets(template.path, { root, configured: project.data }, files);
    const newFile = newDataFile(template.path, project);
    files.addDependency(newFile);
    const partials = await gatherSources(template, files, project, root);
    const includes = await findIncludes(template, { root, includePath: project.includePath ?? [] }, files);
    const language = findLanguage(this.#request, { template, includes, project }, problems);
    // What another language calls a layout is found by its own rules; what mailproof.json names is not.
    const isForeign = language?.allowsHandlebars === false && partials.layoutFault?.end !== 0;
    if (!isForeign) this.#reportLayout(template, project, partials);
    reportInky([template, partials.template, ...partials.partials.values()], problems);
    const caller = await findCaller(template, root, files);
    const chosen = await chooseEngine(this.#request, project, { partials, includes, language, caller }, files);
    const mjml = usesMjml(chosen.engine) ? await this.#chooseMjml() : undefined;
    const { engine, reason, clues } = withPreprocessors(chosen, mjml);
    const mail = { template, whole, engine, partials, includes, project, root, language };
    const { helpers, shape } = await this.#readTexts(mail);
    const request = this.#request;
    const dataSets = withNamedData(foundSets, shape);
    const layout = partials.layout?.path;
    const code = this.#code;
    const data = await loadData({ request, template, shape, dataSets, layout, code, newFile }, files, problems);
    if (language?.allowsHandlebars !== false)
      reportDifference({ template: template.path, shape, data }, files, problems);
    if (!usesMjml(engine)) this.#reportEmpty(template);
    const parts = {
      root,
      template,
      project,
      partials,
      includes,
      language,
      wantsHtmlAsText: request.wantsText !== false,
      caller,
      mjml: mjml ?? bundledMjml(),
      files,
      problems,
      report: this.#reportContext(template, data),
      helpersOf: (sources: PartialSet) =>
        gatherHelpers(sources, { own: helpers, template: template.path, root, data: data.value, files }),
    };
    const wantsMarks = request.wantsMarks === true;
    const output = data.isBroken ? {} : await runEngine(engine, { ...parts, data: data.value, wantsMarks });
    // What was cut off left blanks, and some mail programs want the doctype before all else.
    const outer = engine === 'html' ? template : partials.template;
    const isCut = subjectLine !== undefined || files.frontMatterOf(outer.path) !== undefined;
    const { html, pieces, marked } = isCut ? trimmed(output) : output;
    if (html !== undefined && language === undefined) reportWrongEngine({ engine, html, template }, problems);
    const subject = data.isBroken ? '' : await renderSubject({ ...parts, data, template: whole }, html);
    const text = data.isBroken ? '' : await renderText({ ...parts, data }, html);
    reportRefusals(files, { template, root, project }, problems);
    return {
      ...(html === undefined ? {} : { html }),
      ...(pieces === undefined ? {} : { pieces }),
      ...(marked === undefined ? {} : { marked }),
      text,
      subject,
      preheader: html === undefined ? '' : findPreheader(html),
      ...(project.from === undefined ? {} : { from: project.from }),
      problems: problems.sorted(files.dependencies),
      dependencies: files.dependencies,
      engine,
      engineReason: reason,
      ...(clues.length === 0 ? {} : { engineEvidence: clues }),
      ...(language === undefined ? {} : { templateLanguage: language.name }),
      dataSets: dataSets.sets,
      ...(data.isSample ? { isSampleData: true } : {}),
      ...(request.wantsSample === true ? { sample: describeData({ template: template.path, shape, data }) } : {}),
      ...(data.dataSet === undefined ? {} : { dataSet: data.dataSet }),
      ...(partials.layout === undefined ? {} : { layout: partials.layout.path }),
      mjmlVersion: parts.mjml.version,
      ...(mjml === undefined ? {} : { mjmlSource: mjml.source }),
    };
  }

  #chooseMjml(): Promise<MjmlEngine> {
    return chooseMjml({ request: this.#request, files: this.#files, problems: this.#problems, code: this.#code });
  }

  #reportLayout(template: SourceText, project: ProjectFile, { layoutFault }: TemplateSources): void {
    if (layoutFault === undefined) return;
    const { start, end, message } = layoutFault;
    // Without a place in the template it is mailproof.json that names the layout.
    const file = end === 0 ? (project.path ?? template.path) : template.path;
    this.#problems.add({ severity: 'error', code: 'missing-layout', source: 'files' }, { file, start, end }, message);
  }

  /** MJML says so itself. */
  #reportEmpty(template: SourceText): void {
    if (template.text.trim() !== '') return;
    const place = { file: template.path, start: 0, end: 0 };
    const message = 'There is nothing to show: the template is empty';
    this.#problems.add({ severity: 'warning', code: 'empty-template', source: 'files' }, place, message);
  }

  /** The project's helpers, and the data that its texts ask for: what is a helper is no data. */
  async #readTexts(mail: MailParts): Promise<{ readonly helpers: OwnHelpers; readonly shape: DataShape }> {
    const { sources, partials, includes } = await findHandlebarsTexts(mail, this.#files);
    const texts = [...sources, ...partials.values(), ...includes];
    const helpers = await loadOwnHelpers(texts, {
      request: this.#request,
      code: this.#code,
      template: mail.template.path,
      project: mail.project,
      files: this.#files,
      problems: this.#problems,
    });
    const names = { helpers: new Set(helpers.helpers.keys()), answered: answeredNames(texts, helpers) };
    return { helpers, shape: inferData({ sources, partials, includes, ...names }) };
  }

  #reportContext(template: SourceText, data: TemplateData): ReportContext {
    const { root } = this.#request;
    return {
      files: this.#files,
      problems: this.#problems,
      template,
      root,
      dataPhrase: data.phrase,
      source: 'handlebars',
      onStep: this.#onStep,
    };
  }

  #unreadable(path: string, reason: string, place: Position = { line: 0, character: 0 }): Output {
    const kind = { severity: 'error', code: 'unreadable-template', source: 'files' } as const;
    this.#problems.addAt(kind, path, place, place, `The template cannot be read: ${reason}`);
    const engine = this.#request.engine === 'auto' ? 'html' : this.#request.engine;
    return {
      text: '',
      subject: '',
      preheader: '',
      problems: this.#problems.sorted([path]),
      dependencies: this.#files.dependencies,
      engine,
      engineReason: 'There is no template.',
      dataSets: [],
      mjmlVersion: bundledMjml().version,
    };
  }
}
