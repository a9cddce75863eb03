import type { Parameters, PrintedPath } from './printedPaths.ts';
import type { MarkContext } from './sourceTables.ts';

export type ParametersOf = (call: NonNullable<MarkContext['call']>) => Parameters;

/**
 * The path in all data of what a mustache printed, `order.lines.0.price`; empty for all of them, undefined where it is not known.
 *
 * @param contexts of the mark, innermost first; empty in the template itself, with all data
 */
export function dataPathOf(
  { parts, up, isFromRoot, blocks, markedAt }: PrintedPath,
  contexts: readonly MarkContext[],
  parametersOf: ParametersOf,
): string | undefined {
  if (isFromRoot) return parts.join('.');
  const scopeBlocks = blocks.filter(({ kind }) => kind !== 'helper');
  // Inside of an attribute's own loop, the mark before it does not say which turn it was.
  const isInLoop = markedAt !== undefined && scopeBlocks.some(({ start }) => start > markedAt);
  // Without a context, marks are of the text and not of a run of it: which turn of a loop it was is not known.
  if (isInLoop || (contexts.length === 0 && scopeBlocks.length > 0)) return undefined;
  const [head = '', ...rest] = parts;
  const scopes = scopesOf(contexts, parametersOf);
  const naming = up > 0 ? undefined : blocks.findLast(({ names }) => names.includes(head));
  if (naming !== undefined) {
    if (naming.kind !== 'loop' || naming.names[0] !== head) return undefined;
    return joined(scopes[scopeBlocks.length - 1 - scopeBlocks.indexOf(naming)]?.data, rest);
  }
  const scope = scopes[up];
  if (scope?.parameters.has(head) !== true) return joined(scope?.data, parts);
  const given = scope.parameters.get(head);
  const path = given === undefined ? undefined : dataPathOf(given, scope.outer, parametersOf);
  return joined(path, rest);
}

/** The call of a partial that gives a text of its own to what prints it: `{{> total label="Subtotal"}}`. */
export function givingCallOf(
  { parts: [head = ''], up, isFromRoot, blocks }: PrintedPath,
  contexts: readonly MarkContext[],
  parametersOf: ParametersOf,
): MarkContext['call'] {
  const isNamed = up === 0 && blocks.some(({ names }) => names.includes(head));
  const scope = isFromRoot || isNamed ? undefined : scopesOf(contexts, parametersOf)[up];
  if (scope?.parameters.has(head) !== true) return undefined;
  const given = scope.parameters.get(head);
  return given === undefined ? scope.call : givingCallOf(given, scope.outer, parametersOf);
}

function joined(scope: string | undefined, parts: readonly string[]): string | undefined {
  return scope === undefined ? undefined : [...(scope === '' ? [] : [scope]), ...parts].join('.');
}

/** What a `this` is. */
interface Scope {
  readonly data: string | undefined;
  /** Names that a call adds to the data. */
  readonly parameters: Parameters;
  readonly call?: MarkContext['call'];
  /** The contexts of the call. */
  readonly outer: readonly MarkContext[];
}

const noParameters: Parameters = new Map();

/** What `this`, `..`, `../..` are. */
function scopesOf(contexts: readonly MarkContext[], parametersOf: ParametersOf): readonly Scope[] {
  const scopes: Scope[] = [];
  for (const [index, { data, call }] of contexts.entries()) {
    const parameters = call === undefined ? noParameters : parametersOf(call);
    add(scopes, { data, parameters, call, outer: contexts.slice(index + 1) });
  }
  add(scopes, { data: '', parameters: noParameters, outer: [] });
  return scopes;
}

/** The call of a partial alone does not change what `..` is; with parameters, it makes data of its own. */
function add(scopes: Scope[], scope: Scope): void {
  const inner = scopes.at(-1);
  const isSame = inner?.data !== undefined && inner.data === scope.data && inner.parameters.size === 0;
  if (isSame) scopes.pop();
  scopes.push(scope);
}
