import type { MjmlAttributes, MjmlElementNode, MjmlGlobalData } from 'mjml-core';
import type { MjmlNode } from 'mjml-parser-xml';

/**
 * Gives the elements of the body what the head says of their attributes, as mjml-core does before it renders them. Here the
 * defaults and classes are looked up once for elements of a kind, and nothing is copied that nobody changes.
 */
export class BodyAttributes {
  readonly #head: MjmlGlobalData;
  readonly #globalAttributes: MjmlAttributes;
  /** By kind of element; lives for one render. */
  readonly #inherited = new Map<string, MjmlAttributes>();

  constructor(head: MjmlGlobalData) {
    this.#head = head;
    this.#globalAttributes = { ...head.defaultAttributes['mj-all'] };
  }

  /** Throws where MJML has a way of its own with a class. */
  apply(nodes: readonly MjmlNode[], parentClass: string): readonly MjmlElementNode[] {
    return nodes.map(({ tagName, attributes = {}, content, absoluteFilePath, children = [] }) => {
      const ownClass = attributes['mj-class'];
      // MJML stops at mj-class="true", with a message of its own.
      if (typeof ownClass === 'boolean') throw new UnusualClass();
      const rawAttrs = ownClass === undefined ? attributes : withoutClass(attributes);
      return {
        tagName,
        attributes: { ...this.#inheritedBy(tagName, ownClass ?? '', parentClass), ...rawAttrs },
        rawAttrs,
        globalAttributes: this.#globalAttributes,
        content,
        absoluteFilePath,
        children: this.apply(children, ownClass ?? parentClass),
      };
    });
  }

  #inheritedBy(tagName: string, ownClass: string, parentClass: string): MjmlAttributes {
    const key = `${tagName.length} ${ownClass.length} ${tagName}${ownClass}${parentClass}`;
    const known = this.#inherited.get(key);
    if (known !== undefined) return known;
    const made = {
      ...this.#head.defaultAttributes[tagName],
      ...this.#ofClasses(ownClass),
      ...this.#ofParentClasses(tagName, parentClass),
    };
    this.#inherited.set(key, made);
    return made;
  }

  #ofClasses(ownClass: string): MjmlAttributes {
    let all: MjmlAttributes = {};
    for (const name of ownClass.split(' ')) {
      const values = this.#head.classes[name];
      const [before, added] = [all['css-class'], values?.['css-class']];
      // Classes of CSS add up; everything else is replaced.
      const both = before && added ? { 'css-class': `${before} ${added}` } : {};
      all = merged(all, values ?? {}, both);
    }
    return all;
  }

  #ofParentClasses(tagName: string, parentClass: string): MjmlAttributes {
    const { classesDefault } = this.#head;
    let all: MjmlAttributes = {};
    for (const name of parentClass.split(' ')) {
      const path = `${name}.${tagName}`;
      if (!twoNames.test(path) || path in classesDefault) throw new UnusualClass();
      all = merged(all, classesDefault[name]?.[tagName] ?? {});
    }
    return all;
  }
}

/** Later ones win; a name stays where it came first. */
function merged(...all: readonly MjmlAttributes[]): MjmlAttributes {
  return Object.fromEntries(all.flatMap((each) => Object.entries(each)));
}

/** MJML does something with the class that is not done here. */
class UnusualClass extends Error {}

/** MJML reads the class and the tag as one path, in which more dots and brackets lead deeper. */
const twoNames = /^[^.[\]]*\.[^.[\]]*$/;

function withoutClass(attributes: MjmlAttributes): MjmlAttributes {
  const { 'mj-class': _, ...rest } = attributes;
  return rest;
}
