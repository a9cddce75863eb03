import type { MjmlBodyComponent, MjmlComponent, MjmlComponentClass } from 'mjml-core';
import type { MjmlNode } from 'mjml-parser-xml';
import { markAttribute } from '../sourceMap/marks.ts';

/**
 * The same components, which print the mark of their element on every tag that they make attributes for. Nothing else of what
 * they print changes.
 */
export function markedComponents(components: Readonly<Record<string, MjmlComponent>>): readonly MjmlComponent[] {
  return Object.values(components).flatMap((component) => (printsAttributes(component) ? [marked(component)] : []));
}

const markedClasses = new WeakMap<MjmlComponentClass, MjmlComponentClass>();

export function marked(component: MjmlComponentClass): MjmlComponentClass {
  let made = markedClasses.get(component);
  if (made === undefined) {
    made = class extends component {
      static componentName = component.getTagName();

      override htmlAttributes(attributes: unknown): string {
        const mark = this.getAttribute(markAttribute);
        if (mark === undefined || typeof attributes !== 'object') return super.htmlAttributes(attributes);
        return super.htmlAttributes({ ...attributes, [markAttribute]: mark });
      }
    };
    markedClasses.set(component, made);
  }
  return made;
}

/** A component of the body; those of the head print no elements. */
export function printsAttributes(component: MjmlComponent): component is MjmlComponentClass {
  const { prototype } = component as { readonly prototype?: Partial<MjmlBodyComponent> };
  return typeof prototype?.htmlAttributes === 'function';
}

/** Takes the marks off the tree, so that it is what the author wrote. */
export function takeMarks(node: MjmlNode, marks = new Map<MjmlNode, string>()): ReadonlyMap<MjmlNode, string> {
  const mark = node.attributes?.[markAttribute];
  if (node.attributes !== undefined) delete node.attributes[markAttribute];
  if (typeof mark === 'string') marks.set(node, mark);
  for (const child of node.children ?? []) takeMarks(child, marks);
  return marks;
}

/** Puts them back on the elements of the body. */
export function putMarks(node: MjmlNode, marks: ReadonlyMap<MjmlNode, string>): void {
  if (node.tagName === 'mj-head') return;
  const mark = marks.get(node);
  if (mark !== undefined) node.attributes = { ...node.attributes, [markAttribute]: mark };
  for (const child of node.children ?? []) putMarks(child, marks);
}
