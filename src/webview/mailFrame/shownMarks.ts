import { textsAttribute } from './textMarks.ts';

/** Something in a shown mail that says where it comes from. */
export interface ShownMark {
  /** As `markText` writes it: segment, offset and context. */
  readonly mark: string;
  /** What is marked, or what the marked text stands in. */
  readonly element: Element;
  /** Of a text or a value; its own mark is not that of the element. */
  readonly text?: ShownText;
}

interface ShownText {
  /** The node it begins in; no text where a value is an element. */
  readonly node: ChildNode;
  /** Where it begins in a node of text. */
  readonly offset: number;
  /** Where the next marked text of the same element begins; absent for the last one. */
  readonly next?: { readonly node: ChildNode; readonly offset: number };
}

export interface MarkAtPoint extends ShownMark {
  /** What stands between the beginning of a marked text and the point. */
  readonly before: string;
}

export interface PointInMail {
  /** In the viewport of the mail's own document, as its mouse events have them. */
  readonly x: number;
  readonly y: number;
}

/** Reads the marks of a shown document. Looks through it only when it is asked, and once for each version of it. */
export class ShownMarks {
  readonly #document: Document;
  #known: ReadMarks | undefined;

  constructor(document: Document) {
    this.#document = document;
  }

  /** The document has changed. */
  forget(): void {
    this.#known = undefined;
  }

  /** What has a mark. Of elements inside of each other with one mark, only the outermost: `<mj-text>` becomes several. */
  find(mark: string): readonly ShownMark[] {
    return this.#index().byMark.get(mark) ?? [];
  }

  /** All that is marked, in the order of the mail. */
  get inOrder(): readonly ShownMark[] {
    return this.#index().all;
  }

  /** The innermost marked thing at a point: a text where there are letters, or else the element. */
  at(point: PointInMail, target: Element | null): MarkAtPoint | undefined {
    const letter = letterAt(this.#document, point);
    const found = letter === undefined || target?.contains(letter.node) === false ? undefined : textAt(letter);
    return found ?? elementAt(target ?? this.#document.elementFromPoint(point.x, point.y));
  }

  #index(): ReadMarks {
    this.#known ??= readMarks(this.#document);
    return this.#known;
  }
}

/** Where it is drawn, in the viewport of its document; of what is drawn nowhere, none. */
export function boxOf(shown: ShownMark): DOMRect | undefined {
  const document = shown.element.ownerDocument;
  if (shown.text !== undefined) return boxOfRange(rangeOf(shown.text, shown.element));
  const box = shown.element.getBoundingClientRect();
  if (box.width > 0 && box.height > 0) return box;
  // An inline element around a picture, or one whose children all float: it has a place, but no size.
  if (shown.element.getClientRects().length === 0) return undefined;
  const range = document.createRange();
  range.selectNodeContents(shown.element);
  return boxOfRange(range);
}

/** What a screen reader says of it. */
export function wordsOf(shown: ShownMark): string {
  const { element, text } = shown;
  const words = text === undefined ? (element.getAttribute('alt') ?? element.textContent) : rangeOf(text, element);
  return (words ?? '').toString().slice(0, 1000).replace(/\s+/g, ' ').trim().slice(0, 80) || element.localName;
}

function boxOfRange(range: Range): DOMRect | undefined {
  const box = range.getBoundingClientRect();
  return box.width > 0 && box.height > 0 ? box : undefined;
}

/** A line of text goes on behind the elements in it, as far as the next mark, or an element that is no part of a line. */
function rangeOf({ node, offset, next }: ShownText, parent: Element): Range {
  const range = parent.ownerDocument.createRange();
  if (!node.isConnected) return range;
  if (isText(node)) range.setStart(node, Math.min(offset, node.length));
  else range.setStartBefore(node);
  let last = node;
  for (let at = node.nextSibling; at !== null && at !== next?.node && isInLine(at); at = at.nextSibling) last = at;
  if (next !== undefined && isText(next.node) && (last === next.node || last.nextSibling === next.node))
    range.setEnd(next.node, Math.min(next.offset, next.node.length));
  else range.setEndAfter(last);
  return range;
}

function isInLine(node: Node): boolean {
  if (!isElement(node)) return true;
  const display = node.ownerDocument.defaultView?.getComputedStyle(node).display ?? 'inline';
  return !/^(block|flow-root|flex|grid|table|list-item)/.test(display);
}

/** The nearest marked element, from any in it. */
export function elementAt(element: Element | null): MarkAtPoint | undefined {
  const found = element?.closest(`[${markAttribute}]`);
  const mark = found?.getAttribute(markAttribute);
  return found === null || found === undefined || !isMark(mark) ? undefined : { mark, element: found, before: '' };
}

/** As in `src/core/sourceMap/marks.ts`, which pages may not import. */
const markAttribute = 'data-mailproof-at';

interface ReadMarks {
  readonly all: readonly ShownMark[];
  readonly byMark: ReadonlyMap<string, readonly ShownMark[]>;
}

function readMarks(document: Document): ReadMarks {
  const all: ShownMark[] = [];
  const byMark = new Map<string, ShownMark[]>();
  const texts = new Map<Node, ShownMark[]>();
  const add = (shown: ShownMark): void => {
    const same = byMark.get(shown.mark);
    const before = same?.at(-1);
    if (before?.text === undefined && before?.element.contains(shown.element) === true) return;
    if (same === undefined) byMark.set(shown.mark, [shown]);
    else same.push(shown);
    all.push(shown);
  };
  const walker = document.createTreeWalker(document.body, showElementsAndTexts);
  for (let node: Node | null = document.body; node !== null; node = walker.nextNode()) {
    if (isElement(node)) {
      const mark = node.getAttribute(markAttribute);
      if (isMark(mark)) add({ mark, element: node });
      for (const shown of textsOf(node)) {
        const ofNode = texts.get(shown.text.node);
        if (ofNode === undefined) texts.set(shown.text.node, [shown]);
        else ofNode.push(shown);
      }
    }
    for (const shown of texts.get(node) ?? []) add(shown);
  }
  return { all, byMark };
}

/** The marked texts that stand in an element itself, in order. */
function textsOf(element: Element): readonly (ShownMark & { readonly text: ShownText })[] {
  const noted = element.getAttribute(textsAttribute);
  if (noted === null) return [];
  const notes = noted.split(' ').flatMap((note) => {
    const [child, offset, mark] = note.split(':');
    return isMark(mark) ? [{ child: Number(child), offset: Number(offset), mark }] : [];
  });
  return notes.flatMap(({ child, offset, mark }, index) => {
    const node = element.childNodes[child];
    const next = notes[index + 1];
    if (node === undefined) return [];
    const nextNode = next === undefined ? undefined : element.childNodes[next.child];
    const end = next === undefined || nextNode === undefined ? {} : { next: { node: nextNode, offset: next.offset } };
    return [{ mark, element, text: { node, offset, ...end } }];
  });
}

interface Letter {
  readonly node: Text;
  /** Of the letter. */
  readonly index: number;
  /** Of the gap between two letters that is nearest. */
  readonly caret: number;
}

/** Browsers give the nearest letter, however far away it is. */
function letterAt(document: Document, { x, y }: PointInMail): Letter | undefined {
  const caret = caretAt(document, x, y);
  if (caret === undefined || !isText(caret.node)) return undefined;
  const { node, offset } = caret;
  const range = document.createRange();
  for (const index of [offset, offset - 1]) {
    if (index < 0 || index >= node.length) continue;
    range.setStart(node, index);
    range.setEnd(node, index + 1);
    const isHit = [...range.getClientRects()].some(
      (box) => x >= box.left - nearPx && x <= box.right + nearPx && y >= box.top - nearPx && y <= box.bottom + nearPx,
    );
    if (isHit) return { node, index, caret: offset };
  }
  return undefined;
}

/** A pointer beside a letter means the letter. */
const nearPx = 2;

function caretAt(
  document: Document,
  x: number,
  y: number,
): { readonly node: Node; readonly offset: number } | undefined {
  if ('caretPositionFromPoint' in document) {
    const caret = document.caretPositionFromPoint(x, y);
    return caret === null ? undefined : { node: caret.offsetNode, offset: caret.offset };
  }
  return undefined;
}

/** Only the beginning of a line has a mark: behind an element in it, the line goes on. */
function textAt({ node, index, caret }: Letter): MarkAtPoint | undefined {
  if (node.parentElement === null) return undefined;
  const found = textsOf(node.parentElement).findLast(({ text }) => {
    if (text.node === node) return text.offset <= index;
    return (text.node.compareDocumentPosition(node) & isFollowing) !== 0;
  });
  if (found === undefined) return undefined;
  const range = rangeOf(found.text, found.element);
  if (range.comparePoint(node, index) !== 0) return undefined;
  range.setEnd(node, Math.max(caret, found.text.node === node ? found.text.offset : 0));
  return { ...found, before: range.toString() };
}

/** Html can hold anything. */
function isMark(text: string | null | undefined): text is string {
  return typeof text === 'string' && /^[0-9a-z]{1,9}(?:\.[0-9a-z]{1,9}){1,2}$/.test(text);
}

/** Nodes of another window are not instances of this window's classes. */
function isText(node: Node): node is Text {
  return node.nodeType === textNode;
}

function isElement(node: Node): node is Element {
  return node.nodeType === elementNode;
}

/** `Node.DOCUMENT_POSITION_FOLLOWING` */
const isFollowing = 4;
const elementNode = 1;
const textNode = 3;
/** `NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT` */
const showElementsAndTexts = 5;
