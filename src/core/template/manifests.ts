import { dirname, join } from 'node:path';
import { foldersUpTo } from './folders.ts';
import type { SourceFiles } from './sourceFiles.ts';

/** The paths of the `package.json` files that a template belongs to, the nearest first; nothing is read. */
export async function* manifestsOf(template: string, root: string, files: SourceFiles): AsyncGenerator<string> {
  for (const folder of foldersUpTo(root, dirname(template))) {
    const listed = await files.list(folder);
    if (listed.some(({ name, isFolder }) => name === 'package.json' && !isFolder)) yield join(folder, 'package.json');
  }
}
