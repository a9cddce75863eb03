import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { basename, dirname, join } from 'node:path';
import { foldersUpTo } from './folders.ts';
import { mjmlConfigNames } from './fileReader.ts';
import { parseJson } from './json.ts';
import type { ProjectProblem } from './projectFile.ts';
import type { SourceFiles, SourceText } from './sourceFiles.ts';

/** The settings of MJML's own that change the mail and can do no harm, whoever wrote them. */
export interface MjmlOptions {
  readonly fonts?: Readonly<Record<string, string>>;
  readonly keepComments?: boolean;
  readonly printerSupport?: boolean;
  readonly juiceOptions?: Readonly<Record<string, boolean>>;
}

/** The nearest settings file of MJML, as far as it can be read without running anything. */
export interface MjmlConfig {
  readonly source: SourceText;
  readonly options: MjmlOptions;
  /** What only running code would bring, for people: custom components, or the whole of a module. */
  readonly needsCode?: { readonly start: number; readonly end: number; readonly what: string };
  readonly problems: readonly ProjectProblem[];
}

/** Undefined when there is none from the template's folder up to the root. */
export async function findMjmlConfig(
  template: string,
  root: string,
  files: SourceFiles,
): Promise<MjmlConfig | undefined> {
  for (const folder of foldersUpTo(root, dirname(template))) {
    const entries = await files.list(folder);
    const name = mjmlConfigNames.find((each) => entries.some((entry) => entry.name === each && !entry.isFolder));
    if (name === undefined) continue;
    const path = join(folder, name);
    const file = await files.read(path);
    if (file.kind === 'text') return parseMjmlConfig({ path, text: file.text });
    if (file.kind === 'refused') return broken({ path, text: '' }, { offset: 0, length: 0, message: file.reason });
  }
  return undefined;
}

function parseMjmlConfig(source: SourceText): MjmlConfig {
  const { path, text } = source;
  if (basename(path) !== '.mjmlconfig') {
    return {
      source,
      options: {},
      needsCode: { start: 0, end: 0, what: `"${basename(path)}" is not run` },
      problems: [],
    };
  }
  const json = parseJson(text);
  if (json.kind === 'broken') return broken(source, json);
  const value = recordOf(json.value);
  if (value === undefined) return broken(source, { offset: 0, length: 1, message: 'it must hold an object: { ... }' });
  const tree = parseTree(text);
  const placeOf = (...keys: string[]): { readonly start: number; readonly end: number } => {
    const node = tree === undefined ? undefined : findNodeAtLocation(tree, keys);
    return { start: node?.offset ?? 0, end: (node?.offset ?? 0) + (node?.length ?? 0) };
  };
  const packages = textsOf(value.get('packages')) ?? [];
  const problems: ProjectProblem[] = [];
  if (value.has('packages') && textsOf(value.get('packages')) === undefined) {
    problems.push({
      ...placeOf('packages'),
      severity: 'error',
      message: '"packages" must be a list of paths or names',
    });
  }
  const { options, faults } = parseOptions(value.get('options'));
  for (const { key, message } of faults) problems.push({ ...placeOf('options', ...key), severity: 'warning', message });
  const names = packages.map((name) => `"${name}"`).join(', ');
  const what = `The custom ${packages.length === 1 ? 'component' : 'components'} ${names} ${packages.length === 1 ? 'is' : 'are'} not loaded`;
  return {
    source,
    options,
    ...(packages.length === 0 ? {} : { needsCode: { ...placeOf('packages'), what } }),
    problems,
  };
}

interface OptionFault {
  readonly key: readonly string[];
  readonly message: string;
}

/**
 * Everything else is left to the project's own MJML: formatting (`minify`, `beautify`) does not change what people see,
 * validation is ours, where files may be read from (`filePath`, `includePath`) is decided by Mailproof, and the rest is code
 * (`skeleton`, `presets`).
 */
function parseOptions(value: unknown): { readonly options: MjmlOptions; readonly faults: readonly OptionFault[] } {
  if (value === undefined) return { options: {}, faults: [] };
  const given = recordOf(value);
  if (given === undefined)
    return { options: {}, faults: [{ key: [], message: '"options" must be an object: { ... }' }] };
  const faults: OptionFault[] = [];
  const option = <T>(name: string, parse: (each: unknown) => T | undefined, kind: string): T | undefined => {
    if (!given.has(name)) return undefined;
    const parsed = parse(given.get(name));
    if (parsed === undefined) faults.push({ key: [name], message: `"${name}" must be ${kind}` });
    return parsed;
  };
  const fonts = option('fonts', fontsOf, 'an object of font names and addresses');
  const keepComments = option('keepComments', booleanOf, 'true or false');
  const printerSupport = option('printerSupport', booleanOf, 'true or false');
  const juiceOptions = option('juiceOptions', juiceOptionsOf, 'an object');
  const options = {
    ...(fonts === undefined ? {} : { fonts }),
    ...(keepComments === undefined ? {} : { keepComments }),
    ...(printerSupport === undefined ? {} : { printerSupport }),
    ...(juiceOptions === undefined ? {} : { juiceOptions }),
  };
  return { options, faults };
}

function fontsOf(value: unknown): Readonly<Record<string, string>> | undefined {
  const fonts = recordOf(value);
  if (fonts === undefined) return undefined;
  const entries = [...fonts].flatMap(([name, url]) => (typeof url === 'string' ? [[name, url] as const] : []));
  return entries.length === fonts.size ? Object.fromEntries(entries) : undefined;
}

/** Switches only: the others are css and functions. */
function juiceOptionsOf(value: unknown): Readonly<Record<string, boolean>> | undefined {
  const given = recordOf(value);
  if (given === undefined) return undefined;
  return Object.fromEntries([...given].flatMap(([name, each]) => (typeof each === 'boolean' ? [[name, each]] : [])));
}

function booleanOf(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function recordOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value));
}

function textsOf(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((each) => typeof each === 'string');
  return texts.length === value.length ? texts : undefined;
}

function broken(
  source: SourceText,
  fault: { readonly offset: number; readonly length: number; readonly message: string },
): MjmlConfig {
  const { offset, length, message } = fault;
  const problem = { start: offset, end: offset + length, severity: 'warning' } as const;
  return {
    source,
    options: {},
    problems: [{ ...problem, message: `${basename(source.path)} is not used: ${message}` }],
  };
}
