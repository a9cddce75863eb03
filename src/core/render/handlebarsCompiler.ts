import Handlebars from 'handlebars';
import type { KnownMark } from './handlebarsMarks.ts';
import {
  type CallPlace,
  type MarkedStatement,
  type PartPoint,
  type PartPoints,
  placePoints,
} from './handlebarsPoints.ts';

/** What a compiled template tells while it runs. */
export interface RuntimeEvents {
  /** `{{expression}}` came to undefined. */
  onMissingValue(site: CallSite): void;
  /** Called around every partial, with the name when it is written in the template. */
  callPartial(site: CallSite, call: () => unknown): unknown;
}

/** A mustache in a source file; lines from 1, columns from 0. */
export interface CallSite {
  readonly expression: string;
  readonly location: hbs.AST.SourceLocation;
  /** Of the call of a partial, in what can be marked. */
  readonly place?: CallPlace;
}

/**
 * What is compiled of a part of a template: what Handlebars' own compiler makes of it, but that values that are missing are
 * told, partials run through a hook, and places are not written into the code but looked up in the tree, so that the code stays
 * good when the part moves. It depends on nothing else, and runs in any environment.
 */
export interface CompiledPart {
  readonly code: PartCode;
  readonly sites: readonly CallSite[];
  readonly locations: readonly hbs.AST.SourceLocation[];
  /** What can be marked when it runs. */
  readonly points: readonly PartPoint[];
  /** Filled by the runs. */
  readonly texts: KnownMark[];
}

/** What the code finds in the container as `events`, beside its `sites` and `locations`. */
export interface PartEvents {
  callPartial(site: CallSite, call: () => unknown, ...scope: RunScope | readonly []): unknown;
  /** The mark of a point, if this run has it. */
  mark(index: number, ...scope: RunScope): string;
  /** A value with its mark in front of it, or as it is. */
  marked(value: unknown, index: number, ...scope: RunScope): unknown;
  /** The context of a single name, which Handlebars makes undefined of null. */
  onUndefined(site: CallSite, context: unknown): undefined;
}

/** Where in its run a template is: the container of the part, `this`, then all that `..` can be from `this` on, and `@`. */
export type RunScope = readonly [part: object, context: unknown, depths: readonly unknown[], data: unknown];

/** The same in the code. */
const scopeCode = 'container, depth0, depths, data';

export type PartFunction = ((...values: readonly unknown[]) => unknown) & { decorator?: PartFunction };

/** Handlebars' template specification: beside these members, the programs by number and their decorators as `0_d`. */
export interface PartCode {
  readonly compiler: readonly [number, string];
  readonly main: PartFunction;
  readonly main_d?: PartFunction;
  readonly usePartial?: boolean;
  readonly useData?: boolean;
  readonly useDecorators?: boolean;
  readonly useDepths?: boolean;
  readonly useBlockParams?: boolean;
}

export interface PartOptions {
  readonly noEscape: boolean;
  /** Absent when no run of the code has marks. */
  readonly points?: PartPoints | undefined;
}

/** Throws what the compiler has against the tree. */
export function compilePart(program: hbs.AST.Program, { noEscape, points }: PartOptions): CompiledPart {
  const references: References = { sites: [], locations: [] };
  const options: CompileOptions = { noEscape, data: true, references, points };
  const { ReportingCompiler, ReportingJavaScriptCompiler } = compilers();
  // The compiler changes what it compiles.
  const tree = copyTree(program);
  if (points !== undefined) placePoints(tree, points);
  const environment = new ReportingCompiler().compile(tree, options);
  const code = new ReportingJavaScriptCompiler().compile(environment, options, undefined, true);
  return { code, ...references, points: points?.points ?? [], texts: [] };
}

interface References {
  readonly sites: CallSite[];
  readonly locations: hbs.AST.SourceLocation[];
}

interface CompileOptions {
  readonly noEscape: boolean;
  readonly data: true;
  readonly references: References;
  readonly points: PartPoints | undefined;
}

/** All but the places, which are the tree's own. */
function copyTree<Node>(node: Node): Node {
  if (typeof node !== 'object' || node === null) return node;
  const copy: unknown = Array.isArray(node)
    ? node.map(copyTree)
    : Object.fromEntries(
        Object.entries(node).map(([name, member]: [string, unknown]) => [
          name,
          name === 'loc' ? member : copyTree(member),
        ]),
      );
  // It has the members that the node has.
  return copy as Node;
}

/** Made when they are needed first: nothing of the core runs at its import. */
function compilers(): Compilers {
  known ??= makeCompilers();
  return known;
}

let known: Compilers | undefined;

interface Compilers {
  readonly ReportingCompiler: new () => BaseCompiler;
  readonly ReportingJavaScriptCompiler: new () => BaseJavaScriptCompiler;
}

/**
 * `Compiler` and `JavaScriptCompiler` are Handlebars' documented extension points, but without types: the members used are
 * declared below.
 */
function makeCompilers(): Compilers {
  const { Compiler: StockCompiler, JavaScriptCompiler: StockJavaScriptCompiler } =
    Handlebars as unknown as CompilerEnvironment;

  class ReportingCompiler extends StockCompiler {
    compiler: new () => BaseCompiler = ReportingCompiler;

    override Program(program: hbs.AST.Program): unknown {
      const result = super.Program(program);
      // What `..` is belongs to the context of a mark.
      if (this.options.points !== undefined) this.useDepths = true;
      return result;
    }

    override ContentStatement(content: hbs.AST.ContentStatement & MarkedStatement): void {
      if (content.marked === undefined) super.ContentStatement(content);
      else this.opcode('appendMarked', content.marked);
    }

    override MustacheStatement(mustache: hbs.AST.MustacheStatement & MarkedStatement): void {
      this.SubExpression(mustache);
      const kind = this.classifySexpr(mustache);
      if (kind !== 'helper') this.opcode('reportMissing', expressionOf(mustache.path), kind);
      const isEscaped = mustache.escaped && !this.options.noEscape;
      const point = mustache.marked?.find((piece) => typeof piece === 'number');
      if (point !== undefined) this.opcode('markValue', point, isEscaped);
      this.opcode(isEscaped && point === undefined ? 'appendEscaped' : 'append');
    }
  }

  class ReportingJavaScriptCompiler extends StockJavaScriptCompiler {
    compiler: new () => BaseJavaScriptCompiler = ReportingJavaScriptCompiler;
    #isCall = false;

    reportMissing(expression: string, kind: 'ambiguous' | 'simple'): void {
      this.useRegister('reported');
      const context = kind === 'ambiguous' ? this.contextName(0) : 'null';
      const call = ['container.events.onUndefined(', this.#addSite(expression), ', ', context, ')'];
      this.push(['((reported = ', this.popStack(), ') === undefined ? ', ...call, ' : reported)']);
    }

    override invokePartial(isDynamic: boolean, name: string, indent: string): void {
      super.invokePartial(isDynamic, name, indent);
      const { points } = this.options;
      const offset = points?.offsetOf(this.source.currentLocation.start) ?? 0;
      const called = points?.calls(offset);
      const givesContext = points !== undefined && contextGiven.test(points.text.slice(offset, offset + 300));
      const place = called !== undefined && givesContext ? { ...called, givesContext: true as const } : called;
      const site = this.#addSite(isDynamic ? '' : name, place);
      const scope = points === undefined ? '' : `, ${scopeCode}`;
      this.push(['container.events.callPartial(', site, ', function() { return ', this.popStack(), '; }', scope, ')']);
    }

    /** A text with marks in it. */
    appendMarked(pieces: NonNullable<MarkedStatement['marked']>): void {
      const code = pieces.map((piece) =>
        typeof piece === 'string' ? this.quotedString(piece) : `container.events.mark(${piece}, ${scopeCode})`,
      );
      this.pushSource(this.appendToBuffer(code.join(' + ')));
    }

    markValue(point: number, isEscaped: boolean): void {
      const value = this.popStack();
      const shown = isEscaped ? ['container.escapeExpression(', value, ')'] : [value];
      this.push(['container.events.marked(', ...shown, `, ${point}, ${scopeCode})`]);
    }

    /** Otherwise equal blocks share one function, and a report from the second would name the place of the first. */
    override matchExistingProgram(): undefined {
      return undefined;
    }

    /** Otherwise what V8 says of a call that fails has the name of a variable, which depends on all that is compiled with it. */
    override aliasable(name: string): string {
      return name;
    }

    override setupHelperArgs(...values: readonly unknown[]): unknown {
      this.#isCall = true;
      return super.setupHelperArgs(...values);
    }

    /** Of a call's options, which are the next that is written, the place. */
    override objectLiteral(members: Readonly<Record<string, unknown>>): unknown {
      if (!this.#isCall) return super.objectLiteral(members);
      this.#isCall = false;
      const { locations } = this.options.references;
      const index = locations.push(this.source.currentLocation) - 1;
      return super.objectLiteral({ ...members, loc: `container.locations[${index}]` });
    }

    #addSite(expression: string, place?: CallPlace): string {
      const { sites } = this.options.references;
      const location = this.source.currentLocation;
      return `container.sites[${sites.push({ expression, location, ...(place === undefined ? {} : { place }) }) - 1}]`;
    }
  }

  return { ReportingCompiler, ReportingJavaScriptCompiler };
}

/** Behind the name, neither a parameter with a name nor the end. */
const contextGiven = /^\{\{~?#?>\s*(?:\([^()]*\)|[^\s}()]+)\s+(?![\w-]+\s*=|~?\}|as\s+\|)/;

function expressionOf(path: hbs.AST.Node): string {
  return 'original' in path ? String(path.original) : '';
}

interface CompilerEnvironment {
  readonly Compiler: new () => BaseCompiler;
  readonly JavaScriptCompiler: new () => BaseJavaScriptCompiler;
}

interface BaseCompiler {
  readonly options: CompileOptions;
  useDepths: boolean;
  ContentStatement(content: hbs.AST.ContentStatement): void;
  MustacheStatement(mustache: hbs.AST.MustacheStatement): void;
  Program(program: hbs.AST.Program): unknown;
  SubExpression(expression: hbs.AST.MustacheStatement): void;
  classifySexpr(expression: hbs.AST.MustacheStatement): 'helper' | 'ambiguous' | 'simple';
  compile(program: hbs.AST.Program, options: CompileOptions): object;
  opcode(name: string, ...values: readonly unknown[]): void;
}

interface BaseJavaScriptCompiler {
  readonly options: CompileOptions;
  readonly source: { readonly currentLocation: hbs.AST.SourceLocation };
  aliasable(name: string): unknown;
  appendToBuffer(code: string): unknown;
  compile(environment: object, options: CompileOptions, context: undefined, asObject: true): PartCode;
  contextName(depth: number): string;
  invokePartial(isDynamic: boolean, name: string, indent: string): void;
  matchExistingProgram(): unknown;
  objectLiteral(members: Readonly<Record<string, unknown>>): unknown;
  popStack(): unknown;
  push(code: readonly unknown[]): void;
  pushSource(code: unknown): void;
  quotedString(text: string): string;
  setupHelperArgs(...values: readonly unknown[]): unknown;
  useRegister(name: string): void;
}
