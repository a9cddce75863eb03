import type { HtmlPiece } from '../../core/render/renderResult.ts';
import {
  displayHtml,
  displayTree,
  finishDocument,
  removeElements,
  type Addresses,
  type DisplayOptions,
} from './displayHtml.ts';
import { segmentsOf, type MailSegments } from './mailSegments.ts';
import { patchAttributes, patchDocument, patchNodes } from './patchDocument.ts';
import { parseSections, parseSkeleton, type SectionContext, type Skeleton } from './segmentParser.ts';

/**
 * The mail in the frame's document. Where it comes in pieces and each is proven to be read as it is in the whole, only those that
 * changed are read, and nothing else of the document is touched; else the whole is compared.
 */
export class ShownMail {
  readonly #document: Document;
  #shown: Sections | undefined;
  #conditions: string | undefined;
  /** A part that failed its proof: as long as it is there, trying again costs time and gives nothing. */
  #unproven: string | undefined;
  #remoteImageCount = 0;

  constructor(document: Document) {
    this.#document = document;
  }

  get remoteImageCount(): number {
    return this.#remoteImageCount;
  }

  /** `changedAddresses`: images that are shown otherwise than before. */
  update(
    pieces: readonly HtmlPiece[],
    options: DisplayOptions,
    changedAddresses: ReadonlySet<string> = new Set(),
  ): void {
    const { remoteImages, baseUrl, rootUrl, scheme, imagesOff, rightToLeft } = options;
    const conditions = JSON.stringify([remoteImages, baseUrl, rootUrl, scheme, imagesOff, rightToLeft]);
    const isSame = conditions === this.#conditions;
    this.#conditions = conditions;
    const segments = segmentsOf(pieces);
    if (segments === undefined || !this.#mayProve(segments)) return this.#showWhole(pieces, options);
    const isShown =
      isSame && this.#shown !== undefined && this.#patch(this.#shown, segments, { options, changedAddresses });
    if (!isShown && (this.#unproven !== undefined || !this.#compose(segments, options)))
      return this.#showWhole(pieces, options);
    this.#countImages();
  }

  #mayProve({ opening, sections }: MailSegments): boolean {
    if (this.#unproven === undefined) return true;
    if (this.#unproven === opening || sections.includes(this.#unproven)) return false;
    this.#unproven = undefined;
    return true;
  }

  #showWhole(pieces: readonly HtmlPiece[], options: DisplayOptions): void {
    this.#shown = undefined;
    const { document, remoteImageCount } = displayHtml(pieces.map((piece) => piece.html).join(''), options);
    patchDocument(this.#document, document);
    this.#remoteImageCount = remoteImageCount;
  }

  /** The whole, put together from its parts, so that from now on each of them can be found. */
  #compose({ opening, sections, closing }: MailSegments, options: DisplayOptions): boolean {
    this.#shown = undefined;
    const skeleton = this.#readSkeleton(opening, closing, options);
    const fresh = skeleton === undefined ? undefined : this.#readSections(sections, skeleton.context, options);
    if (skeleton === undefined || fresh === undefined) return false;
    const { container, next } = skeleton;
    const first = container.childNodes.length - following(next).length;
    const path = pathTo(container);
    const follows = following(next).length;
    for (const { nodes } of fresh) for (const node of nodes) container.insertBefore(node, next);
    const count = container.childNodes.length;
    patchDocument(this.#document, skeleton.document);
    const shownContainer = elementAt(this.#document, path);
    if (shownContainer?.childNodes.length !== count) return true;
    const nodes = [...shownContainer.childNodes];
    let at = first;
    this.#shown = {
      opening,
      closing,
      container: shownContainer,
      context: skeleton.context,
      next: nodes[count - follows] ?? null,
      addresses: skeleton.addresses,
      sections: fresh.map((section) => ({ ...section, nodes: nodes.slice(at, (at += section.nodes.length)) })),
    };
    return true;
  }

  /** False: something is not as it was, and nothing has been changed that composing would not put right. */
  #patch(shown: Sections, segments: MailSegments, { options, changedAddresses }: Change): boolean {
    const isTouched = (addresses: Addresses): boolean => touches(addresses, changedAddresses);
    let { next, addresses } = shown;
    const { opening, closing } = segments;
    let skeleton: ReadSkeleton | undefined;
    if (opening !== shown.opening || closing !== shown.closing || isTouched(addresses)) {
      skeleton = this.#readSkeleton(opening, closing, options);
      if (skeleton === undefined) return false;
    }
    const gaps = gapsBetween(shown.sections, segments.sections, isTouched);
    const wanted = gaps.flatMap(({ texts }) => texts);
    const fresh = wanted.length === 0 ? [] : this.#readSections(wanted, skeleton?.context ?? shown.context, options);
    if (fresh === undefined) return false;
    if (skeleton !== undefined) {
      const patched = patchAround(this.#document, shown, skeleton);
      if (patched === undefined) return false;
      ({ next } = patched);
      ({ addresses } = skeleton);
    }
    const sections = [...shown.sections];
    let freshAt = fresh.length;
    // From the end, so that places before a gap stay what they are.
    for (const { start, count, texts } of gaps.toReversed()) {
      const old = sections.slice(start, start + count);
      const own = fresh.slice(freshAt - texts.length, freshAt);
      freshAt -= texts.length;
      const behind = sections.slice(start + count).find((section) => section.nodes.length > 0)?.nodes[0] ?? next;
      const from = old.flatMap((section) => section.nodes);
      if ([...from, ...(behind === null ? [] : [behind])].some((node) => node.parentNode !== shown.container))
        return false;
      const nodes = patchNodes({
        parent: shown.container,
        from,
        to: own.flatMap((section) => section.nodes),
        next: behind,
      });
      let at = 0;
      const now = own.map((section) => ({ ...section, nodes: nodes.slice(at, (at += section.nodes.length)) }));
      sections.splice(start, count, ...now);
    }
    const context = skeleton?.context ?? shown.context;
    this.#shown = { opening, closing, container: shown.container, context, next, addresses, sections };
    return true;
  }

  #readSkeleton(opening: string, closing: string, options: DisplayOptions): ReadSkeleton | undefined {
    const parsed = parseSkeleton(opening, closing);
    if ('text' in parsed) {
      this.#unproven = parsed.text;
      return undefined;
    }
    removeElements(parsed.document);
    const addresses = displayTree([parsed.document.documentElement], options);
    finishDocument(parsed.document, options);
    return { ...parsed, addresses };
  }

  #readSections(
    texts: readonly string[],
    context: SectionContext,
    options: DisplayOptions,
  ): readonly ShownSection[] | undefined {
    const parsed = parseSections(texts, context);
    if ('text' in parsed) {
      this.#unproven = parsed.text;
      return undefined;
    }
    removeElements(parsed.document);
    return parsed.nodes.map((all, index) => {
      const nodes = all.filter((node) => node.isConnected);
      return { text: texts[index] ?? '', nodes, addresses: displayTree(nodes, options) };
    });
  }

  #countImages(): void {
    const all = new Set(this.#shown?.addresses.remote);
    for (const { addresses } of this.#shown?.sections ?? []) for (const url of addresses.remote) all.add(url);
    this.#remoteImageCount = all.size;
  }
}

interface Change {
  readonly options: DisplayOptions;
  readonly changedAddresses: ReadonlySet<string>;
}

interface ShownSection {
  readonly text: string;
  /** Neighbours, in order. */
  readonly nodes: readonly ChildNode[];
  readonly addresses: Addresses;
}

interface Sections extends Omit<Skeleton, 'document'> {
  readonly opening: string;
  readonly closing: string;
  readonly addresses: Addresses;
  readonly sections: readonly ShownSection[];
}

interface ReadSkeleton extends Skeleton {
  readonly addresses: Addresses;
}

function touches({ remote, local }: Addresses, changed: ReadonlySet<string>): boolean {
  return changed.size > 0 && [...remote, ...local].some((url) => changed.has(url));
}

interface Gap {
  readonly start: number;
  readonly count: number;
  readonly texts: readonly string[];
}

/** What is between the sections that stay: the old ones by their place, the new ones by their text. */
function gapsBetween(
  shown: readonly ShownSection[],
  texts: readonly string[],
  isTouched: (addresses: Addresses) => boolean,
): readonly Gap[] {
  const places = new Map<string, number[]>();
  for (const [index, { text, addresses }] of shown.entries()) {
    if (isTouched(addresses)) continue;
    const same = places.get(text);
    if (same === undefined) places.set(text, [index]);
    else same.push(index);
  }
  const gaps: Gap[] = [];
  let start = 0;
  let fresh: string[] = [];
  const close = (end: number): void => {
    if (end > start || fresh.length > 0) gaps.push({ start, count: end - start, texts: fresh });
    fresh = [];
  };
  for (const text of texts) {
    const same = places.get(text) ?? [];
    while ((same[0] ?? start) < start) same.shift();
    const [place] = same;
    // A section that went far down must not take all in between with it.
    if (place === undefined || place - start > furthestMove) fresh.push(text);
    else {
      close(place);
      start = place + 1;
    }
  }
  close(shown.length);
  return gaps;
}

const furthestMove = 200;

/** All but the sections. undefined: it is built otherwise. */
function patchAround(
  document: Document,
  shown: Sections,
  wanted: Skeleton,
): { readonly next: ChildNode | null } | undefined {
  const shownPath = pathTo(shown.container);
  const isAlike =
    shownPath.join() === pathTo(wanted.container).join() && shown.context.chain.join() === wanted.context.chain.join();
  if (!isAlike || shown.context.isQuirky !== wanted.context.isQuirky) return undefined;
  let from: Element = shown.container;
  let to: Element = wanted.container;
  // What is in front of the sections and behind them; then, further out, what is around their container.
  const sections = shown.sections.flatMap((section) => section.nodes);
  const first = sections[0] ?? shown.next;
  const before = first === null ? [...from.childNodes] : preceding(first);
  patchNodes({
    parent: from,
    from: before,
    to: wanted.next === null ? [...to.childNodes] : preceding(wanted.next),
    next: first,
  });
  const behind = patchNodes({ parent: from, from: following(shown.next), to: following(wanted.next), next: null });
  while (from !== document.documentElement) {
    patchAttributes(from, to);
    const [outer, wantedOuter] = [from.parentElement, to.parentElement];
    if (outer === null || wantedOuter === null) return undefined;
    patchNodes({ parent: outer, from: preceding(from), to: preceding(to), next: from });
    patchNodes({ parent: outer, from: following(from.nextSibling), to: following(to.nextSibling), next: null });
    from = outer;
    to = wantedOuter;
  }
  patchAttributes(from, to);
  return { next: behind[0] ?? null };
}

function preceding(node: ChildNode): readonly ChildNode[] {
  const nodes: ChildNode[] = [];
  for (let at = node.previousSibling; at !== null; at = at.previousSibling) nodes.unshift(at);
  return nodes;
}

/** The node itself and all behind it. */
function following(node: ChildNode | null): readonly ChildNode[] {
  const nodes: ChildNode[] = [];
  for (let at = node; at !== null; at = at.nextSibling) nodes.push(at);
  return nodes;
}

/** The place of each element among its parent's, from the root in. */
function pathTo(element: Element): readonly number[] {
  const path: number[] = [];
  for (let at = element; at.parentElement !== null; at = at.parentElement) {
    path.unshift([...at.parentElement.children].indexOf(at));
  }
  return path;
}

function elementAt(document: Document, path: readonly number[]): Element | undefined {
  let at: Element | undefined = document.documentElement;
  for (const index of path) at = at?.children[index];
  return at;
}
