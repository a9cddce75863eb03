import type { MjmlBodyClass, MjmlComponent, MjmlContext } from 'mjml-core';
import type { MjmlNode } from 'mjml-parser-xml';
import { isOfBody, withPrintedMark } from '../core/render/mjmlMarked.ts';
import { isMarkedTag, isVoid } from '../core/sourceMap/markRegions.ts';
import { markAttribute } from '../core/sourceMap/marks.ts';
import { readTags } from '../core/template/tags.ts';

/**
 * The components of a project's MJML, which print the marks of their elements. Those that are not MJML's own may print tags as
 * they like, or MJML that is in no file: that has the mark of their element as well.
 *
 * @param customElements those that are not MJML's own
 */
export function markedComponents(
  components: Readonly<Record<string, MjmlComponent>>,
  customElements: ReadonlySet<string>,
): readonly MjmlComponent[] {
  return Object.entries(components).flatMap(([tag, component]) => {
    if (!isOfBody(component)) return [];
    return [customElements.has(tag) ? markedCustom(component) : withPrintedMark(component)];
  });
}

function markedCustom(Component: MjmlBodyClass): MjmlBodyClass {
  let made = markedClasses.get(Component);
  if (made === undefined) {
    made = class extends withPrintedMark(Component) {
      override render(): string {
        const html: unknown = super.render();
        // What is no text is printed in MJML's way.
        return typeof html === 'string' ? withMark(html, this.attributes[markAttribute]) : (html as string);
      }

      override renderMJML(mjml: unknown, options?: object): string {
        const mark = this.attributes[markAttribute];
        const { context } = this;
        if (typeof mark !== 'string') return super.renderMJML(mjml, options);
        const processing: MjmlContext['processing'] = (node, ...rest) =>
          context.processing(nodeWithMark(node, mark), ...rest);
        this.context = { ...context, processing };
        try {
          return super.renderMJML(mjml, options);
        } finally {
          this.context = context;
        }
      }
    };
    markedClasses.set(Component, made);
  }
  return made;
}

const markedClasses = new WeakMap<MjmlBodyClass, MjmlBodyClass>();

/** What has no mark of its own comes from the element that made it. */
function nodeWithMark(node: MjmlNode, mark: string): MjmlNode {
  return {
    ...node,
    attributes: { [markAttribute]: mark, ...node.attributes },
    ...(node.children === undefined ? {} : { children: node.children.map((child) => nodeWithMark(child, mark)) }),
  };
}

/** Marks the tags that no marked element is around. */
function withMark(html: string, mark: unknown): string {
  if (typeof mark !== 'string') return html;
  const open: string[] = [];
  let text = '';
  let from = 0;
  for (const { kind, name, nameEnd, isSelfClosing, attributes } of readTags(html)) {
    // In a marked element, only its own end matters, and that of those of its name in it.
    if (kind === 'close') {
      if (open.at(-1) === name) open.pop();
      continue;
    }
    if (open.length > 0 && open[0] !== name) continue;
    if (open.length === 0 && isMarkedTag(name) && !attributes.some((attribute) => attribute.name === markAttribute)) {
      text += `${html.slice(from, nameEnd)} ${markAttribute}="${mark}"`;
      from = nameEnd;
    }
    if (!isSelfClosing && !isVoid(name) && isMarkedTag(name)) open.push(name);
  }
  return text + html.slice(from);
}
