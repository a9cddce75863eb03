// What mjml-core has for those who write components, as far as it is used here; the package has no types of its own.

declare module 'mjml-core' {
  import type { MjmlNode } from 'mjml-parser-xml';

  export type MjmlAttributes = Readonly<Record<string, MjmlValue>>;
  export type MjmlValue = string | number | boolean | null | undefined;

  /** What a component is constructed from. */
  export interface MjmlElementData {
    readonly tagName?: string;
    readonly attributes?: MjmlAttributes;
    readonly globalAttributes?: MjmlAttributes;
    readonly rawAttrs?: MjmlAttributes;
    readonly children?: readonly MjmlElementNode[];
    readonly content?: string | undefined;
    readonly absoluteFilePath?: string | undefined;
    readonly props?: Readonly<Record<string, unknown>>;
    readonly context: MjmlContext;
  }

  /** A node below the body, with what the head says of its attributes. */
  export type MjmlElementNode = Omit<MjmlElementData, 'context' | 'props'> & { readonly tagName: string };

  /** What a component's constructor leaves. */
  export interface MjmlElementState {
    props: Readonly<Record<string, unknown>> & { readonly children: readonly MjmlElementNode[] };
    attributes: MjmlAttributes;
    context: MjmlContext;
    headStyle?: unknown;
  }

  /** What an element reaches of the mail around it. */
  export interface MjmlContext extends MjmlHeadAdditions {
    readonly components: Readonly<Record<string, MjmlBodyClass>>;
    readonly containerWidth?: string;
    readonly globalData: MjmlGlobalData;
    processing(node: MjmlNode, context: MjmlContext): string | undefined;
  }

  /** How elements of the body add to the head. */
  export interface MjmlHeadAdditions {
    addMediaQuery(...given: readonly unknown[]): void;
    addHeadStyle(...given: readonly unknown[]): void;
    /** Spelled like this in MJML. */
    addComponentHeadSyle(...given: readonly unknown[]): void;
  }

  /** What the head says, and what the body adds to it. */
  export interface MjmlGlobalData {
    readonly classes: Readonly<Record<string, MjmlAttributes | undefined>>;
    readonly classesDefault: Readonly<Record<string, Readonly<Record<string, MjmlAttributes | undefined>> | undefined>>;
    readonly defaultAttributes: Readonly<Record<string, MjmlAttributes | undefined>>;
    readonly fonts: Readonly<Record<string, string>>;
    readonly htmlAttributes: Readonly<Record<string, unknown>>;
    readonly inlineStyle: readonly string[];
  }

  export interface MjmlChildrenOptions {
    readonly props?: Readonly<Record<string, unknown>>;
    readonly attributes?: MjmlAttributes;
    readonly rawXML?: boolean;
    readonly renderer?: (element: MjmlElement) => string;
  }

  export interface MjmlElement extends MjmlElementState {
    getStyles(): Readonly<Record<string, unknown>>;
    getChildContext(): MjmlContext;
    htmlAttributes(attributes: unknown): string;
    styles(styles: unknown): string;
    renderChildren(children?: readonly MjmlElementNode[], options?: MjmlChildrenOptions): string;
    renderMJML(mjml: unknown, options?: object): string;
    render(): string;
  }

  export interface MjmlBodyClass extends MjmlComponent {
    new (data: MjmlElementData): MjmlElement;
    readonly prototype: MjmlElement;
    readonly componentName?: string;
    readonly defaultAttributes?: MjmlAttributes;
    isRawElement(): boolean;
  }

  export const BodyComponent: MjmlBodyClass;
  export function initComponent(options: {
    readonly name: string;
    readonly initialDatas: MjmlElementData;
  }): MjmlElement | null;
}

declare module 'mjml-core/lib/helpers/skeleton.js' {
  /** Writes the page around the body. */
  export default function skeleton(options: PageOptions): string;

  export interface PageOptions {
    readonly content: string;
    readonly fonts: Readonly<Record<string, string>>;
    readonly inlineStyle: readonly string[];
  }
}

// MJML's own copy, as far as its parser uses it.
declare module 'lodash' {
  const lodash: {
    findLastIndex: (starts: readonly number[], isNotBehind: (start: number) => boolean) => number;
  };
  export default lodash;
}
