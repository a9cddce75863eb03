import { normalize } from 'node:path';
import { inferData } from '../template/inferData.ts';
import type { DataShape } from '../template/dataShape.ts';
import { type DataSets, withNamedData } from '../template/dataSets.ts';
import type { FileReader } from '../template/fileReader.ts';
import type { PartialSet } from '../template/partials.ts';
import { findProject, type ProjectFile } from '../template/projectFile.ts';
import { SourceFiles, type SourceText } from '../template/sourceFiles.ts';
import { bundledMjml } from './bundledMjml.ts';
import type { Position } from '../text/lineIndex.ts';
import { loadData, type TemplateData } from './data.ts';
import { describeData, reportDifference } from './dataReport.ts';
import { chooseEngine, type EngineChoice, usesMjml, withPreprocessors } from './engineChoice.ts';
import { type EngineOutput, runEngine } from './engineRun.ts';
import { answeredNames, gatherHelpers } from './gatherHelpers.ts';
import type { ReportContext } from './handlebarsReport.ts';
import { isOfWhole } from './htmlPieces.ts';
import { type CompanionTexts, findCompanionTexts, findHandlebarsTexts } from './handlebarsTexts.ts';
import type { HelperSet } from './helperSet.ts';
import { gatherMailSources, type MailSources } from './mailSources.ts';
import { chooseMjml } from './mjmlChoice.ts';
import type { MjmlEngine } from './mjmlEngine.ts';
import { findPreheader, searchedLength } from './preheader.ts';
import { loadOwnHelpers, type OwnHelpers } from './ownHelpers.ts';
import { ProblemList } from './problemList.ts';
import type { ProjectCode } from './projectCode.ts';
import { reportRefusals } from './refusals.ts';
import type { RenderMemory } from '../renderMemory.ts';
import type { Engine, RenderRequest, RenderResult } from './renderResult.ts';
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

/** As much of the html as its title and its preheader can be in: the rest need not be put together for them. */
function topOf({ html, pieces = [] }: Top): string | undefined {
  const [head] = pieces;
  if (head === undefined || isOfWhole(head)) return html;
  const length = head.html.length + searchedLength;
  let top = '';
  for (const piece of pieces) {
    if (top.length >= length) break;
    top += piece.html;
  }
  return top;
}

interface Top {
  readonly html?: string | undefined;
  readonly pieces?: EngineOutput['pieces'] | undefined;
}

/** Pieces are of the untrimmed html. */
function trimmed({ html, marked }: EngineOutput): EngineOutput {
  return {
    ...(html === undefined ? {} : { html: html.trimStart() }),
    ...(marked === undefined ? {} : { marked: { ...marked, html: marked.html.trimStart() } }),
  };
}

type Output = Omit<RenderResult, 'durationMs'>;

interface ChosenEngine extends EngineChoice {
  /** Absent where no MJML runs. */
  readonly mjml: MjmlEngine | undefined;
}

/** What is filled into the texts of a mail. */
interface MailValues {
  readonly companions: CompanionTexts;
  readonly helpers: OwnHelpers;
  readonly shape: DataShape;
  readonly dataSets: DataSets;
  readonly data: TemplateData;
}

interface MailTexts extends EngineOutput {
  readonly subject: string;
  readonly text: string;
}

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
    const request = this.#request;
    const files = this.#files;
    const problems = this.#problems;
    const sources = await gatherMailSources(whole, project, { request, files, problems });
    const chosen = await this.#chooseEngine(sources);
    const values = await this.#findValues(sources, chosen.engine);
    const { language, template } = sources;
    if (language?.allowsHandlebars !== false)
      reportDifference({ template: template.path, shape: values.shape, data: values.data }, files, problems);
    if (!usesMjml(chosen.engine)) this.#reportEmpty(template);
    const mail = await this.#renderMail(sources, chosen, values);
    reportRefusals(files, sources, problems);
    return this.#describe(sources, chosen, { ...values, ...mail });
  }

  async #chooseEngine({ project, ...sources }: MailSources): Promise<ChosenEngine> {
    const chosen = await chooseEngine(this.#request, project, sources, this.#files);
    const mjml = usesMjml(chosen.engine)
      ? await chooseMjml({ request: this.#request, files: this.#files, problems: this.#problems, code: this.#code })
      : undefined;
    return { ...withPreprocessors(chosen, mjml), mjml };
  }

  /** The project's helpers, and the data that its texts ask for: what is a helper is no data. */
  async #findValues(sources: MailSources, engine: Engine): Promise<MailValues> {
    const request = this.#request;
    const files = this.#files;
    const problems = this.#problems;
    const code = this.#code;
    const { template, project, foundSets, newFile } = sources;
    const companions = await findCompanionTexts(sources, files);
    const asking = await findHandlebarsTexts({ ...sources, engine, companions }, files);
    const texts = [...asking.sources, ...asking.partials.values(), ...asking.includes];
    const search = { request, code, template: template.path, project, files, problems };
    const helpers = await loadOwnHelpers(texts, search);
    const names = { helpers: new Set(helpers.helpers.keys()), answered: answeredNames(texts, helpers) };
    const shape = inferData({ ...asking, ...names });
    const dataSets = withNamedData(foundSets, shape);
    const layout = sources.partials.layout?.path;
    const data = await loadData({ request, template, shape, dataSets, layout, code, newFile }, files, problems);
    return { companions, helpers, shape, dataSets, data };
  }

  async #renderMail(
    sources: MailSources,
    { engine, mjml = bundledMjml() }: ChosenEngine,
    { companions, helpers, data }: MailValues,
  ): Promise<MailTexts> {
    const files = this.#files;
    const problems = this.#problems;
    const { template, whole, root, partials, language } = sources;
    const report = this.#reportContext(template, data);
    const helpersOf = (set: PartialSet): Promise<HelperSet> =>
      gatherHelpers(set, { own: helpers, template: template.path, root, data: data.value, files });
    if (data.isBroken) return { subject: '', text: '' };
    const input = { ...sources, mjml, files, problems, report, helpersOf };
    const wantsMarks = this.#request.wantsMarks === true;
    const output = await runEngine(engine, { ...input, data: data.value, wantsMarks });
    // What was cut off left blanks, and some mail programs want the doctype before all else.
    const outer = engine === 'html' ? template : partials.template;
    const isCut = template !== whole || files.frontMatterOf(outer.path) !== undefined;
    const shown = isCut ? trimmed(output) : output;
    const { html } = shown;
    if (html !== undefined && language === undefined) reportWrongEngine({ engine, html, template }, problems);
    const context = { ...input, companions, data, wantsHtmlAsText: this.#request.wantsText !== false };
    const subject = await renderSubject({ ...context, template: whole }, topOf(shown));
    return { ...shown, subject, text: await renderText(context, html) };
  }

  #describe(
    { project, template, language, partials }: MailSources,
    { engine, reason, clues, mjml }: ChosenEngine,
    { html, pieces, marked, subject, text, shape, dataSets, data }: MailValues & MailTexts,
  ): Output {
    const { dependencies } = this.#files;
    return {
      ...(html === undefined ? {} : { html }),
      ...(pieces === undefined ? {} : { pieces }),
      ...(marked === undefined ? {} : { marked }),
      text,
      subject,
      preheader: findPreheader(topOf({ html, pieces }) ?? ''),
      ...(project.from === undefined ? {} : { from: project.from }),
      ...(project.mail === undefined ? {} : { mail: project.mail }),
      problems: this.#problems.sorted(dependencies),
      dependencies,
      engine,
      engineReason: reason,
      ...(clues.length === 0 ? {} : { engineEvidence: clues }),
      ...(language === undefined ? {} : { templateLanguage: language.name }),
      dataSets: dataSets.sets,
      ...(data.isSample ? { isSampleData: true } : {}),
      ...(this.#request.wantsSample === true ? { sample: describeData({ template: template.path, shape, data }) } : {}),
      ...(data.dataSet === undefined ? {} : { dataSet: data.dataSet }),
      ...(partials.layout === undefined ? {} : { layout: partials.layout.path }),
      mjmlVersion: (mjml ?? bundledMjml()).version,
      ...(mjml === undefined ? {} : { mjmlSource: mjml.source }),
    };
  }

  /** MJML says so itself. */
  #reportEmpty(template: SourceText): void {
    if (template.text.trim() !== '') return;
    const place = { file: template.path, start: 0, end: 0 };
    const message = 'There is nothing to show: the template is empty';
    this.#problems.add({ severity: 'warning', code: 'empty-template', source: 'files' }, place, message);
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
