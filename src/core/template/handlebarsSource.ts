import Handlebars from 'handlebars';
import { isBlockOpener, type Mustache, scanMustaches } from './mustaches.ts';
import type { SourceText } from './sourceFiles.ts';

/** One `{{> name}}`. Lines from 1, columns from 0: Handlebars' own count. */
export interface PartialCall {
  readonly name: string;
  /** `{{#> name}}...{{/name}}` shows its own content when the partial is missing, so that is no mistake. */
  readonly hasFallback: boolean;
  readonly location: hbs.AST.SourceLocation;
}

export interface HandlebarsSource extends SourceText {
  /** Absent when the text is no valid Handlebars. May be compiled once: compiling changes it. */
  readonly program?: hbs.AST.Program;
  /** What the parser said, when it refused the text. */
  readonly error?: unknown;
  readonly partialCalls: readonly PartialCall[];
  /** `{{> (lookup . 'name')}}`: which partial it is shows only when it runs. */
  readonly hasDynamicPartials: boolean;
  readonly inlinePartials: readonly string[];
  readonly unknownDecorators: readonly { readonly name: string; readonly location: hbs.AST.SourceLocation }[];
}

/** Parses a template. The location of each node names the file. Never throws. */
export function parseHandlebars(source: SourceText): HandlebarsSource {
  let program: hbs.AST.Program;
  try {
    program = parseNamed(source);
  } catch (error) {
    // Half-typed: the partials that can be made out are still dependencies.
    const names = scanMustaches(source.text, { recover: true })
      .filter((mustache) => mustache.kind === 'partial' || mustache.kind === 'partialBlock')
      .map((mustache) => mustache.name);
    const partialCalls = names
      .filter((name) => name !== '')
      .map((name) => ({ name, hasFallback: true, location: nowhere(source.path) }));
    return { ...source, error, partialCalls, hasDynamicPartials: false, inlinePartials: [], unknownDecorators: [] };
  }
  const collector = new CallCollector();
  collector.accept(program);
  return {
    ...source,
    program,
    partialCalls: collector.partialCalls,
    hasDynamicPartials: collector.hasDynamicPartials,
    inlinePartials: collector.inlinePartials,
    unknownDecorators: collector.unknownDecorators,
  };
}

/** Far more than any template has, and far less than what ends the stack in Handlebars' own recursions. */
export const maxBlockDepth = 200;

/** The text has more blocks inside of each other than `maxBlockDepth`. */
export class NestingError extends Error {
  readonly opener: Mustache;

  constructor(opener: Mustache) {
    super(`Blocks are nested deeper than ${maxBlockDepth} levels`);
    this.opener = opener;
  }
}

function checkDepth(text: string): void {
  let depth = 0;
  for (const mustache of scanMustaches(text)) {
    if (isBlockOpener(mustache)) depth++;
    else if (mustache.kind === 'close') depth--;
    if (depth > maxBlockDepth) throw new NestingError(mustache);
  }
}

function parseNamed(source: SourceText): hbs.AST.Program {
  checkDepth(source.text);
  return Handlebars.parse(source.text, { srcName: source.path });
}

function nowhere(path: string): hbs.AST.SourceLocation {
  return { source: path, start: { line: 1, column: 0 }, end: { line: 1, column: 0 } };
}

class CallCollector extends Handlebars.Visitor {
  readonly partialCalls: PartialCall[] = [];
  readonly inlinePartials: string[] = [];
  readonly unknownDecorators: { name: string; location: hbs.AST.SourceLocation }[] = [];
  hasDynamicPartials = false;

  override BlockStatement(block: hbs.AST.BlockStatement): void {
    this.#addLayout(block);
    super.BlockStatement(block);
  }

  override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
    this.#addLayout(mustache);
    super.MustacheStatement(mustache);
  }

  override PartialStatement(partial: hbs.AST.PartialStatement): void {
    this.#addCall(partial, false);
    super.PartialStatement(partial);
  }

  override PartialBlockStatement(partial: hbs.AST.PartialBlockStatement): void {
    this.#addCall(partial, true);
    super.PartialBlockStatement(partial);
  }

  override Decorator(decorator: hbs.AST.Decorator): void {
    this.#addDecorator(decorator);
    super.Decorator(decorator);
  }

  override DecoratorBlock(decorator: hbs.AST.DecoratorBlock): void {
    const first = decorator.params[0];
    const name = first !== undefined && 'value' in first ? first.value : undefined;
    if (pathName(decorator.path) === 'inline' && typeof name === 'string') this.inlinePartials.push(name);
    else this.#addDecorator(decorator);
    super.DecoratorBlock(decorator);
  }

  #addCall(call: hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement, hasFallback: boolean): void {
    if (call.name.type === 'SubExpression') {
      this.hasDynamicPartials = true;
      return;
    }
    const name = pathName(call.name);
    if (name !== '@partial-block') this.partialCalls.push({ name, hasFallback, location: call.loc });
  }

  /** `{{#extend "layout"}}` of handlebars-layouts calls a partial, unless the project means something else by that name. */
  #addLayout({ path, params, loc }: hbs.AST.BlockStatement | hbs.AST.MustacheStatement): void {
    const name = params[0]?.type === 'StringLiteral' ? (params[0] as hbs.AST.StringLiteral).value : undefined;
    if (name === undefined || !['extend', 'embed'].includes(pathName(path))) return;
    this.partialCalls.push({ name, hasFallback: true, location: loc });
  }

  #addDecorator(decorator: hbs.AST.Decorator | hbs.AST.DecoratorBlock): void {
    const name = pathName(decorator.path);
    if (name !== 'inline') this.unknownDecorators.push({ name, location: decorator.loc });
  }
}

/** A number or a quoted name is a literal node, which the types of the paths do not say. */
function pathName(path: hbs.AST.Node): string {
  return 'original' in path ? String(path.original) : '';
}
