import Handlebars from 'handlebars';

/** One `{{> name}}`. Lines from 1, columns from 0: Handlebars' own count. */
export interface PartialCall {
  readonly name: string;
  /** `{{#> name}}...{{/name}}` shows its own content when the partial is missing, so that is no mistake. */
  readonly hasFallback: boolean;
  /** `{{#> name}}...{{/name}}` */
  readonly isBlock: boolean;
  readonly location: hbs.AST.SourceLocation;
}

/** What a tree needs of other files. */
export interface FoundCalls {
  readonly partialCalls: readonly PartialCall[];
  /** `{{> (lookup . 'name')}}`: which partial it is shows only when it runs. */
  readonly hasDynamicPartials: boolean;
  readonly inlinePartials: readonly string[];
  readonly unknownDecorators: readonly UnknownDecorator[];
}

export interface UnknownDecorator {
  readonly name: string;
  readonly location: hbs.AST.SourceLocation;
}

export function collectCalls(program: hbs.AST.Program): FoundCalls {
  const collector = new CallCollector();
  collector.accept(program);
  return collector;
}

class CallCollector extends Handlebars.Visitor implements FoundCalls {
  readonly partialCalls: PartialCall[] = [];
  readonly inlinePartials: string[] = [];
  readonly unknownDecorators: UnknownDecorator[] = [];
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
