import { basename, dirname, join } from 'node:path';
import { isPartName } from './displayName.ts';
import { isLocale, splitLocale, withFolderOfLocale } from './locales.ts';
import type { SourceFiles, SourceText } from './sourceFiles.ts';
import { templateBaseName } from './templateName.ts';

/** How the files that belong to a template are called. */
export interface CompanionNames {
  /** For a template `order`: `order.subject.hbs`, `order-subject.txt`. */
  readonly suffixes: readonly string[];
  /** In the folder `order/`, or beside a template that is only called like a part: `html.mjml`, `body.hbs`. */
  readonly alone: readonly string[];
  /** Beside any template. */
  readonly anywhere: readonly string[];
  /** Folders in which they have the template's own name. */
  readonly folders: readonly string[];
  readonly extensions: readonly string[];
  /** Extensions that say enough: `order.txt`. */
  readonly ownExtensions: readonly string[];
}

const textExtensions = ['hbs', 'handlebars', 'hjs', 'mustache', 'txt', 'txt.hbs', 'txt.handlebars', 'hbs.txt'];

export const subjectNames: CompanionNames = {
  suffixes: ['.subject', '-subject', '_subject'],
  alone: ['subject'],
  anywhere: ['subject'],
  folders: ['subject', 'subjects'],
  extensions: [...textExtensions, 'text.hbs', 'mjml', 'html', 'html.hbs'],
  ownExtensions: [],
};

export const textNames: CompanionNames = {
  suffixes: ['.text', '-text', '_text', '-txt', '.plain', '-plain', '.plaintext', '-plaintext'],
  alone: ['text', 'txt', 'plain', 'plaintext'],
  anywhere: [],
  folders: ['text', 'txt', 'plain', 'plaintext'],
  extensions: textExtensions,
  ownExtensions: textExtensions.filter((extension) => extension.includes('txt')),
};

/** The first such file that there is: in the template's language before all others, beside it before elsewhere. */
export async function firstCompanion(
  template: string,
  names: CompanionNames,
  { root, files }: { readonly root: string; readonly files: SourceFiles },
): Promise<SourceText | undefined> {
  const folder = dirname(template);
  const whole = templateBaseName(template);
  const own = splitLocale(whole);
  const locale = own.locale ?? (isLocale(basename(folder)) ? basename(folder) : undefined);
  const base = own.name.replace(/[-_.](?:html|body)$/i, '');
  const stems = [...new Set([whole, own.name, base])];
  const suffixed = stems.flatMap((stem) => names.suffixes.map((suffix) => stem + suffix));
  const alone = isPartName(base) ? names.alone : names.anywhere;
  const beside = [
    ...withExtensions(withLocale([...suffixed, ...alone], locale), names.extensions),
    ...withExtensions(stems, names.ownExtensions),
  ];
  const finder = new CompanionFinder(template, files);
  for (const place of withFolderOfLocale(folder, root)) {
    const found = await finder.firstIn(place, beside);
    if (found !== undefined) return found;
  }
  const inside = await finder.firstIn(
    join(folder, base),
    withExtensions(withLocale(names.alone, locale), names.extensions),
  );
  if (inside !== undefined) return inside;
  // Builds that keep the parts apart have a folder for the html as well.
  const isForHtml =
    folder !== root &&
    /^(?:html|mjml|bod(?:y|ies)|(?:e-?)?mails?|(?:[\w-]{1,40}[-_])?templates?)$/i.test(basename(folder));
  for (const around of isForHtml ? [folder, dirname(folder)] : [folder]) {
    for (const { name } of (await files.list(around)).filter((entry) => entry.isFolder)) {
      if (!names.folders.includes(name.toLowerCase())) continue;
      const named = [...suffixed, ...stems];
      const found = await finder.firstIn(join(around, name), withExtensions(named, names.extensions));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function withLocale(names: readonly string[], locale: string | undefined): readonly string[] {
  return locale === undefined ? names : [...names.map((name) => `${name}.${locale}`), ...names];
}

function withExtensions(names: readonly string[], extensions: readonly string[]): readonly string[] {
  return names.flatMap((name) => extensions.map((extension) => `${name}.${extension}`));
}

class CompanionFinder {
  readonly #template: string;
  readonly #files: SourceFiles;

  constructor(template: string, files: SourceFiles) {
    this.#template = template;
    this.#files = files;
  }

  async firstIn(folder: string, names: readonly string[]): Promise<SourceText | undefined> {
    const entries = (await this.#files.list(folder)).filter((entry) => !entry.isFolder);
    const there = new Map(entries.map((entry) => [entry.name.toLowerCase(), entry.name]));
    for (const name of names) {
      const found = there.get(name.toLowerCase());
      const path = found === undefined ? undefined : join(folder, found);
      if (path === undefined || path === this.#template) continue;
      const file = await this.#files.read(path);
      if (file.kind === 'text') return { path, text: file.text };
    }
    return undefined;
  }
}
