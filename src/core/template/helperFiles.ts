import { basename, dirname, extname, join } from 'node:path';
import { foldersUpTo } from './folders.ts';
import type { HelperNames } from './helperCalls.ts';
import type { SourceFiles, SourceText } from './sourceFiles.ts';

export interface HelperFileOptions {
  /** Absolute path of the template: the search begins in its folder. */
  readonly template: string;
  readonly root: string;
  /** Absolute files and folders of `mailproof.json`, which then replace the conventions. */
  readonly configured: readonly string[] | undefined;
  /** Names that the templates use and Handlebars itself does not have. */
  readonly names: HelperNames;
}

export interface HelperFiles {
  /** The files that bring helpers of these templates, the nearest first: judged by their text, and not run. */
  readonly files: readonly HelperFile[];
  /** Only of what `mailproof.json` names: why it cannot be used. */
  readonly refusals: readonly { readonly path: string; readonly reason: string }[];
}

export interface HelperFile extends SourceText {
  /** Somebody said so, or the file itself does; otherwise it only mentions a name that the templates use. */
  readonly isCertain: boolean;
}

/** A project has a handful; with more, its `helpers` folders are about something else. */
const maxCandidates = 60;
const maxFiles = 20;
const maxFolders = 100;
/** `src/modules/mail/templates` */
const maxDepth = 4;

export async function findHelperFiles(options: HelperFileOptions, files: SourceFiles): Promise<HelperFiles> {
  if (options.configured !== undefined) return readConfigured(options.configured, files);
  const found: HelperFile[] = [];
  const candidates = await listCandidates(options.template, options.root, files);
  for (const path of candidates.slice(0, maxCandidates)) {
    const file = await files.read(path);
    if (file.kind !== 'text') continue;
    const judgement = judge(path, file.text, options.names);
    if (judgement !== 'other') found.push({ path, text: file.text, isCertain: judgement === 'certain' });
    if (found.length >= maxFiles) break;
  }
  return { files: found, refusals: [] };
}

async function readConfigured(paths: readonly string[], files: SourceFiles): Promise<HelperFiles> {
  const found: HelperFile[] = [];
  const refusals: { path: string; reason: string }[] = [];
  for (const path of paths) {
    const inside = (await files.list(path)).filter((entry) => !entry.isFolder && isModule(entry.name));
    const modules = inside.length === 0 ? [path] : inside.map((entry) => join(path, entry.name));
    for (const each of modules.slice(0, maxFiles)) {
      const file = await files.read(each);
      if (file.kind === 'text') found.push({ path: each, text: file.text, isCertain: true });
      else refusals.push({ path: each, reason: file.kind === 'missing' ? 'it was not found' : file.reason });
    }
  }
  return { files: found, refusals };
}

/** Beside the template, in the folders that people keep code in and those in them, and so on up to the root. */
async function listCandidates(template: string, root: string, files: SourceFiles): Promise<readonly string[]> {
  const candidates = new Set<string>();
  const seen = new Set<string>();
  const addBelow = async (folder: string, depth: number): Promise<void> => {
    if (seen.has(folder) || seen.size >= maxFolders) return;
    seen.add(folder);
    await addFrom(folder, candidates, files);
    if (depth === maxDepth) return;
    for (const { name, isFolder } of await files.list(folder))
      if (isFolder && codeFolders.has(name.toLowerCase())) await addBelow(join(folder, name), depth + 1);
  };
  for (const folder of foldersUpTo(root, dirname(template))) await addBelow(folder, 0);
  return [...candidates];
}

async function addFrom(folder: string, candidates: Set<string>, files: SourceFiles): Promise<void> {
  const entries = await files.list(folder);
  for (const { name, isFolder } of entries)
    if (!isFolder && isModule(name) && isHelperName(stem(name))) candidates.add(join(folder, name));
  for (const { name, isFolder } of entries) {
    if (!isFolder || !isHelperFolder(name)) continue;
    const inside = (await files.list(join(folder, name))).filter((entry) => !entry.isFolder && isModule(entry.name));
    // What a folder exports together comes before its pieces.
    const index = inside.filter((entry) => stem(entry.name) === 'index');
    for (const entry of [...index, ...inside]) candidates.add(join(folder, name, entry.name));
    const deeper = join(folder, name, 'helpers');
    if (!/^(handlebars|hbs)$/i.test(name)) continue;
    for (const entry of await files.list(deeper))
      if (!entry.isFolder && isModule(entry.name)) candidates.add(join(deeper, entry.name));
  }
}

const codeFolders = new Set([
  'src',
  'lib',
  'app',
  'server',
  'config',
  'utils',
  'util',
  'common',
  'shared',
  'views',
  'template',
  'templates',
  'modules',
  'services',
  'core',
  'infra',
  'infrastructure',
  'email',
  'emails',
  'mail',
  'mails',
  'mailer',
  'mailing',
  'notification',
  'notifications',
]);

const moduleExtension = /\.(?:[cm]?[jt]s)$/i;

function isModule(name: string): boolean {
  return moduleExtension.test(name) && !/\.(?:d|test|spec|min|stories|e2e)\.[cm]?[jt]s$/i.test(name);
}

function stem(name: string): string {
  return basename(name, extname(name));
}

/** `helpers`, `handlebars-helpers`, `hbs.helpers`, `handlebarsHelpers`, `register-helpers`, `email.helpers`, `handlebars`, ... */
function isHelperName(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[-_.\s]/g, '');
  return (
    /^(?:register)?(?:handlebars|hbs|template|email|mail|mailer|view)?helpers?(?:handlebars|hbs)?$/.test(plain) ||
    /^(?:register)?(?:handlebars|hbs)(?:config|setup|init|engine|extensions?)?$/.test(plain)
  );
}

function isHelperFolder(name: string): boolean {
  return isHelperName(name.replace(/^_/, ''));
}

/** Code that happens to lie in a folder of this name is not run: it may open a database, or send mail. */
function judge(path: string, text: string, names: HelperNames): 'certain' | 'likely' | 'other' {
  // Handlebars itself, copied into the project.
  if (/HandlebarsEnvironment/.test(text)) return 'other';
  if (/registerHelper|\bSafeString\b|\boptions\.(?:fn|inverse|hash)\b/.test(text)) return 'certain';
  const name = stem(path);
  if (isHelperName(name) && /handlebars|hbs/i.test(name)) return 'certain';
  const { words, defined } = readWords(text);
  for (const each of names.certain) if (words.has(each) || plain(each) === plain(name)) return 'likely';
  // Every file mentions a `name`: what may be a variable counts only where something of that name is made.
  if (!isHelperName(name) && name.toLowerCase() !== 'index') return 'other';
  return [...names.possible].some((each) => defined.has(each)) ? 'likely' : 'other';
}

/** In one pass over the tokens, because a file can be one long word. */
function readWords(text: string): { readonly words: ReadonlySet<string>; readonly defined: ReadonlySet<string> } {
  const words = new Set<string>();
  const defined = new Set<string>();
  let last = '';
  for (const [token] of text.matchAll(/[\w$]+|[^\w$\s]/g)) {
    if (/^[\w$]/.test(token)) words.add(token);
    else if (token === ':' || token === '=' || token === '(') defined.add(last);
    last = token;
  }
  return { words, defined };
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]/g, '');
}
