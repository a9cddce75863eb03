import { basename, dirname, join } from 'node:path';
import { closest } from '../text/closest.ts';
import { containsMjml } from './engine.ts';
import { foldersUpTo } from './folders.ts';
import { findSlot, isDocument } from './layoutSlot.ts';
import { scanMustaches } from './mustaches.ts';
import { settingOf } from './frontMatter.ts';
import { pathNames } from './partialNames.ts';
import { postmarkLayout } from './postmark.ts';
import type { SourceFiles, SourceText } from './sourceFiles.ts';
import { isCompanionFile, isLayoutPath, isPartialPath, templateBaseName, templateExtension } from './templateName.ts';

export interface LayoutOptions {
  readonly root: string;
  /** Absolute files and folders of `mailproof.json`, which then replace the conventions. */
  readonly layouts: readonly string[] | undefined;
}

export type FoundLayout =
  | { readonly kind: 'found'; readonly source: SourceText }
  | { readonly kind: 'none' }
  /** The template or `mailproof.json` names one that is not there or is none. */
  | { readonly kind: 'fault'; readonly start: number; readonly end: number; readonly message: string };

const layoutFolderNames = ['layouts', '_layouts', 'layout'];
/** Folders that have a layout in some projects, and in others pieces or whole mails: more is asked of what is in them. */
const baseFolderNames = new Set(['base', 'bases', 'master', 'wrapper', 'wrappers']);
/** Which of several is meant when nobody says so: one for mails before one for pages, then the usual names of a default. */
const defaultNames = [
  /^e?mails?$/,
  /mail.*(?:default|main|base)|(?:default|main|base).*mail/,
  /^main$/,
  /^default$/,
  /^layout$/,
  /^base$/,
  /^master$/,
  /^index$/,
];
/** A folder with more layouts is a folder of something else. */
const maxLayouts = 50;

/**
 * The file in whose `{{{body}}}` a template is shown: the one that it names in a comment (`{{!< main}}`), otherwise, when
 * neither the template nor one of its partials is a whole document, the one that the project has for all.
 */
export async function findLayout(
  template: SourceText,
  partials: readonly string[],
  options: LayoutOptions,
  files: SourceFiles,
): Promise<FoundLayout> {
  const setting = layoutSetting(template, files);
  if (setting === 'none') return { kind: 'none' };
  const directive = findDirective(template.text) ?? setting;
  if (directive !== undefined) return namedLayout(directive, template, options, files);
  const isPiece = isPartialPath(template.path, options.root) || findSlot(template) !== undefined;
  if (isPiece || template.text.trim() === '' || [template.text, ...partials].some(isDocument)) return { kind: 'none' };
  if (options.layouts !== undefined) return configuredLayout(options.layouts, template, files);
  for (const folder of foldersUpTo(options.root, dirname(template.path))) {
    const source = await conventionalLayout(folder, template, files);
    if (source !== undefined) return { kind: 'found', source };
  }
  return { kind: 'none' };
}

/** Whether the file is the frame of a mail that others are shown in, and no mail of its own. */
export function isLayoutSource(source: SourceText): boolean {
  const slot = isDocument(source.text) ? findSlot(source) : undefined;
  return slot !== undefined && (isLayoutPath(source.path) || (slot.kind === 'mustache' && slot.name === 'body'));
}

interface Directive {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

function findDirective(text: string): Directive | undefined {
  if (!text.includes('!<')) return undefined;
  for (const { kind, start, end } of scanMustaches(text)) {
    const name = kind === 'comment' ? /^\{\{~?!<\s*([^\s{}~]+)\s*~?\}\}$/.exec(text.slice(start, end))?.[1] : undefined;
    if (name !== undefined) return { name, start, end };
  }
  return undefined;
}

/** `layout: main` at the top of the template; there, `null` and `false` say that it has none. */
function layoutSetting({ path }: SourceText, files: SourceFiles): Directive | 'none' | undefined {
  const frontMatter = files.frontMatterOf(path);
  const setting = frontMatter === undefined ? undefined : settingOf(frontMatter, 'layout');
  if (setting === undefined) return undefined;
  const { value: name, start, end } = setting;
  return /^(?:null|false|none|~|)$/i.test(name) ? 'none' : { name, start, end };
}

async function namedLayout(
  directive: Directive,
  template: SourceText,
  options: LayoutOptions,
  files: SourceFiles,
): Promise<FoundLayout> {
  const { name, start, end } = directive;
  const folders = /^\.\.?\//.test(name) ? [dirname(template.path)] : layoutFolders(template, options);
  for (const folder of folders) {
    const path = join(folder, name);
    const found = (await files.list(dirname(path))).find(
      (entry) => !entry.isFolder && isLayoutFile(entry.name) && pathNames(entry.name).includes(basename(path)),
    );
    const source = found === undefined ? undefined : await read(join(dirname(path), found.name), files);
    if (source === undefined || source.path === template.path) continue;
    if (findSlot(source) !== undefined) return { kind: 'found', source };
    return {
      kind: 'fault',
      start,
      end,
      message: `The layout "${name}" has no {{{body}}} in which to show the template`,
    };
  }
  const known = await Promise.all(folders.map((folder) => layoutsIn(folder, files)));
  const meant = closest(name, new Set(known.flat().map(templateBaseName)));
  const advice = meant === undefined ? '' : `; did you mean "${meant}"?`;
  return { kind: 'fault', start, end, message: `The layout "${name}" was not found${advice}` };
}

function layoutFolders(template: SourceText, { root, layouts }: LayoutOptions): readonly string[] {
  if (layouts !== undefined) return layouts.map((path) => (isLayoutFile(path) ? dirname(path) : path));
  return foldersUpTo(root, dirname(template.path)).flatMap((folder) => [
    ...layoutFolderNames.map((name) => join(folder, name)),
    folder,
  ]);
}

async function configuredLayout(
  layouts: readonly string[],
  template: SourceText,
  files: SourceFiles,
): Promise<FoundLayout> {
  for (const path of layouts) {
    if (path === template.path) return { kind: 'none' };
    const paths = isLayoutFile(path) ? [path] : (await layoutsIn(path, files)).map((name) => join(path, name));
    const candidates = await readAll(paths, files);
    const source = isLayoutFile(path) ? candidates[0] : choose(candidates.filter(hasSlot), template);
    if (source !== undefined && hasSlot(source)) return { kind: 'found', source };
    const reason = source === undefined ? 'was not found' : 'has no {{{body}}} in which to show the template';
    if (isLayoutFile(path))
      return { kind: 'fault', start: 0, end: 0, message: `The layout "${basename(path)}" ${reason}` };
  }
  return { kind: 'none' };
}

/** In a folder of layouts, or a file beside the templates that is called like one. */
async function conventionalLayout(
  folder: string,
  template: SourceText,
  files: SourceFiles,
): Promise<SourceText | undefined> {
  const folders = (await files.list(folder)).filter((entry) => entry.isFolder).map(({ name }) => name);
  for (const name of folders.filter((each) => layoutFolderNames.includes(each.toLowerCase()))) {
    const candidates = await readLayouts(join(folder, name), isLayoutFile, files);
    const chosen = choose(candidates, template) ?? (await postmarkLayout(join(folder, name), template, files));
    if (chosen !== undefined) return chosen;
  }
  const bases = folders.filter((each) => baseFolderNames.has(each.toLowerCase()));
  for (const place of [folder, ...bases.map((name) => join(folder, name))]) {
    const candidates = await readLayouts(place, isNamedLikeLayout, files);
    const chosen = choose(
      // Here lie templates, and a `default.hbs` with `{{{content}}}` may be one.
      candidates.filter((source) => source.path !== template.path && isLayoutSource(source)),
      template,
    );
    if (chosen !== undefined) return chosen;
  }
  return undefined;
}

async function readLayouts(
  folder: string,
  isWanted: (path: string) => boolean,
  files: SourceFiles,
): Promise<readonly SourceText[]> {
  const paths = (await layoutsIn(folder, files)).map((name) => join(folder, name));
  return (await readAll(paths.filter(isWanted), files)).filter(isMailLayout);
}

function isNamedLikeLayout(path: string): boolean {
  return isLayoutPath(path) || /^_?(?:main|default)$|[-_.]layout[-_.]/i.test(templateBaseName(path));
}

/** The layout of web pages is often there, too: it has scripts, which no mail has. */
function isMailLayout(source: SourceText): boolean {
  const slot = findSlot(source);
  const isWhole = slot?.name === 'body' || (slot !== undefined && isDocument(source.text));
  return isWhole && !/<script(?![^>]{0,200}ld\+json)/i.test(source.text);
}

function hasSlot(source: SourceText): boolean {
  return findSlot(source) !== undefined;
}

/** Pieces of MJML need a layout of MJML; pieces of html prefer one of html, and can stand in both. */
function choose(candidates: readonly SourceText[], template: SourceText): SourceText | undefined {
  const isMjml = containsMjml(template.text);
  const fitting = candidates.filter((source) => containsMjml(source.text) === isMjml);
  const possible = fitting.length > 0 || isMjml ? fitting : candidates;
  const nameOf = ({ path }: SourceText): string => templateBaseName(path).replace(/^_/, '').toLowerCase();
  const forMail = possible.filter((source) => /mail/.test(nameOf(source)));
  for (const usual of defaultNames) {
    const named = (forMail.length > 0 ? forMail : possible).find((source) => usual.test(nameOf(source)));
    if (named !== undefined) return named;
  }
  if (forMail.length > 0) return forMail[0];
  return possible.length === 1 ? possible[0] : undefined;
}

function isLayoutFile(path: string): boolean {
  return templateExtension(path) !== undefined && !isCompanionFile(path);
}

async function layoutsIn(folder: string, files: SourceFiles): Promise<readonly string[]> {
  const entries = await files.list(folder);
  return entries.filter((entry) => !entry.isFolder && isLayoutFile(entry.name)).map((entry) => entry.name);
}

async function readAll(paths: readonly string[], files: SourceFiles): Promise<readonly SourceText[]> {
  if (paths.length > maxLayouts) return [];
  const sources = await Promise.all(paths.map((path) => read(path, files)));
  return sources.filter((source) => source !== undefined);
}

async function read(path: string, files: SourceFiles): Promise<SourceText | undefined> {
  const file = await files.read(path);
  return file.kind === 'text' ? { path, text: file.text } : undefined;
}
