import type Handlebars from 'handlebars';

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
}

/** Of what a generated template calls; no template can spell it, because the lexer ends at a NUL character. */
const hookName = '\0mailproof';

/**
 * Gives an environment compilers whose output reports values that are missing and runs partials through a hook. What they
 * print is the same as Handlebars' own.
 *
 * `Compiler` and `JavaScriptCompiler` are Handlebars' documented extension points, but without types: the members used are
 * declared below.
 */
export function instrument(handlebars: typeof Handlebars, events: RuntimeEvents): void {
  const sites: CallSite[] = [];
  const environment = handlebars as unknown as CompilerEnvironment;
  const StockCompiler = environment.Compiler;
  const StockJavaScriptCompiler = environment.JavaScriptCompiler;

  class ReportingCompiler extends StockCompiler {
    compiler: new () => BaseCompiler = ReportingCompiler;

    override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
      this.SubExpression(mustache);
      const kind = this.classifySexpr(mustache);
      if (kind !== 'helper') this.opcode('reportMissing', expressionOf(mustache.path), kind);
      this.opcode(mustache.escaped && this.options.noEscape !== true ? 'appendEscaped' : 'append');
    }
  }

  class ReportingJavaScriptCompiler extends StockJavaScriptCompiler {
    compiler: new () => BaseJavaScriptCompiler = ReportingJavaScriptCompiler;

    reportMissing(expression: string, kind: 'ambiguous' | 'simple'): void {
      this.useRegister('reported');
      // A single name goes through `helperMissing`, which makes undefined of null: the hook looks at the context itself.
      const context = kind === 'ambiguous' ? this.contextName(0) : 'null';
      const call = [...this.#hook(), '(', this.#addSite(expression), ', null, ', context, ', {})'];
      this.push(['((reported = ', this.popStack(), ') === undefined ? ', ...call, ' : reported)']);
    }

    override invokePartial(isDynamic: boolean, name: string, indent: string): void {
      super.invokePartial(isDynamic, name, indent);
      const site = this.#addSite(isDynamic ? '' : name);
      this.push([...this.#hook(), '(', site, ', function() { return ', this.popStack(), '; }, {})']);
    }

    /** Otherwise equal blocks share one function, and a report from the second would name the place of the first. */
    override matchExistingProgram(): undefined {
      return undefined;
    }

    #hook(): readonly unknown[] {
      return [this.nameLookup('helpers', hookName, 'helper')];
    }

    #addSite(expression: string): string {
      return String(sites.push({ expression, location: this.source.currentLocation }) - 1);
    }
  }

  environment.Compiler = ReportingCompiler;
  environment.JavaScriptCompiler = ReportingJavaScriptCompiler;
  handlebars.registerHelper(hookName, (index: unknown, call: unknown, context: unknown): unknown => {
    const site = typeof index === 'number' ? sites[index] : undefined;
    if (site === undefined) return undefined;
    if (typeof call === 'function') return events.callPartial(site, () => call() as unknown);
    if (!isNull(context, site.expression)) events.onMissingValue(site);
    return undefined;
  });
}

function isNull(context: unknown, name: string): boolean {
  return (
    typeof context === 'object' && context !== null && Object.getOwnPropertyDescriptor(context, name)?.value === null
  );
}

function expressionOf(path: hbs.AST.Node): string {
  return 'original' in path ? String(path.original) : '';
}

interface CompilerEnvironment {
  Compiler: new () => BaseCompiler;
  JavaScriptCompiler: new () => BaseJavaScriptCompiler;
}

interface BaseCompiler {
  readonly options: { readonly noEscape?: boolean };
  MustacheStatement(mustache: hbs.AST.MustacheStatement): void;
  SubExpression(expression: hbs.AST.MustacheStatement): void;
  classifySexpr(expression: hbs.AST.MustacheStatement): 'helper' | 'ambiguous' | 'simple';
  opcode(name: string, ...values: readonly unknown[]): void;
}

interface BaseJavaScriptCompiler {
  readonly source: { readonly currentLocation: hbs.AST.SourceLocation };
  contextName(depth: number): string;
  invokePartial(isDynamic: boolean, name: string, indent: string): void;
  matchExistingProgram(): unknown;
  nameLookup(parent: string, name: string, kind: string): unknown;
  popStack(): unknown;
  push(code: readonly unknown[]): void;
  useRegister(name: string): void;
}
