import { findNodeAtLocation, parseTree, type Node } from 'jsonc-parser';

/**
 * Where a profile stands in the text of settings.json or of a `.code-workspace` file, which keeps settings below `settings`. The
 * offset of its name; undefined: it is not there.
 */
export function placeOfProfile(text: string, setting: string, name: string): number | undefined {
  const root = parseTree(text, [], { allowTrailingComma: true });
  if (root === undefined) return undefined;
  const found: Node | undefined =
    findNodeAtLocation(root, [setting, name]) ?? findNodeAtLocation(root, ['settings', setting, name]);
  // Its parent is the pair of name and value.
  return found?.parent?.offset;
}
