import type { PartialCall, PrintedPath } from './printedPaths.ts';
import type { MarkContext, PlaceOfCall as CallSite } from './sourceTables.ts';

export type CallOf = (call: CallSite) => PartialCall | undefined;

/** What `this` is at a place of a run. */
export interface DataScope {
  /** Path of it in all data; undefined where it is not known. */
  readonly data: string | undefined;
  /** What calls of partials add to it, by name. */
  readonly given: ReadonlyMap<string, Given>;
  /** What `..` is. */
  readonly around: DataScope | undefined;
  /** Without a context, marks are of the text and not of a run of it: which turn of a loop it was is not known. */
  readonly isOfText: boolean;
}

interface Given {
  /** Undefined for what is no path. */
  readonly path: PrintedPath | undefined;
  readonly call: CallSite;
  /** Of the call. */
  readonly scope: DataScope;
}

/** @param contexts of a mark, innermost first; empty in the template itself, with all data */
export function dataScopeOf(contexts: readonly MarkContext[], callOf: CallOf): DataScope {
  const ofRun = contexts.filter(({ include }) => include === undefined);
  let scope: DataScope = { data: '', given: new Map(), around: undefined, isOfText: ofRun.length === 0 };
  for (const context of ofRun.toReversed()) scope = scopeInside(scope, context, callOf);
  return scope;
}

/**
 * The path in all data of what a mustache printed, `order.lines.0.price`; empty for all of them, undefined where it is not known.
 */
export function dataPathOf(printed: PrintedPath, scope: DataScope): string | undefined {
  const { parts, isFromRoot } = printed;
  if (isFromRoot) return parts.join('.');
  const [head = '', ...rest] = parts;
  const named = namedBy(printed);
  if (named === 'unknown') return undefined;
  const at = ascend(scope, named ?? printed.up);
  if (named !== undefined) return joined(at?.data, rest);
  const given = at?.given.get(head);
  if (given === undefined) return joined(at?.data, parts);
  return joined(given.path === undefined ? undefined : dataPathOf(given.path, given.scope), rest);

  /** How many levels up the block is whose `as |name|` the path begins with; undefined for a path that begins with data. */
  function namedBy({ up, blocks, markedAt }: PrintedPath): number | 'unknown' | undefined {
    const scopeBlocks = blocks.filter(({ kind }) => kind !== 'helper');
    // Inside of an attribute's own loop, the mark before it does not say which turn it was.
    const isInLoop = markedAt !== undefined && scopeBlocks.some(({ start }) => start > markedAt);
    if (isInLoop || (scope.isOfText && scopeBlocks.length > 0)) return 'unknown';
    const naming = up > 0 ? undefined : blocks.findLast(({ names }) => names.includes(head));
    if (naming === undefined) return undefined;
    const isThis = naming.kind === 'loop' && naming.names[0] === head;
    return isThis ? scopeBlocks.length - 1 - scopeBlocks.indexOf(naming) : 'unknown';
  }
}

/** The call of a partial that gives a text of its own to what prints it: `{{> total label="Subtotal"}}`. */
export function givingCallOf({ parts, up, isFromRoot, blocks }: PrintedPath, scope: DataScope): CallSite | undefined {
  const [head = ''] = parts;
  const isNamed = up === 0 && blocks.some(({ names }) => names.includes(head));
  const given = isFromRoot || isNamed ? undefined : ascend(scope, up)?.given.get(head);
  return given?.path === undefined ? given?.call : givingCallOf(given.path, given.scope);
}

function ascend(scope: DataScope, levels: number): DataScope | undefined {
  let at: DataScope | undefined = scope;
  for (let level = 0; level < levels; level++) at = at?.around;
  return at;
}

function joined(data: string | undefined, parts: readonly string[]): string | undefined {
  return data === undefined ? undefined : [...(data === '' ? [] : [data]), ...parts].join('.');
}

function scopeInside(around: DataScope, context: MarkContext, callOf: CallOf): DataScope {
  const { call: site, data } = context;
  const call = site === undefined ? undefined : callOf(site);
  if (site === undefined || call === undefined) return scopeWith(around, { data, given: new Map() });
  const own = [...call.parameters].map(([name, path]): [string, Given] => [name, { path, call: site, scope: around }]);
  // Data with parameters are no part of the data, but what they are made of is.
  const isInherited = data === undefined && isSameContext(call);
  const inherited = isInherited ? around : { data: data ?? contextOf(call, around), given: new Map<string, Given>() };
  if (own.length === 0) return scopeWith(around, inherited);
  return { data: inherited.data, given: new Map([...inherited.given, ...own]), around, isOfText: false };
}

/** The call of a partial alone does not change what `..` is. */
function scopeWith(around: DataScope, { data, given }: Pick<DataScope, 'data' | 'given'>): DataScope {
  const isSame = data !== undefined && data === around.data;
  return { data, given, around: isSame ? around.around : around, isOfText: false };
}

/** `{{> row}}` and `{{> row this}}` */
function isSameContext({ context }: PartialCall): boolean {
  if (typeof context !== 'object') return context === 'same';
  return context.parts.length === 0 && context.up === 0 && !context.isFromRoot;
}

/** `{{> row line}}` */
function contextOf({ context }: PartialCall, scope: DataScope): string | undefined {
  return typeof context === 'object' ? dataPathOf(context, scope) : undefined;
}
