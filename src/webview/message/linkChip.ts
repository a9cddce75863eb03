import type { MailFrame } from '../mailFrame/mailFrame.ts';
import { linkRow, type LinkActions } from '../mailView/linkRow.ts';
import { text as shared } from '../mailView/text.ts';
import { element } from '../page/element.ts';

/** A label beside the link that was clicked, with the whole of its address. It goes with the next click, scroll or Escape. */
export class LinkChip {
  readonly element = element('div', {
    class: 'source-chip link-chip',
    role: 'group',
    'aria-label': shared.linkChip,
    hidden: true,
  });
  readonly #actions: LinkActions;
  #link: HTMLElement | undefined;

  constructor(actions: LinkActions, scroller: HTMLElement) {
    this.#actions = actions;
    scroller.addEventListener('scroll', () => this.hide(), { passive: true });
    window.addEventListener('resize', () => this.hide());
    document.addEventListener('pointerdown', ({ target }) => {
      if (target instanceof Node && !this.element.contains(target)) this.hide();
    });
    for (const target of [document, window]) {
      target.addEventListener('keydown', (event) => {
        if (event instanceof KeyboardEvent && event.key === 'Escape' && !this.element.hidden) this.#leave();
      });
    }
  }

  /** The link that was clicked has the focus. */
  show(href: string, frame: MailFrame): void {
    const focused = frame.document?.activeElement ?? undefined;
    this.element.replaceChildren(linkRow(href, this.#actions));
    this.element.hidden = false;
    const link = focused?.closest<HTMLElement>('a, area') ?? undefined;
    this.#link = link;
    const box = link === undefined ? new DOMRect(16, 80, 0, 0) : frame.toPage(link.getBoundingClientRect());
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const room = document.documentElement;
    const below = box.bottom + 4;
    const top = below + height > room.clientHeight ? Math.max(box.top - height - 4, 4) : below;
    this.element.style.left = `${Math.max(Math.min(box.left, room.clientWidth - width - 14), 8)}px`;
    this.element.style.top = `${Math.min(top, Math.max(room.clientHeight - height - 4, 4))}px`;
    // From the keyboard, its buttons would be far away otherwise.
    this.element.querySelector<HTMLElement>('button')?.focus({ preventScroll: true });
  }

  hide(): void {
    this.element.hidden = true;
  }

  #leave(): void {
    this.hide();
    this.#link?.focus({ preventScroll: true });
  }
}
