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

/**
 * The preview shows the light version of a mail. Without this the operating system's setting would choose, and the same template
 * would look different on two computers.
 */
export function asLightMedia(media: string): string {
  return media
    .replace(/\(\s*prefers-color-scheme\s*:\s*dark\s*\)/gi, '(max-width: 0px)')
    .replace(/\(\s*prefers-color-scheme\s*:\s*light\s*\)/gi, '(min-width: 0px)');
}

/** Comments are matched so that nothing inside them is. */
const cssPieces =
  /\/\*[\s\S]*?(?:\*\/|$)|(@import\b(?:[^;"'()]|"[^"]*"|'[^']*'|\([^)]*\))*;?)|\burl\(\s*(?:(["'])(.*?)\2|([^"')\s]*))\s*\)(\s*format\([^)]*\))?/gi;

const fontFile = /\.(woff2?|ttf|otf|eot)([?#]|$)/i;

/** Nothing may end the string or the line early. */
function escapeUrl(url: string): string {
  return url.replace(/["'\\\n\r\f]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
