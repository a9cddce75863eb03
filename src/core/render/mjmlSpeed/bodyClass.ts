import type { MjmlBodyClass, MjmlElementData } from 'mjml-core';
import type { MjmlNode } from 'mjml-parser-xml';
import { BodyAttributes } from './bodyAttributes.ts';

const bodyPlan = Symbol('body');

/**
 * What goes past mjml-core on its way into a body and out of it: mjml-core takes its time with the attributes of all elements
 * before the body is rendered, and with the text afterwards.
 */
export class BodyPlan {
  /** Stands for the body in what mjml-core has. Not written by a template; if it were, the last one counts. */
  static readonly token = '<!--mailproof-body-->';
  /** What the body printed. */
  html: string | undefined;
  readonly #children: readonly MjmlNode[];
  readonly #ownClass: string;

  private constructor({ attributes, children = [] }: MjmlNode) {
    const ownClass = attributes?.['mj-class'] ?? '';
    this.#children = children;
    this.#ownClass = typeof ownClass === 'string' ? ownClass : '';
  }

  /** The tree with a plan instead of what its body has. Undefined where a tree has no body. */
  static of(tree: MjmlNode): { readonly tree: MjmlNode; readonly plan: BodyPlan } | undefined {
    const body = tree.children?.find((child) => child.tagName === 'mj-body');
    if (body === undefined) return undefined;
    const plan = new BodyPlan(body);
    const planned: PlannedData & MjmlNode = { ...body, children: [], [bodyPlan]: plan };
    return {
      tree: { ...tree, children: tree.children?.map((child) => (child === body ? planned : child)) ?? [] },
      plan,
    };
  }

  dataFor(data: MjmlElementData): MjmlElementData {
    const attributes = new BodyAttributes(data.context.globalData);
    return { ...data, children: attributes.apply(this.#children, this.#ownClass) };
  }
}

interface PlannedData {
  readonly [bodyPlan]?: BodyPlan;
}

/** MJML's body, which carries out the plan that it is given; without one it does as MJML does. */
export function bodyClass(Body: MjmlBodyClass): MjmlBodyClass {
  return class extends Body {
    readonly #plan: BodyPlan | undefined;

    constructor(data: MjmlElementData & PlannedData) {
      const plan = data[bodyPlan];
      super(plan?.dataFor(data) ?? data);
      this.#plan = plan;
    }

    override render(): string {
      const html = super.render();
      // Attributes for the finished html are put into it before there is a page.
      if (this.#plan === undefined || Object.keys(this.context.globalData.htmlAttributes).length > 0) return html;
      this.#plan.html = html;
      return BodyPlan.token;
    }
  };
}
