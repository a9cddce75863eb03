import type { ProfileFields } from '../../protocol/profileEditor.ts';
import { element } from '../page/element.ts';
import { Choice } from './choice.ts';
import type { FieldPlace, FormPart } from './formPart.ts';
import { PasswordField } from './passwordField.ts';
import { text } from './text.ts';
import { textField } from './textField.ts';

/** How to sign in, as whom, and the password. */
export class SignInFields implements FormPart<'auth' | 'user'> {
  readonly #auth;
  readonly #user;
  readonly #password;
  readonly #account;
  readonly elements: readonly HTMLElement[];
  readonly places: readonly FieldPlace[];

  constructor(onInput: () => void) {
    this.#auth = new Choice(
      'auth',
      text.auth,
      [
        { value: 'password', label: text.authPassword, hint: '' },
        { value: 'oauth2', label: text.authOAuth, hint: text.authOAuthHint },
        { value: 'none', label: text.authNone, hint: text.authNoneHint },
      ],
      onInput,
    );
    this.#user = textField({ id: 'user', label: text.user, hint: text.userHint, onInput });
    this.#password = new PasswordField(onInput);
    this.#account = element('div', {}, this.#user.element, this.#password.field.element);
    this.elements = [this.#auth.element, this.#account];
    this.places = [
      ['auth', this.#auth],
      ['user', this.#user],
      ['password', this.#password.field],
    ];
  }

  get values(): Pick<ProfileFields, 'auth' | 'user'> {
    return { auth: this.#auth.value, user: this.#user.control.value };
  }

  fill(fields: Pick<ProfileFields, 'auth' | 'user'>): void {
    this.#auth.value = fields.auth;
    this.#user.control.value = fields.user;
  }

  /** undefined: none is wanted, or nothing was typed and the stored one stays. */
  get password(): string | undefined {
    return this.#auth.value === 'password' ? this.#password.typed : undefined;
  }

  clearPassword(): void {
    this.#password.clear();
  }

  focusPassword(): void {
    this.#password.field.focus();
  }

  /** `stored`: there is a password for this server and user. `moved`: there is one, for others. */
  refresh(state: 'none' | 'stored' | 'moved'): void {
    this.#account.hidden = this.#auth.value === 'none';
    this.#password.field.element.hidden = this.#auth.value !== 'password';
    this.#password.showStored(state);
  }
}
