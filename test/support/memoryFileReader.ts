import { dirname, normalize } from 'node:path';
import type { DirectoryEntry, FileReader, FileText } from '../../src/core/template/fileReader.ts';

/** A file system of an object: absolute path to text, or to the reason why it may not be read. */
export function memoryFileReader(files: Readonly<Record<string, string | { readonly refused: string }>>): FileReader {
  const paths = new Map(Object.entries(files).map(([path, content]) => [normalize(path), content]));
  return {
    readText(path): Promise<FileText> {
      const content = paths.get(normalize(path));
      if (content === undefined) return Promise.resolve({ kind: 'missing' });
      if (typeof content === 'string') return Promise.resolve({ kind: 'text', text: content.replace(/^\uFEFF/, '') });
      return Promise.resolve({ kind: 'refused', reason: content.refused });
    },
    list(folder): Promise<readonly DirectoryEntry[]> {
      const entries = new Map<string, boolean>();
      for (const path of paths.keys()) addEntry(entries, normalize(folder), path);
      const sorted = [...entries].sort(([left], [right]) => (left < right ? -1 : 1));
      return Promise.resolve(sorted.map(([name, isFolder]) => ({ name, isFolder })));
    },
  };
}

function addEntry(entries: Map<string, boolean>, folder: string, path: string): void {
  let child = path;
  let isFolder = false;
  for (let parent = dirname(child); parent !== child; parent = dirname(child)) {
    if (parent === folder) {
      entries.set(child.slice(parent.length + (parent.endsWith('/') ? 0 : 1)), isFolder);
      return;
    }
    child = parent;
    isFolder = true;
  }
}
