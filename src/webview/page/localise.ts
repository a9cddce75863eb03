/**
 * The page's texts, each in the language of the window: the extension puts the translations of l10n/pages.l10n.*.json into the shell.
 * Called in text.ts files only, where a test finds them.
 */
export function localise<Texts extends Readonly<Record<string, string>>>(
  texts: Texts,
): Readonly<Record<keyof Texts, string>> {
  const translations = readTranslations(document.getElementById('mailproof-texts')?.textContent ?? '');
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, translations.get(text) ?? text]),
    // Object.fromEntries forgets the keys it was given.
  ) as Record<keyof Texts, string>;
}

/** Fills `{0}`, `{1}`, ... */
export function format(text: string, ...values: readonly (string | number)[]): string {
  return text.replace(/\{(\d+)\}/g, (mark, index: string) => String(values[Number(index)] ?? mark));
}

/** Languages with more than two forms get by with "many"; a sentence a form is all the pages need today. */
export function formatCount(count: number, one: string, many: string): string {
  return format(count === 1 ? one : many, count);
}

function readTranslations(json: string): ReadonlyMap<string, string> {
  if (json === '') return new Map();
  try {
    const value: unknown = JSON.parse(json);
    return new Map(
      Object.entries(value ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    // Broken translations must not take the page down: it speaks English then.
    return new Map();
  }
}
