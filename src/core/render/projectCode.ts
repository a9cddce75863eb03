import type { SourceText } from '../template/sourceFiles.ts';
import type { HelperModule, LoadedHelpers, LoadedValue } from './projectHelpers.ts';
import type { LoadedMjml } from './mjmlEngine.ts';

/**
 * Runs code of the project: a port, because only a process that may be killed can stand behind it (the render process, the
 * child of the command line). `render` uses it only when the request says that code may run.
 */
export interface ProjectCode {
  /**
   * Loads a module that brings Handlebars helpers, and again when one of its files has changed. Never rejects: what the module
   * throws is in the result.
   *
   * @param overrides texts that win over the disk (unsaved editors), by absolute path
   */
  loadHelpers(module: HelperModule, overrides: Readonly<Record<string, string>>): Promise<LoadedHelpers>;
  /** Runs a module that exports data. Never rejects. */
  loadValue(file: string, overrides: Readonly<Record<string, string>>): Promise<LoadedValue>;
  /** Loads the MJML that a template of the project would get, with its custom components. Never rejects. */
  loadMjml(place: MjmlPlace): Promise<LoadedMjml>;
}

/** What lets the code of a project run, for sentences that people read in the editor and on the command line. */
export const howToTrust = 'trust the workspace (on the command line: --trust)';

export interface MjmlPlace {
  readonly template: string;
  readonly root: string;
  /** The `.mjmlconfig`, `.mjmlconfig.js` or `.mjmlconfig.cjs` that the template obeys. */
  readonly config?: SourceText | undefined;
}
