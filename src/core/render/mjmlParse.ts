import type { MjmlNode } from 'mjml-parser-xml';
import type { MjmlEngine } from './mjmlEngine.ts';

/** A tag that stands for `mj-include`, which the parser drops without a word. */
export interface ParsedMjml {
  readonly tree: MjmlNode;
  readonly includeTag: string;
}

/** Parses one text as MJML would; throws what the parser throws. */
export function parseMjml(engine: MjmlEngine, path: string, text: string): ParsedMjml {
  let suffix = '-mailproof';
  while (text.toLowerCase().includes(`mj-include${suffix}`)) suffix += 'x';
  const renamed = text.replace(/<(\/?mj-include)(?=[\s/>])/gi, (_tag, name: string) => `<${name}${suffix}`);
  const tree = engine.parse(renamed, path);
  checkDepth(tree);
  restoreNames(tree, new RegExp(`(mj-include)${suffix}`, 'gi'));
  return { tree, includeTag: `mj-include${suffix}` };
}

/** Far more than any mail has, and far less than what ends the stack in MJML's own recursions. */
const maxDepth = 200;

function checkDepth(tree: MjmlNode): void {
  const pending = [{ node: tree, depth: 1 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, depth } = next;
    if (depth > maxDepth) throw new RangeError('The elements are nested too deeply');
    for (const child of node.children ?? []) pending.push({ node: child, depth: depth + 1 });
  }
}

/** Where the renamed tag was only text, inside an ending tag or a comment, it must not show. */
function restoreNames(node: MjmlNode, renamed: RegExp): void {
  if (node.content !== undefined) node.content = node.content.replace(renamed, '$1');
  for (const [name, value] of Object.entries(node.attributes ?? {})) {
    if (typeof value === 'string' && node.attributes !== undefined)
      node.attributes[name] = value.replace(renamed, '$1');
  }
  for (const child of node.children ?? []) restoreNames(child, renamed);
}

export function endingTags({ components }: MjmlEngine): ReadonlySet<string> {
  return new Set(
    Object.entries(components).flatMap(([name, component]) => (component.endingTag === true ? [name] : [])),
  );
}
