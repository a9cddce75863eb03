import type { Literal } from './dataShape.ts';

/**
 * The tree that Handlebars' parser makes, as a union. Its own types know a node's type as any string, and say that members
 * are there which are not.
 */
export type StatementNode =
  | (CallNode & { readonly type: 'MustacheStatement'; readonly escaped: boolean })
  | BlockNode
  | PartialNode
  | DecoratorNode
  | { readonly type: 'ContentStatement'; readonly value: string }
  | { readonly type: 'Decorator' }
  | { readonly type: 'CommentStatement' };

export type ExpressionNode = PathNode | SubExpressionNode | LiteralNode;

interface Node {
  readonly loc: hbs.AST.SourceLocation;
}

export interface PathNode extends Node {
  readonly type: 'PathExpression';
  readonly data: boolean;
  readonly depth: number;
  readonly parts: readonly string[];
  readonly original: string;
}

interface LiteralNode extends Node {
  readonly type: 'StringLiteral' | 'NumberLiteral' | 'BooleanLiteral' | 'UndefinedLiteral' | 'NullLiteral';
  readonly value?: unknown;
  readonly original?: unknown;
}

/** What calls a helper, or may: `{{x}}`, `{{#x}}`, `(x)`. */
export interface CallNode extends Node {
  readonly path: PathNode | LiteralNode;
  readonly params: readonly ExpressionNode[];
  readonly hash?: HashNode | undefined;
}

interface SubExpressionNode extends CallNode {
  readonly type: 'SubExpression';
}

interface HashNode {
  readonly pairs: readonly { readonly key: string; readonly value: ExpressionNode }[];
}

export interface BlockNode extends CallNode {
  readonly type: 'BlockStatement';
  readonly program?: hbs.AST.Program | undefined;
  readonly inverse?: hbs.AST.Program | undefined;
}

interface DecoratorNode extends CallNode {
  readonly type: 'DecoratorBlock';
  readonly program?: hbs.AST.Program | undefined;
}

export type PartialNode = Node & {
  readonly name: PathNode | LiteralNode | SubExpressionNode;
  readonly params: readonly ExpressionNode[];
  readonly hash?: HashNode | undefined;
} & (
    | { readonly type: 'PartialStatement' }
    | { readonly type: 'PartialBlockStatement'; readonly program: hbs.AST.Program }
  );

export function asStatement(node: hbs.AST.Statement): StatementNode {
  // The parser makes no other statements than these.
  return node as unknown as StatementNode;
}

/** `{{#*inline "name"}}`: the name. */
export function inlineNameOf(decorator: DecoratorNode): string | undefined {
  const [name] = decorator.params;
  const isInline = decorator.path.type === 'PathExpression' && decorator.path.original === 'inline';
  return isInline && name?.type === 'StringLiteral' && typeof name.value === 'string' ? name.value : undefined;
}

/** A single name, which can be that of a helper. */
export function isBarePath(path: PathNode | LiteralNode): path is PathNode {
  return (
    path.type === 'PathExpression' && path.parts.length === 1 && !path.data && path.depth === 0 && !isScopedPath(path)
  );
}

/** `{{12}}`, `{{true}}`, `{{"a b"}}` are names where a helper or value is called. */
export function pathOf(path: PathNode | LiteralNode): PathNode {
  if (path.type === 'PathExpression') return path;
  const name = String(path.original);
  return { type: 'PathExpression', data: false, depth: 0, parts: [name], original: name, loc: path.loc };
}

/** `this.x` and `./x` mean the context, whatever block parameters there are. */
export function isScopedPath(path: PathNode): boolean {
  return /^(?:\.|this(?:[./]|$))/.test(path.original);
}

export function literalOf(expression: ExpressionNode | undefined): Literal | undefined {
  if (expression === undefined || !('value' in expression)) return undefined;
  const { value } = expression;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}
