import { findNodeAtLocation, getLocation, type Location, type Node, parseTree } from 'jsonc-parser';
import { isRecord } from '../isRecord.ts';
import type { ValuePath } from './missingPath.ts';

export interface DataCompletion {
  readonly label: string;
  readonly kind: 'property' | 'value';
  /** In the syntax of snippets: `"name": "$1"`. */
  readonly snippet: string;
  /** What it replaces, around the offset. */
  readonly start: number;
  readonly end: number;
  /** The template asks for it under no condition. */
  readonly isNeeded: boolean;
}

export interface DataDescription {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly isNeeded: boolean;
  /** What the template compares it with, as JSON. */
  readonly examples: readonly string[];
}

type Schema = Readonly<Record<string, unknown>>;

/**
 * What could be written at a place of a data file, as a schema of the template's values says.
 *
 * @param roots where sets of values begin in the file
 */
export function completionsAt(
  text: string,
  offset: number,
  schema: unknown,
  roots: readonly ValuePath[] = [[]],
): readonly DataCompletion[] {
  return withoutDeepNesting(() => {
    const location = getLocation(text, offset);
    const inside = pathInside(location.path, roots);
    if (inside === undefined) return [];
    const place = placeOf(text, offset, location);
    if (!location.isAtPropertyKey) return valuesFor(schemaAt(schema, inside), place);
    const parent = schemaAt(schema, inside.slice(0, -1));
    return parent === undefined ? [] : namesFor(parent, { text, place, present: namesBeside(text, location, place) });
  }, []);
}

/** What a schema says of the name at a place; undefined where there is none, or none that is asked for. */
export function describeAt(
  text: string,
  offset: number,
  schema: unknown,
  roots: readonly ValuePath[] = [[]],
): DataDescription | undefined {
  return withoutDeepNesting(() => {
    const { isAtPropertyKey, path, previousNode } = getLocation(text, offset);
    const inside = isAtPropertyKey && previousNode !== undefined ? pathInside(path, roots) : undefined;
    const name = inside?.at(-1);
    const own = inside === undefined ? undefined : schemaAt(schema, inside);
    if (own === undefined || typeof name !== 'string' || inside === undefined || previousNode === undefined)
      return undefined;
    const isNeeded = isRequired(schemaAt(schema, inside.slice(0, -1)), name);
    const end = previousNode.offset + previousNode.length;
    return { name, start: previousNode.offset, end, isNeeded, examples: examplesOf(own) };
  }, undefined);
}

interface Place {
  readonly start: number;
  readonly end: number;
  /** The name or value that is there already. */
  readonly node: Node | undefined;
  /** What stands behind it. */
  readonly next: string;
}

function placeOf(text: string, offset: number, { previousNode: node }: Location): Place {
  const isInside = node !== undefined && node.offset < offset && offset <= node.offset + node.length;
  // Half a word without quotes is no JSON, but what people type.
  const word = /[\w$-]{0,100}$/.exec(text.slice(Math.max(offset - 100, 0), offset))?.[0] ?? '';
  const start = isInside ? node.offset : offset - word.length;
  const end = isInside ? node.offset + node.length : offset;
  return { start, end, node: isInside ? node : undefined, next: text.slice(end).trimStart().charAt(0) };
}

interface NamesInput {
  readonly text: string;
  readonly place: Place;
  readonly present: ReadonlySet<string>;
}

function namesFor(parent: Schema, { place, present }: NamesInput): readonly DataCompletion[] {
  const { start, end, next } = place;
  const properties = isRecord(parent['properties']) ? Object.entries(parent['properties']) : [];
  return properties
    .filter(([name]) => !present.has(name))
    .map(([name, each]) => {
      const value = next === ':' ? '' : `: ${valueSnippet(each)}${next === '"' ? ',' : ''}`;
      const snippet = `${escaped(JSON.stringify(name))}${value}`;
      return { label: name, kind: 'property', snippet, start, end, isNeeded: isRequired(parent, name) };
    });
}

function valuesFor(own: Schema | undefined, { start, end }: Place): readonly DataCompletion[] {
  if (own === undefined) return [];
  const isAnything = own['type'] === undefined && own['properties'] === undefined;
  const texts = own['type'] === 'object' ? ['{}'] : own['type'] === 'array' ? ['[]'] : examplesOf(own);
  const all = isAnything ? [...texts, 'true', 'false'] : texts;
  return [...new Set(all)].map((label) => {
    const snippet = label === '{}' ? '{$0\\}' : label === '[]' ? '[$0]' : escaped(label);
    return { label, kind: 'value', snippet, start, end, isNeeded: false };
  });
}

function valueSnippet(schema: unknown): string {
  if (!isRecord(schema)) return '$1';
  if (schema['type'] === 'object') return '{$1\\}';
  if (schema['type'] === 'array') return '[$1]';
  const [example] = examplesOf(schema);
  if (example !== undefined) return `\${1:${escaped(example)}}`;
  const types: unknown = schema['type'];
  return Array.isArray(types) && types[0] === 'string' ? '"$1"' : '$1';
}

function examplesOf(schema: Schema): readonly string[] {
  const examples: unknown = schema['examples'];
  if (!Array.isArray(examples)) return [];
  return examples.slice(0, maxExamples).map((example: unknown) => JSON.stringify(example));
}

function isRequired(schema: Schema | undefined, name: string): boolean {
  const required: unknown = schema?.['required'];
  return Array.isArray(required) && required.includes(name);
}

function namesBeside(text: string, { path }: Location, { node }: Place): ReadonlySet<string> {
  const tree = parseTree(text);
  const parent = tree === undefined ? undefined : findNodeAtLocation(tree, path.slice(0, -1));
  const keys = (parent?.children ?? []).flatMap(({ children: [key] = [] }) => key ?? []);
  return new Set(keys.filter(({ offset }) => offset !== node?.offset).map(({ value }) => String(value)));
}

function pathInside(path: ValuePath, roots: readonly ValuePath[]): ValuePath | undefined {
  const root = roots.find((each) => each.length <= path.length && each.every((key, index) => key === path[index]));
  return root === undefined ? undefined : path.slice(root.length);
}

function schemaAt(schema: unknown, path: ValuePath): Schema | undefined {
  let at: unknown = schema;
  for (const key of path) {
    if (!isRecord(at)) return undefined;
    const { properties, items, additionalProperties } = at;
    const isOwn = isRecord(properties) && typeof key === 'string' && Object.hasOwn(properties, key);
    at = typeof key === 'number' ? items : isOwn ? properties[key] : additionalProperties;
  }
  return isRecord(at) ? at : undefined;
}

/** For a snippet. */
function escaped(text: string): string {
  return text.replaceAll(/[\\$}]/g, String.raw`\$&`);
}

function withoutDeepNesting<Result>(find: () => Result, otherwise: Result): Result {
  try {
    return find();
  } catch (error) {
    // The parser recurses for every bracket.
    if (error instanceof RangeError) return otherwise;
    throw error;
  }
}

const maxExamples = 20;
