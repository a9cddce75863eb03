import type { MjmlNode } from 'mjml-parser-xml';
import { markAttribute, type TakenMark } from '../sourceMap/marks.ts';
import { endOfTag } from './mjmlCut.ts';

/**
 * The tree of a text with marks, made of the tree of the same text without: nothing is parsed a second time, and the two trees are
 * the same but for the marks, whatever the text is.
 *
 * Undefined where the place of a mark is not plain to see, and where it could make a difference: then the text has to be parsed.
 *
 * @param nodes what MJML's parser made of the text without marks
 * @param marks of the text with marks, in its order
 */
export function withMarks(
  nodes: readonly MjmlNode[],
  text: string,
  marks: readonly TakenMark[],
): readonly MjmlNode[] | undefined {
  const reader = new MarkReader(text, marks);
  const marked = reader.read(nodes);
  return marked !== undefined && reader.isAtEnd ? marked : undefined;
}

/** Walks a tree and its text at once, and takes each mark where it stands. */
class MarkReader {
  readonly #text: string;
  readonly #marks: readonly TakenMark[];
  #at = 0;
  #next = 0;

  constructor(text: string, marks: readonly TakenMark[]) {
    this.#text = text;
    this.#marks = marks;
  }

  get isAtEnd(): boolean {
    return this.#next === this.#marks.length;
  }

  read(nodes: readonly MjmlNode[]): MjmlNode[] | undefined {
    const marked: MjmlNode[] = [];
    for (const node of nodes) {
      const copy = isComment(node) ? this.#comment(node) : this.#element(node);
      if (copy === undefined) return undefined;
      marked.push(copy);
    }
    return marked;
  }

  #comment(node: MjmlNode): MjmlNode | undefined {
    const start = this.#nextTag();
    if (start === undefined || !this.#text.startsWith(node.content ?? '', start)) return undefined;
    this.#at = start + (node.content ?? '').length;
    return node;
  }

  #element(node: MjmlNode): MjmlNode | undefined {
    const start = this.#nextTag();
    if (start === undefined) return undefined;
    const nameEnd = start + 1 + node.tagName.length;
    // In capitals, it is parsed.
    if (!this.#text.startsWith(node.tagName, start + 1)) return undefined;
    const tagEnd = /[\s/>]/.test(this.#text[nameEnd] ?? '') ? endOfTag(this.#text, nameEnd) : undefined;
    if (tagEnd === undefined) return undefined;
    const mark = this.#marks[this.#next];
    const marked = { ...node };
    if (mark?.at === nameEnd && mark.element !== undefined) {
      this.#next++;
      marked.attributes = { [markAttribute]: mark.element, ...node.attributes };
    }
    this.#at = tagEnd;
    if (node.children !== undefined) {
      const children = this.read(node.children);
      if (children === undefined) return undefined;
      marked.children = children;
    } else if (node.content !== undefined) {
      const content = this.#content(node.content);
      if (content === undefined) return undefined;
      marked.content = content;
    }
    return marked;
  }

  /** With the marks in it, and those at its ends: white space around it is not part of it, so that a mark in there would be missed. */
  #content(content: string): string | undefined {
    space.lastIndex = this.#at;
    space.test(this.#text);
    const start = space.lastIndex;
    if (!this.#text.startsWith(content, start)) return undefined;
    const end = start + content.length;
    let marked = '';
    let from = 0;
    for (let mark = this.#marks[this.#next]; mark !== undefined && mark.at <= end; mark = this.#marks[++this.#next]) {
      if (mark.at < start) return undefined;
      marked += content.slice(from, mark.at - start) + mark.text;
      from = mark.at - start;
    }
    this.#at = end;
    return marked + content.slice(from);
  }

  /** Where the next tag or comment begins that is no end of one; undefined where a mark stands in front of it. */
  #nextTag(): number | undefined {
    let start = this.#text.indexOf('<', this.#at);
    while (start >= 0 && this.#text[start + 1] === '/') start = this.#text.indexOf('<', start + 2);
    const mark = this.#marks[this.#next];
    return start < 0 || (mark !== undefined && mark.at <= start) ? undefined : start;
  }
}

const space = /\s*/y;

/** The parser makes an element of each, without attributes and place. */
function isComment(node: MjmlNode): boolean {
  return node.tagName === 'mj-raw' && node.file === undefined;
}
