import { readTags, type Tag } from '../template/tags.ts';

/**
 * Html without the elements that nobody sees: preheaders, what is only for phones, what is switched off. What only Outlook hides
 * (`mso-hide`) stays, because that is how buttons are made that Outlook draws in its own way, unless its letters have no size. An
 * element that is never closed stays as well: it is not known where it ends. Takes time in proportion to the text.
 */
export function withoutHidden(html: string): string {
  if (!maybeHidden.test(html)) return html;
  const kept: string[] = [];
  let at = 0;
  for (const { start, end } of hiddenRanges(html)) {
    if (start < at) continue;
    kept.push(html.slice(at, start));
    at = end;
  }
  return kept.join('') + html.slice(at);
}

interface OpenElement {
  readonly name: string;
  readonly start: number;
  readonly isHidden: boolean;
}

/** In the order of their beginnings; one inside of another comes after it. */
function hiddenRanges(html: string): readonly { readonly start: number; readonly end: number }[] {
  const ranges: { readonly start: number; readonly end: number }[] = [];
  const open: OpenElement[] = [];
  const counts = new Map<string, number>();
  for (const tag of readTags(html)) {
    const { name } = tag;
    const count = counts.get(name) ?? 0;
    if (tag.kind === 'open') {
      const isOneHidden = isHidden(html, tag);
      if (tag.isSelfClosing || voidTags.has(name)) {
        if (isOneHidden) ranges.push({ start: tag.start, end: tag.end });
        continue;
      }
      open.push({ name, start: tag.start, isHidden: isOneHidden });
      counts.set(name, count + 1);
      continue;
    }
    // An end without a beginning closes nothing; what was left open inside ends with its parent.
    for (let isClosed = count === 0; !isClosed;) {
      const element = open.pop();
      if (element === undefined) break;
      counts.set(element.name, (counts.get(element.name) ?? 1) - 1);
      isClosed = element.name === name;
      if (isClosed && element.isHidden) ranges.push({ start: element.start, end: tag.end });
    }
  }
  return ranges.toSorted((one, other) => one.start - other.start);
}

function isHidden(html: string, tag: Tag): boolean {
  return tag.attributes.some(({ name, valueStart, valueEnd }) => {
    const attribute = name.toLowerCase();
    if (attribute === 'hidden') return true;
    return attribute === 'style' && hides(html.slice(valueStart, valueEnd));
  });
}

function hides(style: string): boolean {
  return (
    /(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?)(?![\w.%-])/i.test(style) ||
    // Without size for others; alone that is what tables of a layout have, whose cells set it again.
    (/(?:^|[;\s])mso-hide\s*:\s*all(?![\w-])/i.test(style) &&
      /(?:^|[;\s])font-size\s*:\s*(?:0(?:\.0+)?(?:px|em|rem|pt)?|1px)(?![\w.%-])/i.test(style)) ||
    // Cut off after no height at all.
    (/(?:^|[;\s])(?:max-)?height\s*:\s*0(?:\.0+)?(?:px|em|rem|pt)?(?![\w.%-])/i.test(style) &&
      /(?:^|[;\s])overflow\s*:\s*hidden/i.test(style))
  );
}

const maybeHidden = /\bhidden\b|display\s*:\s*none|opacity\s*:\s*0|mso-hide/i;
const voidTags: ReadonlySet<string> = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'source',
  'track',
  'wbr',
]);
