import type { WrittenLevel } from '../sourceMap/markedText.ts';
import type { Marking } from '../sourceMap/sourceTables.ts';
import type { TagSyntax } from '../template/mergeTags.ts';
import type { SourceFiles, SourceText } from '../template/sourceFiles.ts';
import type { MjmlEngine } from './mjmlEngine.ts';
import type { IncludedText } from './mjmlWhole.ts';

/** One mail, as the stage of MJML is given it. */
export interface MjmlInput {
  readonly engine: MjmlEngine;
  readonly template: SourceText;
  /** What MJML is to read: the template, or what Handlebars made of it. */
  readonly text: string;
  /** The same with marks; undefined when it cannot be made. Equal to the marked template when MJML runs first. */
  readonly markedText: (level: WrittenLevel) => string | undefined;
  /** The text of an included file with marks. */
  readonly markedInclude: (included: IncludedText, level: WrittenLevel) => string;
  /** Knows where the marks lead. */
  readonly marking: Marking;
  /** Whether the html is to be given with marks as well. */
  readonly wantsMarks: boolean;
  readonly isAfterHandlebars: boolean;
  readonly isBeforeHandlebars: boolean;
  readonly root: string;
  readonly includePath: readonly string[];
  readonly files: SourceFiles;
  /** The element that a piece without MJML is used in. */
  readonly holder?: string | undefined;
  /** Of another template language, whose tags MJML is to leave alone. */
  readonly keptSyntaxes?: ReadonlySet<TagSyntax> | undefined;
}
