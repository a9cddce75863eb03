import type { MjmlBodyClass, MjmlComponent, MjmlElement } from 'mjml-core';
import type { MjmlNode } from 'mjml-parser-xml';
import { markAttribute, stripMarks } from '../sourceMap/marks.ts';

/** The component, which prints the mark of its element on every tag that it makes attributes for. Nothing else changes. */
export function withPrintedMark(Component: MjmlBodyClass): MjmlBodyClass {
  let made = markedClasses.get(Component);
  if (made === undefined) {
    made = class extends Component {
      static override componentName = Component.getTagName();

      override htmlAttributes(attributes: unknown): string {
        const mark = this.attributes[markAttribute];
        // mj-navbar gives a text, by mistake.
        if (mark === undefined || typeof attributes !== 'object') return super.htmlAttributes(attributes);
        // In front: MJML escapes no value, and behind one with a quote the mark would be shown as text.
        return ` ${markAttribute}="${mark}"${super.htmlAttributes(attributes)}`;
      }
    };
    markedClasses.set(Component, made);
  }
  return made;
}

const markedClasses = new WeakMap<MjmlBodyClass, MjmlBodyClass>();

/** A component of the body; those of the head print no elements. */
export function isOfBody(component: MjmlComponent): component is MjmlBodyClass {
  // Also of another copy of MJML than the bundled one, so its classes are not asked for.
  const { prototype } = component as { readonly prototype?: Partial<MjmlElement> };
  return typeof prototype?.htmlAttributes === 'function';
}

/** Takes the marks off the tree, so that it is what the author wrote. */
export function takeMarks(node: MjmlNode, marks = new Map<MjmlNode, string>()): ReadonlyMap<MjmlNode, string> {
  const mark = node.attributes?.[markAttribute];
  if (mark !== undefined) {
    const { [markAttribute]: _, ...written } = node.attributes ?? {};
    node.attributes = written;
    if (typeof mark === 'string') marks.set(node, mark);
  }
  for (const child of node.children ?? []) takeMarks(child, marks);
  return marks;
}

/** Takes all marks off some elements and what is in them. Whether there are any. */
export function takeMarksOf(tags: ReadonlySet<string>, node: MjmlNode): boolean {
  const children = node.children ?? [];
  if (!tags.has(node.tagName)) return children.filter((child) => takeMarksOf(tags, child)).length > 0;
  takeMarks(node);
  stripContents(node);
  return true;
}

function stripContents(node: MjmlNode): void {
  if (node.content !== undefined) node.content = stripMarks(node.content);
  for (const child of node.children ?? []) stripContents(child);
}

/** Puts them back on the elements of the body. */
export function putMarks(node: MjmlNode, marks: ReadonlyMap<MjmlNode, string>): void {
  if (node.tagName === 'mj-head') return;
  const mark = marks.get(node);
  if (mark !== undefined) node.attributes = { ...node.attributes, [markAttribute]: mark };
  for (const child of node.children ?? []) putMarks(child, marks);
}
