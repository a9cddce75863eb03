/**
 * Whether a path with `/` is one that a pattern means: `*` and `?` stand for what is inside of a name, `**` for any number of
 * folders. A pattern without any of them means a file, or all that is in a folder.
 */
export function matchesPattern(path: string, pattern: string): boolean {
  const clean = pattern
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
    .replace(/\/$/, '');
  if (clean === '' || clean === '.') return true;
  const wanted = clean.split('/');
  const segments = path.split('/');
  if (/[*?]/.test(clean)) return matches(segments, wanted, '**', matchesName);
  return wanted.every((name, index) => name === segments[index]);
}

function matchesName(name: string, pattern: string): boolean {
  return matches(
    Array.from(name),
    Array.from(pattern),
    '*',
    (character, wanted) => wanted === '?' || wanted === character,
  );
}

/** Goes back to the last wildcard only, which is enough and never takes longer than the product of both lengths. */
function matches(
  items: readonly string[],
  pattern: readonly string[],
  wildcard: string,
  isMatch: (item: string, wanted: string) => boolean,
): boolean {
  let item = 0;
  let at = 0;
  let retry: { item: number; readonly at: number } | undefined;
  while (item < items.length) {
    const wanted = pattern[at];
    if (wanted === wildcard) {
      retry = { item, at: ++at };
    } else if (wanted !== undefined && isMatch(items[item] ?? '', wanted)) {
      item++;
      at++;
    } else if (retry === undefined) {
      return false;
    } else {
      item = ++retry.item;
      at = retry.at;
    }
  }
  return pattern.slice(at).every((rest) => rest === wildcard);
}
