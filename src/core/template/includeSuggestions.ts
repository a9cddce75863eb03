import { basename, dirname, extname, relative } from 'node:path';
import { closest } from '../text/closest.ts';
import { isInside } from './folders.ts';
import { listProject } from './projectIndex.ts';
import type { SourceFiles } from './sourceFiles.ts';

/** Each costs a look at the names of all files; a hostile template has thousands of includes. */
const maxSuggestions = 20;

/** Knows what a person most likely meant by an include that is not there. The project is listed once, and only when it must be. */
export class IncludeSuggestions {
  readonly #root: string;
  readonly #files: SourceFiles;
  #project: Promise<readonly string[]> | undefined;
  #count = 0;

  constructor(root: string, files: SourceFiles) {
    this.#root = root;
    this.#files = files;
  }

  /** The path to write in the file, with slashes as MJML wants them. */
  async for(path: string, from: string): Promise<string | undefined> {
    if (++this.#count > maxSuggestions) return undefined;
    const extension = extname(path);
    const name = stem(path.replaceAll('\\', '/'));
    this.#project ??= listProject(isInside(this.#root, from) ? dirname(from) : this.#root, this.#root, this.#files);
    const candidates = (await this.#project).filter((each) => each !== from && extname(each) === extension);
    const meant = candidates.some((each) => stem(each) === name) ? name : closest(name, new Set(candidates.map(stem)));
    const found = candidates.find((each) => stem(each) === meant);
    if (found === undefined) return undefined;
    const way = relative(dirname(from), found).replaceAll('\\', '/');
    return way.startsWith('../') ? way : `./${way}`;
  }
}

function stem(path: string): string {
  return basename(path, extname(path));
}
