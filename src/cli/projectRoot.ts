import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { isInside } from '../core/template/folders.ts';
import { projectFileName } from '../core/template/projectFile.ts';

/**
 * The nearest folder that looks like a project. Without one, the folder that the caller stands in, when the template is below
 * it and it is not simply everything; else the template's own (or the folder that was given). Dotfiles kept with git, or tools installed at home, make no project of
 * everything that somebody owns; only a mailproof.json there would be meant.
 */
export async function findRoot(path: string, cwd: string, isFolder = false): Promise<string> {
  const own = isFolder ? path : dirname(path);
  for (let folder = own; ; folder = dirname(folder)) {
    const signs = isTooWide(folder) ? [projectFileName] : [projectFileName, '.git', 'package.json'];
    for (const name of signs) if (await exists(join(folder, name))) return folder;
    if (folder === dirname(folder)) break;
  }
  return isInside(cwd, own) && !isTooWide(cwd) ? cwd : own;
}

/** The home folder, those above it, and the root of the file system. */
function isTooWide(folder: string): boolean {
  return folder === dirname(folder) || isInside(folder, homedir());
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    // Not there, or not for us: either way it is no sign of a project.
    return false;
  }
}
