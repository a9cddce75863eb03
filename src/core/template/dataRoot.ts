import { parseTree, getNodeValue } from 'jsonc-parser';
import type { DataSetName } from '../render/renderResult.ts';
import { entriesOf } from './dataEntries.ts';
import { dataNamesOf } from './dataFileNames.ts';
import type { ValuePath } from './missingPath.ts';

/** The values of a data set in its file. */
export interface DataRoot {
  readonly path: ValuePath;
  readonly value: unknown;
}

/** Also of a text that is being typed; undefined where the set is not in it. */
export function dataRootOf(text: string, { entry }: DataSetName, template: string): DataRoot | undefined {
  const value = valueOf(text);
  if (entry === undefined) return { path: [], value: value ?? {} };
  return entriesOf(value, dataNamesOf(template))?.find((each) => each.entry === entry);
}

function valueOf(text: string): unknown {
  try {
    const tree = parseTree(text);
    return tree === undefined ? undefined : getNodeValue(tree);
  } catch (error) {
    // It recurses for every bracket.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
