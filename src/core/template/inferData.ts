import { addLiteral, type DataShape, type ValueShape } from './dataShape.ts';
import {
  countCalls,
  findInline,
  type Frame,
  innerFrame,
  isSameCircumstance,
  partialFrame,
  type Piece,
  pieceScope,
  rootFrame,
  rootScope,
  type Scope,
} from './dataScope.ts';
import {
  asStatement,
  type BlockNode,
  type CallNode,
  inlineNameOf,
  isBarePath,
  type PartialNode,
  pathOf,
} from './handlebarsNodes.ts';
import type { HandlebarsSource } from './handlebarsSource.ts';
import { hintOf } from './helperHints.ts';
import { endOfIncluded, includedPaths } from './includedPaths.ts';
import { asksForNames, isClaimName, isListName } from './sections.ts';
import { ValuePlaces } from './valuePlaces.ts';
import { ValueReader } from './valueReader.ts';

export interface InferenceInput {
  /** What is rendered with the data: the template first, then its subject, its text part ... */
  readonly sources: readonly HandlebarsSource[];
  readonly partials: ReadonlyMap<string, HandlebarsSource>;
  /** Files that MJML includes before Handlebars runs: they stand where the template includes them. */
  readonly includes: readonly HandlebarsSource[];
  /** Names of the project's own helpers, which are no data. */
  readonly helpers: ReadonlySet<string>;
  /** Names that something answers to where the data have no such value: `{{year}}`; some only as a block. */
  readonly answered: ReadonlyMap<string, 'anywhere' | 'block'>;
}

/**
 * The shape of the data that a template asks for, with the partials it reaches. Never throws. Everything is bounded: partials
 * can call each other in more ways than anybody could follow.
 */
export function inferData(input: InferenceInput): DataShape {
  const inference = new Inference(input);
  for (const source of input.sources) inference.read(source);
  for (const include of input.includes) inference.readUnlessRead(include);
  return inference.finish();
}

/** A partial that calls itself is followed so often: a list in a list shows what it is about. */
const maxRepeats = 2;
/** More circumstances than this are new ones each time; to look through them would cost more than it saves. */
const maxKnown = 30;

class Inference {
  readonly #input: InferenceInput;
  readonly #values = new ValueReader();
  readonly #frame: Frame = rootFrame(this.#values.shapes.root);
  readonly #places = new Map<HandlebarsSource, ValuePlaces>();
  /** A partial called twice in the same circumstances asks for the same again. */
  readonly #known = new Map<hbs.AST.Program, Scope[]>();
  readonly #includesRead = new Set<HandlebarsSource>();

  constructor(input: InferenceInput) {
    this.#input = input;
  }

  read(source: HandlebarsSource): void {
    if (source.program === undefined) this.#values.giveUp();
    else this.#program(source.program, rootScope(source, this.#frame));
  }

  readUnlessRead(include: HandlebarsSource): void {
    if (!this.#includesRead.has(include)) this.read(include);
  }

  finish(): DataShape {
    return { root: this.#values.shapes.root, isComplete: this.#values.isComplete };
  }

  #program(program: hbs.AST.Program | undefined, outer: Scope): void {
    if (program === undefined) return;
    let scope: Scope = { ...outer, depth: outer.depth + 1 };
    const pieces = inlinesOf({ program, scope });
    if (pieces.size > 0) scope = { ...scope, inlines: { pieces, parent: scope.inlines } };
    for (const node of program.body) {
      if (!this.#values.maySpend(scope)) return;
      this.#statement(node, scope);
    }
  }

  #statement(node: hbs.AST.Statement, scope: Scope): void {
    const statement = asStatement(node);
    switch (statement.type) {
      case 'MustacheStatement':
        this.#mustache(statement, scope);
        return;
      case 'BlockStatement':
        this.#block(statement, scope);
        return;
      case 'PartialStatement':
      case 'PartialBlockStatement':
        this.#partial(statement, scope);
        return;
      case 'ContentStatement':
        this.#content(statement.value, scope);
        return;
      // Inline partials are known before, comments ask for nothing, and other decorators are a problem already.
      case 'DecoratorBlock':
      case 'Decorator':
      case 'CommentStatement':
        return;
    }
  }

  /** With MJML first, an included file stands where it is included when Handlebars runs. */
  #content(text: string, scope: Scope): void {
    if (this.#input.includes.length === 0) return;
    for (const path of includedPaths(text)) {
      const include = this.#input.includes.find((each) =>
        each.path.replaceAll('\\', '/').endsWith(endOfIncluded(path)),
      );
      if (include?.program === undefined || countCalls(scope, include.program) > 0) continue;
      this.#includesRead.add(include);
      const calls = { program: include.program, parent: scope.calls };
      this.#program(include.program, { ...scope, source: include, calls });
    }
  }

  #mustache(mustache: CallNode & { readonly escaped: boolean }, scope: Scope): void {
    if (this.#isCall(mustache)) {
      this.#call(mustache, scope);
      return;
    }
    const kind = this.#answerTo(mustache) === 'anywhere' ? 'answered' : mustache.escaped ? 'printed' : 'html';
    const shape = this.#values.value(pathOf(mustache.path), scope, kind);
    if (shape === undefined) return;
    const places = this.#placesOf(scope.source);
    shape.places.add(() => places.placeOf(mustache.loc));
  }

  /** `{{x}}` can be either; what is known as a helper is one. */
  #isCall(call: CallNode): boolean {
    if (call.params.length > 0 || (call.hash?.pairs.length ?? 0) > 0) return true;
    return isBarePath(call.path) && this.#isHelper(call.path.original);
  }

  #isHelper(name: string): boolean {
    return builtIns.has(name) || this.#input.helpers.has(name);
  }

  #answerTo({ path }: CallNode): 'anywhere' | 'block' | undefined {
    return isBarePath(path) ? this.#input.answered.get(path.original) : undefined;
  }

  /** Without parameters, a helper can only work on what is around it. */
  #call(call: CallNode, scope: Scope): void {
    if (call.params.length === 0 && isBarePath(call.path) && this.#input.helpers.has(call.path.original))
      scope.frame.shape.kinds.add('argument');
    this.#values.call(call, scope);
  }

  #placesOf(source: HandlebarsSource): ValuePlaces {
    const present = this.#places.get(source);
    if (present !== undefined) return present;
    const made = new ValuePlaces(source);
    this.#places.set(source, made);
    return made;
  }

  #block(block: BlockNode, scope: Scope): void {
    const name = block.path.type === 'PathExpression' ? block.path.original : '';
    if (name === 'if' || name === 'unless') this.#condition(block, scope, name === 'unless');
    else if (name === 'each') this.#each(block, scope);
    else if (name === 'with') this.#with(block, scope);
    else if (!this.#isCall(block) && this.#answerTo(block) === undefined) this.#section(block, scope);
    else this.#helperBlock(block, name, scope);
  }

  #condition(block: BlockNode, scope: Scope, isNegated: boolean): void {
    const [condition] = block.params;
    const shape =
      condition === undefined ? undefined : this.#values.value(condition, scope, isNegated ? 'negation' : 'condition');
    const isPlain = condition?.type === 'PathExpression';
    const guarded = { ...scope, guards: { shape: isPlain ? shape : undefined, parent: scope.guards } };
    const otherwise = { ...scope, guards: { shape: undefined, parent: scope.guards } };
    this.#program(block.program, isNegated ? otherwise : guarded);
    this.#program(block.inverse, isNegated ? guarded : otherwise);
  }

  #each(block: BlockNode, scope: Scope): void {
    const [list] = block.params;
    const shape =
      (list === undefined ? undefined : this.#values.value(list, scope, 'each')) ?? this.#values.shapes.detached();
    this.#iterate(block, scope, shape);
  }

  #iterate(block: BlockNode, scope: Scope, list: ValueShape): void {
    const item = this.#values.shapes.item(list);
    const [itemName, keyName] = block.program?.blockParams ?? [];
    const names = new Map<string, ValueShape | undefined>();
    if (itemName !== undefined) names.set(itemName, item);
    if (keyName !== undefined) names.set(keyName, undefined);
    if (keyName !== undefined && /key|name/i.test(keyName)) list.kinds.add('keyed');
    this.#program(block.program, {
      ...scope,
      frame: innerFrame(scope.frame, item),
      loop: { over: list, parent: scope.loop },
      ...(names.size === 0 ? {} : { blockParams: { names, parent: scope.blockParams } }),
    });
    this.#program(block.inverse, scope);
  }

  #with(block: BlockNode, scope: Scope): void {
    const [value] = block.params;
    const shape =
      (value === undefined ? undefined : this.#values.value(value, scope, 'object')) ?? this.#values.shapes.detached();
    const [name] = block.program?.blockParams ?? [];
    const blockParams =
      name === undefined ? scope.blockParams : { names: new Map([[name, shape]]), parent: scope.blockParams };
    this.#program(block.program, { ...scope, frame: innerFrame(scope.frame, shape), blockParams });
    this.#program(block.inverse, scope);
  }

  /** `{{#x}}`: what it is shows in its name and in what its body asks for. */
  #section(block: BlockNode, scope: Scope): void {
    if (block.path.type !== 'PathExpression') return;
    const isInverted = block.program === undefined;
    const shape = this.#values.value(block.path, scope, isInverted ? 'negation' : 'section');
    const otherwise = { ...scope, guards: { shape: undefined, parent: scope.guards } };
    this.#program(block.inverse, otherwise);
    if (shape === undefined || isInverted) {
      this.#program(block.program, otherwise);
      return;
    }
    const guarded = { ...scope, guards: { shape, parent: scope.guards } };
    const name = block.path.parts.at(-1) ?? '';
    if (isListName(name) || shape.kinds.has('each')) this.#iterate({ ...block, inverse: undefined }, guarded, shape);
    else if (isClaimName(name) || !asksForNames(block.program)) this.#program(block.program, guarded);
    else this.#program(block.program, { ...guarded, frame: innerFrame(scope.frame, shape) });
  }

  /** Of a helper that is not known, the usual is assumed: its block sees the context that is there already. */
  #helperBlock(block: BlockNode, name: string, scope: Scope): void {
    const [first] = block.params;
    if (hintOf(name) === 'iteration' && first !== undefined) {
      this.#iterate(block, scope, this.#values.value(first, scope, 'each') ?? this.#values.shapes.detached());
      return;
    }
    if (!this.#isCall(block)) this.#values.value(pathOf(block.path), scope, 'answered');
    this.#call(block, scope);
    const guarded = { ...scope, guards: { shape: undefined, parent: scope.guards } };
    const names = block.program?.blockParams ?? [];
    const inner =
      names.length === 0
        ? guarded
        : {
            ...guarded,
            blockParams: { names: new Map(names.map((each) => [each, undefined])), parent: scope.blockParams },
          };
    this.#program(block.program, inner);
    this.#program(block.inverse, guarded);
  }

  #partial(partial: PartialNode, scope: Scope): void {
    const [context] = partial.params;
    const shape =
      context === undefined
        ? undefined
        : (this.#values.value(context, scope, 'object') ?? this.#values.shapes.detached());
    const hash = this.#hash(partial, scope);
    const frame = partialFrame(scope.frame, shape, hash);
    const inner = { ...scope, frame, blockParams: undefined };
    if (partial.name.type === 'SubExpression') {
      this.#dynamicPartial(partial.name, inner);
      return;
    }
    const name = String(partial.name.original);
    if (name === '@partial-block') {
      if (scope.partialBlock !== undefined) this.#show(scope.partialBlock, inner);
      return;
    }
    const block = partial.type === 'PartialBlockStatement' ? { program: partial.program, scope } : undefined;
    const inlines = block === undefined ? undefined : inlinesOf(block);
    const called = {
      ...inner,
      partialBlock: block,
      ...(inlines === undefined ? {} : { inlines: { pieces: inlines, parent: scope.inlines } }),
    };
    const inline = findInline(called, name);
    const source = this.#input.partials.get(name);
    if (inline !== undefined) this.#show(inline, called);
    else if (source?.program !== undefined) this.#follow(source.program, { ...called, source });
    else if (block !== undefined) this.#program(block.program, scope);
    // What is missing or damaged may ask for anything.
    else this.#values.giveUp();
  }

  /** Which partial it is shows only when it runs: any will do for a sample, and none says what nobody asks for. */
  #dynamicPartial(name: CallNode, scope: Scope): void {
    this.#values.giveUp();
    const shape = this.#values.call(name, scope, 'passed');
    const found = [...this.#input.partials].find(
      ([, { program, hasDynamicPartials }]) =>
        program !== undefined && !hasDynamicPartials && countCalls(scope, program) === 0,
    );
    if (shape === undefined || found?.[1].program === undefined) return;
    const [partial, source] = found;
    if (shape.literals.size === 0) addLiteral(shape, partial);
    this.#follow(found[1].program, { ...scope, source, partialBlock: undefined });
  }

  #hash(partial: PartialNode, scope: Scope): Map<string, ValueShape | undefined> | undefined {
    const pairs = partial.hash?.pairs ?? [];
    if (pairs.length === 0) return undefined;
    return new Map(pairs.map(({ key, value }) => [key, this.#values.value(value, scope, 'passed')]));
  }

  #show(piece: Piece, caller: Scope): void {
    this.#follow(piece.program, pieceScope(piece, caller));
  }

  #follow(program: hbs.AST.Program, scope: Scope): void {
    if (countCalls(scope, program) >= maxRepeats) {
      scope.frame.shape.isRecursive = true;
      return;
    }
    const known = this.#known.get(program) ?? [];
    if (known.some((each) => isSameCircumstance(each, scope))) return;
    if (known.length < maxKnown) known.push(scope);
    this.#known.set(program, known);
    this.#program(program, { ...scope, calls: { program, parent: scope.calls } });
  }
}

const builtIns = new Set(['if', 'unless', 'each', 'with', 'lookup', 'log', 'helperMissing', 'blockHelperMissing']);

/** The `{{#*inline}}` partials of a block. */
function inlinesOf({ program, scope }: Piece): ReadonlyMap<string, Piece> {
  const pieces = new Map<string, Piece>();
  for (const node of program.body) {
    const statement = asStatement(node);
    if (statement.type !== 'DecoratorBlock') continue;
    const name = inlineNameOf(statement);
    if (name !== undefined && statement.program !== undefined) pieces.set(name, { program: statement.program, scope });
  }
  return pieces;
}
