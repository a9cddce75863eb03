import { basename, dirname, join, relative, sep } from 'node:path';
import type { DataSetName } from '../render/renderResult.ts';
import { findDataFiles, type FoundDataFile, type FoundDataFiles } from './dataFiles.ts';
import { dataNamesOf, dataStem, isDataFile, isSharedName } from './dataFileNames.ts';
import { entriesOf, mayHoldEntries, varsComment, varsEntry } from './dataEntries.ts';
import type { DataShape } from './dataShape.ts';
import { parseJson } from './json.ts';
import type { ProjectFile } from './projectFile.ts';
import type { SourceFiles } from './sourceFiles.ts';
import { templateBaseName } from './templateName.ts';

export const defaultDataSet = 'default';

export interface DataSets {
  readonly sets: readonly DataSetName[];
  /** Files whose values lie below those of every set, the lowest first. */
  readonly shared: readonly string[];
  /** Files whose values the template asks for under the file's name, below all others. */
  readonly named: readonly string[];
  /** Of these, those that are given to every template. */
  readonly site: ReadonlySet<string>;
}

/** The file that is looked for first, whether it is there or not. */
export function conventionalDataFile(template: string): string {
  return join(dirname(template), `${templateBaseName(template)}.data.json`);
}

/**
 * Where new data of a template would be found: the set that is named, or the first one. Where `mailproof.json` names only
 * files, there is no place for a set of another name.
 */
export function newDataFile(template: string, project: Pick<ProjectFile, 'data'>, setName?: string): string {
  const paths = (project.data ?? []).map((path) => forTemplate(path, template));
  const folder = paths.find((path) => !isDataFile(path));
  const wanted = setName === undefined ? paths[0] : (folder ?? paths[0]);
  if (wanted !== undefined) return isDataFile(wanted) ? wanted : join(wanted, `${setName ?? defaultDataSet}.json`);
  if (setName === undefined) return conventionalDataFile(template);
  return join(dirname(template), `${templateBaseName(template)}.data`, `${setName}.json`);
}

export interface DataSetOptions {
  readonly root: string;
  /** Files and folders of `mailproof.json`, which then replace the conventions. */
  readonly configured: readonly string[] | undefined;
}

/**
 * The data sets of a template, and the files with values that it shares with others: those that `mailproof.json` names, with
 * the template's name for `{name}`, or what conventions lead to. The nearest and most exact come first, of these the one called
 * `default`, the others by name.
 */
export async function findDataSets(
  template: string,
  { root, configured }: DataSetOptions,
  files: SourceFiles,
): Promise<DataSets> {
  const found =
    configured === undefined
      ? await findDataFiles(template, root, files)
      : await configuredFiles(
          configured.map((path) => forTemplate(path, template)),
          files,
        );
  const candidates: DataSetName[] = [];
  let readCount = 0;
  for (const candidate of [...found.own].sort(byRank)) {
    const entries = readCount++ < maxRead ? await entriesIn(candidate, template, files) : undefined;
    candidates.push(...(entries ?? [{ name: candidate.name, file: candidate.file }]));
  }
  const vars = configured === undefined ? await varsOf(template, files) : [];
  return {
    sets: withDistinctNames([...vars, ...candidates], template),
    shared: found.shared,
    named: found.named,
    site: found.site,
  };
}

/**
 * What is left when it is known what the template asks for: of the files in folders of data, those that have the name of a value
 * that it looks into (`site.url` in `data/site.yml`), and they are no sets of their own.
 */
export function withNamedData(found: DataSets, { root }: DataShape): DataSets {
  const isAsked = (file: string): boolean => (root.properties.get(dataStem(file))?.properties.size ?? 0) > 0;
  const asked = new Set(found.named.filter(isAsked));
  const named = found.named.filter((file) => asked.has(file) || found.site.has(file));
  return { ...found, named, sets: found.sets.filter(({ file }) => !asked.has(file)) };
}

/** Only so many files are looked into for several sets in one; a folder with more has one set a file. */
const maxRead = 8;

async function configuredFiles(paths: readonly string[], files: SourceFiles): Promise<FoundDataFiles> {
  const found = await Promise.all(
    paths.map(async (path) => {
      if (isDataFile(path)) return [{ name: setNameOf(path), file: path, rank: 0, isGeneral: false }];
      const entries = await files.list(path);
      return entries
        .filter((entry) => !entry.isFolder && isDataFile(entry.name))
        .map((entry) => ({ name: setNameOf(entry.name), file: join(path, entry.name), rank: 0, isGeneral: false }));
    }),
  );
  const all = found.flat();
  const isLone = all.length === 1;
  return {
    own: all.filter(({ file }) => isLone || !isSharedName(file)),
    shared: isLone ? [] : all.map(({ file }) => file).filter(isSharedName),
    named: [],
    site: new Set(),
  };
}

function setNameOf(file: string): string {
  return dataStem(file).replace(/\.data$/i, '');
}

/** Several sets in one file, as sets of their own: only of JSON, because the editor looks here too, and has no parser of YAML. */
async function entriesIn(
  { file, name, isGeneral }: FoundDataFile,
  template: string,
  files: SourceFiles,
): Promise<readonly DataSetName[] | undefined> {
  if (!/\.json$/i.test(file)) return undefined;
  const text = await files.peek(file);
  if (text === undefined || !mayHoldEntries(text, isGeneral)) return undefined;
  const data = parseJson(text);
  if (data.kind === 'broken') return undefined;
  const entries = entriesOf(data.value, isGeneral ? dataNamesOf(template) : []);
  // The only one has the name of the file: there is nothing to tell it from.
  if (entries?.length === 1) return entries.map(({ entry }) => ({ name, file, entry }));
  return entries?.map((each) => ({ name: each.name, file, entry: each.entry }));
}

async function varsOf(template: string, files: SourceFiles): Promise<readonly DataSetName[]> {
  const text = await files.peek(template);
  if (text === undefined || varsComment(text) === undefined) return [];
  return [{ name: varsEntry, file: template, entry: varsEntry }];
}

function withDistinctNames(candidates: readonly DataSetName[], template: string): readonly DataSetName[] {
  const sets = new Map<string, DataSetName>();
  for (const candidate of candidates) {
    const { file, name } = candidate;
    const way = relative(dirname(template), file).split(sep).join('/');
    const names = [name, basename(file), way, `${way} ${name}`];
    const free = names.find((each) => !sets.has(each));
    if (free !== undefined) sets.set(free, { ...candidate, name: free });
  }
  return [...sets.values()];
}

function forTemplate(path: string, template: string): string {
  return path.replaceAll('{name}', () => templateBaseName(template));
}

function byRank(left: FoundDataFile, right: FoundDataFile): number {
  if (left.rank !== right.rank) return left.rank - right.rank;
  if (left.name === right.name) return 0;
  if (left.name === defaultDataSet) return -1;
  if (right.name === defaultDataSet) return 1;
  return left.name < right.name ? -1 : 1;
}
