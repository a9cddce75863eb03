import { element, icon, setText } from '../page/element.ts';

export interface FormFieldOptions {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  /** What is typed into; gets its id and its descriptions here. */
  readonly control: HTMLInputElement | HTMLSelectElement;
  /** What stands in the control's place, if more than the control. */
  readonly content?: HTMLElement;
  /** Where to say what is wrong, if under the control is too narrow for it. */
  readonly errorPlace?: HTMLElement;
  /** Id of something elsewhere on the page that explains the control. */
  readonly describedBy?: string;
}

/** A label, a control, a hint, and a place for what is wrong, connected so that a screen reader says all of it. */
export class FormField {
  readonly element: HTMLElement;
  readonly control: HTMLInputElement | HTMLSelectElement;
  readonly #hint: HTMLElement;
  readonly #error: HTMLElement;
  readonly #errorText = element('span', {});
  readonly #describedBy: string | undefined;

  constructor({ id, label, hint = '', control, content, errorPlace, describedBy }: FormFieldOptions) {
    this.control = control;
    this.#describedBy = describedBy;
    control.id = id;
    this.#hint = element('p', { class: 'hint', id: `${id}-hint`, hidden: hint === '' }, hint);
    this.#error = element(
      'p',
      { class: 'field-error', id: `${id}-error`, hidden: true },
      icon('error'),
      this.#errorText,
    );
    this.element = element(
      'div',
      { class: 'field' },
      element('label', { class: 'field-label', for: id }, label),
      element('div', { class: 'field-body' }, content ?? control, errorPlace === undefined && this.#error, this.#hint),
    );
    errorPlace?.append(this.#error);
    this.#describe();
  }

  focus(): void {
    this.control.focus();
  }

  setHint(hint: string): void {
    setText(this.#hint, hint);
    this.#hint.hidden = hint === '';
    this.#describe();
  }

  /** undefined: nothing is wrong. */
  setError(message: string | undefined): void {
    setText(this.#errorText, message ?? '');
    this.#error.hidden = message === undefined;
    if (message === undefined) this.control.removeAttribute('aria-invalid');
    else this.control.setAttribute('aria-invalid', 'true');
    this.#describe();
  }

  #describe(): void {
    const own = [this.#error, this.#hint].filter((described) => !described.hidden).map((described) => described.id);
    const ids = this.#describedBy === undefined ? own : [...own, this.#describedBy];
    if (ids.length > 0) this.control.setAttribute('aria-describedby', ids.join(' '));
    else this.control.removeAttribute('aria-describedby');
  }
}
