import { findTemplates } from './findTemplates.ts';
import { findIncludes } from './includes.ts';
import { findProject } from './projectFile.ts';
import type { SourceFiles } from './sourceFiles.ts';
import { gatherSources } from './templateSources.ts';

/** More is no list to choose from. */
const maxFound = 50;
/** As many as are searched in a few seconds. */
const maxSearched = 500;

/**
 * The mails of a project that are made of a file: a partial, an include or a layout, also through other pieces. Paths, sorted.
 *
 * @param isWanted asked before each mail is looked at; what is found until it says no is the answer
 */
export async function findMailsUsing(
  piece: string,
  { root, files, isWanted = () => true }: MailSearch,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of (await findTemplates(root, root, files)).slice(0, maxSearched)) {
    if (!isWanted() || found.length >= maxFound) break;
    if (path !== piece && (await piecesOf(path, root, files)).has(piece)) found.push(path);
  }
  return found;
}

export interface MailSearch {
  readonly root: string;
  readonly files: SourceFiles;
  readonly isWanted?: () => boolean;
}

async function piecesOf(path: string, root: string, files: SourceFiles): Promise<ReadonlySet<string>> {
  const text = await files.peek(path);
  if (text === undefined) return new Set();
  const template = { path, text };
  const { project } = await findProject(path, root, files);
  const { template: outermost, partials, layout } = await gatherSources(template, files, project, root);
  const own = [outermost, ...partials.values(), ...(layout === undefined ? [] : [layout])];
  const places = { root, includePath: project.includePath ?? [] };
  const included = await Promise.all(own.map((source) => findIncludes(source, places, files)));
  return new Set([...own, ...included.flat()].map((source) => source.path));
}
