import { element, setText } from '../page/element.ts';
import { format } from '../page/localise.ts';
import { text } from './text.ts';
import { widthRange } from './viewState.ts';

export interface DragHandleDeps {
  /** The width now, and how large a pixel of it is on the page. */
  readonly measure: () => { readonly widthPx: number; readonly scale: number; readonly isCentered: boolean };
  /** While it is dragged, again and again; the zoom has to stay meanwhile. */
  readonly onDrag: (widthPx: number) => void;
  /** Undefined: as wide as there is room. */
  readonly onDone: (widthPx: number | undefined) => void;
}

interface Drag {
  readonly startX: number;
  readonly startPx: number;
  readonly pixelsPerStep: number;
}

/** The right edge of the mail: dragged or moved with the arrow keys, it changes the width. A double click fits it again. */
export class DragHandle {
  readonly #bubble = element('span', { class: 'drag-width', hidden: true, 'aria-hidden': 'true' });
  readonly element: HTMLElement;
  readonly #deps: DragHandleDeps;
  #drag: Drag | undefined;
  #widthPx = 0;

  constructor(deps: DragHandleDeps) {
    this.#deps = deps;
    this.element = element(
      'div',
      {
        class: 'drag-handle',
        role: 'separator',
        tabindex: '0',
        'aria-orientation': 'vertical',
        'aria-label': text.dragHandle,
        'aria-valuemin': widthRange.min,
        'aria-valuemax': widthRange.max,
        title: text.dragHandleTooltip,
        ondblclick: () => deps.onDone(undefined),
        onkeydown: (event) => this.#onKey(event),
      },
      element('span', { class: 'drag-grip', 'aria-hidden': 'true' }),
      this.#bubble,
    );
    this.element.addEventListener('pointerdown', (event) => this.#start(event));
    this.element.addEventListener('pointermove', (event) => this.#move(event));
    for (const name of ['pointerup', 'lostpointercapture'] as const) {
      this.element.addEventListener(name, () => this.#end());
    }
  }

  show(widthPx: number): void {
    this.element.setAttribute('aria-valuenow', String(Math.min(Math.max(widthPx, widthRange.min), widthRange.max)));
    this.element.setAttribute('aria-valuetext', format(text.widthValue, widthPx));
  }

  #start(event: PointerEvent): void {
    if (event.button !== 0) return;
    const { widthPx, scale, isCentered } = this.#deps.measure();
    // A sheet in the middle grows on both sides: the edge follows the pointer at twice the speed.
    this.#drag = { startX: event.clientX, startPx: widthPx, pixelsPerStep: (isCentered ? 2 : 1) / scale };
    this.#widthPx = widthPx;
    this.element.setPointerCapture(event.pointerId);
    this.element.classList.add('is-dragging');
  }

  #move(event: PointerEvent): void {
    if (this.#drag === undefined) return;
    const { startX, startPx, pixelsPerStep } = this.#drag;
    const wanted = Math.round(startPx + (event.clientX - startX) * pixelsPerStep);
    this.#widthPx = Math.min(Math.max(wanted, widthRange.min), widthRange.max);
    setText(this.#bubble, `${this.#widthPx} ${text.pixels}`);
    this.#bubble.hidden = false;
    this.#deps.onDrag(this.#widthPx);
  }

  /** Also when the drag is cancelled. A press alone changes nothing. */
  #end(): void {
    if (this.#drag === undefined) return;
    const hasMoved = this.#widthPx !== this.#drag.startPx;
    this.#drag = undefined;
    this.#bubble.hidden = true;
    this.element.classList.remove('is-dragging');
    if (hasMoved) this.#deps.onDone(this.#widthPx);
  }

  #onKey(event: Event): void {
    if (!(event instanceof KeyboardEvent) || event.ctrlKey || event.metaKey || event.altKey) return;
    const { widthPx } = this.#deps.measure();
    const step = event.shiftKey ? 50 : 1;
    const wanted = {
      ArrowLeft: widthPx - step,
      ArrowDown: widthPx - step,
      ArrowRight: widthPx + step,
      ArrowUp: widthPx + step,
      Home: widthRange.min,
      End: widthRange.max,
    }[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    // The stage would scroll.
    event.stopPropagation();
    this.#deps.onDone(wanted);
  }
}
