import { markOf } from './textMarks.ts';

/** The document of a mail without its sections. */
export interface Skeleton {
  readonly document: Document;
  /** What holds the sections. */
  readonly container: Element;
  /** They come in front of this one. */
  readonly next: ChildNode | null;
  readonly context: SectionContext;
}

/** What of the whole decides how a section is read. */
export interface SectionContext {
  /** Names of the elements around it, from the outside in, below the body. */
  readonly chain: readonly string[];
  /** Without its doctype a document reads tables in paragraphs otherwise. */
  readonly isQuirky: boolean;
}

export interface ParsedSections {
  readonly document: Document;
  /** The nodes of each section, in order. */
  readonly nodes: readonly (readonly ChildNode[])[];
}

/** Where parts of a mail were not what they are in the whole. */
export interface Unproven {
  readonly text: string;
}

/**
 * Reads what is around the sections, and proves that the sections are read there as if each were alone.
 *
 * What a parser makes of a text depends on what it has open. Behind each part stand two elements: an unknown one, which would be put
 * into whatever is open or waits to be opened again, and a form, which is left out when another one is open. Where both are children
 * of what holds the sections, and nothing but blocks is around that, nothing is left over that the next part could be put into.
 */
export function parseSkeleton(opening: string, closing: string): Skeleton | Unproven {
  const stop = new Stop();
  const document = parse(opening + stop.html + closing);
  const [marker] = stop.find(document);
  const container = marker?.parentElement;
  const isProven =
    marker !== undefined &&
    isElement(container) &&
    stop.isWhole(marker) &&
    blocks.has(container.localName) &&
    hasOnlyBlocksAround(container) &&
    // Its texts are counted by their place among all nodes, which those of sections would change.
    [...container.childNodes].every((node) => markOf(node) === undefined);
  if (!isProven) return { text: opening };
  const context = { chain: ancestorsBelowBody(container), isQuirky: document.compatMode === 'BackCompat' };
  return { document, container, next: stop.remove(marker), context };
}

/** Reads sections as they would be in the whole. */
export function parseSections(
  texts: readonly string[],
  { chain, isQuirky }: SectionContext,
): ParsedSections | Unproven {
  const stop = new Stop();
  const doctype = isQuirky ? '' : '<!doctype html>';
  const open = `${doctype}<html><head></head><body>${chain.map((name) => `<${name}>`).join('')}`;
  const document = parse(open + texts.map((text) => text + stop.html).join(''));
  const markers = stop.find(document);
  const holder = holderOf(document, chain.length);
  const unproven = texts.findIndex((_, index) => {
    const marker = markers[index];
    return marker === undefined || marker.parentNode !== holder || !stop.isWhole(marker);
  });
  if (unproven !== -1) return { text: texts[unproven] ?? '' };
  if (holder === undefined || markers.length !== texts.length) return { text: texts[0] ?? '' };
  const nodes: ChildNode[][] = [];
  let own: ChildNode[] = [];
  // A copy: the list shrinks while it is read.
  for (const node of Array.from(holder.childNodes)) {
    if (node === markers[nodes.length]) {
      stop.remove(node);
      nodes.push(own);
      own = [];
    } else if (node.parentNode === holder) own.push(node);
  }
  const marked = nodes.findIndex((each) => each.some((node) => markOf(node) !== undefined));
  if (marked !== -1) return { text: texts[marked] ?? '' };
  return own.length === 0 ? { document, nodes } : { text: texts.at(-1) ?? '' };
}

/** The end of a part. Its name is another one each time, because a mail may hold whatever somebody wrote into it. */
class Stop {
  readonly #name = `mailproof-${Math.random().toString(36).slice(2)}x`;
  readonly html = `<${this.#name}></${this.#name}><form ${this.#name}></form>`;

  find(document: Document): readonly Element[] {
    return [...document.getElementsByTagName(this.#name)];
  }

  /** Whether the form was not left out. */
  isWhole(marker: Element): boolean {
    return isElement(marker.nextSibling) && marker.nextSibling.hasAttribute(this.#name);
  }

  /** What follows. */
  remove(marker: ChildNode): ChildNode | null {
    const form = marker.nextSibling;
    const next = form?.nextSibling ?? null;
    marker.remove();
    form?.remove();
    return next;
  }
}

function parse(html: string): Document {
  return new DOMParser().parseFromString(html, 'text/html');
}

function hasOnlyBlocksAround(container: Element): boolean {
  return ancestorsBelowBody(container).every((name) => blocks.has(name)) && container.closest('body') !== null;
}

/** From the outside in, with the element itself. */
function ancestorsBelowBody(element: Element): readonly string[] {
  const names: string[] = [];
  let at: Element | null = element;
  for (; at !== null && at.localName !== 'body'; at = at.parentElement) names.unshift(at.localName);
  return names;
}

/** The element so deep in a document that has nothing beside it; undefined when something went elsewhere. */
function holderOf(document: Document, depth: number): Element | undefined {
  let holder: Element = document.body;
  const isElsewhere = document.head.firstChild !== null || document.documentElement.childNodes.length !== 2;
  if (isElsewhere || holder.attributes.length > 0) return undefined;
  for (let level = 0; level < depth; level++) {
    const child = holder.firstElementChild;
    if (child === null || holder.childNodes.length !== 1) return undefined;
    holder = child;
  }
  return holder;
}

/** Elements of which nothing depends but what is in them. */
const blocks: ReadonlySet<string> = new Set(['div', 'center', 'main', 'article', 'section']);

function isElement(node: Node | null | undefined): node is Element {
  return node?.nodeType === 1;
}
