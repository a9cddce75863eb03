import type { MjmlNode } from 'mjml-parser-xml';
import type { Severity } from './renderResult.ts';

/** Something wrong that was found in a tree or a text; where that is in the author's files is worked out later. */
export interface Finding {
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  /** The element it is about. */
  readonly node?: MjmlNode;
  /** The attribute it is about, when the element is right. */
  readonly attribute?: string;
  /** It is about the text directly in the element. */
  readonly isAboutText?: boolean;
  /** Mark of the tag, where there is no element. */
  readonly mark?: string;
  /** Line in the text that MJML parsed, from 1. */
  readonly line?: number;
  readonly file?: string;
}
