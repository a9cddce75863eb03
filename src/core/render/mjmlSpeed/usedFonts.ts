/** Which fonts MJML would load: those named behind `font-family:` in an attribute, or in styles that become attributes. */
export function usedFonts(
  body: string,
  inlineStyles: readonly string[],
  fonts: Readonly<Record<string, string>>,
): readonly string[] {
  const families = familiesIn(body);
  return Object.entries(fonts).flatMap(([name, address]) => {
    const isInBody = isPlain.test(name)
      ? new RegExp(name, 'i').test(families)
      : new RegExp(`"[^"]*font-family:[^"]*${name}[^"]*"`, 'im').test(body);
    if (isInBody) return [address];
    const inStyle = new RegExp(`font-family:[^;}]*${name}`, 'im');
    return inlineStyles.some((style) => inStyle.test(style)) ? [address] : [];
  });
}

/** Names mean themselves as a regular expression, which MJML makes of them, and do not reach from one attribute to the next. */
const isPlain = /^[^\\^$.*+?()[\]{}|"]+$/;

/** What stands behind the first `font-family:` between two quotes, each once. */
function familiesIn(html: string): string {
  const found = new Set<string>();
  const family = /font-family:/gi;
  for (let match = family.exec(html); match !== null; match = family.exec(html)) {
    const end = html.indexOf('"', family.lastIndex);
    if (end < 0) break;
    // Every text between two quotes counts, be it an attribute or not: all that is needed before it is some quote.
    if (found.size > 0 || html.lastIndexOf('"', match.index) >= 0) found.add(html.slice(family.lastIndex, end));
    family.lastIndex = end;
  }
  return [...found].join('"');
}
