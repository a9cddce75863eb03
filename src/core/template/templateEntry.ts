import { basename, relative, sep } from 'node:path';
import { isInky } from './inky.ts';
import { findLayout, isLayoutSource } from './layouts.ts';
import { matchesPattern } from './pathPattern.ts';
import { findProject, type TemplatePatterns } from './projectFile.ts';
import type { SourceFiles, SourceText } from './sourceFiles.ts';
import {
  isInMailFolder,
  isOtherLanguageFile,
  isPartialPath,
  looksLikeMail,
  looksLikeMailFile,
  templateExtension,
} from './templateName.ts';

/**
 * Whether a file is a mail of its own, and not a piece, a layout, a subject or a page of some application: what
 * `mailproof.json` says, otherwise the file's name, its place and its text, which is read only when these leave it open.
 */
export async function isTemplateEntry(path: string, root: string, files: SourceFiles): Promise<boolean> {
  const extension = templateExtension(path);
  if (extension === undefined) return false;
  const { project } = await findProject(path, root, files);
  const listed = project.templates === undefined ? undefined : isListed(path, project.templates);
  if (listed === 'exactly') return true;
  if (listed === 'not' || isPartialPath(path, root)) return false;
  const file = await files.read(path);
  if (file.kind !== 'text') return false;
  const source = { path, text: file.text };
  if (isLayoutSource(source)) return false;
  if (listed === 'yes') return true;
  // Html is for pages first: where it lies and what it says must agree.
  const isPage = /^\.html?$/.test(extension) && !isInMailFolder(path, root);
  return (!isPage && showsMail(source, root)) || isShownInMail(source, root, files);
}

/** Whether the name, the place and the text of a file show that it is a mail or a piece of one. */
export function showsMail({ path, text }: SourceText, root: string): boolean {
  const extension = templateExtension(path);
  if (extension === undefined) return false;
  if (extension.includes('.mjml') || (looksLikeMail(text) && !isOtherLanguageFile(path))) return true;
  // A folder of mails says more than a text that has none of the signs: greetings around a `{{> layout}}`.
  const isInPlace = isInMailFolder(path, root);
  if (isOtherLanguageFile(path)) return looksLikeMailFile(path, text) || (isInPlace && looksLikeMail(text));
  return !/^\.html?$/.test(extension) && isInPlace && text.trim() !== '';
}

/** A page of a site builder is a mail if it is written in Inky, or if the layout around it is made of tables. */
async function isShownInMail(source: SourceText, root: string, files: SourceFiles): Promise<boolean> {
  const hasInky = isInky(source.text);
  if (!hasInky && files.frontMatterOf(source.path) === undefined) return false;
  const found = await findLayout(source, [], { root, layouts: undefined }, files);
  return found.kind === 'found' && (hasInky || /<table[\s>]/i.test(found.source.text));
}

/** Undefined where only exceptions are listed, and this is none of them. */
function isListed(path: string, { folder, patterns }: TemplatePatterns): 'exactly' | 'yes' | 'not' | undefined {
  const way = relative(folder, path).split(sep).join('/');
  const last = patterns.findLast((pattern) => matchesPattern(way, pattern.replace(/^!/, '')));
  if (last === undefined) return patterns.some((pattern) => !pattern.startsWith('!')) ? 'not' : undefined;
  if (last.startsWith('!')) return 'not';
  return !/[*?]/.test(last) && basename(last) === basename(path) ? 'exactly' : 'yes';
}
