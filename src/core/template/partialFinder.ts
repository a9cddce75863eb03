import { basename, dirname, extname, join } from 'node:path';
import { foldersUpTo } from './folders.ts';
import { localeOfFolder, splitLocale } from './locales.ts';
import {
  conventionalFolders,
  isPartialFile,
  kindDistance,
  listPartials,
  type PartialFolder,
  type PartialUser,
} from './partialFolders.ts';
import { pathNames, withoutDots } from './partialNames.ts';
import { PartialSearch } from './partialSearch.ts';
import type { SourceFiles, SourceText } from './sourceFiles.ts';
import { templateBaseName, templateExtension } from './templateName.ts';

export interface PartialOptions {
  readonly root: string;
  /** Absolute folders and files of `mailproof.json`, which then replace the conventions. */
  readonly folders: readonly string[] | undefined;
  /** Absolute paths of partials that `mailproof.json` lists by name. */
  readonly named?: ReadonlyMap<string, string> | undefined;
  /** Names that need no file, because the caller supplies what they mean. */
  readonly provided?: readonly string[];
}

export type FoundPartial =
  | { readonly kind: 'found'; readonly source: SourceText }
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused'; readonly reason: string };

/** Knows the partials around one template. Each folder is listed once, and the whole project only when it must be. */
export class PartialFinder {
  readonly #user: PartialUser;
  readonly #files: SourceFiles;
  readonly #options: PartialOptions;
  #folders: Promise<readonly PartialFolder[]> | undefined;
  #search: PartialSearch | undefined;

  constructor(template: string, files: SourceFiles, options: PartialOptions) {
    const { locale } = splitLocale(templateBaseName(template));
    this.#user = { template, locale: locale ?? localeOfFolder(dirname(template), options.root) };
    this.#files = files;
    this.#options = options;
  }

  /** Looks where partials usually are for what is called exactly so. */
  async find(name: string, caller: string): Promise<FoundPartial> {
    const own = this.#options.named?.get(name);
    if (own !== undefined && !isPartialFile(own))
      return { kind: 'refused', reason: 'only MJML, Handlebars, html, css and text files may' };
    const clean = withoutDots(name);
    const paths = own === undefined ? [] : [own];
    if (/^\.\.?[\\/]/.test(name)) paths.push(...(await this.#fileAt(dirname(caller), name.replaceAll('\\', '/'))));
    for (const folder of await this.#nearFolders()) {
      const path = folder.names.get(name) ?? folder.names.get(clean);
      if (path !== undefined) paths.push(path);
    }
    if (paths.length === 0 && clean.includes('/') && this.#options.folders === undefined) {
      for (const folder of foldersUpTo(this.#options.root, dirname(this.#user.template)))
        paths.push(...(await this.#fileAt(folder, clean)));
    }
    return this.#firstOf(paths);
  }

  /** Looks for other spellings of the name, and then through the whole project. */
  async findAnywhere(name: string): Promise<FoundPartial> {
    this.#search ??= new PartialSearch(this.#user, this.#options.root, this.#files);
    const near = await this.#firstOf(this.#search.respelled(name, await this.#nearFolders()));
    if (near.kind !== 'missing' || this.#options.folders !== undefined) return near;
    return this.#firstOf(await this.#search.inProject(name));
  }

  /** The names of all partials nearby, those that are likeliest to be used first. */
  async names(): Promise<readonly string[]> {
    const all = new Set<string>(this.#options.named?.keys());
    for (const folder of await this.#nearFolders()) for (const name of folder.names.keys()) all.add(name);
    const isPlain = (name: string): boolean => !name.startsWith('_') && extname(name) === '';
    return [...[...all].filter(isPlain), ...[...all].filter((name) => !isPlain(name))];
  }

  async searchedFolders(): Promise<readonly string[]> {
    return (await this.#nearFolders()).map((folder) => folder.path);
  }

  #nearFolders(): Promise<readonly PartialFolder[]> {
    const { root, folders } = this.#options;
    this.#folders ??=
      folders === undefined
        ? conventionalFolders(this.#user, root, this.#files)
        : Promise.all(folders.map((folder) => listPartials(folder, this.#user, this.#files)));
    return this.#folders;
  }

  /** The files that a path from a folder means, with or without extension and underscore. */
  async #fileAt(folder: string, way: string): Promise<readonly string[]> {
    if (way.includes('\0')) return [];
    const path = join(folder, way);
    const wanted = basename(path);
    return (await this.#files.list(dirname(path)))
      .filter(({ name, isFolder }) => !isFolder && isPartialFile(name) && pathNames(name).includes(wanted))
      .map(({ name }) => join(dirname(path), name))
      .filter((each) => each !== this.#user.template)
      .sort((left, right) => kindDistance(left, this.#user) - kindDistance(right, this.#user));
  }

  async #firstOf(paths: readonly string[]): Promise<FoundPartial> {
    for (const path of paths) {
      const file = await this.#files.read(path);
      if (file.kind === 'text') return { kind: 'found', source: { path, text: file.text } };
      if (file.kind === 'refused') return { kind: 'refused', reason: file.reason };
    }
    return { kind: 'missing' };
  }
}

/** The place where the author will most likely create a missing partial. */
export function newPartialFile(template: string, name: string, folders: readonly string[] | undefined): string {
  const folder = folders?.[0] ?? join(dirname(template), 'partials');
  const extension = extname(name) === '' ? (templateExtension(template) ?? '.hbs') : '';
  return join(folder, name + extension);
}
