import type { MailFrame } from '../mailFrame/mailFrame.ts';
import { element } from '../page/element.ts';

/** Outlines the places in the mail that have no data. */
export class MissingPlaces {
  readonly #frame: () => MailFrame;
  readonly #layer = element('div', { class: 'missing-places', 'aria-hidden': 'true' });

  constructor(frame: () => MailFrame) {
    this.#frame = frame;
  }

  show(marks: readonly string[]): void {
    const frame = this.#frame();
    const { document: mail, scale } = frame;
    this.clear();
    if (mail === undefined) return;
    frame.element.append(this.#layer);
    this.#layer.append(...placesOf(mail, new Set(marks)).map((rect) => spot(rect, scale)));
  }

  clear(): void {
    this.#layer.replaceChildren();
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
