import { BoundedMap } from '../boundedMap.ts';
import type { MemoryPart, RenderMemory } from '../renderMemory.ts';
import { type DataNode, type DataText, parseDataText } from './dataText.ts';

type Value = Extract<DataText, { readonly kind: 'value' }>;

/**
 * Reads the text of a data file, of which most were read on the key before. Values are copies, because a helper can change what
 * it is given, and the next render must not see that.
 */
export async function readDataText(path: string, text: string, memory: RenderMemory): Promise<DataText> {
  const known = memory.part(knownTexts);
  // What is JSON and what is YAML, the name says.
  const key = `${/\.ya?ml$/i.exec(path)?.[0] ?? ''}\0${text}`;
  const present = known.get(key);
  const copy = present === undefined ? undefined : copyOf(present.value);
  if (present !== undefined && copy !== undefined) return { ...present, value: copy.value };
  const data = await parseDataText(path, text);
  if (data.kind === 'broken') return data;
  const kept = copyOf(data.value);
  if (kept === undefined) return data;
  const tree = once(data.tree);
  known.set(key, { kind: 'value', value: kept.value, tree }, key.length);
  return { ...data, tree };
}

/** Shared data of large projects; longer texts than all of them together have no business in a mail. */
const knownTexts: MemoryPart<BoundedMap<string, Value>> = {
  create: () => new BoundedMap({ entries: 200, weight: 2_000_000 }),
};

/** Undefined for what is nested too deeply to be copied. */
function copyOf(value: unknown): { readonly value: unknown } | undefined {
  try {
    return { value: structuredClone(value) };
  } catch (error) {
    // The stack ends.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function once(make: () => DataNode | undefined): () => DataNode | undefined {
  let made: { readonly tree: DataNode | undefined } | undefined;
  return () => (made ??= { tree: make() }).tree;
}
