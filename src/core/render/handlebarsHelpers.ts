import Handlebars from 'handlebars';
import { isRecord } from '../isRecord.ts';
import type { CallSite } from './handlebarsCompiler.ts';
import type { HandlebarsReport } from './handlebarsStage.ts';
import type { HelperSet, OwnHelper } from './helperSet.ts';
import { type Layout, type LayoutContent, type StandIn, type StandInBlock, textOf } from './standIns/standIn.ts';

export interface HelperRun {
  readonly helpers: HelperSet;
  readonly report: HandlebarsReport;
  /** Whether an error ends the run, although it comes out of a helper. */
  readonly isOwnEnd: (error: unknown) => boolean;
  /** Calls a partial with the run's limits. */
  callPartial(site: CallSite, call: () => unknown): unknown;
  /** Called around every helper that is not Handlebars' own. */
  readonly around?: ((call: HelperCall, ask: () => unknown) => unknown) | undefined;
}

export interface HelperCall {
  readonly name: string;
  readonly location: hbs.AST.SourceLocation | undefined;
  readonly isBlock: boolean;
}

/** Registers the helpers of a run: what nobody knows, Mailproof's stand-ins, and over them the project's own. */
export class HandlebarsHelpers {
  readonly #handlebars: typeof Handlebars;
  readonly #run: HelperRun;
  readonly #levels: Map<string, readonly LayoutContent[]>[] = [];
  readonly #kept = new Map<string, string>();

  constructor(handlebars: typeof Handlebars, run: HelperRun) {
    this.#handlebars = handlebars;
    this.#run = run;
  }

  /** @param located gives the errors of a helper the place of the call */
  register(located: (helper: Handlebars.HelperDelegate) => Handlebars.HelperDelegate): void {
    const { standIns, own } = this.#run.helpers;
    this.#handlebars.registerHelper('helperMissing', this.#missing());
    for (const [name, standIn] of standIns)
      this.#handlebars.registerHelper(name, this.#watched(name, located(this.#standIn(name, standIn))));
    for (const [name, helper] of own)
      this.#handlebars.registerHelper(name, this.#watched(name, this.#own(name, helper)));
  }

  #watched(name: string, helper: Handlebars.HelperDelegate): Handlebars.HelperDelegate {
    const { around } = this.#run;
    if (around === undefined) return helper;
    return function (this: unknown, ...values: readonly unknown[]): unknown {
      const { options, fn } = parseCall(values);
      const call = { name, location: locationOf(options), isBlock: fn !== undefined };
      return around(call, () => Reflect.apply(helper, this, values) as unknown);
    };
  }

  /** A helper that is not there: its arguments are shown in its place, so that the mail keeps its shape. */
  #missing(): Handlebars.HelperDelegate {
    const { report, helpers } = this.#run;
    return function (this: unknown, ...values: readonly unknown[]): unknown {
      const { parameters, options, hash, fn } = parseCall(values);
      if (parameters.length === 0 && Object.keys(hash).length === 0) return undefined;
      const location = locationOf(options);
      const name = 'name' in options && typeof options.name === 'string' ? options.name : '';
      if (location !== undefined) report.unknownHelper({ name, location, isBlock: fn !== undefined }, helpers);
      // What it would hand to its block, nobody knows; without anything, `as |x|` would end the run.
      if (fn !== undefined) return fn(this, { blockParams: parameters.length > 0 ? parameters : [hash] });
      const [first] = parameters;
      if (isRecord(first) && Object.getPrototypeOf(first) === Object.prototype) return printedAs(name, first);
      if (parameters.length === 1 || (typeof first === 'object' && first !== null)) return first;
      return parameters.filter((value) => ['string', 'number', 'boolean'].includes(typeof value)).join(' ');
    };
  }

  /** A helper of the project: what it throws is told, and the rest of the mail goes on. */
  #own(name: string, { run: helper, files, isIncomplete }: OwnHelper): Handlebars.HelperDelegate {
    const { report, isOwnEnd, helpers } = this.#run;
    const known = isIncomplete ? helpers.standIns.get(name) : undefined;
    const standIn =
      known === undefined ? undefined : this.#standIn(name, known, { ...helpers, reason: incompleteReason });
    return function (this: unknown, ...values: readonly unknown[]): unknown {
      const { parameters, options, hash } = parseCall(values);
      let result: unknown;
      try {
        result = Reflect.apply(helper, this, values);
      } catch (error) {
        if (isOwnEnd(error)) throw error;
        if (standIn !== undefined) return Reflect.apply(standIn, this, values);
        report.helperFailure(name, locationOf(options), { error, files });
        return '';
      }
      if (isPromise(result)) {
        report.asyncHelper(name, locationOf(options));
        // Nobody waits for it, so nobody else would hear of its failure, and that ends a process.
        result.then(undefined, () => undefined);
        return '';
      }
      // It answered, with nothing; undefined would be reported as a value that the data lack.
      if (parameters.length === 0 && Object.keys(hash).length === 0) return ofAnyHandlebars(result) ?? '';
      return ofAnyHandlebars(result);
    };
  }

  /** Never hides a value: without parameters a name is the variable, if the data have it. */
  #standIn(name: string, standIn: StandIn, set = this.#run.helpers): Handlebars.HelperDelegate {
    const helpers = this;
    return function (this: unknown, ...values: readonly unknown[]): unknown {
      const { parameters, options, hash, fn } = parseCall(values);
      if (parameters.length === 0 && Object.keys(hash).length === 0) {
        const variable = ownMember(this, name);
        const isAnswered = standIn.isBare === true || (standIn.isBare === 'block' && fn !== undefined);
        if (variable !== undefined || !isAnswered)
          return fn === undefined ? variable : helpers.#section(this, variable, options);
      }
      const { report } = helpers.#run;
      const location = locationOf(options);
      if (location !== undefined) report.standIn(name, location, set);
      const block = fn === undefined ? undefined : blockOf(options, fn, this);
      return standIn.answer({ context: this, values: parameters, hash, block, layout: helpers.#layout(options) });
    };
  }

  /** What Handlebars itself does with `{{#value}}...{{/value}}`. */
  #section(context: unknown, variable: unknown, options: object): unknown {
    const section = this.#handlebars.helpers['blockHelperMissing'];
    return section === undefined ? undefined : (Reflect.apply(section, context, [variable, options]) as unknown);
  }

  #layout(options: object): Layout {
    return {
      levels: this.#levels,
      kept: this.#kept,
      callPartial: (name, context) => {
        const { partials } = this.#handlebars;
        const partial: unknown = Object.hasOwn(partials, name) ? partials[name] : undefined;
        if (typeof partial !== 'function') throw new Error(`The partial ${name} could not be found`);
        const location = locationOf(options) ?? {
          source: '',
          start: { line: 1, column: 0 },
          end: { line: 1, column: 0 },
        };
        const data = 'data' in options ? options.data : undefined;
        return textOf(
          this.#run.callPartial({ expression: name, location }, () => partial(context, { data }) as unknown),
        );
      },
    };
  }
}

/** The same values, of which a mail shows the name and not `[object Object]`. */
function printedAs(name: string, values: Readonly<Record<string, unknown>>): unknown {
  return Object.create({ toString: () => name }, Object.getOwnPropertyDescriptors(values)) as unknown;
}

const incompleteReason = "the project's own needs more than Handlebars, which only the running project gives it";

/** The place of a call, which Handlebars' compiler writes into it. */
export function locationOf(options: unknown): hbs.AST.SourceLocation | undefined {
  if (typeof options !== 'object' || options === null || !('loc' in options)) return undefined;
  return options.loc as hbs.AST.SourceLocation | undefined;
}

type Program = (context: unknown, options?: object) => unknown;

interface Call {
  readonly parameters: readonly unknown[];
  readonly options: object;
  readonly hash: Readonly<Record<string, unknown>>;
  readonly fn: Program | undefined;
}

/** Handlebars gives the parameters and, last, its options. */
function parseCall(values: readonly unknown[]): Call {
  const last = values.at(-1);
  const options = typeof last === 'object' && last !== null ? last : {};
  const hash = 'hash' in options && isRecord(options.hash) ? options.hash : {};
  return { parameters: values.slice(0, -1), options, hash, fn: 'fn' in options ? programOf(options.fn) : undefined };
}

function programOf(value: unknown): Program | undefined {
  return typeof value === 'function' ? (value as Program) : undefined;
}

function blockOf(options: object, fn: Program, around: unknown): StandInBlock {
  const inverse = 'inverse' in options ? programOf(options.inverse) : undefined;
  const data: unknown = 'data' in options ? options.data : undefined;
  return {
    show: (context, { frame, parameters = [] } = {}) => {
      const framed = frame === undefined ? data : Object.assign(Handlebars.createFrame(data ?? {}) as object, frame);
      return textOf(fn(context, { data: framed, blockParams: parameters }));
    },
    showElse: () => (inverse === undefined ? '' : textOf(inverse(around))),
  };
}

function ownMember(context: unknown, name: string): unknown {
  if (typeof context !== 'object' || context === null || !Object.hasOwn(context, name)) return undefined;
  return (context as Readonly<Record<string, unknown>>)[name];
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** Copies of Handlebars older than 3 mark their html by the class alone. */
function ofAnyHandlebars(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || 'toHTML' in value || Array.isArray(value)) return value;
  const text: unknown = value.constructor?.name === 'SafeString' ? Reflect.get(value, 'string') : undefined;
  return typeof text === 'string' ? new Handlebars.SafeString(text) : value;
}
