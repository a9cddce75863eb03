import { formatCount } from '../page/localise.ts';
import { element, icon, setText } from '../page/element.ts';

export interface RemoteImagesTexts {
  readonly blockedOne: string;
  readonly blockedMany: string;
  readonly shownOne: string;
  readonly shownMany: string;
  readonly load: string;
  readonly block: string;
  readonly dismiss: string;
}

/** Says that images on the network are not loaded, and loads them on demand. A mail that uses none has no bar. */
export class RemoteImagesBar {
  readonly element: HTMLElement;
  readonly #texts: RemoteImagesTexts;
  readonly #message = element('span', { class: 'notice-text' });
  readonly #action: HTMLButtonElement;
  #isAllowed = false;
  #dismissed: string | undefined;

  constructor(texts: RemoteImagesTexts, onChange: (allowed: boolean) => void) {
    this.#texts = texts;
    this.#action = element('button', {
      type: 'button',
      class: 'link-button',
      onclick: () => onChange(!this.#isAllowed),
    });
    this.element = element(
      'div',
      { class: 'notice', hidden: true },
      icon('file-media'),
      this.#message,
      this.#action,
      element(
        'button',
        {
          type: 'button',
          class: 'icon-button notice-close',
          'aria-label': texts.dismiss,
          title: texts.dismiss,
          onclick: () => this.#dismiss(),
        },
        icon('close'),
      ),
    );
  }

  show(count: number, isAllowed: boolean): void {
    this.#isAllowed = isAllowed;
    const texts = this.#texts;
    const message = isAllowed
      ? formatCount(count, texts.shownOne, texts.shownMany)
      : formatCount(count, texts.blockedOne, texts.blockedMany);
    setText(this.#message, message);
    setText(this.#action, isAllowed ? texts.block : texts.load);
    this.element.hidden = count === 0 || this.#dismissed === message;
  }

  #dismiss(): void {
    this.#dismissed = this.#message.textContent;
    this.element.hidden = true;
  }
}
