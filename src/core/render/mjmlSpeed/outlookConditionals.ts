import { BoundedMap } from '../../boundedMap.ts';

const start = /<!--\[if\s[^\]]+]>/y;
const opener = '<!--[if';
const closer = '<![endif]-->';

/** Most of the comments are the same ones, again and again. */
const minified = new BoundedMap<string, string>({ entries: 500, weight: 500_000 });

/** Takes the white space out of Outlook's conditional comments: what mjml-core does with the body, in one pass. */
export function minifyConditionals(html: string): string {
  const parts: string[] = [];
  let copied = 0;
  let bracket = 0;
  for (let at = html.indexOf(opener); at >= 0; at = html.indexOf(opener, at)) {
    // A condition has no bracket: looked for once, however many comments begin before it.
    if (bracket < at + opener.length) bracket = html.indexOf(']', at + opener.length);
    if (bracket < 0) break;
    start.lastIndex = at;
    if (html[bracket + 1] !== '>' || !start.test(html)) {
      at += 1;
      continue;
    }
    const end = html.indexOf(closer, bracket + 2);
    if (end < 0) break;
    parts.push(html.slice(copied, bracket + 2), minify(html.slice(bracket + 2, end)));
    copied = end;
    at = end + closer.length;
  }
  parts.push(html.slice(copied));
  // Not added up: what reads the text next would first have to make one of the parts.
  return parts.join('');
}

function minify(text: string): string {
  const known = minified.get(text);
  if (known !== undefined) return known;
  const made = text.replace(/(^|>)\s+(<|$)/gm, '$1$2').replace(/\s{2,}/g, ' ');
  return text.length > 5_000 ? made : minified.set(text, made, text.length);
}
