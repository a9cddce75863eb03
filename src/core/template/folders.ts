import { dirname, isAbsolute, relative, sep } from 'node:path';

/** The folder and those above it, up to and with the root. */
export function foldersUpTo(root: string, folder: string): readonly string[] {
  const folders: string[] = [];
  let current = folder;
  for (;;) {
    folders.push(current);
    const parent = dirname(current);
    if (current === root || parent === current || !isInside(root, parent)) return folders;
    current = parent;
  }
}

/** Whether a path is the root or below it. */
export function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
