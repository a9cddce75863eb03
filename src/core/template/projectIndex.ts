import { join } from 'node:path';
import { foldersUpTo } from './folders.ts';
import type { SourceFiles } from './sourceFiles.ts';

/** Made by tools, or by others: nobody keeps the sources of his mails here. */
const ignoredFolders = new Set([
  'node_modules',
  'bower_components',
  'vendor',
  'dist',
  'build',
  'out',
  'target',
  'coverage',
  'tmp',
]);
/** A search must not become a walk through somebody's whole disk: what is near comes first, and the rest is left. */
const maxFolders = 1000;
const maxFiles = 10_000;
const maxDepth = 12;
/** As many as the threads of Node that read folders. */
const foldersAtOnce = 4;

/**
 * The files of the project that a template belongs to, from its own folder outwards: all below it, then all below the
 * folder above, up to the root.
 */
export async function listProject(folder: string, root: string, files: SourceFiles): Promise<readonly string[]> {
  const found: string[] = [];
  const seen = new Set<string>();
  for (const ring of foldersUpTo(root, folder)) {
    let level = [ring];
    for (let depth = 0; depth <= maxDepth && level.length > 0; depth++) {
      const fresh = level.filter((each) => !seen.has(each)).slice(0, Math.max(0, maxFolders - seen.size));
      for (const each of fresh) seen.add(each);
      level = await listLevel(fresh, files, found);
      if (found.length >= maxFiles) return found.slice(0, maxFiles);
    }
  }
  return found;
}

/** Adds the files of some folders, and gives the folders in them. */
async function listLevel(folders: readonly string[], files: SourceFiles, found: string[]): Promise<string[]> {
  const next: string[] = [];
  for (let index = 0; index < folders.length; index += foldersAtOnce) {
    const some = folders.slice(index, index + foldersAtOnce);
    const listings = await Promise.all(some.map((folder) => files.list(folder)));
    for (const [position, entries] of listings.entries()) {
      for (const { name, isFolder } of entries) {
        if (!isFolder) found.push(join(some[position] ?? '', name));
        else if (!ignoredFolders.has(name.toLowerCase())) next.push(join(some[position] ?? '', name));
      }
    }
  }
  return next;
}
