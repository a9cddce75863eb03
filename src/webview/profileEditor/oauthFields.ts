import type { OAuthChoice, ProfileFields, ShownSignIn } from '../../protocol/profileEditor.ts';
import { element, icon, setText } from '../page/element.ts';
import { format } from '../page/localise.ts';
import { FormField } from './formField.ts';
import type { FieldPlace, FormPart } from './formPart.ts';
import { text } from './text.ts';

export interface OAuthFieldsDeps {
  readonly onInput: () => void;
  /** `revision`: comes back with the answer, so that one that was overtaken is for nobody. */
  readonly ask: (revision: number) => void;
  readonly signIn: (revision: number) => void;
  readonly signOut: (revision: number) => void;
  readonly openGuide: () => void;
}

/** Who to sign in with, who is signed in, and what that allows. Tokens are the extension's; the page sees none. */
export class OAuthFields implements FormPart<'oauth'> {
  readonly #deps: OAuthFieldsDeps;
  readonly #select = element('select', { onchange: () => this.#choose(this.#select.value) });
  readonly #field;
  readonly #status = element('span', { class: 'sign-in-status' });
  readonly #statusIcon = element('span', { class: 'sign-in-icon' });
  readonly #signIn = element('button', { type: 'button', class: 'button', onclick: () => this.#start() });
  readonly #signOut = element(
    'button',
    { type: 'button', class: 'button', onclick: () => this.#deps.signOut(++this.#revision) },
    text.signOut,
  );
  readonly #guide = element(
    'button',
    { type: 'button', class: 'link-button', onclick: () => this.#deps.openGuide() },
    text.oauthGuide,
  );
  readonly #note = element('p', { class: 'hint sign-in-note' });
  readonly #asks = element('p', { class: 'hint' });
  readonly #problem = element('p', { class: 'field-error', role: 'alert', hidden: true });
  readonly elements: readonly HTMLElement[];
  readonly places: readonly FieldPlace[];
  readonly #box: HTMLElement;
  #choices: readonly OAuthChoice[] = [];
  #value = '';
  #revision = 0;
  /** What the answer on the screen was asked for. */
  #asked = '';
  #isRunning = false;

  constructor(deps: OAuthFieldsDeps) {
    this.#deps = deps;
    this.#field = new FormField({
      id: 'oauth',
      label: text.oauthProvider,
      control: this.#select,
      content: element('div', { class: 'select' }, this.#select, icon('chevron-down')),
    });
    const row = element(
      'div',
      { class: 'field' },
      element('span', { class: 'field-label' }, text.oauthAccount),
      element(
        'div',
        { class: 'field-body' },
        element('p', { class: 'sign-in-line', role: 'status' }, this.#statusIcon, this.#status),
        element('div', { class: 'sign-in-buttons' }, this.#signIn, this.#signOut, this.#guide),
        this.#problem,
        this.#note,
        this.#asks,
      ),
    );
    this.#box = element('div', { hidden: true }, this.#field.element, row);
    this.elements = [this.#box];
    this.places = [['oauth', this.#field]];
    this.#show(undefined);
  }

  get values(): Pick<ProfileFields, 'oauth'> {
    return { oauth: this.#value };
  }

  offer(choices: readonly OAuthChoice[]): void {
    this.#choices = choices;
    this.#select.replaceChildren(...choices.map(({ name, label }) => element('option', { value: name }, label)));
  }

  fill({ oauth }: Pick<ProfileFields, 'oauth'>): void {
    // One that is not in the settings any more stays what it is, and is said to be missing.
    if (oauth !== '' && !this.#choices.some(({ name }) => name === oauth))
      this.#select.append(element('option', { value: oauth }, oauth));
    this.#value = oauth;
    if (oauth !== '') this.#select.value = oauth;
  }

  /** `isNewChoice`: OAuth was just chosen; the provider is the one that the server belongs to. */
  refresh(fields: ProfileFields, { isNewChoice }: { readonly isNewChoice: boolean }): void {
    this.#box.hidden = fields.auth !== 'oauth2';
    if (this.#box.hidden) {
      this.#asked = '';
      return;
    }
    const host = fields.host.trim().toLowerCase();
    const owner = this.#choices.find(({ hosts }) => hosts.includes(host));
    if (this.#value === '' || (isNewChoice && owner !== undefined)) {
      this.#value = owner?.name ?? this.#choices[0]?.name ?? '';
      this.#select.value = this.#value;
    }
    const { port, security, user, scope, certificatePin, imapHost } = fields;
    const asked = JSON.stringify([this.#value, host, port, security, user, scope, certificatePin, imapHost]);
    if (asked === this.#asked || this.#isRunning) return;
    this.#asked = asked;
    this.#deps.ask(++this.#revision);
  }

  take(revision: number, shown: ShownSignIn): void {
    if (revision !== this.#revision) return;
    this.#isRunning = false;
    this.#show(shown);
  }

  #choose(name: string): void {
    this.#value = name;
    this.#deps.onInput();
  }

  #start(): void {
    this.#isRunning = true;
    this.#show(undefined);
    this.#deps.signIn(++this.#revision);
  }

  #show(shown: ShownSignIn | undefined): void {
    const { account, canSignIn = false, note = '', asksFor = '', problem = '' } = shown ?? {};
    const isSignedIn = account !== undefined;
    setText(
      this.#status,
      isSignedIn
        ? format(text.signedInAs, account)
        : this.#isRunning
          ? text.signingIn
          : shown !== undefined && !canSignIn
            ? text.signInNotNeeded
            : text.signedOut,
    );
    this.#statusIcon.replaceChildren(
      icon(isSignedIn ? 'pass-filled' : this.#isRunning ? 'loading codicon-modifier-spin' : 'circle-large-outline'),
    );
    this.#statusIcon.classList.toggle('is-signed-in', isSignedIn);
    this.#statusIcon.classList.toggle('is-running', this.#isRunning);
    setText(this.#signIn, isSignedIn ? text.signInAgain : text.signInNow);
    this.#signIn.classList.toggle('primary', !isSignedIn);
    this.#signIn.disabled = this.#isRunning;
    this.#signIn.hidden = shown !== undefined && !canSignIn;
    this.#signOut.hidden = !isSignedIn;
    for (const [line, words] of [
      [this.#note, note],
      [this.#asks, asksFor],
      [this.#problem, problem],
    ] as const) {
      setText(line, words);
      line.hidden = words === '';
    }
  }
}
