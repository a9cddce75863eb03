import fs from 'node:fs';
import path from 'node:path';

export type PageTexts = Readonly<Record<string, string>>;

/**
 * Translations of the texts of our pages, by the English ones. Empty where there is none for the language: the page speaks English
 * then. `folder`: l10n/ of the extension; `language`: as VS Code says it, `vi` or `pt-br`.
 */
export function pageTexts(folder: string, language: string): PageTexts {
  const key = `${folder}\n${language}`;
  const known = read.get(key);
  if (known !== undefined) return known;
  const texts = readTexts(folder, language.toLowerCase());
  read.set(key, texts);
  return texts;
}

/** An installed extension does not change. */
const read = new Map<string, PageTexts>();

function readTexts(folder: string, language: string): PageTexts {
  // It becomes part of a file name.
  if (!/^[a-z]{2,3}(-[a-z0-9]+)*$/.test(language)) return {};
  const file = [language, language.replace(/-.*/, '')]
    .map((name) => path.join(folder, `pages.l10n.${name}.json`))
    .find((each) => fs.existsSync(each));
  return file === undefined ? {} : parseTexts(fs.readFileSync(file, 'utf8'));
}

function parseTexts(json: string): PageTexts {
  const value: unknown = JSON.parse(json);
  return Object.fromEntries(
    Object.entries(value ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
