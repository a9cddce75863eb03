import { element } from '../page/element.ts';

/** What an outline says. `instance`: the cursor is in its source as well, but another one is nearer. */
export type OutlineKind = 'hovered' | 'instance' | 'cursor' | 'selected';

/** Outlines over the mail, outside of its frame: the mail itself is never touched. */
export class SourceLayer {
  readonly element: HTMLElement;
  readonly #scroller: HTMLElement;
  readonly #outlines = new Map<OutlineKind, HTMLElement>();

  constructor(scroller: HTMLElement) {
    this.#scroller = scroller;
    this.element = element('div', { class: 'source-layer' });
    for (const kind of ['hovered', 'instance', 'cursor', 'selected'] as const) {
      const group = element('div', { 'aria-hidden': 'true' });
      this.#outlines.set(kind, group);
      this.element.append(group);
    }
  }

  /** @param boxes in the viewport of the page */
  draw(kind: OutlineKind, boxes: readonly DOMRect[]): void {
    const origin = this.element.getBoundingClientRect();
    const outlines = boxes.map((box) => {
      const outline = element('div', { class: `source-outline is-${kind}` });
      outline.style.left = `${box.left - origin.left}px`;
      outline.style.top = `${box.top - origin.top}px`;
      outline.style.width = `${box.width}px`;
      outline.style.height = `${box.height}px`;
      return outline;
    });
    this.#outlines.get(kind)?.replaceChildren(...outlines);
  }

  /** Puts a label below a box, above it where there is no room, or else at the lower edge; never beyond the sides. */
  place(label: HTMLElement, box: DOMRect): void {
    const origin = this.element.getBoundingClientRect();
    const view = this.#scroller.getBoundingClientRect();
    const right = view.left + this.#scroller.clientWidth;
    const bottom = view.top + this.#scroller.clientHeight;
    const { width, height } = label.getBoundingClientRect();
    const left = Math.max(Math.min(box.left, right - width - marginPx), view.left + marginPx);
    const below = box.bottom + marginPx;
    const above = box.top - height - marginPx;
    const inView = Math.min(below, bottom - height - marginPx);
    const top = below + height <= bottom ? below : above >= view.top ? above : Math.max(inView, view.top + marginPx);
    label.style.left = `${left - origin.left}px`;
    // A box out of sight has its label out of sight.
    const isOut = box.bottom < view.top || box.top > bottom;
    label.style.top = `${(isOut ? below : top) - origin.top}px`;
  }
}

const marginPx = 4;
