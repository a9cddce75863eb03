import { basename, dirname, join } from 'node:path';
import type { DataSetName } from '../render/renderResult.ts';
import type { FileReader } from './fileReader.ts';
import type { ProjectFile } from './projectFile.ts';
import { templateBaseName } from './templateName.ts';

type FolderLister = Pick<FileReader, 'list'>;

export const defaultDataSet = 'default';

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
  const folder = paths.find((path) => !isJsonFile(path));
  const wanted = setName === undefined ? paths[0] : (folder ?? paths[0]);
  if (wanted !== undefined) return isJsonFile(wanted) ? wanted : join(wanted, `${setName ?? defaultDataSet}.json`);
  if (setName === undefined) return conventionalDataFile(template);
  return join(dirname(template), `${templateBaseName(template)}.data`, `${setName}.json`);
}

/**
 * The data sets of a template: the folder `<name>.data/` with a file for each, `<name>.data.json` and `<name>.json`; or, when
 * `mailproof.json` names files and folders, those, with the template's name for `{name}`. A set called `default` comes first, the others by name.
 */
export async function findDataSets(
  template: string,
  configured: readonly string[] | undefined,
  files: FolderLister,
): Promise<readonly DataSetName[]> {
  const candidates =
    configured === undefined
      ? await conventional(template, files)
      : await fromProject(
          configured.map((path) => forTemplate(path, template)),
          files,
        );
  const sets = new Map<string, string>();
  for (const { name, file } of candidates) {
    if (!sets.has(name)) sets.set(name, file);
    else if (!sets.has(basename(file))) sets.set(basename(file), file);
  }
  return [...sets].map(([name, file]) => ({ name, file })).sort(byName);
}

async function conventional(template: string, files: FolderLister): Promise<readonly DataSetName[]> {
  const folder = dirname(template);
  const name = templateBaseName(template);
  const names = new Set((await files.list(folder)).filter((entry) => !entry.isFolder).map((entry) => entry.name));
  const own = [`${name}.data.json`, `${name}.json`]
    .filter((file) => names.has(file))
    .map((file) => ({ name: defaultDataSet, file: join(folder, file) }));
  return [...(await jsonFilesIn(join(folder, `${name}.data`), files)), ...own];
}

async function fromProject(paths: readonly string[], files: FolderLister): Promise<readonly DataSetName[]> {
  const found = await Promise.all(
    paths.map((path) => (isJsonFile(path) ? Promise.resolve([dataSetOf(path)]) : jsonFilesIn(path, files))),
  );
  return found.flat();
}

async function jsonFilesIn(folder: string, files: FolderLister): Promise<readonly DataSetName[]> {
  const entries = await files.list(folder);
  return entries
    .filter((entry) => !entry.isFolder && isJsonFile(entry.name))
    .map((entry) => dataSetOf(join(folder, entry.name)));
}

function forTemplate(path: string, template: string): string {
  return path.replaceAll('{name}', () => templateBaseName(template));
}

function isJsonFile(path: string): boolean {
  return /\.json$/i.test(path);
}

function dataSetOf(file: string): DataSetName {
  return { name: basename(file).replace(/(\.data)?\.json$/i, ''), file };
}

function byName(left: DataSetName, right: DataSetName): number {
  if (left.name === right.name) return 0;
  if (left.name === defaultDataSet) return -1;
  if (right.name === defaultDataSet) return 1;
  return left.name < right.name ? -1 : 1;
}
