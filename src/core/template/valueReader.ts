import {
  addLiteral,
  addUse,
  type Literal,
  ShapeBuilder,
  type ValueKind,
  type ValueShape,
  type ValueUse,
} from './dataShape.ts';
import { findBlockParam, guardOf, outerFrame, outerLoop, type Scope } from './dataScope.ts';
import { type HelperHint, hintOf } from './helperHints.ts';
import { type CallNode, type ExpressionNode, isScopedPath, literalOf, type PathNode } from './handlebarsNodes.ts';

/** Statements and calls; the largest template seen, with all its partials, has 700. */
const maxSteps = 20_000;
/** Blocks, partials and calls inside of each other: each is a recursion. */
const maxDepth = 250;

/** Finds the values that expressions mean, and notes there what is done with them. */
export class ValueReader {
  readonly shapes = new ShapeBuilder();
  #steps = 0;
  #hasGivenUp = false;

  /** Whether everything was read. */
  get isComplete(): boolean {
    return !this.#hasGivenUp && !this.shapes.isFull;
  }

  /** Something cannot be followed. */
  giveUp(): void {
    this.#hasGivenUp = true;
  }

  /** Counts one step; false when there were too many, or when they lie too deep. */
  maySpend(scope: Scope): boolean {
    if (++this.#steps <= maxSteps && scope.depth < maxDepth) return true;
    this.giveUp();
    return false;
  }

  /** A helper's arguments; the answer is what it gives, where that is one of them. */
  call(call: CallNode, scope: Scope, wanted?: ValueKind): ValueShape | undefined {
    if (!this.maySpend(scope)) return undefined;
    const inner = { ...scope, depth: scope.depth + 1 };
    const name = 'original' in call.path ? String(call.path.original) : '';
    const hint = hintOf(name);
    for (const pair of call.hash?.pairs ?? []) this.value(pair.value, inner, 'argument');
    if (hint === 'lookup') return this.#lookup(call, inner, wanted);
    const params = hint === 'operator' ? call.params.filter((_param, index) => index !== 1) : call.params;
    const shapes = params.map((param, index) => this.value(param, inner, argumentKind(hint, index, wanted)));
    const literals = params.map(literalOf).filter((literal) => literal !== undefined);
    const operator = hint === 'operator' ? literalOf(call.params[1]) : undefined;
    const meaning = operator === undefined ? hint : hintOf(String(operator));
    for (const shape of shapes) if (shape !== undefined) addComparison(shape, meaning, literals);
    return hint === 'listToList' || hint === 'default' ? shapes[0] : undefined;
  }

  #lookup(call: CallNode, scope: Scope, wanted: ValueKind | undefined): ValueShape | undefined {
    const [container, key] = call.params;
    if (container === undefined || key === undefined) return undefined;
    const literal = literalOf(key);
    const isProperty = typeof literal === 'string';
    const shape = this.value(
      container,
      scope,
      isProperty ? 'object' : typeof literal === 'number' ? 'indexed' : 'dynamic',
    );
    const keyShape = literal === undefined ? this.value(key, scope, 'printed') : undefined;
    if (shape === undefined) return undefined;
    const found = isProperty ? this.shapes.property(shape, literal) : this.shapes.item(shape);
    if (keyShape !== undefined) {
      shape.keys.add(keyShape);
      if (keyShape.literals.size === 0) addLiteral(keyShape, 'first');
    }
    if (key.type === 'PathExpression' && key.data && key.parts[0] === 'index') shape.kinds.add('indexed');
    addUse(found, this.#useOf(found, { expression: 'lookup', location: call.loc }, wanted ?? 'printed', scope));
    return found;
  }

  value(expression: ExpressionNode, scope: Scope, kind: ValueKind): ValueShape | undefined {
    if (expression.type === 'PathExpression') return this.#path(expression, scope, kind);
    if (expression.type === 'SubExpression') return this.call(expression, scope, kind);
    return undefined;
  }

  /** The value that a path leads to; undefined where it is no part of the data, like `@index`. */
  #path(path: PathNode, scope: Scope, kind: ValueKind): ValueShape | undefined {
    const start = this.#startOf(path, scope);
    if (start?.shape === undefined) return undefined;
    const { parts, isArgument } = start;
    let { shape } = start;
    for (const [index, part] of parts.entries()) {
      if (part === 'length' && index === parts.length - 1) {
        addUse(shape, this.#useOf(shape, { expression: path.original, location: path.loc }, 'measured', scope));
        return undefined;
      }
      if (/^\d+$/.test(part)) {
        shape.kinds.add('indexed');
        shape = this.shapes.item(shape);
      } else {
        shape.kinds.add('object');
        shape = this.shapes.property(shape, part);
      }
    }
    // A partial's context that is there already is not looked at as a whole.
    if (parts.length === 0 && !isArgument && kind === 'object') return shape;
    addUse(shape, this.#useOf(shape, { expression: path.original, location: path.loc }, kind, scope));
    return shape;
  }

  #startOf(
    path: PathNode,
    scope: Scope,
  ):
    | { readonly shape: ValueShape | undefined; readonly parts: readonly string[]; readonly isArgument: boolean }
    | undefined {
    const [first = '', ...rest] = path.parts;
    if (path.data) {
      if (first === 'root') return { shape: this.shapes.root, parts: rest, isArgument: false };
      if (first === 'key') outerLoop(scope.loop, path.depth)?.over.kinds.add('keyed');
      return undefined;
    }
    if (path.depth === 0 && path.parts.length > 0 && !isScopedPath(path)) {
      const param = findBlockParam(scope, first);
      if (param !== undefined) return { shape: param.shape, parts: rest, isArgument: true };
    }
    const frame = outerFrame(scope.frame, path.depth);
    if (frame === undefined) return undefined;
    if (frame.hash?.has(first) === true) return { shape: frame.hash.get(first), parts: rest, isArgument: true };
    return { shape: frame.shape, parts: path.parts, isArgument: false };
  }

  #useOf(
    shape: ValueShape,
    { expression, location }: { readonly expression: string; readonly location: hbs.AST.SourceLocation },
    kind: ValueKind,
    scope: Scope,
  ): ValueUse {
    return { expression, location, kind, guard: guardOf(scope, shape) };
  }
}

function argumentKind(hint: HelperHint, index: number, wanted: ValueKind | undefined): ValueKind {
  switch (hint) {
    case 'equality':
    case 'inequality':
    case 'operator':
    case 'text':
      return 'printed';
    case 'translation':
      return index === 0 ? 'printed' : 'argument';
    case 'greater':
    case 'less':
    case 'number':
      return 'number';
    case 'date':
      return index === 0 ? 'date' : 'printed';
    case 'logic':
      return 'condition';
    case 'default':
      return wanted ?? 'printed';
    case 'listToList':
    case 'list':
    case 'iteration':
      return index === 0 ? 'list' : 'printed';
    case 'lookup':
    case 'unknown':
      return 'argument';
  }
}

function addComparison(shape: ValueShape, hint: HelperHint, literals: readonly Literal[]): void {
  for (const literal of literals) {
    if (hint === 'equality') addLiteral(shape, literal);
    else if (hint === 'greater' && typeof literal === 'number') addLiteral(shape, literal + 1);
    else if (hint === 'less' && typeof literal === 'number') addLiteral(shape, literal - 1);
  }
}
