import type { SourceTables } from '../sourceMap/sourceTables.ts';
import type { MailFields } from '../template/mailFields.ts';
import type { Position } from '../text/lineIndex.ts';

/** The order in which the engines run; `html` passes the text through. */
export type Engine = 'handlebars-mjml' | 'mjml-handlebars' | 'mjml' | 'handlebars' | 'html';

export const engines: readonly Engine[] = ['handlebars-mjml', 'mjml-handlebars', 'mjml', 'handlebars', 'html'];

export type Severity = 'error' | 'warning' | 'info';

/** Something in the project that speaks for an order of the engines. */
export interface EngineClue {
  readonly for: Engine;
  readonly weight: number;
  /** The rest of a sentence: `its blocks stand between MJML tags`. */
  readonly says: string;
  /** Absolute path of the file that shows it. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
}

/** Something wrong with a template or a file it uses, at the place where the author mends it. */
export interface Problem {
  /** Absolute path of the file to mend. */
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
  readonly severity: Severity;
  /** Stable, for filters and tests: `handlebars-syntax`, `missing-partial`, `mjml-attribute`, ... */
  readonly code: string;
  /** One sentence: what is wrong, and what to do where that is not obvious. */
  readonly message: string;
  /** Of a value that is missing: how the template asks for it, `order.total`. */
  readonly expression?: string;
  readonly source: 'handlebars' | 'mjml' | 'data' | 'subject' | 'limits' | 'files' | 'html';
}

/** One render to do. Everything that is not on disk comes with it, so that the process that renders needs nothing of earlier ones. */
export interface RenderRequest {
  /** Absolute path of the template; the file need not exist when `overrides` has its text. */
  readonly path: string;
  /** Absolute path of the folder outside of which no file is read, usually the workspace folder. */
  readonly root: string;
  readonly engine: Engine | 'auto';
  /** Name of the data set, or undefined for the first one found. */
  readonly dataSet?: string | undefined;
  /** JSON text to use instead of any data file, with the name to blame in problems. */
  readonly data?: { readonly name: string; readonly text: string } | undefined;
  /** Texts that win over the files on disk (unsaved editors), by absolute path. */
  readonly overrides: Readonly<Record<string, string>>;
  /**
   * Whether code of the project may run: its helpers, its own MJML with custom components, `.mjmlconfig.js`. Never in a
   * workspace that the user does not trust; absent means no.
   */
  readonly mayRunCode?: boolean;
  /** `workspace`: the MJML that the project's own build uses, where code may run. Absent means `bundled`. */
  readonly mjmlEngine?: MjmlSource;
  /** Whether the result tells what data the template asks for. */
  readonly wantsSample?: true;
  /** Whether there is a second html, whose elements and texts say where they come from. For what is shown, never for what is sent. */
  readonly wantsMarks?: true;
  /** `false` leaves the plain-text part empty where it would be made from the html, which takes as long as the html. */
  readonly wantsText?: false;
}

export type MjmlSource = 'bundled' | 'workspace';

/** What a render gives. Always returned: a template's mistake is a problem, never an exception. */
export interface RenderResult {
  /** Absent when an error left nothing to show. */
  readonly html?: string;
  /** The plain-text part: the project's own text template rendered, or made from the html. */
  readonly text: string;
  readonly subject: string;
  readonly preheader: string;
  /** `From` of the nearest `mailproof.json`, unparsed. */
  readonly from?: string;
  /** What the nearest `mailproof.json` says about the mail, beside sender and subject. */
  readonly mail?: MailFields;
  readonly problems: readonly Problem[];
  /** Absolute paths of every file that took part, the template first. A file that was looked for and is missing is included. */
  readonly dependencies: readonly string[];
  readonly engine: Engine;
  /** Why this engine order, in one sentence. */
  readonly engineReason: string;
  /** What the decision weighed, heaviest first; absent where there was nothing to weigh. */
  readonly engineEvidence?: readonly EngineClue[];
  readonly dataSets: readonly DataSetName[];
  /** The one that was used. */
  readonly dataSet?: DataSetName;
  /** Absolute path of the file with `{{{body}}}` in which the template is shown. */
  readonly layout?: string;
  readonly mjmlVersion?: string;
  /** Which MJML that version is of. */
  readonly mjmlSource?: MjmlSource;
  /** Another language than Handlebars whose tags were left as they are: `Liquid`, `EJS`, ... */
  readonly templateLanguage?: string;
  /** Values were made up from what the template asks for, because it has no data of its own. */
  readonly isSampleData?: boolean;
  /** What the template asks for, when the request wants it. */
  readonly sample?: DataSample;
  /** The html in pieces; absent where it was made as a whole. */
  readonly pieces?: readonly HtmlPiece[];
  /** When the request wants it and there is html. */
  readonly marked?: MarkedHtml;
  readonly durationMs: number;
}

/** A part of html. The same number in two results of one process is the same text. Joined, all pieces are the html. */
export interface HtmlPiece {
  readonly id: number;
  readonly html: string;
}

/** The same html with marks. Without them it is the plain html, byte for byte: that was compared. */
export interface MarkedHtml {
  readonly html: string;
  readonly pieces?: readonly HtmlPiece[];
  /** What still has marks: finer ones were left out where they would have changed the html. */
  readonly level: MarkLevel;
  readonly tables: SourceTables;
}

/**
 * `all`: elements, runs of text and values. `outside-helpers`: the same but for what is inside of blocks of the project's own
 * helpers. `elements`: only elements, outside of such blocks. `none`: no marks at all.
 */
export type MarkLevel = 'all' | 'outside-helpers' | 'elements' | 'none';

/** The data that a template asks for, for whoever writes them. */
export interface DataSample {
  /** JSON of made-up values, without those that shared files have. */
  readonly text: string;
  /** JSON of the template's own values, without those that it shares; absent when there are none. */
  readonly own?: string;
  /** JSON Schema, draft-07. */
  readonly schema: unknown;
  /** Paths that are asked for under no condition and have no value in the template's own and shared data. */
  readonly missing: readonly string[];
  /** Paths of the template's own data that it does not use. */
  readonly unused: readonly string[];
}

export interface DataSetName {
  readonly name: string;
  /** Absolute path of the data file. */
  readonly file: string;
  /** Which element of the file, where it holds a list of sets: its `id`, or its index from 0. */
  readonly entry?: string | number;
}

export function hasErrors(result: Pick<RenderResult, 'problems'>): boolean {
  return result.problems.some((problem) => problem.severity === 'error');
}
