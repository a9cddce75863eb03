import { element, icon } from '../page/element.ts';
import { FormField } from './formField.ts';
import { text } from './text.ts';

/** The password: typed, never prefilled, and nowhere but in the input's own value. */
export class PasswordField {
  readonly field: FormField;
  readonly #input: HTMLInputElement;
  readonly #toggle: HTMLButtonElement;

  constructor(onChange: () => void) {
    this.#input = element('input', {
      type: 'password',
      class: 'text-input',
      autocomplete: 'off',
      spellcheck: 'false',
      autocapitalize: 'off',
      oninput: onChange,
    });
    this.#toggle = element('button', {
      type: 'button',
      class: 'icon-button password-toggle',
      'aria-controls': 'password',
      onclick: () => this.#setShown(this.#input.type === 'password'),
    });
    this.#setShown(false);
    this.field = new FormField({
      id: 'password',
      label: text.password,
      hint: text.passwordHint,
      control: this.#input,
      content: element('div', { class: 'password-box' }, this.#input, this.#toggle),
    });
  }

  /** undefined: nothing typed, so the stored one stays. */
  get typed(): string | undefined {
    return this.#input.value === '' ? undefined : this.#input.value;
  }

  clear(): void {
    this.#input.value = '';
    this.#setShown(false);
  }

  /** `stored`: there is one for this server and user. `moved`: there is one, for others. */
  showStored(state: 'none' | 'stored' | 'moved'): void {
    this.#input.placeholder = state === 'stored' ? text.passwordStored : '';
    this.field.setHint(
      { none: text.passwordHint, stored: text.passwordKeepHint, moved: text.passwordMovedHint }[state],
    );
  }

  #setShown(isShown: boolean): void {
    this.#input.type = isShown ? 'text' : 'password';
    const label = isShown ? text.hidePassword : text.showPassword;
    this.#toggle.setAttribute('aria-label', label);
    this.#toggle.title = label;
    this.#toggle.replaceChildren(icon(isShown ? 'eye-closed' : 'eye'));
  }
}
