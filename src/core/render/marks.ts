import type { MjmlNode } from 'mjml-parser-xml';
import { type Mustache, scanMustaches } from '../template/mustaches.ts';
import type { SourceText } from '../template/sourceFiles.ts';
import { scanTags } from '../template/tags.ts';

/** Carries the place of a tag through Handlebars and the parser; only ever in texts that are looked at and thrown away. */
export const markAttribute = 'data-mailproof-at';

export interface MarkedPlace {
  readonly path: string;
  /** Of the end of the tag's name. */
  readonly nameEnd: number;
}

/** Marks the tags of source texts with their place. */
export class SourceMarks {
  readonly #paths: string[] = [];

  /** Mustaches are opaque when Handlebars runs before MJML, and plain text when MJML runs first. */
  add(source: SourceText, hasMustaches: boolean): string {
    let file = this.#paths.indexOf(source.path);
    if (file < 0) file = this.#paths.push(source.path) - 1;
    const mustaches: readonly Mustache[] = hasMustaches ? scanMustaches(source.text) : [];
    let marked = '';
    let from = 0;
    for (const tag of scanTags(source.text, mustaches)) {
      if (isContinued(source.text, tag.nameEnd)) continue;
      marked += `${source.text.slice(from, tag.nameEnd)} ${markAttribute}="${file}:${tag.nameEnd}"`;
      from = tag.nameEnd;
    }
    return marked + source.text.slice(from);
  }

  place(mark: string): MarkedPlace | undefined {
    const [file, nameEnd] = mark.split(':');
    const path = this.#paths[Number(file)];
    return path === undefined ? undefined : { path, nameEnd: Number(nameEnd) };
  }
}

/** `<mj-{{kind}}>`: the name goes on in a mustache. */
function isContinued(text: string, nameEnd: number): boolean {
  return text.startsWith('{{', nameEnd);
}

/** Takes the marks off the tree, so that it is what the author wrote. */
export function takeMarks(node: MjmlNode, marks = new Map<MjmlNode, string>()): ReadonlyMap<MjmlNode, string> {
  const mark = node.attributes?.[markAttribute];
  if (node.attributes !== undefined) delete node.attributes[markAttribute];
  if (typeof mark === 'string') marks.set(node, mark);
  for (const child of node.children ?? []) takeMarks(child, marks);
  return marks;
}
