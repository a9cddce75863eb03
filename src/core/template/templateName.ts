import { basename, dirname, relative } from 'node:path';
import { splitLocale } from './locales.ts';
import { findSubjectLine } from './subjectLine.ts';

/** Of what the extension of a template is made, in any order and number: `.mjml.hbs`, `.html.handlebars`. */
const extensionParts = new Set(['mjml', 'hbs', 'handlebars', 'hjs', 'mustache', 'html', 'htm']);

/** The same for other template languages. Many a mail of MJML is written in them, and far more pages of html. */
const otherExtensionParts = new Set(
  'ejs erb eex eta njk nunjucks liquid twig latte j2 jinja jinja2 tpl tmpl ftl ftlh vm hubl'.split(' '),
);

/** Folders that only ever hold pieces of templates. */
const pieceFolderNames = [
  'partials',
  '_partials',
  'partial',
  'includes',
  '_includes',
  '_components',
  'layouts',
  '_layouts',
  'layout',
  'fragments',
  'snippets',
];

/** Folders with pieces of templates in most projects, and with whole mails somewhere below them in others. */
const sharedFolderNames = [
  'components',
  'shared',
  'common',
  'blocks',
  'parts',
  'sections',
  'elements',
  'atoms',
  'molecules',
  'organisms',
  'structure',
  'content',
  'styles',
];

/** Likeliest first. */
const partialFolderNames: readonly string[] = [...pieceFolderNames, ...sharedFolderNames];

/** `email_partials`, `mail-layouts`. */
const pieceFolderSuffix = /[-_.](?:partials?|includes?|layouts?|components|fragments|snippets|blocks)$/;

const layoutFolderName = /^_?layouts?$|[-_.]layouts?$/i;

/** `base`, `_master`, `email-layout`, `base_template`; not `main` and `default`, which are names of mails too. */
const layoutName =
  /^_?(?:(?:e?mail|html)[-_.]?)?(?:base|master|layout|wrapper|skeleton)(?:[-_.]?(?:template|layout|e?mail|html))?$|[-_.]layout$|^layout[-_.]/i;

const mailFolderName = /^(?:(?:e-?)?mail(?:s|er|ers|ing|ings)?|newsletters?)(?:[-_.]?templates?)?$/i;

/** How soon a folder is looked into for partials, from 0; undefined when its name says that it is no folder of partials. */
export function partialFolderRank(name: string): number | undefined {
  const lower = name.toLowerCase();
  const index = partialFolderNames.indexOf(lower);
  if (index >= 0) return index;
  return pieceFolderSuffix.test(lower) ? partialFolderNames.length : undefined;
}

/** `.mjml`, `.hbs`, `.mjml.hbs`, `.html` ...; undefined when the file is no template by its name. */
export function templateExtension(path: string): string | undefined {
  const parts = basename(path).toLowerCase().split('.');
  let first = parts.length;
  while (first > 0 && isExtensionPart(parts[first - 1] ?? '')) first--;
  // What is left of the extension is the name, and there must be one: neither `mjml` nor `.mjml` is a template.
  const isNamed = first > 0 ? parts.slice(0, first).join('.') !== '' : parts.length > 1;
  if (!isNamed || first === parts.length) return undefined;
  return `.${parts.slice(Math.max(first, 1)).join('.')}`;
}

function isExtensionPart(part: string): boolean {
  return extensionParts.has(part) || otherExtensionParts.has(part);
}

/** By its extension, `.ejs` or `.mjml.twig`, in another template language than those that Mailproof runs. */
export function isOtherLanguageFile(path: string): boolean {
  return (templateExtension(path) ?? '').split('.').some((part) => otherExtensionParts.has(part));
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
  if (basename(path).startsWith('_') || isCompanionFile(path) || isLayoutFile(path)) return true;
  const folders = relative(root, dirname(path)).toLowerCase().split(/[\\/]/).reverse();
  if (folders.some((folder) => pieceFolderNames.includes(folder) || pieceFolderSuffix.test(folder))) return true;
  // `shared/header.mjml` is a piece; in `shared/emails/order.mjml` the nearer folder says what it is.
  const telling = folders.find((folder) => sharedFolderNames.includes(folder) || holdsMails(folder));
  return telling !== undefined && !holdsMails(telling);
}

/** Whether the file's name, or that of its folder, says that others are shown in it. */
export function isLayoutPath(path: string): boolean {
  return layoutFolderName.test(basename(dirname(path))) || layoutName.test(templateBaseName(path));
}

/** Whether a folder below the root says that what is in it is mail: `emails`, `mail-templates`, `newsletter`. */
export function isInMailFolder(path: string, root: string): boolean {
  return relative(root, dirname(path)).split(/[\\/]/).some(isMailFolder);
}

function isMailFolder(name: string): boolean {
  return mailFolderName.test(name);
}

function holdsMails(folder: string): boolean {
  return isMailFolder(folder) || folder === 'templates';
}

/** A subject or a plain-text part, which belongs to the template beside it. */
export function isCompanionFile(path: string): boolean {
  const { name } = splitLocale(templateBaseName(path));
  if (/(?:^|[._-])subject$/i.test(name) || /[.](?:text|txt|plain)$/i.test(name)) return true;
  // MJML makes no plain text: `full-text.mjml` is a mail.
  return /(?:^|[_-])(?:text|plain|plaintext)$/i.test(name) && !/\.mjml\b/i.test(basename(path));
}

function isLayoutFile(path: string): boolean {
  return /(?:^|[._-])layout$/i.test(templateBaseName(path));
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
    /<table[^<>]*\s(cellpadding|cellspacing|role\s*=\s*["']presentation)/i.test(start) ||
    findSubjectLine(start) !== undefined
  );
}

/** The same for a file: in another language, only MJML tells a mail from a page. */
export function looksLikeMailFile(path: string, text: string): boolean {
  return isOtherLanguageFile(path) ? /<mj(ml|-[a-z])/i.test(text.slice(0, judgedLength)) : looksLikeMail(text);
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
