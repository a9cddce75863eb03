import { markedText, type MarkedTextOptions, type WrittenLevel } from '../sourceMap/markedText.ts';
import { hasMisplacedMarks, parseMark, stripMarks } from '../sourceMap/marks.ts';
import { Marking, markNumbers } from '../sourceMap/sourceTables.ts';
import type { Caller } from '../template/callers.ts';
import { fillSlot } from '../template/layoutSlot.ts';
import { fillNamedSlots } from '../template/namedSlots.ts';
import { gatherPartials, type PartialSet } from '../template/partials.ts';
import type { ProjectFile } from '../template/projectFile.ts';
import type { SourceFiles, SourceText } from '../template/sourceFiles.ts';
import type { TemplateLanguage } from '../template/templateLanguage.ts';
import { partialOptions, type TemplateSources } from '../template/templateSources.ts';
import { HandlebarsReporter, type ReportContext, silentReport } from './handlebarsReport.ts';
import type { HandlebarsMarking } from './handlebarsMarks.ts';
import { runHandlebars } from './handlebarsStage.ts';
import { HelperAnswers } from './helperAnswers.ts';
import type { HelperSet } from './helperSet.ts';
import { htmlPieces } from './htmlPieces.ts';
import type { MjmlEngine } from './mjmlEngine.ts';
import { markLevels } from './mjmlMarkedRun.ts';
import { reportMjml, runMjml } from './mjmlStage.ts';
import type { IncludedText } from './mjmlWhole.ts';
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
  readonly #holders: ReadonlySet<string>;

  constructor(input: EngineInput) {
    this.#input = input;
    this.#holders = htmlHolders(input.mjml);
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
    const run = await this.#handlebars('content');
    return run.text === undefined ? {} : this.#withMarks(run.text, run.marked);
  }

  async #handlebarsFirst(): Promise<RunOutput> {
    const { text, marked } = await this.#handlebars('structure');
    return text === undefined ? {} : this.#mjml(text, marked, { isAfterHandlebars: true });
  }

  async #mjmlFirst(): Promise<RunOutput> {
    const { root, template, partials, includes, project, files } = this.#input;
    const made = await this.#mjmlAlone({ isBeforeHandlebars: true });
    if (made.html === undefined) return {};
    const source = { path: `${template.path}\0html`, text: made.html };
    const sources = await gatherPartials(source, files, partialOptions(project, root));
    const layouts = partials.layout === undefined ? [] : [partials.layout];
    const generated = { source, origins: [template, ...layouts, ...includes] };
    const marks = made.marked === undefined ? {} : { markedText: made.marked.html };
    const run = await this.#runHandlebars(sources, 'content', {
      report: { ...this.#input.report, generated },
      ...marks,
    });
    if (run.text === undefined) return {};
    const finest = markLevels.indexOf(made.marked?.level ?? 'all');
    return this.#withMarks(run.text, (level) => (markLevels.indexOf(level) < finest ? undefined : run.marked(level)));
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
      markedInclude: (included, level) => this.#markedInclude(included, level),
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

  #handlebars(outer: MarkedTextOptions['outer']): Promise<HandlebarsOutput> {
    return this.#runHandlebars(this.#input.partials, outer, { report: this.#input.report });
  }

  /** Runs Handlebars, and again for each kind of marks that is asked for; these runs repeat what the first has reported. */
  async #runHandlebars(
    sources: PartialSet,
    outer: MarkedTextOptions['outer'],
    { report, ...marks }: { readonly report: ReportContext; readonly markedText?: string },
  ): Promise<HandlebarsOutput> {
    const { data, project, wantsMarks, files } = this.#input;
    const helpers = await this.#input.helpersOf(sources);
    const answers = new HelperAnswers();
    const input = { sources, data, helpers, noEscape: project.noEscape, answers, memory: files.memory };
    const marking = (level: WrittenLevel): HandlebarsMarking => ({
      marking: this.marking,
      level,
      outer,
      holders: this.#holders,
      ...marks,
    });
    // The same compiled code serves both runs, if both may have marks.
    const plain = wantsMarks ? { ...input, marking: marking('none') } : input;
    return {
      text: runHandlebars(plain, new HandlebarsReporter(report)),
      marked: (level) => runHandlebars({ ...input, marking: marking(level) }, silentReport),
    };
  }

  #markedInclude({ source, outer, by }: IncludedText, level: WrittenLevel): string {
    const mark = by === undefined ? undefined : parseMark(by);
    if (mark === undefined) return this.#marked(source, level, outer);
    const { segment, offset, context: parent } = mark;
    return this.#marked(source, level, outer, this.marking.context({ parent, include: { segment, offset } }));
  }

  /** A text that Handlebars does not run over before MJML reads it. */
  #marked(source: SourceText, level: WrittenLevel, outer: MarkedTextOptions['outer'], context = 0): string {
    const { files, mjml } = this.#input;
    const mustaches = mjml.preprocessors === undefined ? 'text' : 'opaque';
    const { memory } = files;
    return markedText(source, this.marking, { level, outer, mustaches, context, holders: this.#holders, memory });
  }

  /** The html with marks as fine as they can be without changing it. */
  #withMarks(html: string, marked: (level: MarkLevel) => string | undefined): RunOutput {
    const known = this.#input.files.memory.part(htmlPieces);
    const plain = known.divided(html);
    if (!this.#input.wantsMarks) return plain;
    for (const level of markLevels) {
      const found = marked(level);
      if (found === undefined || stripMarks(found) !== html || hasMisplacedMarks(found)) continue;
      return { ...plain, marked: { ...known.divided(found), level } };
    }
    return { ...plain, marked: { ...plain, level: 'none' } };
  }
}

/** The custom elements that are given their content as it is written. */
function htmlHolders({ components, customElements = new Set() }: MjmlEngine): ReadonlySet<string> {
  return new Set([...customElements].filter((tag) => components[tag]?.endingTag === true));
}

interface HandlebarsOutput {
  /** Undefined where there is none. */
  readonly text: string | undefined;
  readonly marked: (level: WrittenLevel) => string | undefined;
}

interface HandlebarsOrder {
  readonly isAfterHandlebars?: boolean;
  readonly isBeforeHandlebars?: boolean;
}
