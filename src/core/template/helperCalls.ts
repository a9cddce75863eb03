import Handlebars from 'handlebars';
import type { HandlebarsSource } from './handlebarsSource.ts';
import type { SegmentTree } from './parsedSegments.ts';

/**
 * The names that may be helpers, by what they are certain to be: with parameters or as a block with parameters nothing else
 * than a helper can stand there; a single name is a helper only if there is one.
 */
export interface HelperNames {
  readonly certain: ReadonlySet<string>;
  readonly possible: ReadonlySet<string>;
}

export function findHelperNames(sources: Iterable<HandlebarsSource>): HelperNames {
  const certain = new Set<string>();
  const possible = new Set<string>();
  for (const { segments } of sources) {
    for (const { tree } of segments) {
      const names = namesIn(tree);
      for (const name of names.certain) certain.add(name);
      for (const name of names.possible) possible.add(name);
    }
  }
  return { certain, possible };
}

/** A render asks three times, and trees stay the same from one render to the next where nobody edits them. */
function namesIn(tree: SegmentTree): HelperNames {
  const known = knownNames.get(tree);
  if (known !== undefined) return known;
  const collector = new NameCollector();
  collector.accept(tree.program);
  knownNames.set(tree, collector);
  return collector;
}

const knownNames = new WeakMap<SegmentTree, HelperNames>();

class NameCollector extends Handlebars.Visitor implements HelperNames {
  readonly certain = new Set<string>();
  readonly possible = new Set<string>();

  override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
    this.#add(mustache);
    super.MustacheStatement(mustache);
  }

  override BlockStatement(block: hbs.AST.BlockStatement): void {
    this.#add(block);
    super.BlockStatement(block);
  }

  override SubExpression(expression: hbs.AST.SubExpression): void {
    this.#add(expression);
    super.SubExpression(expression);
  }

  #add({ path, params, hash }: Call): void {
    const name = helperName(path);
    if (name === undefined) return;
    const hasArguments = params.length > 0 || (hash?.pairs.length ?? 0) > 0;
    (hasArguments ? this.certain : this.possible).add(name);
  }
}

interface Call {
  readonly path: hbs.AST.Node;
  readonly params: readonly hbs.AST.Expression[];
  readonly hash?: hbs.AST.Hash | undefined;
}

/** `a.b`, `./a`, `../a` and `@a` are never helpers. */
function helperName(node: hbs.AST.Node): string | undefined {
  if (node.type !== 'PathExpression') return undefined;
  const path = node as hbs.AST.PathExpression;
  const [name] = path.parts;
  const isSimple = !path.data && path.depth === 0 && path.parts.length === 1;
  return isSimple && !/^(?:\.|this(?:[./]|$))/.test(path.original) ? name : undefined;
}
