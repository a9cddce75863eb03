import type { MailFrame } from '../mailFrame/mailFrame.ts';
import { boxOf, type ShownMark } from '../mailFrame/shownMarks.ts';
import { element } from '../page/element.ts';

/** What an outline says. `instance`: the cursor is in its source as well, but another one is nearer. */
export type OutlineKind = 'hovered' | 'instance' | 'cursor' | 'selected';

/** Outlines over the mail, outside of its frame: the mail itself is never touched. */
export class SourceLayer {
  readonly element: HTMLElement;
  readonly #scroller: HTMLElement;
  readonly #frame: MailFrame;
  readonly #outlines = new Map<OutlineKind, HTMLElement>();

  constructor(scroller: HTMLElement, frame: MailFrame) {
    this.#scroller = scroller;
    this.#frame = frame;
    this.element = element('div', { class: 'source-layer' });
    for (const kind of ['hovered', 'instance', 'cursor', 'selected'] as const) {
      const group = element('div', { 'aria-hidden': 'true' });
      this.#outlines.set(kind, group);
      this.element.append(group);
    }
  }

  draw(kind: OutlineKind, all: readonly ShownMark[]): void {
    this.#outline(kind, this.boxes(all));
  }

  /** Of what the cursor is in, the one nearest to the middle of the view is the one that is meant. */
  drawCursor(all: readonly ShownMark[]): void {
    const view = this.#scroller.getBoundingClientRect();
    const middle = view.top + view.height / 2;
    const boxes = this.boxes(all);
    const distance = (box: DOMRect): number => Math.abs(box.top + box.height / 2 - middle);
    const nearest = boxes.reduce<DOMRect | undefined>(
      (best, box) => (best === undefined || distance(box) < distance(best) ? box : best),
      undefined,
    );
    this.#outline('cursor', nearest === undefined ? [] : [nearest]);
    this.#outline(
      'instance',
      boxes.filter((box) => box !== nearest),
    );
  }

  /** In the viewport of the page, of what is drawn at all. */
  boxes(all: readonly ShownMark[]): readonly DOMRect[] {
    return all.flatMap((each) => {
      const box = boxOf(each);
      if (box === undefined) return [];
      const { x, y, width, height } = this.#frame.toPage(box);
      // Letters fill their box: an outline goes around it.
      return [
        each.text === undefined ? new DOMRect(x, y, width, height) : new DOMRect(x - 3, y - 1, width + 6, height + 2),
      ];
    });
  }

  /** Puts a label below what is drawn, above it where there is no room, or else at the lower edge; never beyond the sides. */
  place(label: HTMLElement, shown: ShownMark): void {
    const [box] = this.boxes([shown]);
    if (box === undefined) return;
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

  #outline(kind: OutlineKind, boxes: readonly DOMRect[]): void {
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
}

const marginPx = 4;
