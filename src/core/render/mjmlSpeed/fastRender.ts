import mjml2html from 'mjml';
import { BodyComponent, components, type MjmlBodyClass } from 'mjml-core';
import skeleton, { type PageOptions } from 'mjml-core/lib/helpers/skeleton.js';
import type { MjmlNode } from 'mjml-parser-xml';
import { AttributeFormats } from './attributeFormats.ts';
import { BodyPlan, bodyClass } from './bodyClass.ts';
import { elementClass } from './elementClass.ts';
import { minifyConditionals } from './outlookConditionals.ts';
import { usedFonts } from './usedFonts.ts';

export type RenderOptions = NonNullable<Parameters<typeof mjml2html>[1]>;

/**
 * The bundled MJML with its hot spots gone round, by what it offers for that: components of its own, a tree instead of a text,
 * and a page. MJML itself stays as it is, for others and for comparison.
 */
export interface FastMjml {
  /** The quick variant of a component of the body, to be inherited from too. Undefined where there is none. */
  readonly component: (tag: string) => MjmlBodyClass | undefined;
  /** Throws now and then where MJML does not: whoever calls it then asks MJML. */
  render(tree: MjmlNode, options: RenderOptions): Promise<string>;
}

export function fastMjml(): FastMjml {
  const formats = new AttributeFormats();
  const made = new Map<string, MjmlBodyClass>();
  const component = (tag: string): MjmlBodyClass | undefined => {
    const Stock = Object.hasOwn(components, tag) ? components[tag] : undefined;
    if (Stock === undefined || !isBodyClass(Stock)) return undefined;
    const known = made.get(tag);
    if (known !== undefined) return known;
    const Fast = elementClass(Stock, formats);
    const Made = tag === 'mj-body' ? bodyClass(Fast) : Fast;
    made.set(tag, Made);
    return Made;
  };
  return {
    component,
    async render(tree, { presets = [], skeleton: page = skeleton, ...options }) {
      const planned = BodyPlan.of(tree);
      const used = [...tagsIn(tree)].flatMap((tag) => component(tag) ?? []);
      const { html } = await mjml2html(planned?.tree ?? tree, {
        ...options,
        presets: [{ components: used, dependencies: {} }, ...presets],
        skeleton: (given) => {
          const body = planned?.plan.html;
          const content = body === undefined ? given.content : minifyConditionals(body);
          return page === skeleton ? pageAround(content, given) : page({ ...given, content });
        },
      });
      return html;
    },
  };
}

export function tagsIn(tree: MjmlNode, found = new Set<string>()): ReadonlySet<string> {
  found.add(tree.tagName);
  for (const child of tree.children ?? []) tagsIn(child, found);
  return found;
}

function isBodyClass(Component: object): Component is MjmlBodyClass {
  return Object.prototype.isPrototypeOf.call(BodyComponent, Component);
}

/** MJML's page: it looks for fonts in a way that takes longer than the page, and is shown the fonts that are used instead. */
function pageAround(content: string, given: PageOptions): string {
  const fonts = usedFonts(content, given.inlineStyle, given.fonts).map((address, index) => [
    `mailproof-${index}`,
    address,
  ]);
  const page = skeleton({
    ...given,
    content: BodyPlan.token,
    fonts: Object.fromEntries(fonts),
    inlineStyle: [`font-family:${fonts.map(([name]) => name).join()}`],
  });
  const at = page.lastIndexOf(BodyPlan.token);
  return page.slice(0, at) + content + page.slice(at + BodyPlan.token.length);
}
