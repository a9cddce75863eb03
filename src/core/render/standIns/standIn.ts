import { isRecord } from '../../isRecord.ts';

/**
 * A helper of Mailproof's own that stands in for a well-known one where the project's code may not run or was not found. It
 * follows the commonest meaning of the name; where packs differ, the table's entry says whom it follows.
 */
export interface StandIn {
  /** Gives what the helper would: printed, or handed on by a subexpression. Undefined prints nothing. */
  readonly answer: (call: StandInCall) => unknown;
  /**
   * It also answers without any parameter, unless the data have a value of that name: `{{year}}`; or only with a block:
   * `{{#upper}}...{{/upper}}`.
   */
  readonly isBare?: boolean | 'block';
}

export interface StandInCall {
  readonly context: unknown;
  readonly values: readonly unknown[];
  readonly hash: Readonly<Record<string, unknown>>;
  /** Of `{{#name}}...{{else}}...{{/name}}`; undefined in `{{name}}` and `(name)`. */
  readonly block: StandInBlock | undefined;
  readonly layout: Layout;
}

export interface StandInBlock {
  /** With `frame`, its members are there as `@index`, `@first`, ...; `parameters` are those of `as |a b|`. */
  show(context: unknown, more?: { readonly frame?: object; readonly parameters?: readonly unknown[] }): string;
  showElse(): string;
}

/** What `extend`, `block` and `content` need of the run. */
export interface Layout {
  /** One level for each layout that is being filled, the outermost first. */
  readonly levels: Map<string, readonly LayoutContent[]>[];
  /** What `contentFor` and `section` keep until a layout asks for it. */
  readonly kept: Map<string, string>;
  callPartial(name: string, context: unknown): string;
}

export interface LayoutContent {
  readonly mode: 'replace' | 'append' | 'prepend';
  show(context: unknown): string;
}

export type StandInTable = Readonly<Record<string, StandIn>>;

/** A helper that only makes a value of its parameters; called as a block, its content is its last parameter. */
export function value(make: (...values: readonly unknown[]) => unknown): StandIn {
  return {
    answer: ({ values, block, context }) => make(...values, ...(block === undefined ? [] : [block.show(context)])),
  };
}

/** A helper that is true or false: a block shows one of its branches, otherwise it is the value. */
export function condition(test: (...values: readonly unknown[]) => boolean): StandIn {
  return { answer: (call) => decide(call, test(...call.values)) };
}

export function decide({ block, context }: StandInCall, isTrue: boolean): unknown {
  if (block === undefined) return isTrue;
  return isTrue ? block.show(context) : block.showElse();
}

/** As a template prints it. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(textOf).join(',');
  return isHtml(value) ? value.toHTML() : '';
}

/** Handlebars asks by exactly this member, whichever copy of it made the value. */
export function isHtml(value: unknown): value is { toHTML(): string } {
  return typeof value === 'object' && value !== null && 'toHTML' in value && typeof value.toHTML === 'function';
}

/** Not a number: NaN. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value.trim()) : Number.NaN;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Own members only: a template never reaches a prototype. */
export function memberOf(value: unknown, path: string): unknown {
  let current = value;
  for (const name of path.replaceAll(/\[(\w+)\]/g, '.$1').split('.')) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, name)) return undefined;
    current = (current as Readonly<Record<string, unknown>>)[name];
  }
  return current;
}

/** As `{{#if}}` judges, which takes an empty list for nothing. */
export function isTruthy(value: unknown): boolean {
  return Boolean(value) && !(Array.isArray(value) && value.length === 0);
}

export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.keys(value).length === 0;
}
