import { basename, dirname, relative, sep } from 'node:path';
import { isPartialFile, kindDistance, localeDistance, type PartialFolder, type PartialUser } from './partialFolders.ts';
import { endsInWords, pathNames, withoutDots, wordForms } from './partialNames.ts';
import { listProject } from './projectIndex.ts';
import type { SourceFiles } from './sourceFiles.ts';
import { partialFolderRank, templateExtension } from './templateName.ts';

/** Places whose files are there to be looked at and not to be sent; they lose against all others. */
const secondaryFolders = new Set(
  '__fixtures__ __mocks__ __tests__ archive backup cypress demo deprecated docs e2e example examples fixtures legacy mocks obsolete old spec storybook test tests'.split(
    ' ',
  ),
);

/** Finds partials by spellings and in places that nobody expects, so it may take its time. */
export class PartialSearch {
  readonly #user: PartialUser;
  readonly #root: string;
  readonly #files: SourceFiles;
  readonly #words = new Map<string, PathWords>();
  #project: Promise<readonly ProjectFile[]> | undefined;

  constructor(user: PartialUser, root: string, files: SourceFiles) {
    this.#user = user;
    this.#root = root;
    this.#files = files;
  }

  /** Files of the folders whose words are those of the name, however they are joined; best first. */
  respelled(name: string, folders: readonly PartialFolder[]): readonly string[] {
    const wanted = wanting(name);
    return folders.flatMap(({ files }) => files.filter((path) => this.#hasWords(path, wanted)));
  }

  /** Files of the whole project: those that are called exactly so, otherwise those with these words; nearest first. */
  async inProject(name: string): Promise<readonly string[]> {
    this.#project ??= this.#listProject();
    const files = await this.#project;
    const clean = withoutDots(name);
    const exact = files.filter(({ names }) => names.some((each) => each === clean || each.endsWith(`/${clean}`)));
    if (exact.length > 0) return exact.map(({ path }) => path);
    const wanted = wanting(name);
    return files.filter(({ path }) => this.#hasWords(path, wanted)).map(({ path }) => path);
  }

  #hasWords(path: string, wanted: readonly string[]): boolean {
    let words = this.#words.get(path);
    if (words === undefined) {
      words = wordsOf(relative(this.#root, path));
      this.#words.set(path, words);
    }
    return endsInWords(words.way, words.file, wanted);
  }

  async #listProject(): Promise<readonly ProjectFile[]> {
    const paths = await listProject(dirname(this.#user.template), this.#root, this.#files);
    return paths
      .filter((path) => path !== this.#user.template && this.#isLikely(path))
      .map((path) => ({ path, names: this.#namesOf(path), rank: this.#rank(path) }))
      .sort((left, right) => compare(left.rank, right.rank) || (left.path < right.path ? -1 : 1));
  }

  /** Outside of folders of partials an html file is far more often a page or a component of some application. */
  #isLikely(path: string): boolean {
    if (!isPartialFile(path)) return false;
    const extension = templateExtension(path);
    if (extension === undefined || !/^\.html?$/.test(extension)) return true;
    return extension === templateExtension(this.#user.template) || isInPartialFolder(relative(this.#root, path));
  }

  /** A stylesheet or a picture is never meant without its extension. */
  #namesOf(path: string): readonly string[] {
    const way = relative(this.#root, path).split(sep).join('/');
    return templateExtension(path) === undefined ? [way] : pathNames(way);
  }

  #rank(path: string): readonly number[] {
    const way = relative(dirname(this.#user.template), path).split(sep);
    const up = way.filter((each) => each === '..').length;
    return [
      way.some((each) => secondaryFolders.has(each.toLowerCase())) ? 1 : 0,
      localeDistance(path, this.#user),
      up,
      way.length,
      isInPartialFolder(way.join(sep)) ? 0 : 1,
      kindDistance(path, this.#user),
    ];
  }
}

interface ProjectFile {
  readonly path: string;
  /** By its way from the root. */
  readonly names: readonly string[];
  readonly rank: readonly number[];
}

interface PathWords {
  readonly way: readonly string[];
  readonly file: readonly string[];
}

/** With and without the folders that are only there to hold partials. */
function wordsOf(path: string): PathWords {
  const segments = withoutTemplateExtension(path).split(sep);
  const file = segments.at(-1) ?? '';
  const told = segments.slice(0, -1).filter((folder) => partialFolderRank(folder) === undefined);
  const ways = [segments, [...told, file]];
  return { way: ways.flatMap((way) => wordForms(way.join('/'))), file: wordForms(file) };
}

function wanting(name: string): readonly string[] {
  return wordForms(withoutTemplateExtension(withoutDots(name)));
}

function withoutTemplateExtension(path: string): string {
  const extension = templateExtension(basename(path));
  return extension === undefined ? path : path.slice(0, -extension.length);
}

function isInPartialFolder(way: string): boolean {
  return dirname(way)
    .split(sep)
    .some((folder) => partialFolderRank(folder) !== undefined);
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (const [index, value] of left.entries()) if (value !== right[index]) return value - (right[index] ?? 0);
  return 0;
}
