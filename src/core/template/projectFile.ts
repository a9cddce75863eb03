import { type Node, findNodeAtLocation, parseTree } from 'jsonc-parser';
import { basename, dirname, join, resolve } from 'node:path';
import { type Engine, engines, type Severity } from '../render/renderResult.ts';
import { closest } from '../text/closest.ts';
import { parseJson } from './json.ts';
import { foldersUpTo } from './folders.ts';
import type { MailFields } from './mailFields.ts';
import { mailKeys, parseMailFields } from './projectMail.ts';
import type { SourceFiles } from './sourceFiles.ts';

/** `mailproof.json` with its defaults left out; all paths are absolute. */
export interface ProjectFile {
  readonly path?: string;
  readonly engine?: Engine;
  readonly templates?: TemplatePatterns;
  /** Folders, and files that are called by their own names; they replace the conventions. */
  readonly partials?: readonly string[];
  /** Files by the name they are called by, beside the conventions. */
  readonly namedPartials?: ReadonlyMap<string, string>;
  /** Folders and files. An empty list says that there are no layouts. */
  readonly layouts?: readonly string[];
  /** Files with helpers, or folders of them. */
  readonly helpers?: readonly string[];
  /** May hold `{name}`, which stands for the template's name. */
  readonly data?: readonly string[];
  /** The build prints `{{x}}` as it is, as `{{{x}}}`. */
  readonly noEscape?: boolean;
  readonly includePath?: readonly string[];
  readonly from?: string;
  readonly subject?: string;
  readonly mail?: MailFields;
}

/** Which files are mails of their own: the last pattern that matches decides, and one that begins with `!` says no. */
export interface TemplatePatterns {
  /** What the patterns are relative to. */
  readonly folder: string;
  readonly patterns: readonly string[];
}

export interface ProjectProblem {
  readonly start: number;
  readonly end: number;
  readonly severity: Severity;
  readonly message: string;
}

export interface FoundProject {
  readonly project: ProjectFile;
  readonly problems: readonly ProjectProblem[];
}

export const projectFileName = 'mailproof.json';

/** Planned, and so no misspelling; nothing reads them yet. */
const unusedKeys = ['checks'];
const ownKeys: readonly string[] = [
  'engine',
  'templates',
  'partials',
  'layouts',
  'helpers',
  'data',
  'noEscape',
  'includePath',
  'from',
  'subject',
  ...mailKeys,
];
/** All that the schema describes. */
export const projectFileKeys: readonly string[] = ['$schema', ...ownKeys, ...unusedKeys];

/** The nearest `mailproof.json` from the template's folder up to the root. */
export async function findProject(template: string, root: string, files: SourceFiles): Promise<FoundProject> {
  for (const folder of foldersUpTo(root, dirname(template))) {
    const path = join(folder, projectFileName);
    const file = await files.read(path);
    if (file.kind === 'text') return parseProject(path, file.text);
    if (file.kind === 'refused') {
      const message = `${projectFileName} is not used: ${file.reason}`;
      return { project: { path }, problems: [{ start: 0, end: 0, severity: 'error', message }] };
    }
  }
  return { project: {}, problems: [] };
}

export function parseProject(path: string, text: string): FoundProject {
  const json = parseJson(text);
  if (json.kind === 'broken') {
    const { offset, length, message } = json;
    return { project: { path }, problems: [{ start: offset, end: offset + length, severity: 'error', message }] };
  }
  if (typeof json.value !== 'object' || json.value === null || Array.isArray(json.value)) {
    const message = `${projectFileName} must hold an object: { ... }`;
    return { project: { path }, problems: [{ start: 0, end: text.length, severity: 'error', message }] };
  }
  return new ProjectParser(path, text, json.value).parse();
}

class ProjectParser {
  readonly #path: string;
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #tree: Node | undefined;
  readonly #problems: ProjectProblem[] = [];

  constructor(path: string, text: string, value: object) {
    this.#path = path;
    this.#values = new Map(Object.entries(value));
    this.#tree = parseTree(text);
  }

  parse(): FoundProject {
    for (const key of this.#values.keys()) this.#checkKey(key);
    const engine = this.#engine();
    const templates = this.#patterns('templates');
    const partials = this.#partials();
    const layouts = this.#paths('layouts');
    const helpers = this.#paths('helpers');
    const data = this.#dataPaths();
    const noEscape = this.#flag('noEscape');
    const includePath = this.#paths('includePath');
    const from = this.#text('from');
    const subject = this.#text('subject');
    const mail = parseMailFields(this.#values, dirname(this.#path), (place, message) =>
      this.#report(place, 'error', message),
    );
    const project = {
      path: this.#path,
      ...(engine === undefined ? {} : { engine }),
      ...(templates === undefined ? {} : { templates }),
      ...partials,
      ...(layouts === undefined ? {} : { layouts }),
      ...(helpers === undefined ? {} : { helpers }),
      ...(data === undefined ? {} : { data }),
      ...(noEscape === undefined ? {} : { noEscape }),
      ...(includePath === undefined ? {} : { includePath }),
      ...(from === undefined ? {} : { from }),
      ...(subject === undefined ? {} : { subject }),
      ...(mail === undefined ? {} : { mail }),
    };
    return { project, problems: this.#problems };
  }

  #checkKey(key: string): void {
    if (key === '$schema' || ownKeys.includes(key)) return;
    if (unusedKeys.includes(key)) {
      this.#report(key, 'info', `"${key}" is not used by this version`, 'key');
      return;
    }
    const meant = closest(key, ['$schema', ...ownKeys]);
    this.#report(
      key,
      'warning',
      `"${key}" is not known here${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
      'key',
    );
  }

  #engine(): Engine | undefined {
    const value = this.#values.get('engine');
    if (value === undefined || value === 'auto') return undefined;
    const engine = engines.find((each) => each === value);
    if (engine === undefined) this.#report('engine', 'error', `"engine" must be one of auto, ${engines.join(', ')}`);
    return engine;
  }

  #text(key: string): string | undefined {
    const value = this.#values.get(key);
    if (value === undefined || typeof value === 'string') return value;
    this.#report(key, 'error', `"${key}" must be a text`);
    return undefined;
  }

  #flag(key: string): boolean | undefined {
    const value = this.#values.get(key);
    if (value === undefined || typeof value === 'boolean') return value;
    this.#report(key, 'error', `"${key}" must be true or false`);
    return undefined;
  }

  #partials(): Pick<ProjectFile, 'partials' | 'namedPartials'> {
    const value = this.#values.get('partials');
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      const partials = this.#paths('partials', 'a path, a list of paths, or an object of names and paths');
      return partials === undefined ? {} : { partials };
    }
    const namedPartials = new Map<string, string>();
    for (const [name, path] of Object.entries(value) as [string, unknown][]) {
      if (isPath(path)) namedPartials.set(name, this.#resolve(path));
      else this.#report(['partials', name], 'error', `The partial "${name}" must be the path of a file`);
    }
    return { namedPartials };
  }

  #patterns(key: string): TemplatePatterns | undefined {
    const patterns = this.#texts(key, 'a pattern or a list of patterns');
    return patterns === undefined ? undefined : { folder: dirname(this.#path), patterns };
  }

  #paths(key: string, expected = 'a path or a list of paths'): readonly string[] | undefined {
    return this.#texts(key, expected)?.map((path) => this.#resolve(path));
  }

  #dataPaths(): readonly string[] | undefined {
    const paths = this.#paths('data');
    const isCode = (path: string): boolean => /\.[cm]?[jt]s$/i.test(path);
    const code = paths?.find(isCode);
    if (paths === undefined || code === undefined) return paths;
    this.#report('data', 'warning', `"${basename(code)}" is code and is not run for data: write them as JSON or YAML`);
    const rest = paths.filter((path) => !isCode(path));
    return rest.length === 0 ? undefined : rest;
  }

  #texts(key: string, expected: string): readonly string[] | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (texts.every(isPath)) return texts;
    this.#report(key, 'error', `"${key}" must be ${expected}`);
    return undefined;
  }

  #resolve(path: string): string {
    return resolve(dirname(this.#path), path);
  }

  #report(key: string | readonly string[], severity: Severity, message: string, what: 'key' | 'value' = 'value'): void {
    const value = this.#tree === undefined ? undefined : findNodeAtLocation(this.#tree, [key].flat());
    const node = what === 'key' ? (value?.parent?.children?.[0] ?? value) : value;
    const start = node?.offset ?? 0;
    this.#problems.push({ start, end: start + (node?.length ?? 0), severity, message });
  }
}

function isPath(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0');
}
