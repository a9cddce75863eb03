/**
 * Points the addresses in a style sheet to what may be shown; what may not becomes an empty image. `@import` goes: the frame loads no
 * style sheets. An address written with CSS escapes is not recognised here and then blocked by the page's policy.
 */
export function rewriteCss(css: string, show: (raw: string) => string | undefined): string {
  return css.replace(
    cssPieces,
    (piece: string, importRule?: string, quote?: string, quoted?: string, bare?: string, fontFormat?: string) => {
      if (importRule !== undefined) return '';
      const raw = (quoted ?? bare)?.trim();
      if (raw === undefined || raw === '' || raw.startsWith('#')) return piece;
      // Fonts are no images: from the network they are never loaded, embedded ones always.
      if (fontFormat !== undefined || fontFile.test(raw))
        return /^data:/i.test(raw) ? piece : `url("data:,")${fontFormat ?? ''}`;
      const url = show(raw);
      return `url(${quote ?? '"'}${url === undefined ? 'data:,' : escapeUrl(url)}${quote ?? '"'})`;
    },
  );
}

/** The version of a mail that is shown, whatever the operating system and the editor have chosen. */
export type ShownScheme = 'light' | 'dark';

/** A style sheet whose media conditions and `color-scheme` give this version: the operating system would choose it otherwise. */
export function cssInScheme(css: string, scheme: ShownScheme): string {
  if (!/color-scheme/i.test(css)) return css;
  return css.replace(schemePieces, (piece: string, conditions?: string, property?: string, value?: string) => {
    if (conditions !== undefined) return mediaInScheme(conditions, scheme);
    return property === undefined || value === undefined ? piece : `${property}${colorSchemeInScheme(value, scheme)}`;
  });
}

/** Conditions stay in place and become ones that always or never hold, so that `not`, `and` and lists mean what they did. */
export function mediaInScheme(media: string, scheme: ShownScheme): string {
  return media
    .replace(/\/\*[\s\S]*?(?:\*\/|$)/g, ' ')
    .replace(/\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)/gi, (_, asked: string) =>
      asked.toLowerCase() === scheme ? '(min-width: 0px)' : '(max-width: 0px)',
    );
}

/** The value of `color-scheme`: where the author supports both, the one that is shown. */
export function colorSchemeInScheme(value: string, scheme: ShownScheme): string {
  const words = value.toLowerCase().trim().split(/\s+/);
  return words.includes('light') && words.includes('dark') ? (scheme === 'light' ? 'only light' : 'dark') : value;
}

/** Comments and strings are matched so that nothing inside them is. */
const schemePieces =
  /\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"\\\n]|\\[\s\S])*|'(?:[^'\\\n]|\\[\s\S])*|(@media\b[^{;]*)|((?<![\w-])color-scheme\s*:)([^;}!"']*)/gi;

/** Comments are matched so that nothing inside them is. */
const cssPieces =
  /\/\*[\s\S]*?(?:\*\/|$)|(@import\b(?:[^;"'()]|"[^"]*"|'[^']*'|\([^)]*\))*;?)|\burl\(\s*(?:(["'])(.*?)\2|([^"'()\s]*))\s*\)(\s*format\([^)]*\))?/gi;

const fontFile = /\.(woff2?|ttf|otf|eot)([?#]|$)/i;

/** Nothing may end the string or the line early. */
function escapeUrl(url: string): string {
  return url.replace(/["'\\\n\r\f]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
