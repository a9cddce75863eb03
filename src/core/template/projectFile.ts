import { type Node, findNodeAtLocation, parseTree } from 'jsonc-parser';
import { dirname, join, resolve } from 'node:path';
import { type Engine, engines, type Severity } from '../render/renderResult.ts';
import { closest } from '../text/closest.ts';
import { parseJson } from './json.ts';
import { foldersUpTo } from './folders.ts';
import type { SourceFiles } from './sourceFiles.ts';

/** `mailproof.json` with its defaults left out; all paths are absolute. */
export interface ProjectFile {
  readonly path?: string;
  readonly engine?: Engine;
  readonly partials?: readonly string[];
  /** May hold `{name}`, which stands for the template's name. */
  readonly data?: readonly string[];
  readonly includePath?: readonly string[];
  /** Files or folders that bring Handlebars helpers. */
  readonly helpers?: readonly string[];
  readonly from?: string;
  readonly subject?: string;
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
const unusedKeys = new Set(['templates', 'layouts', 'checks']);
const ownKeys = ['engine', 'partials', 'data', 'includePath', 'helpers', 'from', 'subject'] as const;

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
    const partials = this.#paths('partials');
    const data = this.#paths('data');
    const includePath = this.#paths('includePath');
    const helpers = this.#paths('helpers');
    const from = this.#text('from');
    const subject = this.#text('subject');
    const project = {
      path: this.#path,
      ...(engine === undefined ? {} : { engine }),
      ...(partials === undefined ? {} : { partials }),
      ...(data === undefined ? {} : { data }),
      ...(includePath === undefined ? {} : { includePath }),
      ...(helpers === undefined ? {} : { helpers }),
      ...(from === undefined ? {} : { from }),
      ...(subject === undefined ? {} : { subject }),
    };
    return { project, problems: this.#problems };
  }

  #checkKey(key: string): void {
    if (key === '$schema' || ownKeys.some((own) => own === key)) return;
    if (unusedKeys.has(key)) {
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

  #paths(key: string): readonly string[] | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    const paths: readonly unknown[] = Array.isArray(value) ? value : [value];
    const folder = dirname(this.#path);
    if (paths.every((path) => typeof path === 'string' && !path.includes('\0')))
      return paths.map((path) => resolve(folder, String(path)));
    this.#report(key, 'error', `"${key}" must be a path or a list of paths`);
    return undefined;
  }

  #report(key: string, severity: Severity, message: string, what: 'key' | 'value' = 'value'): void {
    const value = this.#tree === undefined ? undefined : findNodeAtLocation(this.#tree, [key]);
    const node = what === 'key' ? (value?.parent?.children?.[0] ?? value) : value;
    const start = node?.offset ?? 0;
    this.#problems.push({ start, end: start + (node?.length ?? 0), severity, message });
  }
}
