import { findNodeAtLocation, parseTree } from 'jsonc-parser';

/**
 * Where a profile stands in the text of settings.json or of a `.code-workspace` file, which keeps settings below `settings`. The
 * offset of its name, or of the setting where that has no such profile; undefined: it is not there.
 */
export function placeOfProfile(text: string, setting: string, name: string): number | undefined {
  const root = parseTree(text, [], { allowTrailingComma: true });
  if (root === undefined) return undefined;
  const paths = [[setting, name], ['settings', setting, name], [setting], ['settings', setting]];
  const found = paths.map((path) => findNodeAtLocation(root, path)).find((node) => node !== undefined);
  // Its parent is the pair of name and value.
  return found?.parent?.offset;
}
