import { normalize } from 'node:path';
import { findDataSets, newDataFile } from '../template/dataSets.ts';
import { decideEngine } from '../template/engine.ts';
import type { FileReader } from '../template/fileReader.ts';
import { type HandlebarsSource, parseHandlebars } from '../template/handlebarsSource.ts';
import { findIncludes } from '../template/includes.ts';
import { fillSlot, parseLayout } from '../template/layoutSlot.ts';
import { gatherPartials, type PartialSet } from '../template/partials.ts';
import { findProject, type ProjectFile } from '../template/projectFile.ts';
import { SourceFiles, type SourceText } from '../template/sourceFiles.ts';
import { gatherSources, partialOptions, type TemplateSources } from '../template/templateSources.ts';
import { loadData, type TemplateData } from './data.ts';
import { bundledMjml } from './bundledMjml.ts';
import { gatherHelpers } from './gatherHelpers.ts';
import { HandlebarsReporter, type ReportContext, silentReport } from './handlebarsReport.ts';
import { runHandlebars } from './handlebarsStage.ts';
import type { HelperSet } from './helperSet.ts';
import { chooseMjml } from './mjmlChoice.ts';
import type { MjmlEngine } from './mjmlEngine.ts';
import { reportMjml, runMjml } from './mjmlStage.ts';
import { findPreheader } from './preheader.ts';
import { ProblemList } from './problemList.ts';
import type { ProjectCode } from './projectCode.ts';
import type { Engine, RenderRequest, RenderResult } from './renderResult.ts';
import { renderSubject, renderText } from './textParts.ts';

/**
 * Renders a template as a mail. Never rejects for a template's mistake: what is wrong is in `problems`, at the place where the
 * author mends it, and `html` is there whenever the engines gave any.
 *
 * @param code runs code of the project; without it, as when the request does not allow it, none runs
 */
export async function render(request: RenderRequest, files: FileReader, code?: ProjectCode): Promise<RenderResult> {
  const started = performance.now();
  const result = await new Render(request, files, code).run();
  return { ...result, durationMs: performance.now() - started };
}

type Output = Omit<RenderResult, 'durationMs'>;

class Render {
  readonly #request: RenderRequest;
  readonly #files: SourceFiles;
  readonly #problems: ProblemList;
  readonly #code: ProjectCode | undefined;

  constructor(request: RenderRequest, files: FileReader, code: ProjectCode | undefined) {
    this.#request = request;
    this.#code = code;
    this.#files = new SourceFiles(files);
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
    if (file.kind !== 'text') return this.#unreadable(path, file.kind === 'missing' ? 'it was not found' : file.reason);
    return this.#renderTemplate({ path, text: file.text }, project);
  }

  async #renderTemplate(template: SourceText, project: ProjectFile): Promise<Output> {
    const { root } = this.#request;
    const dataSets = await findDataSets(template.path, project.data, this.#files);
    const newFile = newDataFile(template.path, project);
    this.#files.addDependency(newFile);
    const partials = await gatherSources(template, this.#files, project, root);
    this.#reportLayout(template, project, partials);
    const includes = await findIncludes(template, { root, includePath: project.includePath ?? [] }, this.#files);
    const decided = this.#decideEngine(project, partials, includes);
    const mjml = usesMjml(decided.engine) ? await this.#chooseMjml() : undefined;
    const { engine, reason } = withPreprocessors(decided, mjml);
    const data = await loadData(this.#request, template.path, { dataSets, newFile }, this.#files, this.#problems);
    if (engine === 'handlebars' || engine === 'html') this.#reportEmpty(template);
    const helpersOf = (sources: PartialSet): Promise<HelperSet> =>
      this.#helpersOf(sources, { template, project, data });
    const html = data.isBroken
      ? undefined
      : await this.#runEngine(engine, {
          template,
          project,
          partials,
          includes,
          data,
          helpersOf,
          mjml: mjml ?? bundledMjml(),
        });
    const report = this.#reportContext(template, data);
    const parts = { template, project, data, files: this.#files, report, helpersOf };
    const subject = data.isBroken ? '' : await renderSubject(parts, html);
    const text = data.isBroken ? '' : await renderText(parts, html);
    return {
      ...(html === undefined ? {} : { html }),
      text,
      subject,
      preheader: html === undefined ? '' : findPreheader(html),
      ...(project.from === undefined ? {} : { from: project.from }),
      problems: this.#problems.sorted(this.#files.dependencies),
      dependencies: this.#files.dependencies,
      engine,
      engineReason: reason,
      dataSets,
      ...(data.dataSet === undefined ? {} : { dataSet: data.dataSet }),
      ...(partials.layout === undefined ? {} : { layout: partials.layout.path }),
      mjmlVersion: (mjml ?? bundledMjml()).version,
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

  #decideEngine(project: ProjectFile, partials: TemplateSources, includes: readonly SourceText[]): DecidedEngine {
    const isDecided = true;
    if (this.#request.engine !== 'auto')
      return { engine: this.#request.engine, reason: 'It was chosen by hand.', isDecided };
    if (project.engine !== undefined) return { engine: project.engine, reason: 'mailproof.json says so.', isDecided };
    return decideEngine({
      template: partials.template,
      partials: [...partials.partials.values()].map((partial) => partial.text),
      includes: includes.map((include) => include.text),
    });
  }

  async #runEngine(engine: Engine, input: EngineInput): Promise<string | undefined> {
    switch (engine) {
      case 'html':
        return input.template.text;
      case 'handlebars':
        return this.#handlebars(input, await input.helpersOf(input.partials));
      case 'mjml':
        return this.#mjmlAlone(input, {});
      case 'handlebars-mjml': {
        const helpers = await input.helpersOf(input.partials);
        const text = this.#handlebars(input, helpers);
        if (text === undefined) return undefined;
        return this.#mjml(input, text, (mark) => handlebarsAgain(input, helpers, mark), {
          isAfterHandlebars: true,
        });
      }
      case 'mjml-handlebars':
        return this.#mjmlFirst(input);
    }
  }

  #handlebars({ template, partials, data }: EngineInput, helpers: HelperSet): string | undefined {
    const report = new HandlebarsReporter(this.#reportContext(template, data));
    return runHandlebars({ sources: partials, data: data.value, helpers }, report);
  }

  #helpersOf(sources: PartialSet, input: Pick<EngineInput, 'template' | 'project' | 'data'>): Promise<HelperSet> {
    return gatherHelpers(sources, {
      request: this.#request,
      code: this.#code,
      template: input.template.path,
      project: input.project,
      data: input.data.value,
      files: this.#files,
      problems: this.#problems,
    });
  }

  async #mjml(
    input: EngineInput,
    text: string,
    remake: (mark: (source: SourceText) => string) => string | undefined,
    order: HandlebarsOrder = {},
  ): Promise<string | undefined> {
    const { template, project, mjml: engine } = input;
    const { root } = this.#request;
    const includePath = project.includePath ?? [];
    const files = this.#files;
    const { isAfterHandlebars = false, isBeforeHandlebars = false } = order;
    const place = { root, includePath, files };
    const output = await runMjml({ engine, template, text, remake, isAfterHandlebars, isBeforeHandlebars, ...place });
    reportMjml(output, this.#problems);
    return output.html;
  }

  /** Before any mustache is looked at, a layout can only be text around the template. */
  #mjmlAlone(input: EngineInput, order: HandlebarsOrder): Promise<string | undefined> {
    const { template } = input;
    const { layout } = input.partials;
    const whole = (mark: (source: SourceText) => string): string =>
      layout === undefined ? mark(template) : fillSlot(mark(layout), mark(template));
    return this.#mjml(
      input,
      whole((source) => source.text),
      whole,
      order,
    );
  }

  async #mjmlFirst(input: EngineInput): Promise<string | undefined> {
    const { template, partials, includes, data, project } = input;
    const made = await this.#mjmlAlone(input, { isBeforeHandlebars: true });
    if (made === undefined) return undefined;
    const source = { path: `${template.path}\0html`, text: made };
    const sources = await gatherPartials(source, this.#files, partialOptions(project, this.#request.root));
    const layouts = partials.layout === undefined ? [] : [partials.layout];
    const generated = { source, origins: [template, ...layouts, ...includes] };
    const report = new HandlebarsReporter({ ...this.#reportContext(template, data), generated });
    return runHandlebars({ sources, data: data.value, helpers: await input.helpersOf(sources) }, report);
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
    };
  }

  #unreadable(path: string, reason: string): Output {
    const place = { file: path, start: 0, end: 0 };
    this.#problems.add(
      { severity: 'error', code: 'unreadable-template', source: 'files' },
      place,
      `The template cannot be read: ${reason}`,
    );
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

interface EngineInput {
  readonly template: SourceText;
  readonly project: ProjectFile;
  readonly partials: TemplateSources;
  readonly includes: readonly SourceText[];
  readonly data: TemplateData;
  readonly helpersOf: (sources: PartialSet) => Promise<HelperSet>;
  readonly mjml: MjmlEngine;
}

interface HandlebarsOrder {
  readonly isAfterHandlebars?: boolean;
  readonly isBeforeHandlebars?: boolean;
}

interface DecidedEngine {
  readonly engine: Engine;
  readonly reason: string;
  /** By a person, not from evidence. */
  readonly isDecided?: boolean;
}

function usesMjml(engine: Engine): boolean {
  return engine !== 'html' && engine !== 'handlebars';
}

/** A project whose preprocessors are Handlebars expands its mails before MJML, whatever else they look like. */
function withPreprocessors(decided: DecidedEngine, mjml: MjmlEngine | undefined): DecidedEngine {
  if (mjml?.preprocessors?.haveHandlebars !== true) return decided;
  const engine =
    decided.engine === 'mjml-handlebars' && decided.isDecided !== true ? 'handlebars-mjml' : decided.engine;
  const said =
    engine === decided.engine ? decided.reason : 'Handlebars runs before MJML: it is a preprocessor of the project.';
  if (engine === 'mjml') return { engine, reason: `${said} The project's preprocessors run Handlebars.` };
  const why = 'Mailproof runs Handlebars in place of that preprocessor, with its own data sets.';
  return { engine, reason: `${said} ${why}` };
}

/** Expands the template once more, from marked sources. Its problems are known already. */
function handlebarsAgain(
  { partials, data }: EngineInput,
  helpers: HelperSet,
  mark: (source: SourceText) => string,
): string | undefined {
  const marked = (source: SourceText): HandlebarsSource => parseHandlebars({ path: source.path, text: mark(source) });
  const { path, text } = partials.template;
  const whole = { path, text: mark({ path, text }) };
  const sources = {
    template: partials.layout === undefined ? parseHandlebars(whole) : parseLayout(whole),
    partials: new Map([...partials.partials].map(([name, source]) => [name, marked(source)])),
    missing: partials.missing,
  };
  return runHandlebars({ sources, data: data.value, helpers }, silentReport);
}
