import type { GridCell, PreviewState } from '../../protocol/preview.ts';
import { MailFrame } from '../mailFrame/mailFrame.ts';
import { element, setText } from '../page/element.ts';
import { format } from '../page/localise.ts';
import { text } from './text.ts';

/** Where the images of a mail come from. */
export type CellImages = Pick<PreviewState, 'baseUrl' | 'rootUrl' | 'remoteImages'>;

export interface CellPlace {
  readonly name: string;
  readonly widthPx: number;
  readonly onChoose: () => void;
}

/** A small mail, to be looked at as a whole: what is in it cannot be pressed. */
export class MailCell {
  readonly element: HTMLElement;
  readonly button: HTMLButtonElement;
  readonly #note = element('span', { class: 'grid-note' });
  readonly #viewport = element('div', { class: 'grid-mail', inert: true, 'aria-hidden': 'true' });
  readonly #frame: MailFrame;
  #place: CellPlace | undefined;
  #nextId = 0;

  constructor() {
    this.#frame = new MailFrame({
      title: text.mailFrame,
      scroller: this.#viewport,
      onLink: () => undefined,
      onLinkHover: () => undefined,
    });
    this.#viewport.append(this.#frame.element);
    this.button = element('button', { type: 'button', class: 'grid-choose', onclick: () => this.#place?.onChoose() });
    this.element = element('div', { class: 'grid-cell' }, this.#viewport, this.#note, this.button);
  }

  /** For this data set from now on, with nothing shown yet. */
  prepare(place: CellPlace): void {
    this.#place = place;
    const { widthPx } = place;
    this.element.style.width = `${Math.round(widthPx * cellScale)}px`;
    this.#frame.setWidth(widthPx);
    this.#frame.setZoom(cellScale);
    this.#viewport.hidden = true;
    this.#say(text.waiting, text.waiting);
  }

  show({ html, isStopped }: GridCell, images: CellImages, problems: string): void {
    const reason = html !== undefined ? '' : isStopped ? text.stoppedTitle : text.gridFailed;
    this.#viewport.hidden = html === undefined;
    this.#say(reason, problems);
    if (html === undefined) return;
    const { baseUrl, rootUrl, remoteImages } = images;
    const folders = rootUrl === undefined ? { baseUrl } : { baseUrl, rootUrl };
    this.#frame.show([{ id: this.#nextId++, html }], { ...folders, remoteImages });
  }

  #say(note: string, problems: string): void {
    if (this.#place === undefined) return;
    const { name, widthPx } = this.#place;
    setText(this.#note, note);
    this.#note.hidden = note === '';
    const label = format(text.gridCell, name, widthPx, problems);
    this.button.title = name;
    this.button.setAttribute('aria-label', label);
  }
}

/** Small enough for two widths beside each other, large enough to tell what is broken. */
const cellScale = 0.4;
