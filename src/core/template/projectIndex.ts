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
/** What a way to pieces of mails is made of; in a large project these folders are seen before all others. */
const likelyFolder =
  /mail|newsletter|notification|message|template|view|partial|layout|component|include|shared|common|mjml|handlebars|hbs/i;
/** A search must not become a walk through somebody's whole disk: 1,000 folders take about a tenth of a second. */
const maxFolders = 2000;
const maxFiles = 10_000;
const maxDepth = 12;
/** As many as the threads of Node that read folders. */
const foldersAtOnce = 4;

/**
 * The files of the project that a template belongs to, from its own folder outwards: all below it, then all below the
 * folder above, up to the root.
 */
export async function listProject(folder: string, root: string, files: SourceFiles): Promise<readonly string[]> {
  const walk = new Walk(files);
  for (const ring of foldersUpTo(root, folder)) await walk.into(ring);
  return walk.found;
}

/** The files of a folder and of those below it, without what tools made. */
export async function listBelow(folder: string, files: SourceFiles): Promise<readonly string[]> {
  const walk = new Walk(files);
  await walk.into(folder);
  return walk.found;
}

interface Visit {
  readonly folder: string;
  readonly depth: number;
  readonly isLikely: boolean;
}

class Walk {
  readonly found: string[] = [];
  readonly #files: SourceFiles;
  readonly #seen = new Set<string>();

  constructor(files: SourceFiles) {
    this.#files = files;
  }

  async into(top: string): Promise<void> {
    const likely: Visit[] = [{ folder: top, depth: 0, isLikely: false }];
    const others: Visit[] = [];
    for (;;) {
      const queue = likely.length > 0 ? likely : others;
      const visits = queue.splice(0, foldersAtOnce).filter(({ folder }) => !this.#seen.has(folder));
      if (visits.length === 0 && likely.length + others.length === 0) return;
      const next = await Promise.all(visits.map((visit) => this.#visit(visit)));
      for (const visit of next.flat()) (visit.isLikely ? likely : others).push(visit);
      if (this.#seen.size >= maxFolders || this.found.length >= maxFiles) return;
    }
  }

  async #visit({ folder, depth, isLikely }: Visit): Promise<readonly Visit[]> {
    this.#seen.add(folder);
    const entries = await this.#files.list(folder);
    for (const { name, isFolder } of entries) if (!isFolder) this.found.push(join(folder, name));
    if (depth === maxDepth) return [];
    return entries
      .filter(({ name, isFolder }) => isFolder && !ignoredFolders.has(name.toLowerCase()))
      .map(({ name }) => ({
        folder: join(folder, name),
        depth: depth + 1,
        isLikely: isLikely || likelyFolder.test(name),
      }));
  }
}
