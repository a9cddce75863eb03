import { relative } from 'node:path';
import { type HandlebarsSource, parseHandlebars } from '../template/handlebarsSource.ts';
import { scanMustaches } from '../template/mustaches.ts';
import type { MissingPartial } from '../template/partials.ts';
import type { SourceFiles, SourceText } from '../template/sourceFiles.ts';
import { reasonOf } from '../reasonOf.ts';
import { closest } from '../text/closest.ts';
import { LineIndex } from '../text/lineIndex.ts';
import type { CallSite } from './handlebarsCompiler.ts';
import {
  type HandlebarsReport,
  type HelperFailure,
  maxOutputLength,
  type RuntimeFault,
  type UnknownHelper,
} from './handlebarsStage.ts';
import type { HelperSet } from './helperSet.ts';
import type { Place, ProblemList } from './problemList.ts';
import { placeInStack } from './projectHelpers.ts';
import type { Problem } from './renderResult.ts';

export interface ReportContext {
  readonly files: SourceFiles;
  readonly problems: ProblemList;
  readonly template: SourceText;
  readonly root: string;
  /** Where the values come from, as the end of a sentence: `in data set "default"`. */
  readonly dataPhrase: string;
  /** `subject` for the subject line, otherwise `handlebars`. */
  readonly source: Problem['source'];
  /** The text was made by MJML; its mustaches are found again in the files that MJML read. */
  readonly generated?: { readonly source: SourceText; readonly origins: readonly SourceText[] };
  readonly onStep?: (() => void) | undefined;
}

/** Reports nothing: for runs that only repeat another one. */
export const silentReport: HandlebarsReport = {
  step: () => undefined,
  syntaxError: () => undefined,
  missingPartial: () => undefined,
  unknownDecorator: () => undefined,
  missingValue: () => undefined,
  unknownHelper: () => undefined,
  standIn: () => undefined,
  helperFailure: () => undefined,
  asyncHelper: () => undefined,
  failure: () => undefined,
};

/** Turns what a Handlebars run reports into problems at their places. */
export class HandlebarsReporter implements HandlebarsReport {
  readonly #context: ReportContext;
  readonly #missingValues = new Set<string>();
  readonly #standIns = new Set<string>();

  constructor(context: ReportContext) {
    this.#context = context;
  }

  step(): void {
    this.#context.onStep?.();
  }

  syntaxError(source: HandlebarsSource): void {
    const { generated } = this.#context;
    if (generated === undefined || source.path !== generated.source.path) {
      for (const fault of source.faults) this.#syntaxProblem({ file: source.path, ...fault }, fault.message);
      return;
    }
    // The same mustache may stand in many places: where a file has this very fault by itself, it is the one.
    const own = generated.origins.flatMap((origin) =>
      parseHandlebars(origin).faults.map((fault) => ({ ...fault, file: origin.path })),
    );
    for (const { start, end, message } of source.faults) {
      const index = own.findIndex((fault) => fault.message === message);
      const [place] = index < 0 ? [] : own.splice(index, 1);
      this.#syntaxProblem(place ?? this.#originOf(start, end), message);
    }
  }

  missingPartial(call: MissingPartial): void {
    const { root } = this.#context;
    const folders = [...new Set(call.searched.map((folder) => relative(root, folder) || '.'))].slice(0, 4);
    const where = folders.length === 0 ? '' : ` in ${folders.join(', ')}`;
    const meant = call.suggestion === undefined ? '' : `; did you mean "${call.suggestion}"?`;
    if (call.hasFallback && call.refusal === undefined) {
      const message = `The partial "${call.name}" was not found, so its block is shown without it${meant}`;
      this.#add('warning', 'missing-partial', this.#placeOf(call.location), message);
      return;
    }
    const message =
      call.refusal === undefined
        ? `The partial "${call.name}" was not found${where}${meant}`
        : `The partial "${call.name}" may not be read: ${call.refusal}`;
    this.#add('error', 'missing-partial', this.#placeOf(call.location), message);
  }

  unknownDecorator(name: string, location: hbs.AST.SourceLocation): void {
    this.#add(
      'error',
      'unknown-decorator',
      this.#placeOf(location),
      `There is no decorator "${name}"; Handlebars itself only has "inline"`,
    );
  }

  missingValue(site: CallSite): void {
    // One report for each expression of a file is enough: a value that is missing in a loop is missing many times.
    const key = `${site.location.source}\0${site.expression}`;
    if (this.#missingValues.has(key)) return;
    this.#missingValues.add(key);
    const { dataPhrase } = this.#context;
    const message = site.expression.startsWith('@')
      ? `${site.expression} has no value here`
      : `${site.expression} has no value ${dataPhrase}`;
    const { problems, source } = this.#context;
    problems.add(
      { severity: 'warning', code: 'missing-data', source, expression: site.expression },
      this.#placeOf(site.location),
      message,
    );
  }

  unknownHelper({ name, location, isBlock }: UnknownHelper, { knownNames, advice }: HelperSet): void {
    // Of three letters, any two names are near each other.
    const meant = name.length < 4 ? undefined : closest(name, knownNames);
    const what = meant === undefined ? advice : `did you mean "${meant}"?`;
    const shown = isBlock ? 'its block is shown as it is' : 'its arguments are shown instead';
    const message = `The helper "${name}" is not known; ${shown}${what === '' ? '' : `; ${what}`}`;
    this.#add('warning', 'unknown-helper', this.#placeOf(location), message);
  }

  standIn(name: string, location: hbs.AST.SourceLocation, { reason }: HelperSet): void {
    // One report for each helper is enough, of the first place that the run came to.
    if (this.#standIns.has(name)) return;
    this.#standIns.add(name);
    this.#add(
      'info',
      'helper-stand-in',
      this.#placeOf(location),
      `The helper "${name}" is Mailproof's own, because ${reason}`,
    );
  }

  helperFailure(name: string, location: hbs.AST.SourceLocation | undefined, { error, files }: HelperFailure): void {
    const place = placeInStack(error, files);
    const where = place === undefined ? '' : ` (${relative(this.#context.root, place.file)}:${place.line})`;
    const reason = reasonOf(error).split(/[\r\n]/, 1)[0] ?? '';
    this.#add(
      'error',
      'helper-error',
      this.#placeOrTemplate(location),
      `The helper "${name}" stopped: ${reason}${where}`,
    );
  }

  asyncHelper(name: string, location: hbs.AST.SourceLocation | undefined): void {
    const message = `The helper "${name}" is asynchronous, and Handlebars does not wait for it; let it return its value at once`;
    this.#add('warning', 'helper-async', this.#placeOrTemplate(location), message);
  }

  failure(fault: RuntimeFault): void {
    const { problems, source } = this.#context;
    const place = this.#placeOrTemplate(fault.location);
    switch (fault.kind) {
      case 'recursion': {
        const name =
          fault.message === ''
            ? 'A dynamic partial'
            : fault.message === 'the template'
              ? 'The template'
              : `The partial "${fault.message}"`;
        problems.add(
          { severity: 'error', code: 'partial-recursion', source: 'limits' },
          place,
          `${name} calls itself without end`,
        );
        return;
      }
      case 'output':
        problems.add(
          { severity: 'error', code: 'output-limit', source: 'limits' },
          place,
          `The template makes more than ${maxOutputLength / 1024 / 1024} MB of output`,
        );
        return;
      case 'error':
        problems.add({ severity: 'error', code: 'handlebars-runtime', source }, place, inWords(fault.message));
    }
  }

  #syntaxProblem(place: Place, message: string): void {
    this.#add('error', 'handlebars-syntax', place, message);
  }

  #add(severity: Problem['severity'], code: string, place: Place, message: string): void {
    this.#context.problems.add({ severity, code, source: this.#context.source }, place, message);
  }

  #placeOrTemplate(location: hbs.AST.SourceLocation | undefined): Place {
    return location === undefined ? { file: this.#context.template.path, start: 0, end: 0 } : this.#placeOf(location);
  }

  #placeOf(location: hbs.AST.SourceLocation): Place {
    const { generated, files } = this.#context;
    if (generated?.source.path === location.source) {
      const lines = new LineIndex(generated.source.text);
      return this.#originOf(lines.offsetAt(position(location.start)), lines.offsetAt(position(location.end)));
    }
    const lines = files.linesOf(location.source);
    const start = lines.offsetAt(position(location.start));
    const end = lines.offsetAt(position(location.end));
    return { file: location.source, start, end: endOfOpener(files.textOf(location.source) ?? '', start, end) };
  }

  /** MJML copies mustaches unchanged, so the same text stands in one of its files; the first such place is taken. */
  #originOf(start: number, end: number): Place {
    const { generated, template } = this.#context;
    const text = generated?.source.text ?? '';
    const wanted = text.slice(start, endOfOpener(text, start, end));
    for (const origin of generated?.origins ?? []) {
      const found = scanMustaches(origin.text, { recover: true }).find(
        (each) => origin.text.slice(each.start, each.end) === wanted,
      );
      if (found !== undefined) return { file: origin.path, start: found.start, end: found.end };
      const index = wanted === '' ? -1 : origin.text.indexOf(wanted);
      if (index >= 0) return { file: origin.path, start: index, end: index + wanted.length };
    }
    return { file: template.path, start: 0, end: 0 };
  }
}

function position(point: hbs.AST.Position): { readonly line: number; readonly character: number } {
  return { line: point.line - 1, character: point.column };
}

/** A block's location reaches to its end; the place to look at is its first mustache. */
function endOfOpener(text: string, start: number, end: number): number {
  const first = scanMustaches(text.slice(start, end))[0];
  return first === undefined || first.start !== 0 ? end : start + first.end;
}

/** Handlebars' own sentences, which name no file. */
function inWords(message: string): string {
  const missing = /^The partial (.+) could not be found$/.exec(message);
  if (missing !== null) return `The partial "${missing[1] ?? ''}" was not found`;
  const exactly = /^#(\w+) requires exactly one argument$/.exec(message);
  if (exactly !== null) return `{{#${exactly[1] ?? ''}}} needs exactly one argument`;
  if (message === 'Must pass iterator to #each') return '{{#each}} needs the list to go through';
  const firstLine = message.split(/[\r\n]/, 1)[0] ?? '';
  return `Handlebars stopped here: ${firstLine}`;
}
