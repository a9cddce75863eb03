// The parts of mjml 4 and 5 that are used here; the packages have no types of their own.

declare module 'mjml' {
  import type { MjmlComponent } from 'mjml-core';
  import type { MjmlDependencies } from 'mjml-validator';
  import type { PageOptions } from 'mjml-core/lib/helpers/skeleton.js';
  import type { MjmlNode } from 'mjml-parser-xml';

  export default function mjml2html(
    input: string | MjmlNode,
    options?: {
      readonly validationLevel?: 'skip' | 'soft' | 'strict';
      readonly ignoreIncludes?: boolean;
      readonly filePath?: string;
      readonly keepComments?: boolean;
      readonly fonts?: Readonly<Record<string, string>>;
      readonly printerSupport?: boolean;
      readonly juiceOptions?: Readonly<Record<string, boolean>>;
      readonly presets?: readonly {
        readonly components: readonly MjmlComponent[];
        readonly dependencies: MjmlDependencies;
      }[];
      readonly skeleton?: (page: PageOptions) => string;
    },
  ): Promise<{ readonly html: string }>;
}

declare module 'mjml/package.json' {
  export const version: string;
}

declare module 'mjml-core' {
  export interface MjmlComponent {
    readonly endingTag?: boolean;
    readonly allowedAttributes?: Readonly<Record<string, string>>;
    getTagName(): string;
    isRawElement(): boolean;
  }

  export interface MjmlTypeValue {
    isValid(): boolean;
    getErrorMessage(): string | undefined;
    getValue(): MjmlValue;
  }

  export interface MjmlType {
    new (value: unknown): MjmlTypeValue;
    readonly prototype: MjmlTypeValue;
  }

  export const components: Readonly<Record<string, MjmlComponent>>;
  export function initializeType(type: string): MjmlType;
}

declare module 'mjml-parser-xml' {
  import type { MjmlComponent } from 'mjml-core';

  export interface MjmlNode {
    tagName: string;
    /** Line in the text that was parsed, from 1. */
    line?: number;
    file?: string;
    absoluteFilePath?: string;
    includedIn?: readonly unknown[];
    attributes?: Record<string, string | boolean>;
    content?: string;
    children?: MjmlNode[];
  }

  export default function parse(
    text: string,
    options: {
      readonly components: Readonly<Record<string, MjmlComponent>>;
      readonly filePath: string;
      readonly actualPath: string;
      readonly ignoreIncludes: boolean;
      readonly keepComments: boolean;
    },
  ): MjmlNode;
}

declare module 'mjml-validator' {
  import type { MjmlComponent, MjmlType } from 'mjml-core';
  import type { MjmlNode } from 'mjml-parser-xml';

  export interface MjmlRuleError {
    readonly line?: number;
    readonly message: string;
    readonly tagName: string;
  }

  export type MjmlRule = (
    element: MjmlNode,
    options: {
      readonly components: Readonly<Record<string, MjmlComponent>>;
      readonly dependencies: MjmlDependencies;
      readonly skipElements: readonly string[];
      readonly initializeType: (type: string) => MjmlType;
    },
  ) => MjmlRuleError | readonly MjmlRuleError[] | null;

  export type MjmlDependencies = Readonly<Record<string, readonly (string | RegExp)[]>>;

  export const dependencies: MjmlDependencies;
  export const rulesCollection: Readonly<Record<string, MjmlRule>>;
}

declare module 'mjml-core/lib/helpers/minifyOutlookConditionnals' {
  export default function minifyConditionals(html: string): string;
}

declare module 'mjml-core/lib/helpers/mergeOutlookConditionnals' {
  export default function mergeConditionals(html: string): string;
}
