import { isRecord } from '../isRecord.ts';
import { nameKey } from './dataFileNames.ts';

/** One of several data sets in a file. */
export interface DataEntry {
  readonly entry: string | number;
  readonly name: string;
  /** Keys and indexes that lead to its values. */
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

const maxEntries = 200;

/** A cheap look: most files hold one set, and need not be parsed to find that out. */
export function mayHoldEntries(text: string, isGeneral: boolean): boolean {
  return isGeneral || /^[\uFEFF\s]*\[/.test(text.slice(0, 1000));
}

/**
 * The sets of a file that holds several: a list of `{ id, values }` or of plain sets, or, in a file for all templates, an
 * object with a key for each. Undefined when the file is one set.
 *
 * @param templateNames of the template, for files that hold something for each
 */
export function entriesOf(value: unknown, templateNames: readonly string[]): readonly DataEntry[] | undefined {
  if (Array.isArray(value)) return entriesOfList(value);
  if (!isRecord(value) || templateNames.length === 0) return undefined;
  const pairs = Object.entries(value);
  // Plain evidence: one of the keys is the template's name, and all of them hold what could be a set.
  const own = pairs.find(([key]) => templateNames.includes(nameKey(key)));
  if (own === undefined || !pairs.every(([, each]) => isRecord(each) || Array.isArray(each))) return undefined;
  const [key, values] = own;
  const inner = Array.isArray(values) ? entriesOfList(values) : undefined;
  if (inner === undefined) return [{ entry: key, name: key, path: [key], value: values }];
  return inner.map((each) => ({ ...each, entry: `${key}/${each.entry}`, path: [key, ...each.path] }));
}

function entriesOfList(list: readonly unknown[]): readonly DataEntry[] | undefined {
  if (list.length === 0 || !list.every(isRecord)) return undefined;
  const wrapper = wrapperNames.find((name) => list.every((each) => isRecord(each[name])));
  const uses = wrapper === undefined ? new Map<unknown, number>() : labelUses(list);
  return list.slice(0, maxEntries).map((each, index) => {
    if (wrapper === undefined) return { entry: index, name: String(index + 1), path: [index], value: each };
    const label = labelNames
      .map((name) => each[name])
      .find((text) => typeof text === 'string' || typeof text === 'number');
    const name = label === undefined || label === '' ? String(index + 1) : String(label).slice(0, 80);
    const isUnique = uses.get(label) === 1;
    return {
      entry: label !== undefined && isUnique ? label : index,
      name,
      path: [index, wrapper],
      value: each[wrapper],
    };
  });
}

/** How many of the sets have a label. The editor asks, too: it must not wait while a long list is compared with itself. */
function labelUses(list: readonly Readonly<Record<string, unknown>>[]): ReadonlyMap<unknown, number> {
  const uses = new Map<unknown, number>();
  for (const each of list)
    for (const label of new Set(labelNames.map((name) => each[name]))) uses.set(label, (uses.get(label) ?? 0) + 1);
  return uses;
}

const wrapperNames = ['values', 'data', 'context', 'variables', 'vars', 'locals', 'props', 'payload'];
const labelNames = ['id', 'name', 'title', 'label', 'key', 'description'];

export const varsEntry = 'vars';

/** `<!-- vars ... -->`: where the YAML stands in a template that brings its own data. */
export function varsComment(template: string): { readonly start: number; readonly end: number } | undefined {
  return namedComment(template, 'vars');
}

/** The inside of a comment that begins with a line of this name. */
export function namedComment(
  template: string,
  name: 'vars' | 'i18n' | 'text',
): { readonly start: number; readonly end: number } | undefined {
  const opener = new RegExp(String.raw`<!--[ \t]{0,40}${name}[ \t]{0,40}\r?\n`).exec(template);
  if (opener === null) return undefined;
  const start = opener.index + opener[0].length;
  const end = template.indexOf('-->', start);
  return end < 0 ? undefined : { start, end };
}
