import { basename, dirname, relative } from 'node:path';

/** Longest first, so that `order.mjml.hbs` is called `order` and not `order.mjml`. */
const templateExtensions = [
  '.handlebars.mjml',
  '.mjml.handlebars',
  '.hbs.mjml',
  '.mjml.hbs',
  '.handlebars',
  '.html',
  '.mjml',
  '.hbs',
  '.htm',
];

/** Folders that, by convention, hold pieces of templates and not templates. */
export const partialFolderNames: readonly string[] = [
  'partials',
  '_partials',
  'partial',
  'components',
  'includes',
  'shared',
  'common',
  'layouts',
  'blocks',
];

/** `.mjml`, `.hbs`, `.mjml.hbs`, `.html` ...; undefined when the file is no template by its name. */
export function templateExtension(path: string): string | undefined {
  const lower = path.toLowerCase();
  return templateExtensions.find((extension) => lower.endsWith(extension) && basename(lower) !== extension);
}

/** Whether the name alone says that this may be a template; `.hbs` and `.html` are mail only if `looksLikeMail` agrees. */
export function isTemplateFile(path: string): boolean {
  return templateExtension(path) !== undefined;
}

/** The file's name without folder and template extension: `order` for `/mails/order.mjml.hbs`. */
export function templateBaseName(path: string): string {
  const name = basename(path);
  const extension = templateExtension(name);
  return extension === undefined ? name : name.slice(0, -extension.length);
}

/**
 * Pieces of templates are previewed through the templates that use them: they are no entries of their own. Folders above the
 * root do not count.
 */
export function isPartialPath(path: string, root: string): boolean {
  const name = basename(path);
  if (name.startsWith('_') || /\.(subject|text)\.[^.]+$/i.test(name) || /^subject\.[^.]+$/i.test(name)) return true;
  const folders = relative(root, dirname(path)).split(/[\\/]/);
  return folders.some((folder) => partialFolderNames.includes(folder.toLowerCase()));
}

/**
 * Tells mail templates from the web views that share `.hbs` and `.html` with them. Evidence, all seen in real projects: an
 * `mj-*` tag; a whole html document (a mail has no router around it); a layout partial called with a block around
 * everything; a table with the attributes that only mail still uses.
 *
 * It judges every file of a workspace, strangers' ones too, in the extension host: the work is bounded by the text's start,
 * and no pattern here may look at a character more than a few times.
 */
export function looksLikeMail(text: string): boolean {
  const start = text.slice(0, judgedLength);
  documentPattern.lastIndex = skipBlanksAndComments(start);
  return (
    /<mj(ml|-[a-z])/i.test(start) ||
    documentPattern.test(start) ||
    /^\s*\{\{~?#>\s*[\w./'"-]*layout/i.test(start) ||
    /<table[^<>]*\s(cellpadding|cellspacing|role\s*=\s*["']presentation)/i.test(start)
  );
}

/** Where the text begins to say something. A comment that is never closed ends the skipping. */
function skipBlanksAndComments(text: string): number {
  for (let at = 0; ;) {
    blanks.lastIndex = at;
    at += blanks.exec(text)?.[0].length ?? 0;
    commentStart.lastIndex = at;
    const opener = commentStart.exec(text)?.[0];
    if (opener === undefined) return at;
    const closer = opener === '<!--' ? /-->/g : opener.endsWith('--') ? /--~?\}\}/g : /\}\}/g;
    closer.lastIndex = at + opener.length;
    if (closer.exec(text) === null) return at;
    at = closer.lastIndex;
  }
}

/** The largest template seen in the wild has 60,000. */
const judgedLength = 100_000;
const documentPattern = /<!doctype\s+html|<html[\s>]/iy;
const blanks = /\s*/y;
const commentStart = /<!--|\{\{~?!(?:--)?/y;
