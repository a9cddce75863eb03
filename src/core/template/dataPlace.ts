import { dataNamesOf } from './dataFileNames.ts';
import { entriesOf, varsComment, varsEntry } from './dataEntries.ts';
import { type DataNode, parseDataText, parseYaml } from './dataText.ts';

/** A file of data as it was read, for one template. */
export interface DataSource {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  /** Which of several sets in it. */
  readonly entry?: string | number | undefined;
}

export interface DataPlace {
  readonly start: number;
  readonly end: number;
}

/**
 * Where a value stands in a data file, or in the template that brings its own; undefined where it does not.
 *
 * @param path keys and indexes with dots in between, `order.lines.0.price`; the keys may have dots as well
 */
export async function findDataPlace(
  source: DataSource,
  { template, path }: { readonly template: string; readonly path: string },
): Promise<DataPlace | undefined> {
  const tree = await treeOf(source, template);
  const found = tree === undefined ? undefined : nodeAtPath(tree.node, path, { left: maxSteps });
  return found === undefined || tree === undefined
    ? undefined
    : { start: found.start + tree.shift, end: found.end + tree.shift };
}

interface PlacedTree {
  readonly node: DataNode;
  /** From its offsets to those of the file. */
  readonly shift: number;
}

async function treeOf({ file, text, entry }: DataSource, template: string): Promise<PlacedTree | undefined> {
  if (entry === varsEntry && file === template) {
    const comment = varsComment(text);
    if (comment === undefined) return undefined;
    const data = await parseYaml(text.slice(comment.start, comment.end));
    const node = data.kind === 'value' ? data.tree() : undefined;
    return node === undefined ? undefined : { node, shift: comment.start };
  }
  const shift = text.startsWith('\uFEFF') ? 1 : 0;
  const data = await parseDataText(file, text.slice(shift));
  const node = data.kind === 'value' ? data.tree() : undefined;
  if (data.kind === 'broken' || node === undefined) return undefined;
  if (entry === undefined) return { node, shift };
  const way = entriesOf(data.value, dataNamesOf(template))?.find((each) => each.entry === entry)?.path;
  const inner = way?.reduce<DataNode | undefined>((at, key) => at && childOf(at, String(key)), node);
  return inner === undefined ? undefined : { node: inner, shift };
}

function nodeAtPath(node: DataNode, path: string, steps: { left: number }): DataNode | undefined {
  if (path === '') return node;
  // Of keys with dots in them, the longest that fit: `{"a.b": 1}` has `a.b`, and so has `{"a": {"b": 1}}`.
  for (let end = path.length; end > 0 && steps.left > 0; end = path.lastIndexOf('.', end - 1)) {
    steps.left--;
    const child = childOf(node, path.slice(0, end));
    const found = child === undefined ? undefined : nodeAtPath(child, path.slice(end + 1), steps);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Keys with dots in them can be split in more ways than there is time for. */
const maxSteps = 10_000;

/** Of a key that is there twice, the last one counts. */
function childOf({ properties, items }: DataNode, key: string): DataNode | undefined {
  if (items !== undefined) return /^\d{1,9}$/.test(key) ? items[Number(key)] : undefined;
  return properties?.findLast(({ name }) => name === key)?.value;
}
