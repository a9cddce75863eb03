import type { ConnectionFix } from '../../core/mail/connectionTest.ts';
import type { FromProfileEditor, ProfileFields, ToProfileEditor } from '../../protocol/profileEditor.ts';
import { element, icon, setText } from '../page/element.ts';
import type { Host } from '../page/host.ts';
import { format, formatCount } from '../page/localise.ts';
import { AdvancedFields } from './advancedFields.ts';
import { ConnectionFields } from './connectionFields.ts';
import { sameDestination } from './destination.ts';
import type { FieldErrors } from './formPart.ts';
import { IdentityFields } from './identityFields.ts';
import { MailFields } from './mailFields.ts';
import { MailboxSection } from './mailboxSection.ts';
import { OAuthFields } from './oauthFields.ts';
import { ProviderFields } from './providerFields.ts';
import { SignInFields } from './signInFields.ts';
import { suggestedFields, type KnownServer } from './suggestedFields.ts';
import { TestPanel } from './testPanel.ts';
import { text } from './text.ts';

type ShowMessage = Extract<ToProfileEditor, { readonly type: 'show' }>;

/** The form of one profile. It knows how fields relate; whether they are valid is the extension's to say. */
export class ProfileEditorPage {
  readonly #host: Host<FromProfileEditor>;
  readonly #root: HTMLElement;
  #shown: ShowMessage | undefined;
  /** What the form itself has put into its fields: what differs was typed by the user and stays. */
  #filled: ProfileFields | undefined;
  #isTesting = false;

  readonly #onInput = (): void => this.#changed();
  readonly #title = element('h1', {});
  readonly #identity = new IdentityFields(this.#onInput);
  readonly #signIn = new SignInFields(this.#onInput);
  readonly #oauth = new OAuthFields({
    onInput: this.#onInput,
    ask: (revision) => this.#host.post({ type: 'askSignIn', revision, fields: this.#fields() }),
    signIn: (revision) => this.#host.post({ type: 'signIn', revision, fields: this.#fields() }),
    signOut: (revision) => this.#host.post({ type: 'signOut', revision, fields: this.#fields() }),
    openGuide: () => this.#host.post({ type: 'openOAuthGuide' }),
  });
  #shownAuth = '';
  readonly #provider = new ProviderFields({
    ask: (question) => this.#host.post({ type: 'lookUp', question }),
    discover: (address) => this.#host.post({ type: 'discover', address }),
    cancelDiscovery: () => this.#host.post({ type: 'cancelDiscovery' }),
    onUseServer: (server) => {
      this.#fillIn('choice', server);
      this.#signIn.focusPassword();
    },
    onUseHost: (host) => {
      this.#connection.host.control.value = host;
      this.#changed();
      this.#connection.host.focus();
    },
  });
  readonly #connection = new ConnectionFields({
    auth: () => this.#signIn.values.auth,
    onChange: this.#onInput,
    onHost: (host) => this.#provider.askHost(host),
  });
  readonly #mail = new MailFields(this.#onInput);
  readonly #mailbox = new MailboxSection({
    onInput: this.#onInput,
    onTest: () => {
      this.#showErrors({});
      this.#mailbox.showTesting();
      this.#host.post(this.#request('testMailbox'));
    },
  });
  readonly #advanced = new AdvancedFields(this.#onInput);
  /** In the order of the page. */
  readonly #parts = [
    this.#identity,
    this.#connection,
    this.#signIn,
    this.#oauth,
    this.#mail,
    this.#mailbox,
    this.#advanced,
  ] as const;
  readonly #testPanel = new TestPanel((fix) => this.#fix(fix));
  readonly #errorSummary = element('span', { class: 'error-summary', role: 'status' });
  readonly #test = element('button', { type: 'button', class: 'button', onclick: () => this.#toggleTest() });
  readonly #save = element(
    'button',
    { type: 'button', class: 'button primary', onclick: () => this.#submit() },
    text.save,
  );
  readonly #page = this.#build();

  constructor(host: Host<FromProfileEditor>, root: HTMLElement) {
    this.#host = host;
    this.#root = root;
    root.append(element('main', { class: 'empty-state' }, element('h1', { class: 'waiting' }, text.waiting)));
  }

  handle(message: ToProfileEditor): void {
    switch (message.type) {
      case 'show':
        this.#show(message);
        return;
      case 'invalid':
        this.#setTesting(false);
        this.#testPanel.hide();
        this.#mailbox.showResult({ ok: false, message: '' });
        this.#showErrors(message.errors);
        return;
      case 'found': {
        const server = this.#provider.takeAnswer(message.question, message.server);
        const { kind } = message.question;
        if (kind !== 'host') this.#fillIn(kind === 'provider' ? 'choice' : 'address', server);
        return;
      }
      case 'discovering':
        this.#provider.showDiscovering(message.address, message.source);
        return;
      case 'discovered':
        if (this.#provider.takeDiscovery(message.address, message.server)) this.#fillIn('address', message.server);
        return;
      case 'signInState':
        this.#oauth.take(message.revision, message.shown);
        return;
      case 'testing':
        this.#setTesting(true);
        this.#testPanel.showRunning();
        return;
      case 'checked':
        if (this.#isTesting) this.#testPanel.showChecks(message.checks);
        return;
      case 'tested':
        this.#setTesting(false);
        this.#testPanel.showResult(message);
        return;
      case 'mailboxTested':
        this.#mailbox.showResult(message);
        return;
      case 'saved':
        this.#signIn.clearPassword();
        setText(this.#save, text.saved);
        return;
    }
  }

  #show(message: ShowMessage): void {
    this.#shown = message;
    setText(this.#title, message.isNew ? text.newTitle : format(text.editTitle, message.fields.name));
    this.#identity.show(message);
    this.#provider.show(message);
    this.#oauth.offer(message.oauthChoices);
    this.#fill(message.fields);
    this.#mailbox.openIfSet();
    this.#advanced.openIfSet();
    this.#filled = message.fields;
    this.#showErrors({});
    if (!this.#page.isConnected) {
      this.#root.replaceChildren(this.#page);
      if (message.isNew) this.#provider.address.focus();
      else if (message.fields.host !== '') this.#provider.askHost(message.fields.host);
    }
    this.#refresh();
  }

  #fill(fields: ProfileFields): void {
    // How the encryption fits depends on whether somebody signs in.
    this.#signIn.fill(fields);
    for (const part of this.#parts) part.fill(fields);
  }

  /** What is known of an account goes into the fields that the user has not filled in otherwise. */
  #fillIn(cause: 'address' | 'choice', server: KnownServer | undefined): void {
    const now = this.#fields();
    const before = this.#filled ?? now;
    const shown = this.#shown?.fields ?? now;
    const address = this.#provider.typedAddress;
    const isNew = this.#shown?.isNew === true;
    const suggested = suggestedFields({ cause, server, address, now, before, shown, isNew });
    this.#filled = { ...before, ...suggested };
    this.#fill({ ...now, ...suggested });
    this.#changed();
  }

  #fields(): ProfileFields {
    return {
      ...this.#identity.values,
      ...this.#connection.values,
      ...this.#signIn.values,
      ...this.#oauth.values,
      ...this.#mail.values,
      ...this.#mailbox.values,
      ...this.#advanced.values,
    };
  }

  #changed(): void {
    setText(this.#save, text.save);
    // A result of a test belongs to what was tested.
    if (!this.#isTesting) this.#testPanel.hide();
    this.#refresh();
  }

  #refresh(): void {
    const fields = this.#fields();
    const shown = this.#shown;
    this.#connection.refresh();
    this.#mailbox.refresh();
    this.#advanced.refresh(fields.security);
    this.#oauth.refresh(fields, { isNewChoice: this.#shownAuth !== '' && this.#shownAuth !== fields.auth });
    this.#shownAuth = fields.auth;
    if (shown?.hasPassword !== true) this.#signIn.refresh('none');
    else this.#signIn.refresh(sameDestination(fields, shown.fields) ? 'stored' : 'moved');
  }

  /** The first wrong field gets the focus. */
  #showErrors(errors: FieldErrors): void {
    const places = this.#parts.flatMap((part) => part.places);
    for (const [field, place] of places) place.setError(errors[field]);
    this.#mailbox.openIfWrong(errors);
    this.#advanced.openIfWrong(errors);
    const wrong = places.filter(([field]) => errors[field] !== undefined);
    setText(this.#errorSummary, wrong.length === 0 ? '' : formatCount(wrong.length, text.errorsOne, text.errorsMany));
    wrong[0]?.[1].focus();
  }

  #submit(): void {
    this.#showErrors({});
    this.#host.post(this.#request('save'));
  }

  #toggleTest(): void {
    if (this.#isTesting) {
      this.#host.post({ type: 'cancelTest' });
      this.#setTesting(false);
      this.#testPanel.hide();
      return;
    }
    this.#showErrors({});
    this.#setTesting(true);
    this.#testPanel.showRunning();
    this.#host.post(this.#request('test'));
  }

  #fix(fix: ConnectionFix): void {
    const mended = { ...this.#fields(), ...changeOf(fix) };
    this.#fill(mended);
    if (fix.kind === 'pin') this.#advanced.openIfSet();
    this.#changed();
    this.#toggleTest();
    this.#test.focus();
  }

  #request(type: 'save' | 'test' | 'testMailbox'): FromProfileEditor {
    const fields = this.#fields();
    const { password } = this.#signIn;
    return password === undefined ? { type, fields } : { type, fields, password };
  }

  #setTesting(isTesting: boolean): void {
    this.#isTesting = isTesting;
    this.#test.replaceChildren(icon(isTesting ? 'debug-stop' : 'plug'), isTesting ? text.cancelTest : text.test);
  }

  #onKey(event: Event): void {
    if (!(event instanceof KeyboardEvent) || event.key !== 'Enter' || event.isComposing) return;
    if (event.target instanceof HTMLInputElement && event.target.type !== 'radio') this.#submit();
  }

  #build(): HTMLElement {
    this.#setTesting(false);
    const cancel = element(
      'button',
      { type: 'button', class: 'button', onclick: () => this.#host.post({ type: 'close' }) },
      text.cancel,
    );
    const footer = element(
      'footer',
      { class: 'actions' },
      this.#testPanel.element,
      element(
        'div',
        { class: 'buttons' },
        this.#test,
        this.#errorSummary,
        element('div', { class: 'buttons-end' }, cancel, this.#save),
      ),
    );
    const form = element(
      'form',
      {
        class: 'editor',
        novalidate: true,
        // Without a submit button nothing submits it, and VS Code would not let it: forms are switched off in this webview.
        onsubmit: (event) => event.preventDefault(),
        onkeydown: (event) => this.#onKey(event),
      },
      element('header', {}, this.#title, element('p', { class: 'intro' }, text.intro)),
      section(text.account, ...this.#provider.elements),
      section(text.profile, ...this.#identity.elements),
      section(text.server, ...this.#connection.elements),
      section(text.signIn, ...this.#signIn.elements, ...this.#oauth.elements),
      section(text.mail, ...this.#mail.elements),
      element('section', {}, ...this.#mailbox.elements),
      element('section', {}, ...this.#advanced.elements),
      footer,
    );
    return element('main', {}, form);
  }
}

function changeOf(fix: ConnectionFix): Partial<ProfileFields> {
  switch (fix.kind) {
    case 'connection':
      return { port: String(fix.port), security: fix.security };
    case 'user':
      return { user: fix.user };
    case 'pin':
      return { certificatePin: fix.fingerprint };
  }
}

function section(title: string, ...children: readonly HTMLElement[]): HTMLElement {
  return element('section', {}, element('h2', {}, title), ...children);
}
