import { dirname, isAbsolute, join } from 'node:path';
import { foldersUpTo, isInside } from './folders.ts';
import { includedPaths } from './includedPaths.ts';
import { scanMustaches } from './mustaches.ts';
import { fillNamedSlots } from './namedSlots.ts';
import type { SourceFiles, SourceText } from './sourceFiles.ts';
import { templateExtension } from './templateName.ts';

export interface IncludePlaces {
  /** Absolute folders that are tried after the including file's own, before the root. */
  readonly includePath: readonly string[];
  readonly root: string;
}

export type FoundInclude =
  | { readonly kind: 'found'; readonly source: SourceText }
  | { readonly kind: 'missing' }
  | { readonly kind: 'denied'; readonly reason: string };

/** Reads the file that `<mj-include path="...">` names in a file. */
export async function readInclude(
  path: string,
  from: string,
  places: IncludePlaces,
  files: SourceFiles,
): Promise<FoundInclude> {
  const decoded = fullyDecoded(path).trim();
  if (decoded.includes('\0') || isAbsolute(decoded) || /^([a-z]:|\\|\/)/i.test(decoded)) {
    return { kind: 'denied', reason: 'the path must be relative; write it as seen from this file' };
  }
  if (/^[a-z][a-z+.-]{1,20}:\/\//i.test(decoded))
    return { kind: 'denied', reason: 'it is an address, and MJML includes only files; save it in the project' };
  // Windows takes both kinds of slash. An extension is not added: MJML 4 and 5 do not, whatever their documentation says.
  const way = decoded.replaceAll('\\', '/');
  if (templateExtension(way) === undefined && !/\.(css|txt|svg)$/i.test(way)) {
    return { kind: 'denied', reason: 'only MJML, Handlebars, html, css and text files may; give it such a name' };
  }
  let reason: string | undefined;
  // Between the file and the root, any folder may be the one that the project's own build runs in.
  const asked = [dirname(from), ...places.includePath];
  const above = [...foldersUpTo(places.root, dirname(from)), places.root];
  for (const folder of new Set([...asked, ...above])) {
    const candidate = join(folder, way);
    const file = await files.read(candidate);
    if (file.kind === 'text') return { kind: 'found', source: { path: candidate, text: file.text } };
    // What `../` means from a folder above is only a guess: nobody asked for what lies outside.
    const isGuess = !asked.includes(folder) && !isInside(places.root, candidate);
    if (file.kind === 'refused' && !isGuess) reason ??= file.reason;
  }
  const ofAlias = reason === undefined ? await readAliased(way, [...above].reverse(), files) : undefined;
  if (ofAlias !== undefined) return { kind: 'found', source: ofAlias };
  return reason === undefined ? { kind: 'missing' } : { kind: 'denied', reason };
}

/**
 * `@partials/x.mjml`: builds replace the first name by a folder, mostly of that name, at the top of the project or of its
 * sources. Which one it is in theirs, only their code knows.
 */
async function readAliased(
  way: string,
  folders: readonly string[],
  files: SourceFiles,
): Promise<SourceText | undefined> {
  const alias = /^[@~#]([\w-]{0,40})\/(?=[^/])/.exec(way);
  if (alias === null) return undefined;
  const rest = way.slice(alias[0].length);
  const name = alias[1] ?? '';
  for (const folder of folders.flatMap((each) => [each, join(each, 'src')])) {
    const path = join(folder, name, rest);
    const file = await files.read(path);
    if (file.kind === 'text') return { path, text: file.text };
  }
  return undefined;
}

/** Enough to judge a template by; a real mail includes ten. */
const maxFiles = 100;

/** The MJML files that a template includes, and those that they include, as far as the paths are written out. */
export async function findIncludes(
  template: SourceText,
  places: IncludePlaces,
  files: SourceFiles,
): Promise<readonly SourceText[]> {
  const found = new Map<string, SourceText>();
  const pending = [template];
  for (let source = pending.pop(); source !== undefined; source = pending.pop()) {
    for (const path of includedTemplates(fillNamedSlots(source.text))) {
      if (found.size >= maxFiles) return [...found.values()];
      const include = await readInclude(path, source.path, places, files);
      if (include.kind !== 'found' || found.has(include.source.path)) continue;
      found.set(include.source.path, include.source);
      pending.push(include.source);
    }
  }
  return [...found.values()];
}

function includedTemplates(text: string): readonly string[] {
  const paths = /<mj-include/i.test(text) ? includedPaths(text, scanMustaches(text)) : [];
  return paths.filter((path) => !path.includes('{{') && !/\.css$/i.test(path));
}

/** `%252e%252e%252f` is `../` to whoever decodes twice. */
function fullyDecoded(path: string): string {
  let current = path;
  for (let round = 0; round < 10; round++) {
    let next: string;
    try {
      next = decodeURIComponent(current);
    } catch {
      // A lone `%` is part of the name.
      return current;
    }
    if (next === current) return current;
    current = next;
  }
  return current;
}
