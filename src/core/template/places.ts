import { scanTags, type Span, type Tag } from './tags.ts';

/** Where a mustache or another tag of a template language stands in MJML. */
export interface MjmlPlace {
  /** The innermost MJML element around it; undefined outside of all. */
  readonly parent: string | undefined;
  /** Directly inside an element that only holds other elements, so that MJML would drop it as text. */
  readonly isBetweenMjml: boolean;
  readonly isInRaw: boolean;
  /** Between the attributes of an MJML tag. */
  readonly isInTag: boolean;
  /** The quoted attribute value around it, of whatever tag. */
  readonly value: Span | undefined;
}

/** The places of spans that stand in order and do not overlap; the spans themselves are opaque. Linear in the text. */
export function placesIn(text: string, spans: readonly Span[]): readonly MjmlPlace[] {
  return scanPlaces(text, spans, []).places;
}

/**
 * The same for a part of a text that begins and ends outside of every tag.
 *
 * @param before names of the elements that are open where it begins, outermost first; `open` are those at its end
 */
export function scanPlaces(
  text: string,
  spans: readonly Span[],
  before: readonly string[],
): { readonly places: readonly MjmlPlace[]; readonly open: readonly string[] } {
  const tags = scanTags(text, spans);
  const open: OpenElement[] = [];
  for (const name of before) enter(open, name);
  let tagIndex = 0;
  let attributeIndex = 0;
  const places = spans.map((span) => {
    for (let tag = tags[tagIndex]; tag !== undefined && tag.end <= span.start; tag = tags[++tagIndex]) {
      follow(open, tag);
      attributeIndex = 0;
    }
    const parent = open.at(-1);
    const current = tags[tagIndex];
    const isInside = current !== undefined && current.start < span.start;
    const attributes = isInside ? current.attributes : [];
    while ((attributes[attributeIndex]?.end ?? Infinity) <= span.start) attributeIndex++;
    const attribute = attributes[attributeIndex];
    const isInValue = attribute !== undefined && attribute.valueStart <= span.start;
    return {
      parent: parent?.name,
      isBetweenMjml: !isInside && parent !== undefined && !parent.isText,
      isInRaw: parent?.name === 'mj-raw' && !isInside,
      isInTag: isInside && !isInValue && current.name.startsWith('mj'),
      value: isInValue ? { start: attribute.valueStart, end: attribute.valueEnd } : undefined,
    };
  });
  for (const tag of tags.slice(tagIndex)) follow(open, tag);
  return { places, open: open.map(({ name }) => name) };
}

interface OpenElement {
  readonly name: string;
  /** It, or one around it, is handed through as text. */
  readonly isText: boolean;
}

/** More than MJML itself is given to read; without a limit, each stray closing tag would be looked for in all of a hostile text. */
const maxDepth = 300;

/** Elements whose content MJML hands through, mustaches included. */
const textElements = new Set([
  'mj-text',
  'mj-button',
  'mj-table',
  'mj-raw',
  'mj-navbar-link',
  'mj-social-element',
  'mj-accordion-title',
  'mj-accordion-text',
  'mj-style',
  'mj-title',
  'mj-preview',
]);

/** Keeps the open MJML elements; other elements are content. */
function follow(open: OpenElement[], tag: Tag): void {
  if (!tag.name.startsWith('mj')) return;
  if (tag.kind === 'open') {
    if (!tag.isSelfClosing && open.length < maxDepth) enter(open, tag.name);
    return;
  }
  const index = open.findLastIndex((each) => each.name === tag.name);
  if (index >= 0) open.length = index;
}

function enter(open: OpenElement[], name: string): void {
  open.push({ name, isText: open.at(-1)?.isText === true || textElements.has(name) });
}
