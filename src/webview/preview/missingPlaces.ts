import type { MailFrame } from '../mailFrame/mailFrame.ts';
import { element } from '../page/element.ts';

export interface MissingPlacesDeps {
  readonly frame: () => MailFrame;
  /** Asks where a problem is in the mail; answered by `take`. */
  readonly onLook: (index: number, revision: number) => void;
}

/** Outlines the places in the mail that have no data: those of the problem that is looked at. */
export class MissingPlaces {
  readonly #deps: MissingPlacesDeps;
  readonly #layer = element('div', { class: 'missing-places', 'aria-hidden': 'true' });
  #lookedAt: number | undefined;

  constructor(deps: MissingPlacesDeps) {
    this.#deps = deps;
  }

  /** undefined: at none any more. */
  look(index: number | undefined, revision: number): void {
    if (index === this.#lookedAt) return;
    this.#lookedAt = index;
    this.#layer.replaceChildren();
    if (index !== undefined) this.#deps.onLook(index, revision);
  }

  take(index: number, marks: readonly string[]): void {
    if (index !== this.#lookedAt) return;
    const frame = this.#deps.frame();
    const { document: mail, scale } = frame;
    this.#layer.replaceChildren();
    if (mail === undefined) return;
    frame.element.append(this.#layer);
    this.#layer.append(...placesOf(mail, new Set(marks)).map((rect) => spot(rect, scale)));
  }
}

function placesOf(mail: Document, marks: ReadonlySet<string>): readonly DOMRectReadOnly[] {
  const found: DOMRectReadOnly[] = [];
  for (const each of mail.querySelectorAll('[data-mailproof-at], [data-mailproof-texts]')) {
    if (found.length >= maxPlaces) break;
    if (marks.has(each.getAttribute('data-mailproof-at') ?? '')) found.push(each.getBoundingClientRect());
    const notes = (each.getAttribute('data-mailproof-texts') ?? '').split(' ').map((note) => note.split(':'));
    for (const [child, offset, mark] of notes)
      if (marks.has(mark ?? '')) found.push(placeOfText(each, Number(child), Number(offset)));
  }
  return found;
}

/** Where a text begins that is not there; all of its parent, where nothing else is. */
function placeOfText(parent: Element, child: number, offset: number): DOMRectReadOnly {
  const node = parent.childNodes[child];
  const range = parent.ownerDocument.createRange();
  if (node === undefined) return parent.getBoundingClientRect();
  if (node.nodeType === textNode) range.setStart(node, Math.min(offset, node.nodeValue?.length ?? 0));
  else range.setStartBefore(node);
  range.collapse(true);
  const rect = range.getBoundingClientRect();
  return rect.height > 0 ? rect : parent.getBoundingClientRect();
}

function spot({ x, y, width, height }: DOMRectReadOnly, scale: number): HTMLElement {
  const made = element('div', { class: 'missing-place' });
  const shownWidth = Math.max(width, leastWidthPx);
  Object.assign(made.style, {
    left: `${(x - (shownWidth - width) / 2) * scale}px`,
    top: `${y * scale}px`,
    width: `${shownWidth * scale}px`,
    height: `${height * scale}px`,
  });
  return made;
}

const textNode = 3;
/** A missing text has no width of its own. */
const leastWidthPx = 14;
const maxPlaces = 200;
