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
import { KeptTags } from './keptTags.ts';
import type { MjmlEngine } from './mjmlEngine.ts';
import { reportMjml, runMjml } from './mjmlStage.ts';
import type { ProblemList } from './problemList.ts';
import type { Engine } from './renderResult.ts';

/** Everything that is known of a mail when its engines begin. */
export interface EngineInput {
  readonly root: string;
  readonly template: SourceText;
  readonly project: ProjectFile;
  readonly partials: TemplateSources;
  readonly includes: readonly SourceText[];
  readonly data: unknown;
  /** When it is not Handlebars. */
  readonly language: TemplateLanguage | undefined;
  readonly caller: Caller | undefined;
  readonly mjml: MjmlEngine;
  readonly files: SourceFiles;
  readonly problems: ProblemList;
  readonly report: ReportContext;
  helpersOf(sources: PartialSet): Promise<HelperSet>;
}

/** Runs the engines in their order; undefined when nothing came of it. Never rejects for a template's mistake. */
export async function runEngine(engine: Engine, input: EngineInput): Promise<string | undefined> {
  switch (engine) {
    case 'html':
      return input.template.text;
    case 'handlebars':
      return handlebarsAlone(input, await input.helpersOf(input.partials));
    case 'mjml':
      return mjmlAlone(input, {});
    case 'handlebars-mjml':
      return handlebarsFirst(input);
    case 'mjml-handlebars':
      return mjmlFirst(input);
  }
}

function handlebarsAlone({ partials, data, report, project }: EngineInput, helpers: HelperSet): string | undefined {
  const { noEscape } = project;
  return runHandlebars({ sources: partials, data, helpers, noEscape }, new HandlebarsReporter(report));
}

async function handlebarsFirst(input: EngineInput): Promise<string | undefined> {
  const helpers = await input.helpersOf(input.partials);
  const text = handlebarsAlone(input, helpers);
  if (text === undefined) return undefined;
  return mjml(input, text, (mark) => handlebarsAgain(input, helpers, mark), { isAfterHandlebars: true });
}

async function mjmlFirst(input: EngineInput): Promise<string | undefined> {
  const { root, template, partials, includes, data, project, files } = input;
  const made = await mjmlAlone(input, { isBeforeHandlebars: true });
  if (made === undefined) return undefined;
  const source = { path: `${template.path}\0html`, text: made };
  const sources = await gatherPartials(source, files, partialOptions(project, root));
  const layouts = partials.layout === undefined ? [] : [partials.layout];
  const generated = { source, origins: [template, ...layouts, ...includes] };
  const report = new HandlebarsReporter({ ...input.report, generated });
  const helpers = await input.helpersOf(sources);
  return runHandlebars({ sources, data, helpers, noEscape: project.noEscape }, report);
}

/** Before any mustache is looked at, a layout can only be text around the template. */
function mjmlAlone(input: EngineInput, order: HandlebarsOrder): Promise<string | undefined> {
  const { template } = input;
  const { layout } = input.partials;
  const whole = (mark: (source: SourceText) => string): string =>
    fillNamedSlots(
      layout === undefined ? mark(template) : fillSlot({ path: layout.path, text: mark(layout) }, mark(template)),
    );
  return mjml(
    input,
    whole((source) => source.text),
    whole,
    order,
  );
}

interface HandlebarsOrder {
  readonly isAfterHandlebars?: boolean;
  readonly isBeforeHandlebars?: boolean;
}

async function mjml(
  input: EngineInput,
  text: string,
  remake: (mark: (source: SourceText) => string) => string | undefined,
  { isAfterHandlebars = false, isBeforeHandlebars = false }: HandlebarsOrder,
): Promise<string | undefined> {
  const { root, template, project, files, mjml: engine } = input;
  const output = await runMjml({
    engine,
    template,
    text,
    remake,
    isAfterHandlebars,
    isBeforeHandlebars,
    root,
    includePath: project.includePath ?? [],
    files,
    keptTags: input.language === undefined ? undefined : new KeptTags(input.language.syntaxes),
    holder: input.caller?.element,
  });
  reportMjml(output, input.problems);
  return output.html;
}

/** Expands the template once more, from marked sources. Its problems are known already. */
function handlebarsAgain(
  { partials, data, project }: EngineInput,
  helpers: HelperSet,
  mark: (source: SourceText) => string,
): string | undefined {
  const marked = (source: HandlebarsSource): HandlebarsSource => {
    const text = { path: source.path, text: mark(source) };
    return source.filling === undefined ? parseHandlebars(text) : parseFilled(text, source.filling);
  };
  const sources = {
    template: marked(partials.template),
    partials: new Map([...partials.partials].map(([name, source]) => [name, marked(source)])),
    missing: partials.missing,
  };
  return runHandlebars({ sources, data, helpers, noEscape: project.noEscape }, silentReport);
}
