import { applyEdits, findNodeAtLocation, modify, type Node, parseTree } from 'jsonc-parser';
import { parseJson } from './json.ts';
import type { ValuePath } from './missingPath.ts';

export interface DataAddition {
  /** Where the values of the set begin in the file. */
  readonly root: ValuePath;
  readonly path: ValuePath;
  readonly value: unknown;
}

/** One replacement in a text. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The first value that came, as offsets in the text afterwards. */
  readonly added: { readonly start: number; readonly end: number };
}

/**
 * Adds a value to a JSON text, to each item of a list that lacks it, and leaves the rest as it is written. Undefined when there is
 * no place for it: the text is no JSON, or something else than an object stands where it belongs.
 */
export function addToData(text: string, { root, path, value }: DataAddition): TextChange | undefined {
  if (text.trim() !== '' && parseJson(text).kind === 'broken') return undefined;
  try {
    const places = placesFor(parseTree(text), root, path).slice(0, maxPlaces);
    const formattingOptions = formattingOf(text);
    const changed = places.reduce(
      (before, place) => applyEdits(before, modify(before, [...place], value, { formattingOptions })),
      text,
    );
    const tree = parseTree(changed);
    const node = places[0] === undefined || tree === undefined ? undefined : findNodeAtLocation(tree, [...places[0]]);
    if (node === undefined) return undefined;
    return { ...difference(text, changed), added: { start: node.offset, end: node.offset + node.length } };
  } catch (error) {
    // It recurses for every bracket.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The places, each for one value, that are empty and can be filled. */
function placesFor(tree: Node | undefined, root: ValuePath, path: ValuePath): readonly ValuePath[] {
  let found: { readonly node: Node | undefined; readonly way: ValuePath }[] = [{ node: tree, way: [] }];
  for (const [depth, key] of [...root, ...path].entries()) {
    const isWildcard = typeof key === 'number' && depth >= root.length;
    found = found.flatMap(({ node, way }) => {
      if (node === undefined) return [{ node: undefined, way: [...way, key] }];
      if (node.type !== (typeof key === 'number' ? 'array' : 'object')) return [];
      const children = node.children ?? [];
      if (isWildcard && children.length > 0)
        return children.map((child, index) => ({ node: child, way: [...way, index] }));
      return [{ node: findNodeAtLocation(node, [key]), way: [...way, key] }];
    });
  }
  return found.filter(({ node }) => node === undefined).map(({ way }) => way);
}

/** As the text is written already. */
function formattingOf(text: string): { insertSpaces: boolean; tabSize: number; eol: string } {
  const indent = /\n([ \t]{1,16})\S/.exec(text)?.[1] ?? '  ';
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

function difference(before: string, after: string): { start: number; end: number; text: string } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shorter - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return { start, end: before.length - tail, text: after.slice(start, after.length - tail) };
}

/** What one press adds can be read through. */
const maxPlaces = 50;
