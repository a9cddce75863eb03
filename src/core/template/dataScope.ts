import type { HandlebarsSource } from './handlebarsSource.ts';
import type { ValueShape } from './dataShape.ts';

/** What a name means at a place of a template. Never changed: an inner place has a scope of its own. */
export interface Scope {
  readonly source: HandlebarsSource;
  readonly frame: Frame;
  readonly blockParams: BlockParams | undefined;
  readonly loop: Loop | undefined;
  readonly inlines: Inlines | undefined;
  /** What `{{> @partial-block}}` shows. */
  readonly partialBlock: Piece | undefined;
  readonly guards: Guard | undefined;
  /** How many blocks and partials deep. */
  readonly depth: number;
  /** The partials on the way here, the innermost first. */
  readonly calls: Call | undefined;
}

/** A context, and the one that `../` leads to. */
export interface Frame {
  readonly shape: ValueShape;
  /** Arguments of a partial, which hide the properties of its context. */
  readonly hash: ReadonlyMap<string, ValueShape | undefined> | undefined;
  readonly parent: Frame | undefined;
  /** Frames without arguments, each made once: equal frames are the same object. */
  readonly children: Map<ValueShape, Frame>;
}

interface BlockParams {
  readonly names: ReadonlyMap<string, ValueShape | undefined>;
  readonly parent: BlockParams | undefined;
}

/** An `{{#each}}` around, for `@key` and `@../key`. */
interface Loop {
  readonly over: ValueShape;
  readonly parent: Loop | undefined;
}

interface Inlines {
  readonly pieces: ReadonlyMap<string, Piece>;
  readonly parent: Inlines | undefined;
}

/** A part of a template that is shown elsewhere: names in it mean what they mean where it is written. */
export interface Piece {
  readonly program: hbs.AST.Program;
  readonly scope: Scope;
}

export interface Guard {
  /** Undefined where the condition is more than one value. */
  readonly shape: ValueShape | undefined;
  readonly parent: Guard | undefined;
}

interface Call {
  readonly program: hbs.AST.Program;
  readonly parent: Call | undefined;
}

export function rootFrame(shape: ValueShape): Frame {
  return { shape, hash: undefined, parent: undefined, children: new Map() };
}

export function rootScope(source: HandlebarsSource, frame: Frame): Scope {
  return {
    source,
    frame,
    blockParams: undefined,
    loop: undefined,
    inlines: undefined,
    partialBlock: undefined,
    guards: undefined,
    depth: 0,
    calls: undefined,
  };
}

/** The frame of another context inside of a frame; Handlebars opens none for the context that is there already. */
export function innerFrame(parent: Frame, shape: ValueShape): Frame {
  if (parent.shape === shape && parent.hash === undefined) return parent;
  const present = parent.children.get(shape);
  if (present !== undefined) return present;
  const made = { shape, hash: undefined, parent, children: new Map<ValueShape, Frame>() };
  parent.children.set(shape, made);
  return made;
}

function frameWithHash(parent: Frame, shape: ValueShape, hash: Frame['hash']): Frame {
  return { shape, hash, parent, children: new Map() };
}

/** The frame that a path with so many `../` starts from; undefined above the outermost. */
export function outerFrame(frame: Frame, levels: number): Frame | undefined {
  let current: Frame | undefined = frame;
  for (let level = 0; level < levels && current !== undefined; level++) current = current.parent;
  return current;
}

export function outerLoop(loop: Loop | undefined, levels: number): Loop | undefined {
  let current = loop;
  for (let level = 0; level < levels && current !== undefined; level++) current = current.parent;
  return current;
}

/** What a block parameter stands for; `found` tells a parameter of an unknown value from a name that is none. */
export function findBlockParam(scope: Scope, name: string): { readonly shape: ValueShape | undefined } | undefined {
  for (let params = scope.blockParams; params !== undefined; params = params.parent)
    if (params.names.has(name)) return { shape: params.names.get(name) };
  return undefined;
}

export function findInline(scope: Scope, name: string): Piece | undefined {
  for (let inlines = scope.inlines; inlines !== undefined; inlines = inlines.parent) {
    const piece = inlines.pieces.get(name);
    if (piece !== undefined) return piece;
  }
  return undefined;
}

export function guardOf(scope: Scope, shape: ValueShape): 'none' | 'own' | 'other' {
  if (scope.guards === undefined) return 'none';
  const ancestors = new Set<ValueShape>();
  for (let each: ValueShape | undefined = shape; each !== undefined; each = each.parent) ancestors.add(each);
  let kind: 'own' | 'other' = 'own';
  for (let guard: Guard | undefined = scope.guards; guard !== undefined; guard = guard.parent)
    if (guard.shape === undefined || !ancestors.has(guard.shape)) kind = 'other';
  return kind;
}

export function countCalls(scope: Scope, program: hbs.AST.Program): number {
  let count = 0;
  for (let call = scope.calls; call !== undefined; call = call.parent) if (call.program === program) count++;
  return count;
}

/** The frame that a partial sees: with a context of its own, with arguments, or with neither. */
export function partialFrame(frame: Frame, shape: ValueShape | undefined, hash: Frame['hash']): Frame {
  if (hash !== undefined) {
    // Arguments of the partial around stay: they are in the object that Handlebars copies.
    const inherited = shape === undefined && frame.hash !== undefined ? [...frame.hash] : [];
    return frameWithHash(frame, shape ?? frame.shape, new Map([...inherited, ...hash]));
  }
  return shape === undefined ? frame : innerFrame(frame, shape);
}

/** The scope of a piece that is shown elsewhere: contexts and arguments are those of the place where it is shown. */
export function pieceScope(piece: Piece, caller: Scope): Scope {
  const { frame } = caller;
  const own = piece.scope.frame;
  const isOwnBlock = caller.partialBlock === piece;
  return {
    ...piece.scope,
    frame: frame === own ? own : frameWithHash(own, frame.shape, frame.hash),
    inlines: caller.inlines ?? piece.scope.inlines,
    loop: caller.loop,
    guards: caller.guards,
    depth: caller.depth,
    calls: caller.calls,
    // Inside of the block of a partial, `@partial-block` is that of the partial around.
    partialBlock: isOwnBlock ? piece.scope.partialBlock : (caller.partialBlock ?? piece.scope.partialBlock),
  };
}

/** In equal circumstances the same text asks for the same. */
export function isSameCircumstance(left: Scope, right: Scope): boolean {
  return (
    left.source === right.source &&
    left.frame === right.frame &&
    left.blockParams === right.blockParams &&
    left.inlines === right.inlines &&
    left.partialBlock === right.partialBlock &&
    left.guards === right.guards
  );
}
