import { withoutHidden } from './withoutHidden.ts';
import { compile, type FormatCallback, type HtmlToTextOptions } from 'html-to-text';

const skipped = { format: 'skip' } as const;

/** The plain-text part that goes with the html: readable, with its links, and without what only pictures and layout say. */
export function htmlToText(html: string): string {
  toText ??= compile({ ...textOptions, limits });
  const lines = converted(toText, withoutHidden(html))
    // Marks that take no place: they only part or pad.
    .replace(/[\u00AD\u200B\uFEFF]/g, '')
    .replace(/[\u00A0\u2000-\u200A\u202F]/g, ' ')
    .replace(/(?<=\S) {2,}/g, ' ')
    .split('\n');
  return lines
    .map((line) => (isFiller(line) ? '' : withoutTrailingBlanks(line)))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** What senders put after a preheader to keep the next words out of lists of messages. */
function isFiller(line: string): boolean {
  return /^[\s\u034F\u061C\u115F\u1160\u17B4\u17B5\u180E\u200C-\u200F\u2060-\u2064]*$/.test(line);
}

/** Not by a pattern, which would read a long gap inside of a line again from each of its places. */
function withoutTrailingBlanks(line: string): string {
  let end = line.length;
  while (line[end - 1] === ' ' || line[end - 1] === '\t') end--;
  return line.slice(0, end);
}

/** `Tom &amp; Jerry` as people read it, on one line. */
export function htmlToLine(html: string): string {
  if (!/[<&]/.test(html)) return oneLine(html);
  toText ??= compile({ ...textOptions, limits });
  // Where a link leads and what a picture shows belong into no line.
  return oneLine(converted(toText, html.replace(/<\/?(?:a|img)(?=[\s/>])[^<>]*>/gi, '')));
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

type Converter = (html: string) => string;

/** Made on first use and kept, and only one: making it takes longer than converting a mail. */
let toText: Converter | undefined;

/** Nobody reads a list inside of a hundred others, but a hostile mail can end the stack with it. */
const limits = { maxDepth: 300, maxInputLength: 5 * 1024 * 1024 };

function converted(converter: Converter, html: string): string {
  try {
    return converter(html);
  } catch (error) {
    // The walk recurses in places that `maxDepth` does not count.
    if (error instanceof RangeError) return '';
    throw error;
  }
}

/** Layout tables make no paragraphs; their content does. */
const closeLines = { leadingLineBreaks: 1, trailingLineBreaks: 1 };

/** What a picture says to who does not see it; its address would only be noise. */
const altText: FormatCallback = (element, _walk, builder) => {
  const alt: unknown = element.attribs?.['alt'];
  if (typeof alt === 'string' && alt.trim() !== '') builder.addInline(alt);
};

/** The cells of a row stand on one line, as in a receipt; cells that only lay out contain blocks, which begin lines of their own. */
const cell: FormatCallback = (element, walk, builder) => {
  walk(element.children, builder);
  builder.addInline(' ');
};

const textOptions: HtmlToTextOptions = {
  formatters: { altText, cell },
  wordwrap: 80,
  selectors: [
    { selector: 'title', ...skipped },
    { selector: 'style', ...skipped },
    { selector: 'script', ...skipped },
    { selector: 'template', ...skipped },
    { selector: 'noscript', ...skipped },
    { selector: 'img', format: 'altText' },
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, noAnchorUrl: true, linkBrackets: ['(', ')'] } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: 'hr', options: { length: 40 } },
    { selector: 'table', format: 'block', options: closeLines },
    { selector: 'tr', format: 'block', options: closeLines },
    { selector: 'td', format: 'cell' },
    { selector: 'th', format: 'cell' },
  ],
};
