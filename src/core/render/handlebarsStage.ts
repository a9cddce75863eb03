import Handlebars from 'handlebars';
import type { RenderMemory } from '../renderMemory.ts';
import type { HandlebarsSource } from '../template/handlebarsSource.ts';
import type { MissingPartial, PartialSet } from '../template/partials.ts';
import type { CallSite } from './handlebarsCompiler.ts';
import { HandlebarsHelpers, type HelperCall, locationOf } from './handlebarsHelpers.ts';
import { givenMarks, type HandlebarsMarking, RunMarks } from './handlebarsMarks.ts';
import { knownOutputs, RunOutputs } from './handlebarsOutputs.ts';
import { instantiate } from './handlebarsProgram.ts';
import type { GivenMark } from './handlebarsPoints.ts';
import type { HelperAnswers } from './helperAnswers.ts';
import { type HelperSet, noHelpers } from './helperSet.ts';
import { plainData } from './plainData.ts';

export interface HandlebarsInput {
  readonly sources: PartialSet;
  readonly data: unknown;
  readonly helpers?: HelperSet;
  /** Plain text: `&` stays `&`. */
  readonly isText?: boolean;
  /** The project prints every value as it is. */
  readonly noEscape?: boolean | undefined;
  /** Of a run with marks, and of the plain run that it must equal. */
  readonly marking?: HandlebarsMarking | undefined;
  /** The plain run fills them, and those with marks take them. */
  readonly answers?: HelperAnswers | undefined;
  /** Knows what earlier runs have printed. */
  readonly memory?: RenderMemory | undefined;
}

/** What a run reports; offsets are the caller's business, because only he knows where a text comes from. */
export interface HandlebarsReport {
  /** One more call of a helper that Handlebars brings: what a template without end does again and again. */
  step(): void;
  syntaxError(source: HandlebarsSource): void;
  missingPartial(call: MissingPartial): void;
  unknownDecorator(name: string, location: hbs.AST.SourceLocation): void;
  missingValue(site: CallSite): void;
  unknownHelper(call: UnknownHelper, helpers: HelperSet): void;
  /** Mailproof's own helper answered. */
  standIn(name: string, location: hbs.AST.SourceLocation, helpers: HelperSet): void;
  /** A helper of the project threw; nothing is printed in its place. */
  helperFailure(name: string, location: hbs.AST.SourceLocation | undefined, failure: HelperFailure): void;
  /** A helper of the project gave a promise, which Handlebars cannot wait for. */
  asyncHelper(name: string, location: hbs.AST.SourceLocation | undefined): void;
  /** The run ended early. No location: somewhere in the template. */
  failure(fault: RuntimeFault): void;
}

export interface RuntimeFault {
  readonly kind: 'error' | 'recursion' | 'output';
  readonly message: string;
  readonly location: hbs.AST.SourceLocation | undefined;
}

export interface UnknownHelper {
  readonly name: string;
  readonly location: hbs.AST.SourceLocation;
  readonly isBlock: boolean;
}

export interface HelperFailure {
  readonly error: unknown;
  /** Absolute paths of the project's files that the helper may be written in. */
  readonly files: readonly string[];
}

/** 5 MiB: fifty times what Gmail shows of a mail. More comes only from a template that repeats itself. */
export const maxOutputLength = 5 * 1024 * 1024;
/** No mail nests its pieces this deep; a partial that calls itself does. */
const maxPartialDepth = 100;

/** Runs Handlebars over the template; undefined when there is no output. Never throws. */
export function runHandlebars(input: HandlebarsInput, report: HandlebarsReport): string | undefined {
  const { sources } = input;
  const all = [sources.template, ...sources.partials.values()];
  const broken = new Map(all.filter((source) => source.program === undefined).map((source) => [source.path, source]));
  for (const source of broken.values()) report.syntaxError(source);
  for (const call of sources.missing) report.missingPartial(call);
  for (const source of all)
    for (const each of source.unknownDecorators) report.unknownDecorator(each.name, each.location);
  if (broken.size > 0) return undefined;
  return new HandlebarsRun(input, report).run();
}

class HandlebarsRun {
  readonly #input: HandlebarsInput;
  readonly #report: HandlebarsReport;
  readonly #handlebars = Handlebars.create();
  readonly #locations = new WeakMap<Error, hbs.AST.SourceLocation>();
  readonly #marks: RunMarks | undefined;
  readonly #answers: HelperAnswers | undefined;
  readonly #outputs: RunOutputs | undefined;
  readonly #produced = { length: 0, max: maxOutputLength * 4 };
  #depth = 0;

  constructor(input: HandlebarsInput, report: HandlebarsReport) {
    this.#input = input;
    const { marking, answers, data } = input;
    this.#marks = marking === undefined ? undefined : new RunMarks(marking, data);
    this.#outputs = this.#findOutputs(report);
    this.#report = this.#outputs?.report ?? report;
    this.#answers = this.#marks?.isPlain === false ? answers?.restart() : answers;
  }

  run(): string | undefined {
    this.#prepare();
    try {
      const given = this.#input.marking?.markedText;
      const template = this.#compile(this.#input.sources.template, {
        given: given === undefined ? undefined : givenMarks(given),
        outputs: this.#outputs,
      });
      this.#registerPartials();
      const output = template(this.#input.data);
      if (output.length > maxOutputLength) throw new OutputLimit();
      return output;
    } catch (error) {
      this.#report.failure(this.#faultOf(error));
      return undefined;
    }
  }

  /** What the template printed before, when data, partials and helpers are the same and can be no others by the time they run. */
  #findOutputs(report: HandlebarsReport): RunOutputs | undefined {
    const { memory, sources, data, marking, isText, noEscape, helpers = noHelpers } = this.#input;
    const values = memory === undefined ? undefined : plainData(data);
    if (memory === undefined || values === undefined) return undefined;
    const { template, partials, missing } = sources;
    const names = [
      ...missing.filter(isShownEmpty).map(({ name }) => name),
      '',
      ...helpers.own.keys(),
      ...helpers.standIns.keys(),
    ];
    return new RunOutputs({
      known: memory.part(knownOutputs),
      key: [template.path, marking?.level, marking?.outer, ...(marking?.holders ?? []), isText, noEscape].join('\0'),
      conditions: [
        values,
        JSON.stringify(names),
        marking?.marking.numbers,
        ...[...partials].flatMap(([name, { segments }]) => [name, ...segments.map(({ tree }) => tree)]),
      ],
      report,
      helpers,
      marks: this.#marks,
      produced: this.#produced,
    });
  }

  #prepare(): void {
    const handlebars = this.#handlebars;
    // The logger is shared by all environments and writes denied prototype accesses to the console, which is not ours.
    handlebars.logger.level = 4;
    for (const [name, helper] of Object.entries(handlebars.helpers))
      handlebars.registerHelper(name, this.#located(helper));
    handlebars.registerHelper('log', () => '');
    if (this.#marks?.isPlain === false) this.#marks.watchLoops(handlebars);
    new HandlebarsHelpers(handlebars, {
      helpers: this.#input.helpers ?? noHelpers,
      report: this.#report,
      isOwnEnd: (error) => this.#isOwnEnd(error),
      callPartial: (site, call) => this.#callPartial(site, this.#inPartial(site, call)),
      around: (call, ask) => this.#aroundHelper(call, ask),
    }).register((helper) => this.#located(helper));
    for (const { name } of this.#decorators()) handlebars.registerDecorator(name, () => undefined);
  }

  #decorators(): readonly { readonly name: string }[] {
    const { template, partials } = this.#input.sources;
    return [template, ...partials.values()].flatMap((source) => source.unknownDecorators);
  }

  #inPartial(site: CallSite, call: () => unknown): () => unknown {
    const marks = this.#marks;
    return marks === undefined ? call : () => marks.inPartial(site, undefined, call);
  }

  #aroundHelper({ name, location, isBlock }: HelperCall, ask: () => unknown): unknown {
    this.#outputs?.end();
    if (isBlock) return this.#marks === undefined ? ask() : this.#marks.inHelper(ask);
    if (this.#answers === undefined || location === undefined) return ask();
    return this.#marks?.isPlain !== false
      ? this.#answers.record(name, location, ask)
      : this.#answers.repeat(name, location, ask);
  }

  /** Compiled when it is called first: what nobody calls may be wrong. */
  #compile({ path, segments }: HandlebarsSource, { given, outputs }: TemplateOptions = {}): HandlebarsTemplateDelegate {
    const noEscape = this.#input.isText === true || this.#input.noEscape === true;
    const events = {
      onMissingValue: (site: CallSite): void => this.#report.missingValue(site),
      callPartial: (site: CallSite, call: () => unknown): unknown => this.#callPartial(site, call),
    };
    const run = this.#marks;
    const marks = run === undefined ? undefined : { run, given };
    let template: HandlebarsTemplateDelegate | undefined;
    return (context, runtime) => {
      try {
        template ??= instantiate(this.#handlebars, { path, segments, noEscape, events, marks, outputs });
        return template(context, runtime);
      } catch (error) {
        const location = compileLocation(error, path);
        throw error instanceof Error && location !== undefined ? this.#at(location, error) : error;
      }
    };
  }

  #registerPartials(): void {
    const { partials, missing } = this.#input.sources;
    // Without prototype: a partial may be called `constructor`.
    const compiled = Object.create(null) as Record<string, HandlebarsTemplateDelegate>;
    for (const call of missing) if (isShownEmpty(call)) compiled[call.name] = () => '';
    for (const [name, source] of partials) {
      let template: HandlebarsTemplateDelegate | undefined;
      compiled[name] = (context, options) => {
        template ??= this.#compile(source);
        return template(context, options);
      };
    }
    // Of the environment and not of the call: a helper may call a partial by itself.
    Object.assign(this.#handlebars, { partials: compiled });
    // Helpers of layouts look for them in the copy of Handlebars that they were registered with.
    for (const environment of this.#input.helpers?.environments ?? []) environment.partials = compiled;
  }

  #callPartial(site: CallSite, call: () => unknown): unknown {
    if (this.#depth >= maxPartialDepth) throw this.#at(site.location, new RecursionLimit(site.expression));
    this.#depth++;
    try {
      const output = call();
      if (typeof output === 'string') this.#produced.length += output.length;
      if (this.#produced.length > this.#produced.max) throw this.#at(site.location, new OutputLimit());
      return output;
    } catch (error) {
      throw error instanceof Error ? this.#at(site.location, error) : error;
    } finally {
      this.#depth--;
    }
  }

  /** A built-in helper that complains says nothing of the place. */
  #located(helper: Handlebars.HelperDelegate): Handlebars.HelperDelegate {
    const run = this;
    return function (this: unknown, ...values: readonly unknown[]): unknown {
      run.#report.step();
      try {
        return Reflect.apply(helper, this, values);
      } catch (error) {
        const location = locationOf(values.at(-1));
        throw error instanceof Error && location !== undefined ? run.#at(location, error) : error;
      }
    };
  }

  /** Remembers where an error arose; the innermost place is told first and stays. */
  #at(location: hbs.AST.SourceLocation, error: Error): Error {
    if (!this.#locations.has(error)) this.#locations.set(error, location);
    return error;
  }

  /** A limit was reached, or something else than the helper failed that it shows: its content, a partial. */
  #isOwnEnd(error: unknown): boolean {
    if (!(error instanceof Error)) return false;
    return (
      this.#locations.has(error) || error instanceof OutputLimit || error instanceof RecursionLimit || isTooLong(error)
    );
  }

  #faultOf(error: unknown): RuntimeFault {
    if (!(error instanceof Error)) return { kind: 'error', message: String(error), location: undefined };
    const location = this.#locations.get(error);
    if (error instanceof RecursionLimit) return { kind: 'recursion', message: error.message, location };
    // V8's own limit of a string, far beyond ours: a loop got there before anything could be counted.
    if (isTooLong(error)) return { kind: 'output', message: '', location };
    // The stack can also end in blocks nested in blocks, which calls no partial.
    if (error instanceof RangeError) return { kind: 'recursion', message: 'the template', location };
    if (error instanceof OutputLimit) return { kind: 'output', message: error.message, location };
    return { kind: 'error', message: error.message, location };
  }
}

interface TemplateOptions {
  readonly given?: readonly GivenMark[] | undefined;
  readonly outputs?: RunOutputs | undefined;
}

/** In place of a partial that was not found, and not its block. */
function isShownEmpty({ hasFallback, refusal }: MissingPartial): boolean {
  return !hasFallback || refusal !== undefined;
}

class RecursionLimit extends Error {}
class OutputLimit extends Error {}

function isTooLong(error: Error): boolean {
  return error instanceof RangeError && /string length/i.test(error.message);
}

/** The compiler throws with the place of a node, but without the file. */
function compileLocation(error: unknown, file: string): hbs.AST.SourceLocation | undefined {
  if (!(error instanceof Error) || !('lineNumber' in error) || !('column' in error)) return undefined;
  const { lineNumber: line, column } = error;
  if (typeof line !== 'number' || typeof column !== 'number') return undefined;
  const endLine = 'endLineNumber' in error && typeof error.endLineNumber === 'number' ? error.endLineNumber : line;
  const endColumn = 'endColumn' in error && typeof error.endColumn === 'number' ? error.endColumn : column;
  return { source: file, start: { line, column }, end: { line: endLine, column: endColumn } };
}
