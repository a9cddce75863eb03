/**
 * A mail as if all of it were written from right to left. Only for looking: MJML writes a direction and a side on what its author
 * has given none, so that `dir="rtl"` alone turns nothing of it. In a mail for Arabic or Hebrew it is told otherwise, once.
 */
export function turnElement(found: Element): void {
  const style = found.getAttribute('style');
  if (style !== null && isOfMjml(style)) {
    const turned = style
      .replace(/(?<![\w-])direction\s*:\s*ltr\b/gi, 'direction:rtl')
      .replace(/(?<![\w-])text-align\s*:\s*left\b/gi, 'text-align:right');
    if (turned !== style) found.setAttribute('style', turned);
  }
  const isCell = found.localName === 'td' && found.getAttribute('align')?.toLowerCase() === 'left';
  if (!isCell || style === null || !isOfMjml(style)) return;
  found.setAttribute('align', 'right');
  // <mj-text> says it once more.
  const content = found.firstElementChild;
  const own = content?.getAttribute('style') ?? '';
  if (/(?<![\w-])text-align\s*:\s*left\b/i.test(own))
    content?.setAttribute('style', own.replace(/(?<![\w-])text-align\s*:\s*left\b/gi, 'text-align:right'));
}

/** MJML writes the direction on the root and once more on what holds the sections. */
export function turnRoot(mail: Document): void {
  for (const root of [mail.documentElement, mail.body, ...mail.body.children]) {
    if (root === mail.documentElement || root.hasAttribute('dir')) root.setAttribute('dir', 'rtl');
  }
}

/** Sections, groups, columns, and the cells of what stands in them: no space between inline blocks. Authors hardly ever write that. */
function isOfMjml(style: string): boolean {
  return /(?<![\w-])font-size\s*:\s*0(?:px)?\s*(?:;|$)/i.test(style);
}
