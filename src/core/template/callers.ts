import { dirname, join, relative, sep } from 'node:path';
import { containsMjml } from './engine.ts';
import { foldersUpTo } from './folders.ts';
import { type Mustache, scanMustaches } from './mustaches.ts';
import { placesIn } from './places.ts';
import type { SourceFiles, SourceText } from './sourceFiles.ts';
import { isPartialPath, partialFolderRank, templateBaseName, templateExtension } from './templateName.ts';

/** A template that uses a partial inside of a text element of MJML. */
export interface Caller {
  readonly path: string;
  /** `mj-text`, `mj-table`, ... */
  readonly element: string;
}

const maxTemplates = 24;
const maxFolders = 8;

/**
 * Who uses a partial that has no MJML of its own, as far as it shows nearby: only there is written whether it is a row of an
 * `<mj-table>`, a sentence of an `<mj-text>`, or no part of MJML at all.
 */
export async function findCaller(partial: SourceText, root: string, files: SourceFiles): Promise<Caller | undefined> {
  if (!isPartialPath(partial.path, root) || containsMjml(partial.text) || partial.text.trim() === '') return undefined;
  const name = plainName(templateBaseName(partial.path));
  for (const path of await templatesAround(partial.path, root, files)) {
    const text = (await files.peek(path)) ?? '';
    if (!containsMjml(text)) continue;
    const calls = scanMustaches(text).filter((each) => isCallOf(each, name));
    for (const place of placesIn(text, calls))
      if (place.value === undefined && place.parent !== undefined && holders.has(place.parent))
        return { path, element: place.parent };
  }
  return undefined;
}

/** Elements whose text is html of the mail. */
const holders = new Set(['mj-text', 'mj-table', 'mj-button', 'mj-raw', 'mj-accordion-title', 'mj-accordion-text']);

function isCallOf(mustache: Mustache, name: string): boolean {
  if (mustache.kind !== 'partial' && mustache.kind !== 'partialBlock') return false;
  return plainName(templateBaseName(mustache.name.replaceAll('~', '/'))) === name;
}

function plainName(name: string): string {
  return name.replace(/^_+/, '').toLowerCase();
}

/** The templates in the nearest folder that is none of partials, and those in its subfolders; other partials last. */
async function templatesAround(partial: string, root: string, files: SourceFiles): Promise<readonly string[]> {
  const home = foldersUpTo(root, dirname(partial)).find((folder) => !isInPartials(folder, root)) ?? root;
  const folders = [home];
  for (const entry of await files.list(home))
    if (entry.isFolder && entry.name !== 'node_modules' && folders.length < maxFolders)
      folders.push(join(home, entry.name));
  const found: string[] = [];
  for (const folder of folders) {
    for (const { name, isFolder } of await files.list(folder)) {
      const path = join(folder, name);
      if (!isFolder && path !== partial && templateExtension(name) !== undefined) found.push(path);
    }
  }
  return found.slice(0, maxTemplates);
}

function isInPartials(folder: string, root: string): boolean {
  return relative(root, folder)
    .split(sep)
    .some((name) => partialFolderRank(name) !== undefined);
}
