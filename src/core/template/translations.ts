import { basename, dirname, extname, join, relative, sep } from 'node:path';
import { namedComment } from './dataEntries.ts';
import { parseYaml } from './dataText.ts';
import { foldersUpTo } from './folders.ts';
import { parseJson } from './json.ts';
import { isRecord } from '../isRecord.ts';
import type { SourceFiles } from './sourceFiles.ts';

/** The texts of one language, as the project's translation library would have them. */
export interface Translations {
  readonly locale: string | undefined;
  /** By namespace, which is the file's name; the text under `''` are those of a file for the whole language. */
  readonly namespaces: ReadonlyMap<string, unknown>;
}

const folderNames = new Set([
  'locales',
  'locale',
  'lang',
  'langs',
  'languages',
  'i18n',
  'translations',
  'translation',
  'intl',
  'messages',
]);
const codeFolders = new Set(['src', 'public', 'app', 'server', 'config', 'assets', 'static', 'resources']);
/** A language with more files than this is not that of the mails alone. */
const maxFiles = 50;

/** Finds the nearest folder of translations and reads the files of one language in it. */
export async function findTranslations(
  template: string,
  options: { readonly root: string; readonly data: unknown },
  files: SourceFiles,
): Promise<Translations> {
  const own = await ownTranslations(template, options, files);
  if (own !== undefined) return own;
  for (const folder of foldersUpTo(options.root, dirname(template))) {
    for (const candidate of await translationFolders(folder, files)) {
      const languages = await languagesOf(candidate, files);
      const locale = chooseLocale([...languages.keys()], relative(options.root, template), options.data);
      if (locale === undefined) continue;
      const namespaces = new Map<string, unknown>();
      for (const { namespace, path } of (languages.get(locale) ?? []).slice(0, maxFiles)) {
        const file = await files.read(path);
        const json = file.kind === 'text' ? parseJson(file.text) : undefined;
        if (json !== undefined && json.kind !== 'broken') namespaces.set(namespace, json.value);
      }
      return { locale, namespaces };
    }
  }
  return { locale: undefined, namespaces: new Map() };
}

/** Of mjml-handlebars, in a comment of the template: YAML with the texts of each language. */
async function ownTranslations(
  template: string,
  { root, data }: { readonly root: string; readonly data: unknown },
  files: SourceFiles,
): Promise<Translations | undefined> {
  const text = files.textOf(template) ?? '';
  const comment = namedComment(text, 'i18n');
  if (comment === undefined) return undefined;
  const yaml = await parseYaml(text.slice(comment.start, comment.end));
  if (yaml.kind !== 'value' || !isRecord(yaml.value)) return undefined;
  const languages = yaml.value;
  const locale = chooseLocale(Object.keys(languages).filter(isLocale), relative(root, template), data);
  return locale === undefined ? undefined : { locale, namespaces: new Map([['', languages[locale]]]) };
}

/** `locales/`, `src/locales/`, `i18n/locales/`. */
async function translationFolders(folder: string, files: SourceFiles): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name, isFolder } of await files.list(folder)) {
    if (!isFolder) continue;
    const path = join(folder, name);
    const isOne = folderNames.has(name.toLowerCase());
    if (isOne) found.push(path);
    if (!isOne && !codeFolders.has(name.toLowerCase())) continue;
    for (const inner of await files.list(path))
      if (inner.isFolder && folderNames.has(inner.name.toLowerCase())) found.push(join(path, inner.name));
  }
  return found;
}

interface LanguageFile {
  readonly namespace: string;
  readonly path: string;
}

/** `en.json`, `messages.en.json`, `en/common.json`. */
async function languagesOf(folder: string, files: SourceFiles): Promise<ReadonlyMap<string, readonly LanguageFile[]>> {
  const languages = new Map<string, LanguageFile[]>();
  const add = (locale: string, file: LanguageFile): void => {
    languages.set(locale, [...(languages.get(locale) ?? []), file]);
  };
  for (const { name, isFolder } of await files.list(folder)) {
    const path = join(folder, name);
    if (isFolder && isLocale(name)) {
      for (const inner of await files.list(path)) {
        if (!inner.isFolder && extname(inner.name) === '.json')
          add(name, { namespace: basename(inner.name, '.json'), path: join(path, inner.name) });
      }
    } else if (!isFolder && extname(name) === '.json') {
      const parts = basename(name, '.json').split('.');
      const locale = parts.find(isLocale);
      if (locale !== undefined) add(locale, { namespace: parts.filter((part) => part !== locale).join('.'), path });
    }
  }
  return languages;
}

function isLocale(name: string): boolean {
  return /^[a-z]{2,3}(?:[-_][a-z0-9]{2,4})*$/i.test(name);
}

/** As the data say, or the template's own path, or English, or whatever there is. */
function chooseLocale(locales: readonly string[], template: string, data: unknown): string | undefined {
  const named = ['locale', 'lang', 'language', 'languageCode', 'i18nLang'].map((key) =>
    typeof data === 'object' && data !== null && Object.hasOwn(data, key)
      ? (data as Readonly<Record<string, unknown>>)[key]
      : undefined,
  );
  const wanted = [...named, ...template.split(sep).flatMap((part) => [part, ...part.split('.')]), 'en'];
  for (const each of wanted) {
    if (typeof each !== 'string') continue;
    const found =
      locales.find((locale) => same(locale, each)) ??
      locales.find((locale) => same(locale.slice(0, 2), each.slice(0, 2)) && isLocale(each));
    if (found !== undefined) return found;
  }
  return locales[0];
}

function same(left: string, right: string): boolean {
  return left.toLowerCase().replace('_', '-') === right.toLowerCase().replace('_', '-');
}
