/** Tags of Inky, the language of Foundation for Emails, that are no html. */
const inkyTag = /<(container|columns|spacer|callout|wrapper|row)(?=[\s>/])[^<>]{0,2000}>/g;

/** The first tag of Inky; undefined when there is none, or only one that other languages have too. */
export function findInky(text: string): { readonly start: number; readonly end: number } | undefined {
  const judged = text.slice(0, judgedLength);
  // Two of them decide; nearly all texts have neither.
  if (!judged.includes('<container') && !judged.includes('<columns')) return undefined;
  const tags = [...judged.matchAll(inkyTag)];
  const first = tags.find(([, name]) => name === 'container' || name === 'columns');
  return first === undefined ? undefined : { start: first.index, end: first.index + first[0].length };
}

export function isInky(text: string): boolean {
  return findInky(text) !== undefined;
}

const judgedLength = 100_000;
