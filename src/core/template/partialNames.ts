import { extname } from 'node:path';
import { templateExtension } from './templateName.ts';

/** The path without its extension; of a stylesheet or a picture, too. */
export function withoutExtension(path: string): string {
  const extension = templateExtension(path) ?? extname(path);
  return extension === '' ? path : path.slice(0, -extension.length);
}

/** What a file below a folder of partials is called by its whole way from there: `a/_b.hbs` as such, as `a/_b` and `a/b`. */
export function pathNames(path: string): readonly string[] {
  const short = withoutExtension(path);
  return [short, short.replace(/(^|\/)_([^/]*)$/, '$1$2'), path];
}

/** What it is called by a part of that way, longest first, down to its bare name; an underscore may be dropped or added. */
export function shortNames(path: string): readonly string[] {
  const segments = path.split('/');
  const names = segments.slice(1).flatMap((_, index) => pathNames(segments.slice(index + 1).join('/')));
  const bare = withoutExtension(segments.at(-1) ?? '');
  return [...names, ...(segments.length === 1 ? [] : [bare]), `_${bare}`];
}

/** `./header`, `../partials/header` and `/layout/header` are written by people who think of files. */
export function withoutDots(name: string): string {
  return name.replaceAll('\\', '/').replace(/^(?:\.{0,2}\/)+/, '');
}

/**
 * The words of a name or a path, joined by hyphens; each spelling that builds are known to make of one is the same here:
 * `subscription_footer_scripts`, `Subscription/footerScripts`, `subscription~footer.scripts`. Twice, because a change from
 * small to capital letters begins a word in some projects and nothing in others.
 */
export function wordForms(name: string): readonly string[] {
  const plain = joinWords(name);
  const camel = joinWords(name.replace(/([a-z\d])([A-Z])/g, '$1-$2'));
  return plain === camel ? [plain] : [plain, camel];
}

function joinWords(name: string): string {
  return name
    .split(/[\s/\\~._-]+/)
    .filter((word) => word !== '')
    .join('-')
    .toLowerCase();
}

/** Whether a path ends in the wanted words and they name the whole file; all in their word forms. */
export function endsInWords(path: readonly string[], file: readonly string[], wanted: readonly string[]): boolean {
  return wanted.some((want) => path.some((each) => endsIn(each, want)) && file.some((each) => endsIn(want, each)));
}

function endsIn(words: string, end: string): boolean {
  return end !== '' && (words === end || words.endsWith(`-${end}`));
}
