/** One line without link syntax and control characters, at most `maxLength` UTF-16 code units. */
export function plainMessage(text: string): string {
  const line = withoutControls(text.replace(/\s+/g, ' ')).trim();
  // A zero-width non-joiner between the brackets keeps the words and ends the link syntax.
  const safe = line.replaceAll('](', ']\u200c(');
  return safe.length <= maxLength ? safe : `${safe.slice(0, maxLength - 1)}…`;
}

/** As `plainMessage`, with its line breaks: a modal's detail is shown as plain text, but it is foreign all the same. */
export function plainDetail(text: string): string {
  const lines = text.split(/\r?\n/).map(withoutControls).join('\n').replaceAll('](', ']\u200c(');
  return lines.length <= maxDetailLength ? lines : `${lines.slice(0, maxDetailLength - 1)}…`;
}

// Controls, and the bidirectional overrides that can make an address read as another one.
const unprintable = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;
const maxLength = 600;
const maxDetailLength = 2000;

function withoutControls(text: string): string {
  return text.replace(unprintable, '');
}
