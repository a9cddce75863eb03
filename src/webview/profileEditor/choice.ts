import { element, icon, setText } from '../page/element.ts';

export interface ChoiceOption {
  readonly value: string;
  readonly label: string;
  readonly hint: string;
}

/** Radio buttons with a sentence each on what choosing them means. */
export class Choice {
  readonly element: HTMLElement;
  readonly #radios: readonly HTMLInputElement[];
  readonly #hints = new Map<string, HTMLElement>();
  readonly #error: HTMLElement;
  readonly #errorText = element('span', {});
  readonly #group: HTMLElement;

  constructor(name: string, label: string, options: readonly ChoiceOption[], onChange: () => void) {
    this.#radios = options.map(({ value }) =>
      element('input', {
        type: 'radio',
        name,
        value,
        id: `${name}-${value}`,
        'aria-describedby': `${name}-${value}-hint`,
        onchange: onChange,
      }),
    );
    this.#error = element(
      'p',
      { class: 'field-error', id: `${name}-error`, hidden: true },
      icon('error'),
      this.#errorText,
    );
    this.#group = element(
      'div',
      { class: 'choice', role: 'radiogroup', 'aria-labelledby': `${name}-label` },
      ...options.map((option, index) => this.#option(name, option, this.#radios[index])),
    );
    this.element = element(
      'div',
      { class: 'field' },
      element('span', { class: 'field-label', id: `${name}-label` }, label),
      element('div', { class: 'field-body' }, this.#group, this.#error),
    );
  }

  get value(): string {
    return this.#radios.find((radio) => radio.checked)?.value ?? '';
  }

  set value(value: string) {
    for (const radio of this.#radios) radio.checked = radio.value === value;
  }

  focus(): void {
    (this.#radios.find((radio) => radio.checked) ?? this.#radios[0])?.focus();
  }

  /** With the reason why it cannot be chosen, or undefined when it can. */
  setUnavailable(value: string, reason: string | undefined, hint: string): void {
    const radio = this.#radios.find((found) => found.value === value);
    if (radio === undefined) return;
    radio.disabled = reason !== undefined;
    const hintElement = this.#hints.get(value);
    if (hintElement !== undefined) setText(hintElement, reason ?? hint);
  }

  setError(message: string | undefined): void {
    setText(this.#errorText, message ?? '');
    this.#error.hidden = message === undefined;
    this.#group.toggleAttribute('aria-describedby', false);
    if (message !== undefined) this.#group.setAttribute('aria-describedby', this.#error.id);
  }

  #option(name: string, { value, label, hint }: ChoiceOption, radio: HTMLInputElement | undefined): HTMLElement {
    const hintElement = element('span', { class: 'hint', id: `${name}-${value}-hint` }, hint);
    this.#hints.set(value, hintElement);
    return element(
      'div',
      { class: 'choice-option' },
      radio,
      element('label', { for: `${name}-${value}` }, label),
      hintElement,
    );
  }
}
