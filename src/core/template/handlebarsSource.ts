import Handlebars from 'handlebars';
import { parseTolerant } from './parseTolerant.ts';
import type { SlotFilling } from './slotFilling.ts';
import type { SourceText } from './sourceFiles.ts';
import type { SyntaxFault } from './syntaxFault.ts';

/** One `{{> name}}`. Lines from 1, columns from 0: Handlebars' own count. */
export interface PartialCall {
  readonly name: string;
  /** `{{#> name}}...{{/name}}` shows its own content when the partial is missing, so that is no mistake. */
  readonly hasFallback: boolean;
  /** `{{#> name}}...{{/name}}` */
  readonly isBlock: boolean;
  readonly location: hbs.AST.SourceLocation;
}

export interface HandlebarsSource extends SourceText {
  /** Absent when the text is no valid Handlebars. May be compiled once: compiling changes it. */
  readonly program?: hbs.AST.Program;
  /** What can be made out of a text that is no valid Handlebars; never compiled. */
  readonly recovered?: hbs.AST.Program;
  /** Why there is no program; empty when there is one. */
  readonly faults: readonly SyntaxFault[];
  readonly partialCalls: readonly PartialCall[];
  /** `{{> (lookup . 'name')}}`: which partial it is shows only when it runs. */
  readonly hasDynamicPartials: boolean;
  readonly inlinePartials: readonly string[];
  readonly unknownDecorators: readonly { readonly name: string; readonly location: hbs.AST.SourceLocation }[];
  /** What its tree has in place of its slot, when it is the layout of a mail. */
  readonly filling?: SlotFilling;
}

/** Parses a template. The location of each node names the file. Never throws. */
export function parseHandlebars(source: SourceText): HandlebarsSource {
  const parsed = parseTolerant(source);
  const collector = new CallCollector();
  collector.accept(parsed.kind === 'valid' ? parsed.program : parsed.recovered);
  const { hasDynamicPartials, inlinePartials, unknownDecorators } = collector;
  const found = { ...source, hasDynamicPartials, inlinePartials, unknownDecorators };
  if (parsed.kind === 'valid')
    return { ...found, program: parsed.program, faults: [], partialCalls: collector.partialCalls };
  // Half-typed: its partials are dependencies, but what defines them may be in the part that was lost.
  const partialCalls = collector.partialCalls.map((call) => ({ ...call, hasFallback: true }));
  return { ...found, recovered: parsed.recovered, faults: parsed.faults, partialCalls };
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

  #addCall(call: hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement, isBlock: boolean): void {
    if (call.name.type === 'SubExpression') {
      this.hasDynamicPartials = true;
      return;
    }
    const name = pathName(call.name);
    if (name !== '@partial-block') this.partialCalls.push({ name, hasFallback: isBlock, isBlock, location: call.loc });
  }

  /** `{{#extend "layout"}}` of handlebars-layouts calls a partial, unless the project means something else by that name. */
  #addLayout({ path, params, loc }: hbs.AST.BlockStatement | hbs.AST.MustacheStatement): void {
    const name = params[0]?.type === 'StringLiteral' ? (params[0] as hbs.AST.StringLiteral).value : undefined;
    if (name === undefined || !['extend', 'embed'].includes(pathName(path))) return;
    this.partialCalls.push({ name, hasFallback: true, isBlock: false, location: loc });
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
