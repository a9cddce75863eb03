import mjml2html from 'mjml';
import { components } from 'mjml-core';
import parseXml from 'mjml-parser-xml';
import { checkedMail } from './checkedMail.ts';
import { fastMjml, type FastMjml } from './fastRender.ts';

/**
 * The quick MJML, once it has written a mail with everything that MJML has exactly as MJML does. Undefined where it does not:
 * then MJML is another one than it was made for, and renders alone.
 */
export function checkedMjml(): Promise<FastMjml | undefined> {
  return (checked ??= check());
}

/** Found out once in a process. */
let checked: Promise<FastMjml | undefined> | undefined;

async function check(): Promise<FastMjml | undefined> {
  const options = { validationLevel: 'skip', keepComments: true } as const;
  const parse = (): ReturnType<typeof parseXml> =>
    parseXml(checkedMail, { components, filePath: '', actualPath: '', ignoreIncludes: true, keepComments: true });
  try {
    const fast = fastMjml();
    const [expected, { html }] = [await fast.render(parse(), options), await mjml2html(parse(), options)];
    return withoutIds(expected) === withoutIds(html) ? fast : undefined;
  } catch {
    return undefined;
  }
}

/** Of menus and carousels, which are random. */
function withoutIds(html: string): string {
  return html.replace(/[0-9a-f]{16}/g, 'id');
}
