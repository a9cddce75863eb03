import { listBelow } from './projectIndex.ts';
import type { SourceFiles } from './sourceFiles.ts';
import { isTemplateEntry } from './templateEntry.ts';

/** More is no list that anybody waits for. */
const maxTemplates = 2000;

/** The mails below a folder, sorted by path: the same files as in the Templates view. */
export async function findTemplates(folder: string, root: string, files: SourceFiles): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of [...(await listBelow(folder, files))].sort()) {
    if (await isTemplateEntry(path, root, files)) found.push(path);
    if (found.length >= maxTemplates) break;
  }
  return found;
}
