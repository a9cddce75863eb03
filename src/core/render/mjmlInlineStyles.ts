import mjml2html from 'mjml';

/**
 * The styles of `<mj-style inline="inline">`, put into the elements of one section at a time. MJML has juice do that over the whole
 * mail; for selectors that look at nothing but an element and those around it, the result is the same.
 */
export class InlineStyles {
  readonly #css: string;
  readonly #frame: StyleFrame;
  /** What becomes of the frame itself: it is styled once for the whole mail. */
  readonly #before: string;
  readonly #after: string;

  private constructor(css: string, frame: StyleFrame, empty: string) {
    this.#css = css;
    this.#frame = frame;
    this.#before = empty.slice(0, empty.indexOf(sectionStart));
    this.#after = empty.slice(empty.lastIndexOf(sectionEnd) + sectionEnd.length);
  }

  /** Undefined where a selector looks at more. */
  static async of(css: string, frame: StyleFrame): Promise<InlineStyles | undefined> {
    const selectors = withoutComments(css).replace(/\{[^{}]*\}/g, '{}');
    const looksFurther = /[+~[]|:(?!(?:hover|active|focus|visited|link)(?![\w-]))/.test(selectors);
    // Counters go through the mail from top to bottom. A rule in a rule is no plain list of selectors.
    if (looksFurther || /counter-|\{\}\s*\}|@/.test(selectors + css)) return undefined;
    return new InlineStyles(css, frame, await inlined('', css, frame));
  }

  /** Undefined where the section is not complete without its neighbours. */
  async inline(section: string): Promise<string | undefined> {
    // Juice looks at no code of template languages, and at no element behind one that is not closed.
    if (hasHalfCode(section) || /<style[\s>]/i.test(section)) return undefined;
    const whole = await inlined(section, this.#css, this.#frame);
    const start = whole.indexOf(sectionStart);
    const end = whole.lastIndexOf(sectionEnd);
    const isFrameSame =
      start >= 0 && whole.slice(0, start) === this.#before && whole.slice(end + sectionEnd.length) === this.#after;
    return isFrameSame ? whole.slice(start + sectionStart.length, end) : undefined;
  }
}

function withoutComments(css: string): string {
  // Behind the last end, each start would be followed to the end of the text.
  const end = css.lastIndexOf('*/') + 2;
  return css.slice(0, end).replace(/\/\*[^]*?\*\//g, '') + css.slice(end);
}

/** Whether code of a template language has no end, or other code inside. */
function hasHalfCode(html: string): boolean {
  const opener = /\{\{|<%/g;
  for (let found = opener.exec(html); found !== null; found = opener.exec(html)) {
    const end = html.indexOf(found[0] === '{{' ? '}}' : '%>', opener.lastIndex);
    if (end < 0 || /\{\{|<%/.test(html.slice(opener.lastIndex, end))) return true;
    opener.lastIndex = end + 2;
  }
  return false;
}

/** The tags around the sections. */
export interface StyleFrame {
  readonly open: string;
  readonly close: string;
}

/**
 * Undefined where it is not plain to see where a tag ends: a `>` may stand in an attribute.
 *
 * @param head the html of a mail in front of its sections
 */
export function styleFrameOf(head: string): StyleFrame | undefined {
  const html = /<html(?:\s+[\w:-]+="[^"]*")*\s*>/.exec(head)?.[0];
  const body = /<body(?:\s+[\w:-]+="[^"]*")*\s*>/.exec(head)?.[0];
  const div = /<div\s[^<>]*>\s*$/.exec(head.slice(head.lastIndexOf('<div')))?.[0];
  if (html === undefined || body === undefined || div === undefined) return undefined;
  return { open: html + body + div, close: '</div></body></html>' };
}

const sectionStart = '<!--mailproof section-->';
const sectionEnd = '<!--mailproof end of section-->';

/** MJML does nothing here but to have the styles inlined. */
async function inlined(section: string, css: string, { open, close }: StyleFrame): Promise<string> {
  const style = { tagName: 'mj-style', attributes: { inline: 'inline' }, content: css };
  const tree = {
    tagName: 'mjml',
    attributes: {},
    children: [
      { tagName: 'mj-head', attributes: {}, children: [style] },
      { tagName: 'mj-body', attributes: {}, children: [] },
    ],
  };
  const skeleton = (): string => open + sectionStart + section + sectionEnd + close;
  return (await mjml2html(tree, { validationLevel: 'skip', skeleton })).html;
}
