import { element, icon, setText } from '../page/element.ts';
import { format, formatCount } from '../page/localise.ts';
import type { HardText, HardTexts } from '../mailFrame/hardTexts.ts';
import { text } from './text.ts';

/** Over a darkened mail: what it is an approximation of, and which texts are hard to read in it. */
export class SchemeNotice {
  readonly #explanation = element('span', { class: 'scheme-explanation' });
  readonly #count = element('span', {});
  readonly #button: HTMLButtonElement;
  readonly #list = element('ul', { class: 'hard-texts', hidden: true, 'aria-label': text.hardTextsList });
  readonly element: HTMLElement;
  readonly #onChoose: (owner: Element) => void;

  constructor(onChoose: (owner: Element) => void) {
    this.#onChoose = onChoose;
    this.#button = element(
      'button',
      {
        type: 'button',
        class: 'quiet-button hard-texts-button',
        'aria-expanded': 'false',
        onclick: () => this.#toggle(),
      },
      icon('warning'),
      this.#count,
      icon('chevron-down'),
    );
    this.element = element(
      'div',
      { class: 'scheme-notice', hidden: true },
      element('div', { class: 'scheme-line' }, icon('color-mode'), this.#explanation, this.#button),
      this.#list,
    );
  }

  /** Undefined: nothing has to be said. */
  show(explanation: string | undefined): void {
    this.element.hidden = explanation === undefined;
    if (explanation === undefined) this.#expand(false);
    setText(this.#explanation, explanation ?? '');
    this.#explanation.title = explanation ?? '';
  }

  showHardTexts({ listed, count }: HardTexts): void {
    this.#button.disabled = count === 0;
    this.#button.classList.toggle('is-fine', count === 0);
    setText(this.#count, count === 0 ? text.hardTextsNone : formatCount(count, text.hardTextsOne, text.hardTextsMany));
    if (count === 0) this.#expand(false);
    this.#list.replaceChildren(...listed.map((found) => element('li', {}, this.#entry(found))));
  }

  #entry({ owner, text: words, color, background, ratio }: HardText): HTMLElement {
    const sample = element('span', { class: 'hard-text-sample', 'aria-hidden': 'true' }, 'Aa');
    sample.style.color = color;
    sample.style.background = background;
    return element(
      'button',
      { type: 'button', class: 'hard-text', onclick: () => this.#onChoose(owner) },
      sample,
      element('span', { class: 'hard-text-words' }, words),
      element(
        'span',
        { class: 'hard-text-ratio' },
        format(text.hardTextRatio, (Math.floor(ratio * 10) / 10).toFixed(1)),
      ),
    );
  }

  #toggle(): void {
    this.#expand(this.#button.getAttribute('aria-expanded') !== 'true');
  }

  #expand(isExpanded: boolean): void {
    this.#list.hidden = !isExpanded;
    this.#button.setAttribute('aria-expanded', String(isExpanded));
  }
}
