import { basename, dirname, extname } from 'node:path';
import { isLocale } from './locales.ts';
import { templateBaseName } from './templateName.ts';

/** What a file's name says of the data inside. */
export interface DataFileName {
  /** In the spelling that makes `OrderReceipt`, `order-receipt` and `order_receipt` the same. */
  readonly key: string;
  /** Of `order.sample.json`: `sample`; undefined for `order.json` and `order.data.json`, which hold the first set. */
  readonly variant: string | undefined;
  /** Of `order.gift.json` and `order.gift.sample.json`: `order` and `gift`, if there is no template `order.gift`. */
  readonly ofOther?: { readonly key: string; readonly variant: string };
}

/** Undefined when the file is no data by its name. */
export function dataFileName(file: string): DataFileName | undefined {
  const extension = dataExtension(file);
  if (extension === undefined || isForeign(file)) return undefined;
  const stem = basename(file).slice(0, -extension.length);
  const infix = /^(.+)[._-]data[._-]([^.]+)$|^(.+)\.([^.]+)\.data$/i.exec(stem);
  if (infix !== null) return { key: nameKey(infix[1] ?? infix[3] ?? ''), variant: infix[2] ?? infix[4] };
  const suffixed = /^(.+)[._-]([a-z]+)$/i.exec(stem);
  const suffix = suffixed?.[2]?.toLowerCase() ?? '';
  if (suffixed === null || !suffixes.has(suffix)) return { key: nameKey(stem), variant: undefined, ...longName(stem) };
  const name = suffixed[1] ?? '';
  return { key: nameKey(name), variant: suffix === 'data' ? undefined : suffix, ...longName(name) };
}

/** `order.gift` may be a mail of its own, and the data of another one's `gift`. */
function longName(stem: string): Pick<DataFileName, 'ofOther'> {
  const dot = stem.lastIndexOf('.');
  const variant = stem.slice(dot + 1);
  if (dot < 1 || variant === '' || isLocale(variant)) return {};
  return { ofOther: { key: nameKey(stem.slice(0, dot)), variant } };
}

export function isDataFile(path: string): boolean {
  return dataExtension(path) !== undefined;
}

/** A file's name without the extension of data: what a set in a folder of sets is called. */
export function dataStem(path: string): string {
  const extension = dataExtension(path) ?? (isDataModule(path) ? extname(path) : '');
  return basename(path).slice(0, basename(path).length - extension.length);
}

/** Code that exports data; only in folders of data, and only where it may run. */
export function isDataModule(path: string): boolean {
  return /(?<=[^/\\])\.(?:[cm]?js|ts)$/i.test(path) && !/\.(?:d|test|spec|config)\.[cm]?[jt]s$/i.test(path);
}

function dataExtension(path: string): string | undefined {
  return /(?<=[^/\\])\.(?:json|ya?ml)$/i.exec(path)?.[0];
}

const suffixes = new Set(
  (
    'data sample samples preview previews mock mocks dummy example examples context vars variables fixture fixtures ' +
    'testdata testvalues sampledata mockdata dummydata exampledata previewdata'
  ).split(' '),
);

/** `order.data/`, `order-samples/`: a folder with the sets of one template. */
export function ownFolderKey(folder: string): string | undefined {
  const named = /^(.+)[._-]([a-z]+)$/i.exec(folder);
  return named !== null && suffixes.has(named[2]?.toLowerCase() ?? '') ? nameKey(named[1] ?? '') : undefined;
}

/** Names that data of a template may have, the most exact first. */
export function dataNamesOf(template: string): readonly string[] {
  const own = templateBaseName(template);
  const shorter = own.replace(/[._-](html|mjml|email|mail|template|body)$/i, '');
  // A dot and not a dash: `log-in` is no `log` in Indonesian.
  const withoutLocale = shorter.replace(/\.[a-z]{2}([-_][a-z]{2})?$/i, '');
  const names = [own, shorter, withoutLocale];
  if (isGenericName(own)) names.push(...folderNames(template));
  return [...new Set(names.map(nameKey))].filter((name) => name !== '');
}

/** `html.mjml`, `index.hbs`: the folder has the name of the mail. */
export function isGenericName(name: string): boolean {
  return /^(html|index|body|template|email|mail|main|content|message)([._-][a-z]{2})?$/i.test(name);
}

function folderNames(template: string): readonly string[] {
  const folder = dirname(template);
  const isLocale = /^[a-z]{2}([-_][a-z]{2})?$/i.test(basename(folder));
  return isLocale ? [basename(dirname(folder)), basename(folder)] : [basename(folder)];
}

export function nameKey(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, '');
}

/** Files beside a template that hold the data of it, or of all templates there. */
export const generalNames: ReadonlySet<string> = new Set(
  (
    'data sample samples example examples context preview previews variables vars fixture fixtures mock mocks dummy ' +
    'testdata sampledata mockdata dummydata exampledata previewdata'
  ).split(' '),
);

/** Folders of data, beside the template or above. */
export const dataFolderNames: ReadonlySet<string> = new Set(
  (
    'data sampledata samples sample fixtures fixture __fixtures__ mocks mock __mocks__ testdata mockdata dummydata ' +
    'previews previewdata examples contexts'
  ).split(' '),
);

/** Files whose values belong to all templates. */
export function isSharedName(file: string): boolean {
  const name = dataFileName(file);
  return name !== undefined && /^(shared|commons?|globals?|theme|emailtheme|brand|branding|defaults)$/.test(name.key);
}

/** Files of tools. */
function isForeign(file: string): boolean {
  return /^(package|package-lock|npm-shrinkwrap|composer|manifest|mailproof|angular|nest-cli|project|nx|lerna|turbo|vercel|firebase|renovate|jest|babel|cspell|components|[tj]sconfig.*|.*\.schema|.*\.config|.*-lock|docker-compose.*)\.(json|ya?ml)$/i.test(
    basename(file),
  );
}

/** Folders that hold texts of other languages, or what others made. */
export function isNoDataFolder(folder: string): boolean {
  return /^(lang|langs|languages|locales?|i18n|translations?|messages|node_modules|dist|build|coverage)$/i.test(folder);
}
