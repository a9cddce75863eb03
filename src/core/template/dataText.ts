import { type Node as JsonNode, parseTree } from 'jsonc-parser';
import type * as Yaml from 'yaml';
import { parseJson } from './json.ts';

/** A value in a data file, with its place. Offsets count from the start of the text. */
export interface DataNode {
  readonly start: number;
  readonly end: number;
  /** Of an object. */
  readonly properties?: readonly DataProperty[];
  /** Of a list. */
  readonly items?: readonly DataNode[];
}

export interface DataProperty {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly value: DataNode;
}

export type DataText =
  | { readonly kind: 'value'; readonly value: unknown; readonly tree: () => DataNode | undefined }
  | { readonly kind: 'broken'; readonly offset: number; readonly length: number; readonly message: string };

/** What lies deeper is not placed. */
const maxDepth = 100;

/** Reads JSON, or YAML where the file's name says so. */
export async function parseDataText(path: string, text: string): Promise<DataText> {
  if (/\.ya?ml$/i.test(path)) return parseYaml(text);
  const json = parseJson(text);
  return json.kind === 'broken' ? json : { ...json, tree: () => treeOfJson(text) };
}

function treeOfJson(text: string): DataNode | undefined {
  try {
    const tree = parseTree(text);
    return tree === undefined ? undefined : fromJson(tree, 0);
  } catch (error) {
    // It recurses for every bracket.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function fromJson(node: JsonNode, depth: number): DataNode {
  const place = { start: node.offset, end: node.offset + node.length };
  const children = depth >= maxDepth ? [] : (node.children ?? []);
  if (node.type === 'array') return { ...place, items: children.map((child) => fromJson(child, depth + 1)) };
  if (node.type !== 'object') return place;
  const properties = children.flatMap(({ children: [key, value] = [] }) =>
    key === undefined || value === undefined
      ? []
      : [
          {
            name: String(key.value),
            start: key.offset,
            end: key.offset + key.length,
            value: fromJson(value, depth + 1),
          },
        ],
  );
  return { ...place, properties };
}

export async function parseYaml(text: string): Promise<DataText> {
  // Here and not above: few projects keep data in YAML, and the others need not wait for it.
  const yaml = await import('yaml');
  if (isTooDeep(text, yaml)) return { kind: 'broken', offset: 0, length: 1, message: tooMuchYaml };
  try {
    const document = yaml.parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
    const [error] = document.errors;
    if (error !== undefined) {
      const [offset, end] = error.pos;
      const message = `This is not valid YAML: ${error.message.split('\n', 1)[0] ?? ''}`;
      return { kind: 'broken', offset, length: Math.max(end - offset, 1), message };
    }
    // Aliases multiply: a few lines can stand for more values than fit into memory.
    const value: unknown = document.toJS({
      maxAliasCount: 100,
      reviver: (key, each: unknown) => (key === '__proto__' ? undefined : each),
    });
    return { kind: 'value', value: value ?? {}, tree: () => treeOfYaml(document, yaml) };
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof ReferenceError)) throw error;
    return { kind: 'broken', offset: 0, length: 1, message: tooMuchYaml };
  }
}

const tooMuchYaml = 'This YAML is nested too deeply, or its aliases stand for too much';
/** In brackets and columns, of which each may open another level; the parser's stack suffices for several times as many. */
const maxNesting = 200;

/**
 * Found out before anything is parsed: the parser recurses, and where the stack ends while V8 compiles a regular expression,
 * it ends the process instead of throwing.
 */
function isTooDeep(text: string, { Lexer }: typeof Yaml): boolean {
  let brackets = 0;
  let columns = 0;
  let isLineStart = true;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') brackets++;
    else if (token === ']' || token === '}') brackets--;
    if (/^[\r\n]/.test(token)) {
      columns = 0;
      isLineStart = true;
    } else if (token === '-' || token === '?' || (isLineStart && token.trim() === '')) columns += token.length;
    else isLineStart = false;
    if (brackets + columns > maxNesting) return true;
  }
  return false;
}

function treeOfYaml({ contents }: Yaml.Document, yaml: typeof Yaml): DataNode | undefined {
  return contents === null ? undefined : fromYaml(contents, { yaml, depth: 0 });
}

function fromYaml(node: Yaml.Node, { yaml, depth }: { readonly yaml: typeof Yaml; readonly depth: number }): DataNode {
  const place = placeOf(node);
  if (depth >= maxDepth) return place;
  const inner = { yaml, depth: depth + 1 };
  if (yaml.isSeq(node))
    return { ...place, items: node.items.map((item) => (yaml.isNode(item) ? fromYaml(item, inner) : place)) };
  if (!yaml.isMap(node)) return place;
  const properties = node.items.flatMap(({ key, value }) => {
    if (!yaml.isScalar(key)) return [];
    return [{ name: String(key.value), ...placeOf(key), value: yaml.isNode(value) ? fromYaml(value, inner) : place }];
  });
  return { ...place, properties };
}

function placeOf(node: Yaml.Node): { readonly start: number; readonly end: number } {
  const [start, end] = node.range ?? [0, 0];
  return { start, end };
}
