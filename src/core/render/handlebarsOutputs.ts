import { BoundedMap, copied } from '../boundedMap.ts';
import type { MemoryPart } from '../renderMemory.ts';
import type { SegmentTree, SourceSegment } from '../template/parsedSegments.ts';
import type { CallSite, CompiledPart } from './handlebarsCompiler.ts';
import type { RunMarks, UsedNumbers } from './handlebarsMarks.ts';
import type { HandlebarsReport, UnknownHelper } from './handlebarsStage.ts';
import type { HelperSet } from './helperSet.ts';

/** A part of the template itself that is to run. */
export interface RunPart {
  readonly part: CompiledPart;
  readonly segment: SourceSegment;
}

export interface OutputsInput {
  readonly known: KnownOutputs;
  /** Names the template, and which of its runs it is. */
  readonly key: string;
  /** All that the output of a part depends on, but its code. Compared by identity. */
  readonly conditions: readonly unknown[];
  readonly report: HandlebarsReport;
  readonly helpers: HelperSet;
  readonly marks: RunMarks | undefined;
  readonly produced: ProducedLength;
}

/** What partials have printed in a run, in characters. */
export interface ProducedLength {
  length: number;
  readonly max: number;
}

/**
 * What the parts of a template print, of which a run makes those that the run before has not. What Handlebars brings itself only
 * reads: a part that calls nothing else prints the same again, from the same data and partials, and reports the same.
 */
export class RunOutputs {
  /** In place of that of the run. */
  readonly report: HandlebarsReport;
  readonly #input: OutputsInput;
  readonly #segments = new Map<SegmentTree, SourceSegment>();
  #outputs: Outputs | undefined;
  #reported: Reported[] = [];

  constructor(input: OutputsInput) {
    this.#input = input;
    this.report = this.#recorder(input.report);
  }

  /** Said once, before any part runs. */
  begin(parts: readonly RunPart[]): void {
    const { known, key, conditions } = this.#input;
    for (const { segment } of parts) this.#segments.set(segment.tree, segment);
    // Partials that are written in the template: any part can call them.
    const decorating = parts.filter(({ part }) => part.code.main_d !== undefined).map(({ part }) => part);
    this.#outputs = known.of(key, [...conditions, ...decorating]);
  }

  /** Code of the project, or of a stand-in, runs: nobody knows what it changes for what comes after it. */
  end(): void {
    this.#outputs = undefined;
  }

  /** What a part prints. */
  of(part: CompiledPart, run: () => string): string {
    const known = this.#outputs?.get(part);
    if (known !== undefined && this.#repeat(known)) return known.text;
    const { produced, marks } = this.#input;
    const before = produced.length;
    this.#reported = [];
    marks?.startUse();
    const printed = run();
    if (this.#outputs === undefined) return printed;
    const text = copied(printed);
    const used = marks?.endUse();
    this.#outputs.set(part, { text, produced: produced.length - before, reported: this.#reported, used });
    return text;
  }

  /** False where it would not be the same. */
  #repeat({ produced, reported, used }: KnownOutput): boolean {
    const { produced: all, marks, report, helpers } = this.#input;
    if (all.length + produced > all.max) return false;
    const current = (segment: SourceSegment): SourceSegment => this.#segments.get(segment.tree) ?? segment;
    if (used !== undefined && marks?.useAgain(used, current) !== true) return false;
    all.length += produced;
    for (const each of reported) {
      if (each.kind === 'missingValue') report.missingValue(each.site);
      else report.unknownHelper(each.call, helpers);
    }
    return true;
  }

  /** What else is told comes of code that ends the remembering, or ends the run. */
  #recorder(report: HandlebarsReport): HandlebarsReport {
    const missingValue: HandlebarsReport['missingValue'] = (site) => {
      this.#reported.push({ kind: 'missingValue', site });
      report.missingValue(site);
    };
    const unknownHelper: HandlebarsReport['unknownHelper'] = (call, helpers) => {
      this.#reported.push({ kind: 'unknownHelper', call });
      report.unknownHelper(call, helpers);
    };
    return {
      missingValue,
      unknownHelper,
      step: () => report.step(),
      syntaxError: (source) => report.syntaxError(source),
      missingPartial: (call) => report.missingPartial(call),
      unknownDecorator: (name, location) => report.unknownDecorator(name, location),
      standIn: (name, location, helpers) => report.standIn(name, location, helpers),
      helperFailure: (name, location, failure) => report.helperFailure(name, location, failure),
      asyncHelper: (name, location) => report.asyncHelper(name, location),
      failure: (fault) => report.failure(fault),
    };
  }
}

/** Kept longer than the run, of which it must hold nothing. Places are those of the tree, wherever it is then. */
type Reported =
  | { readonly kind: 'missingValue'; readonly site: CallSite }
  | { readonly kind: 'unknownHelper'; readonly call: UnknownHelper };

interface KnownOutput {
  readonly text: string;
  /** By partials. */
  readonly produced: number;
  readonly reported: readonly Reported[];
  readonly used: UsedNumbers | undefined;
}

/** Of one run of a template, under some conditions; they go with the parts. */
class Outputs {
  #known = new WeakMap<CompiledPart, KnownOutput>();
  #length = 0;

  get(part: CompiledPart): KnownOutput | undefined {
    return this.#known.get(part);
  }

  set(part: CompiledPart, output: KnownOutput): void {
    const length = output.text.length + output.reported.length * reportLength;
    this.#length += length;
    if (this.#length > maxLength) {
      this.#known = new WeakMap();
      this.#length = length;
    }
    this.#known.set(part, output);
  }
}

/** In characters; of a mail as long as can be, and of what the edits of it have left. */
const maxLength = 8_000_000;
const reportLength = 50;

/** The outputs of the runs that come again and again. */
class KnownOutputs {
  readonly #runs = new BoundedMap<string, { readonly conditions: readonly unknown[]; readonly outputs: Outputs }>({
    entries: 6,
    weight: 6,
  });

  of(key: string, conditions: readonly unknown[]): Outputs {
    const known = this.#runs.get(key);
    if (known !== undefined && areSame(known.conditions, conditions)) return known.outputs;
    return this.#runs.set(key, { conditions, outputs: new Outputs() }, 1).outputs;
  }
}

export const knownOutputs: MemoryPart<KnownOutputs> = { create: () => new KnownOutputs() };

function areSame(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((each, index) => each === others[index]);
}
