import type { MjmlComponent, MjmlType } from 'mjml-core';
import type { MjmlNode } from 'mjml-parser-xml';
import type { MjmlDependencies, MjmlRule } from 'mjml-validator';
import type { RenderedMail, SectionedMail } from './sectionJob.ts';
import type { SectionMemory } from './renderedSection.ts';
import type { MjmlSource, Problem } from './renderResult.ts';

/** One MJML, bundled or of the project, with everything that is asked of it. */
export interface MjmlEngine {
  readonly version: string;
  readonly source: MjmlSource;
  readonly components: Readonly<Record<string, MjmlComponent>>;
  readonly dependencies: MjmlDependencies;
  readonly rules: Readonly<Record<string, MjmlRule>>;
  readonly initializeType: (type: string) => MjmlType;
  /** Names of those of its components that are not MJML's own: what they do with their content is not known. */
  readonly customElements?: ReadonlySet<string>;
  /** Absent where `.mjmlconfig` names none. */
  readonly preprocessors?: MjmlPreprocessors;
  /** Includes are left alone. Throws what MJML's parser throws. */
  parse(text: string, path: string): MjmlNode;
  /**
   * May throw: not every tree can be rendered.
   *
   * @param options `printsMarks`: elements print the mark that is among their attributes
   */
  render(tree: MjmlNode, options?: { readonly printsMarks: boolean }): Promise<string>;
  /** Renders a mail in parts; absent where MJML can only be asked for whole mails. */
  readonly sections?: {
    /** What of its settings changes the parts: equal for equal ones. */
    readonly settings: string;
    /** Undefined where the result could differ from that of the whole. May throw. */
    render(mail: SectionedMail, memory: SectionMemory): Promise<RenderedMail | undefined>;
  };
  /** Where in the project's own code an error was thrown. */
  placeOf?(error: unknown): CodePlace | undefined;
}

/** The functions that a project runs over each MJML text before MJML reads it. */
export interface MjmlPreprocessors {
  /** Name of the file that has them, for people. */
  readonly fileName: string;
  /** One of them is Handlebars itself, which is left out where it would run a second time. */
  readonly haveHandlebars: boolean;
  /** May throw. */
  run(text: string, options: { readonly withHandlebars: boolean }): string;
}

export type LoadedMjml =
  | {
      readonly kind: 'loaded';
      readonly engine: MjmlEngine;
      /** Of custom components and `.mjmlconfig.js`; MJML works without what they are about. */
      readonly problems: readonly ProjectMjmlProblem[];
      /** Absolute paths of the project's files that the engine consists of, besides MJML. */
      readonly dependencies: readonly string[];
    }
  /** A sentence for people that says why, as far as `:` and what to do: `mjml is not installed: run npm install`. */
  | { readonly kind: 'failed'; readonly message: string };

export type CodePlace = Pick<Problem, 'file' | 'start'>;

export type ProjectMjmlProblem = CodePlace & Pick<Problem, 'message'>;
