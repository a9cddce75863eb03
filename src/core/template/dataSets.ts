import { basename, dirname, join } from 'node:path';
import type { DataSetName } from '../render/renderResult.ts';
import type { FileReader } from './fileReader.ts';
import { templateBaseName } from './templateName.ts';

type FolderLister = Pick<FileReader, 'list'>;

export const defaultDataSet = 'default';

/** The file that is looked for first, whether it is there or not. */
export function conventionalDataFile(template: string): string {
  return join(dirname(template), `${templateBaseName(template)}.data.json`);
}

/**
 * The data sets of a template: the folder `<name>.data/` with a file for each, `<name>.data.json` and `<name>.json`; or, when
 * `mailproof.json` names files and folders, those. A set called `default` comes first, the others by name.
 */
export async function findDataSets(
  template: string,
  configured: readonly string[] | undefined,
  files: FolderLister,
): Promise<readonly DataSetName[]> {
  const candidates =
    configured === undefined ? await conventional(template, files) : await fromProject(configured, files);
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
    paths.map((path) => (/\.json$/i.test(path) ? Promise.resolve([dataSetOf(path)]) : jsonFilesIn(path, files))),
  );
  return found.flat();
}

async function jsonFilesIn(folder: string, files: FolderLister): Promise<readonly DataSetName[]> {
  const entries = await files.list(folder);
  return entries
    .filter((entry) => !entry.isFolder && /\.json$/i.test(entry.name))
    .map((entry) => dataSetOf(join(folder, entry.name)));
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
