import type { MarkContext } from './sourceTables.ts';
import type { PrintedPath } from './printedPaths.ts';

/**
 * The path in all data of what a mustache printed, `order.lines.0.price`; empty for all of them, undefined where it is not known.
 *
 * @param contexts of the mark, innermost first; empty in the template itself, with all data
 */
export function dataPathOf(printed: PrintedPath, contexts: readonly MarkContext[]): string | undefined {
  const { parts, up, isFromRoot, blocks, markedAt } = printed;
  if (isFromRoot) return parts.join('.');
  const scopeBlocks = blocks.filter(({ kind }) => kind !== 'helper');
  // Inside of an attribute's own loop, the mark before it does not say which turn it was.
  const isInLoop = markedAt !== undefined && scopeBlocks.some(({ start }) => start > markedAt);
  // Without a context, marks are of the text and not of a run of it: which turn of a loop it was is not known.
  if (isInLoop || (contexts.length === 0 && scopeBlocks.length > 0)) return undefined;
  const [head = '', ...rest] = parts;
  const naming = up > 0 ? undefined : blocks.findLast(({ names }) => names.includes(head));
  if (naming === undefined) return joined(scopesOf(contexts)[up], parts);
  if (naming.kind !== 'loop' || naming.names[0] !== head) return undefined;
  const levels = scopeBlocks.length - 1 - scopeBlocks.indexOf(naming);
  return joined(scopesOf(contexts)[levels], rest);
}

function joined(scope: string | undefined, parts: readonly string[]): string | undefined {
  return scope === undefined ? undefined : [...(scope === '' ? [] : [scope]), ...parts].join('.');
}

/** What `this`, `..`, `../..` are; undefined where it is not known. */
function scopesOf(contexts: readonly MarkContext[]): readonly (string | undefined)[] {
  const scopes: (string | undefined)[] = [];
  for (const data of [...contexts.map((context) => context.data), '']) {
    // The call of a partial alone does not change what `..` is.
    if (scopes.length === 0 || data === undefined || data !== scopes.at(-1)) scopes.push(data);
  }
  return scopes;
}
