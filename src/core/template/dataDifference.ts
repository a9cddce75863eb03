import { isRecord } from '../isRecord.ts';
import { closest } from '../text/closest.ts';
import type { DataNode, DataProperty } from './dataText.ts';
import type { DataShape, ValueShape, ValueUse } from './dataShape.ts';
import { isPrinted } from './sampleData.ts';

/** A key of a data file that no template asks for. */
export interface UnusedKey {
  /** `order.items[].price` */
  readonly path: string;
  readonly start: number;
  readonly end: number;
  /** A name that is asked for and has no value: what the key may be a misspelling of. */
  readonly suggestion: string | undefined;
}

/** A list is asked for, and something else is there. */
export interface WrongType {
  readonly use: ValueUse;
  readonly found: 'a text' | 'a number' | 'true';
}

/** What people read, and a bound for the files of strangers. */
const maxFindings = 20;
const maxVisits = 5000;

/** The keys that nothing uses, where that is certain: never below what a helper gets as a whole. */
export function findUnusedKeys({ root, isComplete }: DataShape, tree: DataNode): readonly UnusedKey[] {
  if (!isComplete) return [];
  const finder = new UnusedFinder();
  finder.look(root, tree, '');
  return finder.found;
}

class UnusedFinder {
  readonly found: UnusedKey[] = [];
  readonly #known = new Set<string>();
  #visits = 0;

  look(shape: ValueShape, node: DataNode, path: string): void {
    if (++this.#visits > maxVisits || isUsedAsWhole(shape)) return;
    const inner = shape.item;
    for (const item of node.items ?? []) this.look(inner ?? shape, item, `${path}[]`);
    const properties = node.properties ?? [];
    if (properties.length === 0 || (inner === undefined && shape.properties.size === 0)) return;
    const elsewhere = namesFromSections(shape, properties);
    for (const property of properties) {
      const { name } = property;
      const asked = shape.properties.get(name) ?? inner;
      const own = path === '' ? name : `${path}.${name}`;
      if (asked !== undefined) this.look(asked, property.value, own);
      else if (!elsewhere.has(name) && !isForOthers(name, path === '')) this.#add(property, own, shape, properties);
    }
  }

  #add({ start, end, name }: DataProperty, path: string, shape: ValueShape, present: readonly DataProperty[]): void {
    if (this.#known.has(path) || this.found.length >= maxFindings) return;
    this.#known.add(path);
    const there = new Set(present.map((property) => property.name));
    const suggestion = closest(
      name,
      [...shape.properties.keys()].filter((each) => !there.has(each)),
    );
    this.found.push({ path, start, end, suggestion });
  }
}

/** A helper got it, or it is only looked at as it is: nobody can say which parts of it count. */
function isUsedAsWhole(shape: ValueShape): boolean {
  if (shape.kinds.has('argument')) return true;
  return shape.item === undefined && shape.properties.size === 0 && (shape.kinds.has('list') || isPrinted(shape));
}

/** `{{#paid}}{{amount}}{{/paid}}`: where `paid` is just true, `amount` is looked for beside it. */
function namesFromSections(shape: ValueShape, properties: readonly DataProperty[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { name, value } of properties) {
    const section = shape.properties.get(name);
    if (section?.kinds.has('section') !== true || value.items !== undefined || value.properties !== undefined) continue;
    for (const each of [section, section.item]) for (const key of each?.properties.keys() ?? []) names.add(key);
  }
  return names;
}

/** Notes, schemas, and what whoever sends the mail reads. */
function isForOthers(name: string, isTop: boolean): boolean {
  if (/^[_$/#@]/.test(name) || name === 'comment') return true;
  return (
    isTop &&
    /^(subject|from|to|cc|bcc|reply_?to|sender|preheader|preview_?text|template|layout|locale|lang|language)$/i.test(
      name,
    )
  );
}

/** Where `{{#each}}` gets what it cannot go through, which shows nothing and is no error to Handlebars. */
export function findWrongTypes({ root }: DataShape, data: unknown): readonly WrongType[] {
  const found = new Map<ValueUse, WrongType>();
  let visits = 0;
  const look = (shape: ValueShape, value: unknown): void => {
    if (++visits > maxVisits || found.size >= maxFindings) return;
    const type = scalarType(value);
    // Under a condition of its own kind, like `(isArray x)`, the template knows what it does.
    const use = shape.uses.find((each) => each.kind === 'each' && each.guard !== 'other');
    if (type !== undefined && use !== undefined) found.set(use, { use, found: type });
    if (Array.isArray(value)) for (const item of value) if (shape.item !== undefined) look(shape.item, item);
    if (!isRecord(value)) return;
    for (const [name, each] of Object.entries(value)) {
      const asked = shape.properties.get(name) ?? shape.item;
      if (asked !== undefined) look(asked, each);
    }
  };
  look(root, data);
  return [...found.values()];
}

function scalarType(value: unknown): WrongType['found'] | undefined {
  if (value === true) return 'true';
  if (typeof value === 'string' && value !== '') return 'a text';
  return typeof value === 'number' && value !== 0 ? 'a number' : undefined;
}

/** The values that the template asks for under no condition and that are not there, as paths. */
export function findMissing({ root }: DataShape, data: unknown): readonly string[] {
  const missing: string[] = [];
  let visits = 0;
  const look = (shape: ValueShape, value: unknown, path: string): void => {
    if (++visits > maxVisits) return;
    for (const [name, property] of shape.properties) {
      const own = path === '' ? name : `${path}.${name}`;
      const found = isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
      if (found !== undefined) look(property, found, own);
      else if (property.uses.some(isNeeded)) missing.push(own);
      else if (property.uses.length === 0) look(property, undefined, own);
    }
    // One item stands for all: they come from one place.
    if (shape.item !== undefined && Array.isArray(value) && value.length > 0) look(shape.item, value[0], `${path}[]`);
  };
  look(root, data, '');
  return missing.slice(0, maxVisits);
}

function isNeeded({ guard, kind }: ValueUse): boolean {
  return guard === 'none' && kind !== 'condition' && kind !== 'negation' && kind !== 'section' && kind !== 'answered';
}

export function countPaths(shape: ValueShape): number {
  const inner = [...shape.properties.values(), ...(shape.item === undefined ? [] : [shape.item])];
  return shape.properties.size + inner.reduce((count, each) => count + countPaths(each), 0);
}
