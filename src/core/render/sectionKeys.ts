import type { MjmlContext, MjmlGlobalData } from 'mjml-core';
import type { MjmlNode } from 'mjml-parser-xml';
import type { MjmlPart } from './mjmlPart.ts';

/** Everything outside of a section that its html can depend on, but for its place among the others. */
export function contextKey({ containerWidth }: MjmlContext, data: MjmlGlobalData): string {
  return JSON.stringify([containerWidth, Object.entries(data).filter(([name]) => !headOnly.has(name))]);
}

/** What MJML tells each child of the body about its place. */
export class Places {
  readonly #sections: readonly MjmlPart[];
  readonly #count: number;
  readonly #nonRaw: number;
  /** Of the first child of each section. */
  readonly #indexes: readonly number[];

  constructor(sections: readonly MjmlPart[]) {
    this.#sections = sections;
    let count = 0;
    let nonRaw = 0;
    this.#indexes = sections.map(({ nodes, rawNodes }) => {
      const index = count;
      count += nodes.length;
      nonRaw += nodes.length - rawNodes;
      return index;
    });
    this.#count = count;
    this.#nonRaw = nonRaw;
  }

  of(section: number, child: number): Place {
    const index = (this.#indexes[section] ?? 0) + child;
    const [sibling, nonRawSiblings] = [this.#count, this.#nonRaw];
    return { first: index === 0, index, last: index + 1 === sibling, sibling, nonRawSiblings };
  }

  /** Of its place, a section asks only whether it is the first; what else stands directly in a body can ask for all of it. */
  keyOf(section: number): string {
    const index = this.#indexes[section] ?? 0;
    if (this.#sections[section]?.asksOnlyForFirst === true) return index === 0 ? 'first' : '';
    return `${index} ${this.#count} ${this.#nonRaw}`;
  }
}

export interface Place {
  readonly first: boolean;
  readonly index: number;
  readonly last: boolean;
  readonly sibling: number;
  readonly nonRawSiblings: number;
}

/** A node, and what it is told about its place. */
export function atPlace(node: MjmlNode, props: Place): MjmlNode & { readonly props: Place } {
  return { ...node, props };
}

/** What only the head of the html shows, and what the sections themselves add. */
const headOnly = new Set([
  'beforeDoctype',
  'componentsHeadStyle',
  'fonts',
  'headRaw',
  'headStyle',
  'htmlAttributes',
  'inlineStyle',
  'mediaQueries',
  'preview',
  'style',
  'title',
]);
