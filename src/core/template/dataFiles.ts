import { basename, dirname, join, relative, sep } from 'node:path';
import {
  dataFileName,
  dataFolderNames,
  dataNamesOf,
  dataStem,
  generalNames,
  isDataFile,
  isNoDataFolder,
  isSharedName,
  nameKey,
  ownFolderKey,
} from './dataFileNames.ts';
import type { FileReader } from './fileReader.ts';
import { foldersUpTo } from './folders.ts';

type FolderLister = Pick<FileReader, 'list'>;

export interface FoundDataFile {
  readonly name: string;
  readonly file: string;
  /** The lower, the nearer to the template and the more exactly named after it. */
  readonly rank: number;
  /** Named after no template, so that it may hold the data of several. */
  readonly isGeneral: boolean;
}

export interface FoundDataFiles {
  readonly own: readonly FoundDataFile[];
  /** The farthest first. */
  readonly shared: readonly string[];
}

/** A folder of data deeper than this, or with more files, is no folder of sample data but somebody's data. */
const maxDepth = 5;
const maxFiles = 500;
const maxFolders = 200;
const maxSets = 200;

/** The data files of a template by their names and places; nothing is read. */
export async function findDataFiles(template: string, root: string, files: FolderLister): Promise<FoundDataFiles> {
  return new DataFileFinder(template, files).find(foldersUpTo(root, dirname(template)));
}

/** The name of a module beside a template that is called like its data: those are never had by running code. */
export async function findDataCode(template: string, files: FolderLister): Promise<string | undefined> {
  const names = dataNamesOf(template);
  for (const { name, isFolder } of await files.list(dirname(template))) {
    const stem = /^(.+)\.[cm]?[jt]s$/i.exec(name)?.[1];
    if (isFolder || stem === undefined) continue;
    const key = dataFileName(`${stem}.json`)?.key;
    // `order.js` is far likelier what sends the mail: only `order.data.js` says that it is data.
    if (key !== undefined && key !== nameKey(stem) && names.includes(key)) return name;
  }
  return undefined;
}

class DataFileFinder {
  readonly #template: string;
  readonly #names: readonly string[];
  readonly #files: FolderLister;
  readonly #own: FoundDataFile[] = [];
  readonly #shared: string[] = [];

  constructor(template: string, files: FolderLister) {
    this.#template = template;
    this.#names = dataNamesOf(template);
    this.#files = files;
  }

  async find(folders: readonly string[]): Promise<FoundDataFiles> {
    await this.#beside(dirname(this.#template));
    if (this.#own.length === 0) await this.#general(dirname(this.#template), 10);
    for (const [distance, folder] of folders.entries()) await this.#dataFolders(folder, 20 + distance);
    for (const [distance, folder] of folders.entries()) {
      if (this.#own.length > 0) break;
      await this.#lastResort(folder, 100 + distance);
    }
    return { own: this.#own.slice(0, maxSets), shared: [...new Set(this.#shared)].reverse() };
  }

  /** Files and folders that have the template's name and lie beside it. */
  async #beside(folder: string): Promise<void> {
    for (const { name, isFolder } of await this.#files.list(folder)) {
      const path = join(folder, name);
      const rank = this.#names.indexOf((isFolder ? ownFolderKey(name) : dataFileName(name)?.key) ?? '');
      if (rank < 0) {
        if (!isFolder && isSharedName(name)) this.#shared.push(path);
      } else if (isFolder) await this.#setsIn(path, rank);
      else this.#own.push({ name: variantOf(name), file: path, rank, isGeneral: false });
    }
  }

  /** A folder whose files are one set each. */
  async #setsIn(folder: string, rank: number): Promise<void> {
    for (const { name, isFolder } of await this.#files.list(folder)) {
      if (isFolder || !isDataFile(name)) continue;
      const file = join(folder, name);
      if (/^_?shared\b/i.test(name)) this.#shared.push(file);
      else this.#own.push({ name: dataStem(name).replace(/\.data$/i, ''), file, rank, isGeneral: false });
    }
  }

  async #general(folder: string, rank: number): Promise<void> {
    for (const { name, isFolder } of await this.#files.list(folder)) {
      if (isFolder || !isDataFile(name) || !generalNames.has(nameKey(dataStem(name)))) continue;
      const isPlain = /^(data|samples?|examples?|context|previews?|variables|vars)$/i.test(dataStem(name));
      const setName = isPlain && nameKey(dataStem(name)) === 'data' ? 'default' : dataStem(name);
      this.#own.push({ name: setName, file: join(folder, name), rank, isGeneral: true });
    }
  }

  async #dataFolders(folder: string, rank: number): Promise<void> {
    for (const { name, isFolder } of await this.#files.list(folder)) {
      if (!isFolder || !dataFolderNames.has(nameKey(name))) continue;
      const base = join(folder, name);
      // The folder of the template below the one that the data folder is in: `mails/auth/` has its data in `data/auth/`.
      const mirrored = relative(folder, dirname(this.#template)).split(sep).join('/');
      for (const file of await this.#filesBelow(base))
        this.#judge(relative(base, file).split(sep).join('/'), { file, rank, mirrored });
    }
  }

  /** The files of data below a folder, level by level, so that the nearest count where there are too many. */
  async #filesBelow(base: string): Promise<readonly string[]> {
    const found: string[] = [];
    let level: readonly string[] = [base];
    for (let depth = 0; depth <= maxDepth && level.length > 0 && found.length < maxFiles; depth++) {
      const lists = await Promise.all(level.map((folder) => this.#files.list(folder)));
      const paths = lists.flatMap((entries, index) =>
        entries.map(({ name, isFolder }) => ({ path: join(level[index] ?? base, name), name, isFolder })),
      );
      found.push(...paths.filter(({ name, isFolder }) => !isFolder && isDataFile(name)).map(({ path }) => path));
      level = paths
        .filter(({ name, isFolder }) => isFolder && !isNoDataFolder(name))
        .map(({ path }) => path)
        .slice(0, maxFolders);
    }
    return found.slice(0, maxFiles);
  }

  /** Whether a file in a data folder is the template's, by its name or by that of a folder on the way to it. */
  #judge(way: string, place: { readonly file: string; readonly rank: number; readonly mirrored: string }): void {
    const { file, rank, mirrored } = place;
    const folders = way.split('/').slice(0, -1);
    const parts = dataFileName(file);
    if (parts !== undefined && this.#names.includes(parts.key)) {
      const inner = folders.join('/');
      const isMirror = inner === '' || mirrored === inner || mirrored.endsWith(`/${inner}`);
      const own = variantOf(file);
      const name = isMirror ? own : own === 'default' ? inner : `${inner}/${own}`;
      this.#own.push({ name, file, rank: isMirror ? rank - 0.5 : rank, isGeneral: false });
      return;
    }
    const index = folders.findIndex((folder) => this.#names.includes(ownFolderKey(folder) ?? nameKey(folder)));
    if (index >= 0) {
      const name = [...folders.slice(index + 1), dataStem(file)].join('/');
      this.#own.push({ name, file, rank, isGeneral: false });
    } else if (folders.length === 0 && isSharedName(file)) this.#shared.push(file);
  }

  /** Data of all templates, above them or in a folder of data or configuration. */
  async #lastResort(folder: string, rank: number): Promise<void> {
    await this.#general(folder, rank);
    for (const { name, isFolder } of await this.#files.list(folder)) {
      if (!isFolder) continue;
      const path = join(folder, name);
      if (name.toLowerCase() === 'config') await this.#variables(path, rank);
      if (!dataFolderNames.has(nameKey(name))) continue;
      for (const entry of await this.#files.list(path)) {
        if (entry.isFolder || !/^(default|data|index|samples?)\.(json|ya?ml)$/i.test(entry.name)) continue;
        this.#own.push({ name: dataStem(entry.name), file: join(path, entry.name), rank, isGeneral: true });
      }
    }
  }

  /** `config/variables.dev.json` */
  async #variables(folder: string, rank: number): Promise<void> {
    for (const { name, isFolder } of await this.#files.list(folder)) {
      const found = /^variables(?:\.([^.]+))?\.(?:json|ya?ml)$/i.exec(name);
      if (isFolder || found === null) continue;
      this.#own.push({ name: found[1] ?? 'default', file: join(folder, name), rank, isGeneral: true });
    }
  }
}

function variantOf(file: string): string {
  return dataFileName(basename(file))?.variant ?? 'default';
}
