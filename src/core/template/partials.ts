import { basename, dirname, extname, join, relative, sep } from 'node:path';
import { foldersUpTo } from './folders.ts';
import { closest } from '../text/closest.ts';
import { type HandlebarsSource, type PartialCall, parseHandlebars } from './handlebarsSource.ts';
import type { SourceFiles, SourceText } from './sourceFiles.ts';
import { partialFolderNames, templateExtension } from './templateName.ts';

export interface PartialOptions {
  readonly root: string;
  /** Absolute folders of `mailproof.json`, which then replace the conventions. */
  readonly folders: readonly string[] | undefined;
}

export interface MissingPartial extends PartialCall {
  /** Folders that were searched, nearest first. */
  readonly searched: readonly string[];
  readonly suggestion: string | undefined;
  /** The file exists and may not be read. */
  readonly refusal: string | undefined;
}

export interface PartialSet {
  readonly template: HandlebarsSource;
  /** Everything that the template needs, by the name it is called by. */
  readonly partials: ReadonlyMap<string, HandlebarsSource>;
  readonly missing: readonly MissingPartial[];
}

/** A folder deeper than this, or with more files, is no folder of partials but somebody's whole project. */
const maxDepth = 6;
const maxFiles = 2000;
/** A dynamic call needs every partial at hand; this many is more than any project has. */
const maxDynamicPartials = 300;

/** Finds and reads the partials that a template uses, and those that they use; nothing else is read. */
export async function gatherPartials(
  template: SourceText,
  files: SourceFiles,
  options: PartialOptions,
): Promise<PartialSet> {
  const root = parseHandlebars(template);
  const finder = new PartialFinder(template.path, files, options);
  const partials = new Map<string, HandlebarsSource>();
  const missing: MissingPartial[] = [];
  const pending: HandlebarsSource[] = [root];
  // An inline partial may be called from a partial that is called inside its block, so all names of the whole set count.
  const inline = new Set<string>();
  const unresolved: PartialCall[] = [];
  let isDynamicDone = false;
  for (let source = pending.pop(); source !== undefined; source = pending.pop()) {
    for (const name of source.inlinePartials) inline.add(name);
    const wanted = new Map<string, PartialCall | undefined>();
    for (const call of source.partialCalls) wanted.set(call.name, wanted.get(call.name) ?? call);
    if (source.hasDynamicPartials && !isDynamicDone) {
      isDynamicDone = true;
      for (const name of (await finder.names()).slice(0, maxDynamicPartials))
        if (!wanted.has(name)) wanted.set(name, undefined);
    }
    for (const [name, call] of wanted) {
      if (partials.has(name)) continue;
      const found = await finder.find(name);
      if (found.kind === 'found') {
        const partial = parseHandlebars(found.source);
        partials.set(name, partial);
        pending.push(partial);
      } else if (call !== undefined) {
        unresolved.push(...source.partialCalls.filter((each) => each.name === name));
        if (found.kind === 'refused') missing.push(...describe(source, name, found.reason));
      }
    }
  }
  const names = await finder.namesIfListed(unresolved.length > 0);
  for (const call of unresolved) {
    if (call.hasFallback || inline.has(call.name) || missing.some((each) => each.location === call.location)) continue;
    const searched = await finder.searchedFolders();
    missing.push({ ...call, searched, suggestion: closest(call.name, [...names, ...inline]), refusal: undefined });
  }
  for (const call of missing) finder.expect(call.name);
  return { template: root, partials, missing };
}

function describe(source: HandlebarsSource, name: string, refusal: string): readonly MissingPartial[] {
  return source.partialCalls
    .filter((call) => call.name === name)
    .map((call) => ({ ...call, searched: [], suggestion: undefined, refusal }));
}

type FoundPartial =
  | { readonly kind: 'found'; readonly source: SourceText }
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused'; readonly reason: string };

interface PartialFolder {
  readonly path: string;
  /** Path of the file by each name it may be called by. */
  readonly names: ReadonlyMap<string, string>;
}

class PartialFinder {
  readonly #template: string;
  readonly #files: SourceFiles;
  readonly #options: PartialOptions;
  #listing: Promise<readonly PartialFolder[]> | undefined;

  constructor(template: string, files: SourceFiles, options: PartialOptions) {
    this.#template = template;
    this.#files = files;
    this.#options = options;
  }

  async find(name: string): Promise<FoundPartial> {
    for (const folder of await this.#folders()) {
      const path = folder.names.get(name) ?? folder.names.get(withoutDots(name));
      if (path === undefined) continue;
      const file = await this.#files.read(path);
      if (file.kind === 'text') return { kind: 'found', source: { path, text: file.text } };
      if (file.kind === 'refused') return { kind: 'refused', reason: file.reason };
    }
    return { kind: 'missing' };
  }

  async names(): Promise<readonly string[]> {
    const all = new Set<string>();
    for (const folder of await this.#folders()) for (const name of folder.names.keys()) all.add(name);
    return [...all];
  }

  namesIfListed(isWanted: boolean): Promise<readonly string[]> {
    return isWanted ? this.names() : Promise.resolve([]);
  }

  async searchedFolders(): Promise<readonly string[]> {
    return (await this.#folders()).map((folder) => folder.path);
  }

  /** The place where the author will most likely create a missing partial: the render follows when he does. */
  expect(name: string): void {
    if (name.includes('\0')) return;
    const folder = this.#options.folders?.[0] ?? join(dirname(this.#template), 'partials');
    const extension = extname(name) === '' ? (templateExtension(this.#template) ?? '.hbs') : '';
    this.#files.addDependency(join(folder, name + extension));
  }

  #folders(): Promise<readonly PartialFolder[]> {
    this.#listing ??=
      this.#options.folders === undefined ? this.#conventional() : this.#configured(this.#options.folders);
    return this.#listing;
  }

  async #configured(folders: readonly string[]): Promise<readonly PartialFolder[]> {
    return Promise.all(folders.map((folder) => this.#index(folder, maxDepth)));
  }

  /** From the template's own folder up to the root: nearest wins. */
  async #conventional(): Promise<readonly PartialFolder[]> {
    const folders: PartialFolder[] = [];
    for (const folder of foldersUpTo(this.#options.root, dirname(this.#template))) {
      if (folders.length === 0) folders.push(await this.#index(folder, 0));
      const subfolders = (await this.#files.list(folder)).filter((entry) => entry.isFolder);
      const inOrder = partialFolderNames.flatMap((name) =>
        subfolders.filter((each) => each.name.toLowerCase() === name),
      );
      for (const { name } of inOrder) {
        const partials = await this.#index(join(folder, name), maxDepth);
        folders.push(withParentName(partials, name));
      }
    }
    return folders;
  }

  async #index(folder: string, depth: number): Promise<PartialFolder> {
    const found: string[] = [];
    await this.#collect(folder, depth, found);
    const preferred = templateExtension(this.#template);
    found.sort((left, right) => nameRank(left, preferred) - nameRank(right, preferred));
    const names = new Map<string, string>();
    const nameKinds = [exactNames, baseNames];
    // Full sub-paths before bare names: `a/button` never hides behind another folder's `button`.
    for (const namesOf of nameKinds) {
      for (const path of found) {
        for (const name of namesOf(relative(folder, path).split(sep).join('/')))
          if (!names.has(name)) names.set(name, path);
      }
    }
    return { path: folder, names };
  }

  async #collect(folder: string, depth: number, found: string[]): Promise<void> {
    const entries = await this.#files.list(folder);
    for (const entry of entries) {
      if (entry.isFolder || found.length >= maxFiles) continue;
      const path = join(folder, entry.name);
      if (path === this.#template) continue;
      if (templateExtension(path) !== undefined || /\.(css|txt|svg)$/i.test(path)) found.push(path);
    }
    if (depth === 0) return;
    for (const entry of entries) {
      if (entry.isFolder && entry.name !== 'node_modules')
        await this.#collect(join(folder, entry.name), depth - 1, found);
    }
  }
}

function withParentName(folder: PartialFolder, parent: string): PartialFolder {
  const names = new Map(folder.names);
  for (const [name, path] of folder.names) {
    const long = `${parent}/${name}`;
    if (!names.has(long)) names.set(long, path);
  }
  return { ...folder, names };
}

/** `./header` and `../partials/header` are written by people who think of files. */
function withoutDots(name: string): string {
  return name.replaceAll('\\', '/').replace(/^(\.\.?\/)+/, '');
}

function exactNames(path: string): readonly string[] {
  const short = withoutExtension(path);
  return [path, short, short.replace(/(^|\/)_([^/]*)$/, '$1$2')];
}

function baseNames(path: string): readonly string[] {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const short = withoutExtension(name);
  return [name, short, short.replace(/^_/, ''), `_${short}`];
}

function withoutExtension(path: string): string {
  const extension = templateExtension(path) ?? extname(basename(path));
  return extension === '' ? path : path.slice(0, -extension.length);
}

/** Shallow before deep; of two files that differ in the extension, the one of the template's own kind. */
function nameRank(path: string, preferred: string | undefined): number {
  const extension = templateExtension(path);
  return path.split(sep).length * 4 + (extension === preferred ? 0 : extension === undefined ? 3 : 1);
}
