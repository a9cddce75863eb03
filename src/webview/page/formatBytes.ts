/** In the units mail people use: 1 KB is 1024 bytes. Whole numbers are enough to judge a mail by. */
export function formatBytes(bytes: number, language: string | undefined): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  const value = bytes / 1024 ** power;
  const digits = power > 1 || (power === 1 && value < 10) ? 1 : 0;
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value)} ${units[power] ?? ''}`;
}

/** The page's language as the shell wrote it; undefined lets Intl use its own. */
export function pageLanguage(): string | undefined {
  try {
    return Intl.getCanonicalLocales(document.documentElement.lang)[0];
  } catch {
    // Not a language tag: Intl's own choice is the better guess.
    return undefined;
  }
}
