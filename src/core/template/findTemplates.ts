import { join } from 'node:path';
import type { SourceFiles } from './sourceFiles.ts';
import { isPartialPath, isTemplateFile, looksLikeMail } from './templateName.ts';

/** Folders that hold what was installed or built, and not what somebody wrote. */
const passedFolders = new Set(['node_modules', 'dist', 'build', 'out', 'coverage', 'vendor', 'bower_components']);
const maxDepth = 12;
const maxTemplates = 2000;

/** The mail templates below a folder, sorted by path; partials, and html and Handlebars files that are no mail, left out. */
export async function findTemplates(folder: string, root: string, files: SourceFiles): Promise<readonly string[]> {
  const found: string[] = [];
  const pending = [{ path: folder, depth: 0 }];
  for (let next = pending.pop(); next !== undefined && found.length < maxTemplates; next = pending.pop()) {
    for (const entry of await files.list(next.path)) {
      const path = join(next.path, entry.name);
      if (entry.isFolder) {
        if (next.depth < maxDepth && !passedFolders.has(entry.name.toLowerCase()))
          pending.push({ path, depth: next.depth + 1 });
      } else if (isTemplateFile(path) && !isPartialPath(path, root) && (await isMail(path, files))) {
        found.push(path);
      }
    }
  }
  return found.sort();
}

async function isMail(path: string, files: SourceFiles): Promise<boolean> {
  if (/\.mjml(\.|$)/i.test(path)) return true;
  const file = await files.read(path);
  return file.kind === 'text' && looksLikeMail(file.text);
}
