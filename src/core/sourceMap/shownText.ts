/**
 * Follows a text that was shown through the source it is of, to the place in the source behind it. Tags are not shown,
 * and where the source says it otherwise than by its own letters and character references, all that is known is where it begins.
 *
 * @param start of the marked text in the source; `end` is that of its line
 */
export function offsetBehindText(
  source: string,
  { start, end }: { readonly start: number; readonly end: number },
  shown: string,
): number {
  let at = start;
  for (const character of shown) {
    if (character !== '<') at = behindTags(source, at, end);
    const reference = referenceAt(source, at);
    const isReference = reference !== '' && (character !== '&' || ampersands.has(reference.toLowerCase()));
    if (isReference) at += reference.length;
    else if (source.startsWith(character, at)) at += character.length;
    else return start;
    if (at > end) return start;
  }
  return at;
}

/** The end of the tags and comments that begin at a place. A `>` in an attribute ends it too early: then the letters do not fit. */
function behindTags(source: string, from: number, end: number): number {
  let at = from;
  while (at < end && source[at] === '<' && /[a-z/!]/i.test(source[at + 1] ?? '')) {
    const close = source.indexOf('>', at);
    if (close < 0 || close >= end) return at;
    at = close + 1;
  }
  return at;
}

function referenceAt(source: string, at: number): string {
  if (source[at] !== '&') return '';
  reference.lastIndex = at;
  return reference.exec(source)?.[0] ?? '';
}

const reference = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][\da-z]{1,31});/iy;
const ampersands: ReadonlySet<string> = new Set(['&amp;', '&#38;', '&#x26;']);
