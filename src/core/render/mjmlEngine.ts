import type { MjmlComponent, MjmlType } from 'mjml-core';
import type { MjmlNode } from 'mjml-parser-xml';
import type { MjmlDependencies, MjmlRule } from 'mjml-validator';
import type { MjmlSource } from './renderResult.ts';

/** One MJML, bundled or of the project, with everything that is asked of it. */
export interface MjmlEngine {
  readonly version: string;
  readonly source: MjmlSource;
  readonly components: Readonly<Record<string, MjmlComponent>>;
  readonly dependencies: MjmlDependencies;
  readonly rules: Readonly<Record<string, MjmlRule>>;
  initializeType(type: string): MjmlType;
  /** Includes are left alone. Throws what MJML's parser throws. */
  parse(text: string, path: string): MjmlNode;
  /** May throw: not every tree can be rendered. */
  render(tree: MjmlNode): Promise<string>;
}

export type LoadedMjml =
  | { readonly kind: 'loaded'; readonly engine: MjmlEngine }
  /** A sentence for people that says what to do. */
  | { readonly kind: 'failed'; readonly message: string };
