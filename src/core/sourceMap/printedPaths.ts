import {
  asStatement,
  type BlockNode,
  type CallNode,
  type ExpressionNode,
  type PartialNode,
  type PathNode,
} from '../template/handlebarsNodes.ts';
import { parseTolerant } from '../template/parseTolerant.ts';
import { LineIndex } from '../text/lineIndex.ts';

/** A path into the data that a mustache prints, by itself or through a helper. */
export interface PrintedPath {
  /** Of the mustache. */
  readonly start: number;
  readonly parts: readonly string[];
  /** How many `../` are before it. */
  readonly up: number;
  /** `@root.x`; another `@x` is no data of the project. */
  readonly isFromRoot: boolean;
  /** The blocks around it that change what `this` is, or name data, outermost first. */
  readonly blocks: readonly ScopeBlock[];
  /** Whether the mustache prints nothing else: `{{upper name}}` does, `{{add a b}}` does not. */
  readonly isOnly: boolean;
  /** The start of the tag that has it in an attribute. */
  readonly markedAt?: number;
  /** The name of that attribute; of what stands in a tag by itself, none. */
  readonly attribute?: string;
}

export interface ScopeBlock {
  readonly start: number;
  /** What the names behind `as` stand for is known of the first one of `{{#each}}` and `{{#with}}`: it is `this`. */
  readonly kind: 'loop' | 'section' | 'helper';
  /** `as |line index|` */
  readonly names: readonly string[];
}

/** With which data a partial is called: `{{> row line title=name}}`. */
export interface PartialCall {
  /** `same`: those of the caller. */
  readonly context: PrintedPath | 'same' | 'unknown';
  /** By name; undefined for what is no path. */
  readonly parameters: ReadonlyMap<string, PrintedPath | undefined>;
}

export interface FoundPaths {
  /** In order of their place. */
  readonly printed: readonly PrintedPath[];
  /** By the place of the call. */
  readonly calls: ReadonlyMap<number, PartialCall>;
}

/** Empty for what Handlebars cannot read. Never throws. */
export function findPaths(text: string): FoundPaths {
  const none = { printed: [], calls: new Map() };
  if (!text.includes('{{')) return none;
  const parsed = parseTolerant({ path: '', text });
  if (parsed.kind !== 'valid') return none;
  const finder = new PathFinder(text);
  finder.read(parsed.program, []);
  return finder;
}

class PathFinder implements FoundPaths {
  readonly printed: PrintedPath[] = [];
  readonly calls = new Map<number, PartialCall>();
  readonly #lines: LineIndex;

  constructor(text: string) {
    this.#lines = new LineIndex(text);
  }

  read(program: hbs.AST.Program | undefined, blocks: readonly ScopeBlock[]): void {
    for (const statement of (program?.body ?? []).map(asStatement)) {
      switch (statement.type) {
        case 'MustacheStatement':
          this.#add(statement, blocks);
          break;
        case 'BlockStatement':
          this.read(statement.program, [...blocks, ...this.#scopeOf(statement)]);
          this.read(statement.inverse, blocks);
          break;
        case 'PartialBlockStatement':
          this.#addCall(statement, blocks);
          this.read(statement.program, blocks);
          break;
        case 'PartialStatement':
          this.#addCall(statement, blocks);
          break;
        case 'DecoratorBlock':
          this.read(statement.program, blocks);
          break;
        case 'ContentStatement':
        case 'CommentStatement':
        case 'Decorator':
          break;
      }
    }
  }

  /** A helper with parameters mostly shows its content with the same data, or not at all. */
  #scopeOf(block: BlockNode): readonly ScopeBlock[] {
    const name = block.path.type === 'PathExpression' ? block.path.original : '';
    const names = block.program?.blockParams ?? [];
    const isLoop = name === 'each' || name === 'with';
    const isTest = name === 'if' || name === 'unless' || (!isLoop && block.params.length > 0);
    if (isTest && names.length === 0) return [];
    const kind = isLoop ? 'loop' : isTest ? 'helper' : 'section';
    return [{ start: this.#offsetOf(block), kind, names }];
  }

  #add(call: CallNode, blocks: readonly ScopeBlock[]): void {
    const start = this.#offsetOf(call);
    const pairs = call.hash?.pairs ?? [];
    const isValue = call.params.length === 0 && pairs.length === 0;
    const paths = isValue
      ? pathsIn(call.path)
      : [...call.params, ...pairs.map(({ value }) => value)].flatMap((each) => pathsIn(each));
    for (const path of paths) {
      if (!path.data || path.parts[0] === 'root')
        this.printed.push({ ...asPrinted(path, start, blocks), isOnly: paths.length === 1 });
    }
  }

  #addCall(call: PartialNode, blocks: readonly ScopeBlock[]): void {
    const start = this.#offsetOf(call);
    const pathOf = (node: ExpressionNode): PrintedPath | undefined => {
      const isPath = node.type === 'PathExpression' && (!node.data || node.parts[0] === 'root');
      return isPath ? asPrinted(node, start, blocks) : undefined;
    };
    const [data] = call.params;
    this.calls.set(start, {
      context: data === undefined ? 'same' : (pathOf(data) ?? 'unknown'),
      parameters: new Map((call.hash?.pairs ?? []).map(({ key, value }) => [key, pathOf(value)])),
    });
  }

  #offsetOf({ loc }: { readonly loc: hbs.AST.SourceLocation }): number {
    return this.#lines.offsetAt({ line: loc.start.line - 1, character: loc.start.column });
  }
}

function asPrinted({ parts, depth, data }: PathNode, start: number, blocks: readonly ScopeBlock[]): PrintedPath {
  return { start, parts: data ? parts.slice(1) : parts, up: depth, isFromRoot: data, blocks, isOnly: true };
}

function pathsIn(node: ExpressionNode): readonly PathNode[] {
  switch (node.type) {
    case 'PathExpression':
      return [node];
    case 'SubExpression':
      return [...node.params, ...(node.hash?.pairs ?? []).map(({ value }) => value)].flatMap((each) => pathsIn(each));
    case 'StringLiteral':
    case 'NumberLiteral':
    case 'BooleanLiteral':
    case 'UndefinedLiteral':
    case 'NullLiteral':
      return [];
  }
}
