import { markedText, type WrittenLevel } from '../sourceMap/markedText.ts';
import { stripMarks } from '../sourceMap/marks.ts';
import { Marking, markNumbers } from '../sourceMap/sourceTables.ts';
import type { Caller } from '../template/callers.ts';
import { type HandlebarsSource, parseHandlebars } from '../template/handlebarsSource.ts';
import { fillSlot } from '../template/layoutSlot.ts';
import { fillNamedSlots } from '../template/namedSlots.ts';
import { gatherPartials, type PartialSet } from '../template/partials.ts';
import type { ProjectFile } from '../template/projectFile.ts';
import { parseFilled } from '../template/slotFilling.ts';
import type { SourceFiles, SourceText } from '../template/sourceFiles.ts';
import type { TemplateLanguage } from '../template/templateLanguage.ts';
import { partialOptions, type TemplateSources } from '../template/templateSources.ts';
import { HandlebarsReporter, type ReportContext, silentReport } from './handlebarsReport.ts';
import { runHandlebars } from './handlebarsStage.ts';
import type { HelperSet } from './helperSet.ts';
import type { MjmlEngine } from './mjmlEngine.ts';
import { markLevels, reportMjml, runMjml } from './mjmlStage.ts';
import type { ProblemList } from './problemList.ts';
import type { Engine, MarkedHtml, MarkLevel, RenderResult } from './renderResult.ts';

/** Everything that is known of a mail when its engines begin. */
export interface EngineInput {
  readonly root: string;
  readonly template: SourceText;
  readonly project: ProjectFile;
  readonly partials: TemplateSources;
  readonly includes: readonly SourceText[];
  readonly data: unknown;
  readonly wantsMarks: boolean;
  /** When it is not Handlebars. */
  readonly language: TemplateLanguage | undefined;
  readonly caller: Caller | undefined;
  readonly mjml: MjmlEngine;
  readonly files: SourceFiles;
  readonly problems: ProblemList;
  readonly report: ReportContext;
  helpersOf(sources: PartialSet): Promise<HelperSet>;
}

/** What the engines made; nothing where they could make nothing. */
export type EngineOutput = Pick<RenderResult, 'html' | 'pieces' | 'marked'>;

/** Runs the engines in their order. Never rejects for a template's mistake. */
export async function runEngine(engine: Engine, input: EngineInput): Promise<EngineOutput> {
  const run = new EngineRun(input);
  const { marked, ...output } = await run.run(engine);
  return { ...output, ...(marked === undefined ? {} : { marked: { ...marked, tables: run.marking.tables() } }) };
}

type RunOutput = Pick<EngineOutput, 'html' | 'pieces'> & { readonly marked?: Omit<MarkedHtml, 'tables'> };

class EngineRun {
  readonly marking: Marking;
  readonly #input: EngineInput;

  constructor(input: EngineInput) {
    this.#input = input;
    this.marking = new Marking(input.files.memory.part(markNumbers));
  }

  async run(engine: Engine): Promise<RunOutput> {
    switch (engine) {
      case 'html':
        return this.#withMarks(this.#input.template.text, (level) =>
          this.#marked(this.#input.template, level, 'content'),
        );
      case 'handlebars':
        return this.#handlebarsAlone();
      case 'mjml':
        return this.#mjmlAlone({});
      case 'handlebars-mjml':
        return this.#handlebarsFirst();
      case 'mjml-handlebars':
        return this.#mjmlFirst();
    }
  }

  async #handlebarsAlone(): Promise<RunOutput> {
    const helpers = await this.#input.helpersOf(this.#input.partials);
    const text = this.#handlebars(helpers);
    return text === undefined
      ? {}
      : this.#withMarks(text, (level) => this.#markedHandlebars(helpers, level, 'content'));
  }

  async #handlebarsFirst(): Promise<RunOutput> {
    const helpers = await this.#input.helpersOf(this.#input.partials);
    const text = this.#handlebars(helpers);
    if (text === undefined) return {};
    const markedText = (level: WrittenLevel): string | undefined => this.#markedHandlebars(helpers, level, 'structure');
    return this.#mjml(text, markedText, { isAfterHandlebars: true });
  }

  async #mjmlFirst(): Promise<RunOutput> {
    const { root, template, partials, includes, data, project, files, wantsMarks } = this.#input;
    const made = await this.#mjmlAlone({ isBeforeHandlebars: true });
    if (made.html === undefined) return {};
    const source = { path: `${template.path}\0html`, text: made.html };
    const sources = await gatherPartials(source, files, partialOptions(project, root));
    const layouts = partials.layout === undefined ? [] : [partials.layout];
    const generated = { source, origins: [template, ...layouts, ...includes] };
    const report = new HandlebarsReporter({ ...this.#input.report, generated });
    const helpers = await this.#input.helpersOf(sources);
    const html = runHandlebars({ sources, data, helpers, noEscape: project.noEscape }, report);
    if (html === undefined || !wantsMarks) return html === undefined ? {} : { html };
    return this.#withMarks(html, (level) => {
      if (made.marked === undefined || level !== made.marked.level) return undefined;
      const text = { path: source.path, text: made.marked.html };
      const marked = { ...sources, template: parseHandlebars(text) };
      return runHandlebars({ sources: marked, data, helpers, noEscape: project.noEscape }, silentReport);
    });
  }

  /** Before any mustache is looked at, a layout can only be text around the template. */
  #mjmlAlone(order: HandlebarsOrder): Promise<RunOutput> {
    const { template } = this.#input;
    const { layout } = this.#input.partials;
    const whole = (mark: (source: SourceText) => string): string =>
      fillNamedSlots(
        layout === undefined ? mark(template) : fillSlot({ path: layout.path, text: mark(layout) }, mark(template)),
      );
    return this.#mjml(
      whole((source) => source.text),
      (level) => whole((source) => this.#marked(source, level, 'structure')),
      order,
    );
  }

  async #mjml(
    text: string,
    markedText: (level: WrittenLevel) => string | undefined,
    { isAfterHandlebars = false, isBeforeHandlebars = false }: HandlebarsOrder,
  ): Promise<RunOutput> {
    const { root, template, project, files, mjml: engine, wantsMarks } = this.#input;
    const { html, pieces, marked, problems } = await runMjml({
      engine,
      template,
      text,
      markedText,
      markedInclude: (source, level) => this.#marked(source, level, 'structure', isAfterHandlebars),
      marking: this.marking,
      wantsMarks,
      isAfterHandlebars,
      isBeforeHandlebars,
      root,
      includePath: project.includePath ?? [],
      files,
      keptSyntaxes: this.#input.language?.syntaxes,
      holder: this.#input.caller?.element,
    });
    reportMjml(problems, this.#input.problems);
    return {
      ...(html === undefined ? {} : { html }),
      ...(pieces === undefined ? {} : { pieces }),
      ...(marked === undefined ? {} : { marked }),
    };
  }

  #handlebars(helpers: HelperSet): string | undefined {
    const { partials, data, report, project } = this.#input;
    const { noEscape } = project;
    return runHandlebars({ sources: partials, data, helpers, noEscape }, new HandlebarsReporter(report));
  }

  /** Expands the template once more, from marked sources. Its problems are known already. */
  #markedHandlebars(helpers: HelperSet, level: WrittenLevel, outer: 'content' | 'structure'): string | undefined {
    const { partials, data, project } = this.#input;
    const marked = (source: HandlebarsSource): HandlebarsSource => {
      const text = { path: source.path, text: this.#marked(source, level, outer) };
      return source.filling === undefined ? parseHandlebars(text) : parseFilled(text, source.filling);
    };
    const sources = {
      template: marked(partials.template),
      partials: new Map([...partials.partials].map(([name, source]) => [name, marked(source)])),
      missing: partials.missing,
    };
    return runHandlebars({ sources, data, helpers, noEscape: project.noEscape }, silentReport);
  }

  #marked(source: SourceText, level: WrittenLevel, outer: 'content' | 'structure', isRead = true): string {
    const { memory } = this.#input.files;
    void isRead;
    return markedText(source, this.marking, { level, outer, mustaches: 'opaque', memory });
  }

  /** The html with marks as fine as they can be without changing it. */
  #withMarks(html: string, marked: (level: MarkLevel) => string | undefined): RunOutput {
    if (!this.#input.wantsMarks) return { html };
    for (const level of markLevels) {
      const found = marked(level);
      if (found !== undefined && stripMarks(found) === html) return { html, marked: { html: found, level } };
    }
    return { html, marked: { html, level: 'none' } };
  }
}

interface HandlebarsOrder {
  readonly isAfterHandlebars?: boolean;
  readonly isBeforeHandlebars?: boolean;
}
