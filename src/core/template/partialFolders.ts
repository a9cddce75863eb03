import { dirname, join, relative, sep } from 'node:path';
import { BoundedMap } from '../boundedMap.ts';
import type { MemoryPart } from '../renderMemory.ts';
import { foldersUpTo } from './folders.ts';
import { isLocale, splitLocale, withFolderOfLocale } from './locales.ts';
import { pathNames, shortNames } from './partialNames.ts';
import type { SourceFiles } from './sourceFiles.ts';
import { partialFolderRank, templateBaseName, templateExtension } from './templateName.ts';

export interface PartialFolder {
  readonly path: string;
  /** Path of the file by each name it may be called by. */
  readonly names: ReadonlyMap<string, string>;
  /** Best first. */
  readonly files: readonly string[];
}

/** For whom partials are looked for: of several files with one name, one suits best. */
export interface PartialUser {
  readonly template: string;
  readonly locale: string | undefined;
}

/** A folder deeper than this, or with more files, is no folder of partials but somebody's whole project. */
const maxDepth = 6;
const maxFiles = 2000;

/** The folders in which a template's partials lie by convention, from its own folder up to the root: nearest first. */
export async function conventionalFolders(
  user: PartialUser,
  root: string,
  files: SourceFiles,
): Promise<readonly PartialFolder[]> {
  const folders: PartialFolder[] = [];
  const own = dirname(user.template);
  const flat = withFolderOfLocale(own, root);
  for (const folder of foldersUpTo(root, own)) {
    if (flat.includes(folder)) folders.push(await listPartials(folder, user, files, 0));
    const inOrder = (await files.list(folder))
      .filter((entry) => entry.isFolder && partialFolderRank(entry.name) !== undefined)
      .sort((left, right) => (partialFolderRank(left.name) ?? 0) - (partialFolderRank(right.name) ?? 0));
    for (const { name } of inOrder) {
      const partials = await listPartials(join(folder, name), user, files);
      folders.push(withParentName(partials, name));
    }
  }
  return folders;
}

/** All that a folder offers; a file stands for a folder that holds nothing else. */
export async function listPartials(
  path: string,
  user: PartialUser,
  files: SourceFiles,
  depth = maxDepth,
): Promise<PartialFolder> {
  if (templateExtension(path) !== undefined) return named(dirname(path), [path], { user, files });
  const found: string[] = [];
  await collect(path, depth, files, found);
  return named(
    path,
    found.filter((file) => file !== user.template && isPartialFile(file)),
    { user, files },
  );
}

export function isPartialFile(path: string): boolean {
  return templateExtension(path) !== undefined || /\.(css|txt|svg)$/i.test(path);
}

/** Of two files that differ in the extension, the one of the template's own kind. */
export function kindDistance(path: string, { template }: PartialUser): number {
  const extension = templateExtension(path);
  if (extension === templateExtension(template)) return 0;
  return extension === undefined ? 3 : /htm/.test(extension) ? 2 : 1;
}

/** The template's own language before none, and none before another one. */
export function localeDistance(path: string, { template, locale }: PartialUser): number {
  const way = relative(dirname(template), dirname(path)).split(sep);
  const foreign = splitLocale(templateBaseName(path)).locale ?? way.findLast(isLocale);
  if (foreign === undefined) return 1;
  return foreign.toLowerCase() === locale?.toLowerCase() ? 0 : 2;
}

async function collect(folder: string, depth: number, files: SourceFiles, found: string[]): Promise<void> {
  const entries = await files.list(folder);
  for (const entry of entries) if (!entry.isFolder && found.length < maxFiles) found.push(join(folder, entry.name));
  if (depth === 0) return;
  for (const entry of entries) {
    if (entry.isFolder && entry.name !== 'node_modules' && found.length < maxFiles)
      await collect(join(folder, entry.name), depth - 1, files, found);
  }
}

/** To name the files of a large folder takes longer than to list them, and on the next key the same are there. */
function named(
  folder: string,
  paths: readonly string[],
  { user, files }: { readonly user: PartialUser; readonly files: SourceFiles },
): PartialFolder {
  const known = files.memory.part(knownFolders);
  const key = [folder, user.template, user.locale ?? '', ...paths].join('\0');
  return known.get(key) ?? known.set(key, nameAll(folder, paths, user), key.length);
}

const knownFolders: MemoryPart<BoundedMap<string, PartialFolder>> = {
  create: () => new BoundedMap({ entries: 100, weight: 1_000_000 }),
};

function nameAll(folder: string, paths: readonly string[], user: PartialUser): PartialFolder {
  const files = [...paths].sort((left, right) => rank(left, user) - rank(right, user));
  const names = new Map<string, string>();
  // Whole ways before parts of them: `a/button` never hides behind another folder's `button`.
  for (const namesOf of [pathNames, shortNames]) {
    for (const path of files) {
      const way = relative(folder, path).split(sep).join('/');
      for (const name of [way, withoutLocale(way, user)].flatMap(namesOf)) if (!names.has(name)) names.set(name, path);
    }
  }
  return { path: folder, names, files };
}

/** `footer.de.hbs` and `de/footer.hbs` are the `footer` of a German mail. */
function withoutLocale(way: string, { locale }: PartialUser): string {
  if (locale === undefined) return way;
  const isOwn = (name: string | undefined): boolean => name?.toLowerCase() === locale.toLowerCase();
  const folders = way.split('/').filter((name) => !isOwn(name));
  const file = folders.pop() ?? '';
  const split = splitLocale(templateBaseName(file));
  const own = isOwn(split.locale) ? split.name + (templateExtension(file) ?? '') : file;
  return [...folders, own].join('/');
}

/** In one language, shallow before deep. */
function rank(path: string, user: PartialUser): number {
  return localeDistance(path, user) * 1e6 + path.split(sep).length * 4 + kindDistance(path, user);
}

function withParentName(folder: PartialFolder, parent: string): PartialFolder {
  const names = new Map(folder.names);
  for (const [name, path] of folder.names) {
    const long = `${parent}/${name}`;
    if (!names.has(long)) names.set(long, path);
  }
  return { ...folder, names };
}
