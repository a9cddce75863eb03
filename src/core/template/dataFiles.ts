import { dirname, join, relative, sep } from 'node:path';
import {
  dataFileName,
  dataFolderNames,
  dataNamesOf,
  dataStem,
  generalNames,
  isDataFile,
  isDataModule,
  isNoDataFolder,
  isSharedName,
  nameKey,
  ownFolderKey,
} from './dataFileNames.ts';
import type { FileReader } from './fileReader.ts';
import { foldersUpTo } from './folders.ts';
import { withFolderOfLocale } from './locales.ts';
import { isCompanionFile, templateBaseName, templateExtension } from './templateName.ts';

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
  /** In folders of data, named neither after the template nor like what is shared; the farthest first. */
  readonly named: readonly string[];
  /** Of these, those that a site builder gives to every page, whether its template asks for them or only a helper. */
  readonly site: ReadonlySet<string>;
}

/** A folder of data deeper than this, or with more files, is no folder of sample data but somebody's data. */
const maxDepth = 5;
const maxFiles = 500;
const maxFolders = 200;
const maxSets = 200;
const maxSite = 20;

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
  /** Their names, as far as they lie beside the template. */
  #otherTemplates: ReadonlySet<string> = new Set();
  readonly #named: string[] = [];
  readonly #site: string[] = [];

  constructor(template: string, files: FolderLister) {
    this.#template = template;
    this.#names = dataNamesOf(template);
    this.#files = files;
  }

  async find(folders: readonly string[]): Promise<FoundDataFiles> {
    for (const [distance, folder] of withFolderOfLocale(dirname(this.#template), folders.at(-1) ?? '').entries())
      if (folders.includes(folder)) await this.#beside(folder, 5 * distance);
    if (this.#own.length === 0) await this.#general(dirname(this.#template), 10);
    if (this.#own.length === 0) await this.#besideOnlyOne(dirname(this.#template));
    for (const [distance, folder] of folders.entries()) await this.#dataFolders(folder, 20 + distance);
    for (const [distance, folder] of folders.entries()) {
      if (this.#own.length > 0) break;
      await this.#lastResort(folder, 100 + distance);
    }
    return {
      own: this.#own.slice(0, maxSets),
      shared: [...new Set(this.#shared)].reverse(),
      named: [...new Set(this.#named)].reverse(),
      site: new Set(this.#site.slice(0, maxSite)),
    };
  }

  /** Files and folders that have the template's name and lie beside it, or beside the folder of its language. */
  async #beside(folder: string, baseRank: number): Promise<void> {
    const entries = await this.#files.list(folder);
    this.#otherTemplates = new Set(
      entries
        .filter(({ name }) => templateExtension(name) !== undefined)
        .map(({ name }) => nameKey(templateBaseName(name))),
    );
    for (const { name, isFolder } of entries) {
      const path = join(folder, name);
      if (isFolder) {
        const rank = this.#names.indexOf(ownFolderKey(name) ?? '');
        if (rank >= 0) await this.#setsIn(path, baseRank + rank);
        continue;
      }
      const set = this.#setOf(name, { isInDataFolder: false });
      if (set !== undefined)
        this.#own.push({ name: set.name, file: path, rank: baseRank + set.rank, isGeneral: false });
      else if (isSharedName(name)) this.#shared.push(path);
    }
  }

  /** The set that a file holds by its name; undefined when that is not the template's. */
  #setOf(
    file: string,
    { isInDataFolder }: { readonly isInDataFolder: boolean },
  ): { readonly name: string; readonly rank: number } | undefined {
    const parts = dataFileName(file);
    if (parts === undefined) return undefined;
    const rank = this.#names.indexOf(parts.key);
    if (rank >= 0) return { name: parts.variant ?? 'default', rank };
    // Where templates lie, `order.secret.json` may be anything; a sample says so.
    const isSample = isInDataFolder || parts.variant !== undefined;
    if (!isSample || parts.ofOther === undefined || this.#otherTemplates.has(parts.key)) return undefined;
    const longRank = this.#names.indexOf(parts.ofOther.key);
    return longRank < 0 ? undefined : { name: parts.ofOther.variant, rank: this.#names.length + longRank };
  }

  /** In a folder with one template, what is called data is the data of that one: `welcome_data.json` beside `page.html`. */
  async #besideOnlyOne(folder: string): Promise<void> {
    const names = (await this.#files.list(folder)).filter((entry) => !entry.isFolder).map(({ name }) => name);
    const templates = names.filter(
      (name) => templateExtension(name) !== undefined && !isCompanionFile(name) && !name.startsWith('_'),
    );
    if (templates.length !== 1) return;
    for (const name of names.filter((each) => isDataFile(each) && /[._-]data(?:$|[._-])/i.test(dataStem(each)))) {
      const setName = dataStem(name).replace(/[._-]data(?=$|[._-])/i, '');
      this.#own.push({ name: setName, file: join(folder, name), rank: 15, isGeneral: false });
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
    const entries = await this.#files.list(folder);
    const isSite = ['data', 'layouts', 'partials'].every((each) =>
      entries.some(({ name, isFolder }) => isFolder && name === each),
    );
    for (const { name, isFolder } of entries) {
      if (!isFolder || !dataFolderNames.has(nameKey(name))) continue;
      const base = join(folder, name);
      for (const entry of await this.#files.list(base)) {
        if (entry.isFolder) continue;
        if (isDataModule(entry.name)) this.#named.push(join(base, entry.name));
        if (isSite && name === 'data') this.#site.push(join(base, entry.name));
      }
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
    const set = this.#setOf(file, { isInDataFolder: true });
    if (set !== undefined) {
      const inner = folders.join('/');
      const isMirror = inner === '' || mirrored === inner || mirrored.endsWith(`/${inner}`);
      const own = set.name;
      const name = isMirror ? own : own === 'default' ? inner : `${inner}/${own}`;
      this.#own.push({ name, file, rank: isMirror ? rank - 0.5 : rank, isGeneral: false });
      return;
    }
    const index = folders.findIndex((folder) => this.#names.includes(ownFolderKey(folder) ?? nameKey(folder)));
    if (index >= 0) {
      const name = [...folders.slice(index + 1), dataStem(file)].join('/');
      this.#own.push({ name, file, rank, isGeneral: false });
    } else if (folders.length === 0 && isSharedName(file)) this.#shared.push(file);
    else if (folders.length === 0 && !generalNames.has(nameKey(dataStem(file)))) this.#named.push(file);
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
