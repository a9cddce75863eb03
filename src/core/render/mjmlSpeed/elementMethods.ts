import { initComponent } from 'mjml-core';
import type { MjmlAttributes, MjmlBodyClass, MjmlChildrenOptions, MjmlElement, MjmlElementNode } from 'mjml-core';

const knownStyles = Symbol('styles');

interface FastElement extends MjmlElement {
  /**
   * What `getStyles()` returned. MJML calls it for each style, though nothing changes in between that it reads: a test has
   * all components render with everything frozen.
   */
  [knownStyles]?: Readonly<Record<string, unknown>>;
}

/** What elements do most, without lodash and without doing it twice. What is not done here is left to the component. */
export function elementMethods(stock: MjmlElement): object {
  return {
    htmlAttributes(this: FastElement, attributes: unknown): string {
      // mj-navbar gives a text, by mistake.
      if (!isObject(attributes)) return stock.htmlAttributes.call(this, attributes);
      let output = '';
      for (const name in attributes) {
        const value = attributes[name];
        if (value === undefined || value === null) continue;
        output += ` ${name}="${String(name === 'style' ? this.styles(value) : value)}"`;
      }
      return output;
    },

    styles(this: FastElement, styles: unknown): string {
      if (typeof styles !== 'string') return isObject(styles) ? declarations(styles) : stock.styles.call(this, styles);
      const found = lookUp((this[knownStyles] ??= this.getStyles()), styles);
      return found === undefined ? stock.styles.call(this, styles) : declarations(found);
    },

    renderChildren(this: FastElement, given?: readonly MjmlElementNode[], options: MjmlChildrenOptions = {}): string {
      if (options.rawXML === true) return stock.renderChildren.call(this, given, options);
      const { props, renderer, attributes } = options;
      const children = given ?? this.props.children;
      if (children.length === 0) return '';
      const raw = rawTags(this.context.components);
      const nonRawSiblings = children.reduce((count, child) => (raw.has(child.tagName) ? count : count + 1), 0);
      const sibling = children.length;
      // MJML makes one for each child, and no child changes it.
      const context = this.getChildContext();
      let output = '';
      for (const [index, child] of children.entries()) {
        const element = initComponent({
          name: child.tagName,
          initialDatas: {
            ...child,
            attributes: attributes === undefined ? (child.attributes ?? {}) : { ...attributes, ...child.attributes },
            context,
            props: { ...props, first: index === 0, index, last: index + 1 === sibling, sibling, nonRawSiblings },
          },
        });
        if (element !== null) output += renderer === undefined ? element.render() : renderer(element);
      }
      return output;
    },
  };
}

/** Attributes or styles; of the attributes, only `style` may be something else. */
type Bag = MjmlAttributes;

function isObject(value: unknown): value is Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lookUp(styles: Readonly<Record<string, unknown>>, path: string): Bag | undefined {
  const direct = styles[path];
  if (isObject(direct)) return direct;
  const [first = '', second = '', ...more] = path.split('.');
  const group = styles[first];
  const found: unknown = more.length === 0 && isObject(group) ? group[second] : undefined;
  return isObject(found) ? found : undefined;
}

function declarations(styles: Bag): string {
  let output = '';
  for (const name of Object.keys(styles)) {
    const value = styles[name];
    if (value !== undefined && value !== null) output += `${name}:${String(value)};`;
  }
  return output;
}

const rawTagsKnown = new WeakMap<object, ReadonlySet<string>>();

/** MJML asks all components for each list of children. */
function rawTags(components: Readonly<Record<string, MjmlBodyClass>>): ReadonlySet<string> {
  const known = rawTagsKnown.get(components);
  if (known !== undefined) return known;
  const raw = Object.values(components).filter((component) => component.isRawElement());
  const tags = new Set(raw.map((component) => component.getTagName()));
  rawTagsKnown.set(components, tags);
  return tags;
}
