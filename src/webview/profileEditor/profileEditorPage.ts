import type { ConnectionFix } from '../../core/mail/connectionTest.ts';
import type { FoundServer, FromProfileEditor, ProfileFields, ToProfileEditor } from '../../protocol/profileEditor.ts';
import { element, icon, setText } from '../page/element.ts';
import type { Host } from '../page/host.ts';
import { format, formatCount } from '../page/localise.ts';
import { Choice } from './choice.ts';
import { ConnectionFields } from './connectionFields.ts';
import { sameDestination } from './destination.ts';
import type { FormField } from './formField.ts';
import { PasswordField } from './passwordField.ts';
import { ProviderFields } from './providerFields.ts';
import { TestPanel } from './testPanel.ts';
import { text } from './text.ts';
import { textField } from './textField.ts';

type ShowMessage = Extract<ToProfileEditor, { readonly type: 'show' }>;
type Errors = Extract<ToProfileEditor, { readonly type: 'invalid' }>['errors'];

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
  readonly #name = textField({ id: 'name', label: text.name, hint: text.nameHint, onInput: this.#onInput });
  readonly #scope = new Choice(
    'scope',
    text.scope,
    [
      { value: 'workspace', label: text.scopeWorkspace, hint: text.scopeWorkspaceHint },
      { value: 'user', label: text.scopeUser, hint: text.scopeUserHint },
    ],
    this.#onInput,
  );
  readonly #auth = new Choice(
    'auth',
    text.auth,
    [
      { value: 'password', label: text.authPassword, hint: '' },
      { value: 'none', label: text.authNone, hint: text.authNoneHint },
    ],
    this.#onInput,
  );
  readonly #provider = new ProviderFields({
    ask: (question) => this.#host.post({ type: 'lookUp', question }),
    onUseHost: (host) => {
      this.#connection.host.control.value = host;
      this.#changed();
      this.#connection.host.focus();
    },
  });
  readonly #connection = new ConnectionFields({
    auth: () => this.#auth.value,
    onChange: this.#onInput,
    onHost: (host) => this.#provider.askHost(host),
  });
  readonly #user = textField({ id: 'user', label: text.user, hint: text.userHint, onInput: this.#onInput });
  readonly #password = new PasswordField(this.#onInput);
  readonly #account = element('div', {}, this.#user.element, this.#password.field.element);
  readonly #from = textField({
    id: 'from',
    label: text.from,
    hint: text.fromHint,
    placeholder: text.fromPlaceholder,
    onInput: this.#onInput,
  });
  readonly #replyTo = textField({
    id: 'replyTo',
    label: text.replyTo,
    hint: text.replyToHint,
    placeholder: text.optional,
    onInput: this.#onInput,
  });
  readonly #to = textField({
    id: 'to',
    label: text.to,
    hint: text.toHint,
    placeholder: text.toPlaceholder,
    onInput: this.#onInput,
  });
  readonly #environment = new Choice(
    'environment',
    text.environment,
    [
      { value: 'test', label: text.environmentTest, hint: text.environmentTestHint },
      { value: 'production', label: text.environmentProduction, hint: text.environmentProductionHint },
    ],
    this.#onInput,
  );
  readonly #ehloName = textField({
    id: 'ehloName',
    label: text.ehloName,
    hint: text.ehloNameHint,
    placeholder: text.optional,
    onInput: this.#onInput,
  });
  readonly #certificatePin = textField({
    id: 'certificatePin',
    label: text.certificatePin,
    hint: text.certificatePinHint,
    placeholder: text.certificatePinPlaceholder,
    onInput: this.#onInput,
  });
  readonly #advanced = element(
    'details',
    {},
    element('summary', {}, text.advanced),
    this.#certificatePin.element,
    this.#ehloName.element,
  );
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
        this.#showErrors(message.errors);
        return;
      case 'found': {
        const server = this.#provider.takeAnswer(message.question, message.server);
        if (message.question.kind !== 'host') this.#fillIn(message.question.kind, server);
        return;
      }
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
      case 'saved':
        this.#password.clear();
        setText(this.#save, text.saved);
        return;
    }
  }

  #show(message: ShowMessage): void {
    this.#shown = message;
    setText(this.#title, message.isNew ? text.newTitle : format(text.editTitle, message.fields.name));
    const reason = message.canSaveInWorkspace ? undefined : message.workspaceReason;
    this.#scope.setUnavailable('workspace', reason, text.scopeWorkspaceHint);
    this.#provider.show(message);
    this.#fill(message.fields);
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
    this.#name.control.value = fields.name;
    this.#scope.value = fields.scope;
    this.#connection.fill(fields);
    this.#auth.value = fields.auth;
    this.#user.control.value = fields.user;
    this.#from.control.value = fields.from;
    this.#replyTo.control.value = fields.replyTo;
    this.#to.control.value = fields.to;
    this.#environment.value = fields.environment;
    this.#ehloName.control.value = fields.ehloName;
    this.#certificatePin.control.value = fields.certificatePin;
    // What is set is not hidden.
    if (fields.ehloName !== '' || fields.certificatePin !== '') this.#advanced.open = true;
  }

  /**
   * What is known of the provider goes into the fields that the user has not filled in otherwise. A provider chosen by
   * hand takes its server along in any case.
   */
  #fillIn(cause: 'address' | 'provider', server: FoundServer | undefined): void {
    const now = this.#fields();
    const before = this.#filled ?? now;
    const address = this.#provider.address.control.value.trim();
    const isServerFree =
      cause === 'provider' ||
      (now.host === before.host && now.port === before.port && now.security === before.security);
    const user = server?.user ?? address;
    const suggested: Partial<ProfileFields> = {
      ...(server !== undefined && isServerFree
        ? { host: server.host, port: server.port, security: server.security }
        : {}),
      ...(server !== undefined && now.auth === before.auth ? { auth: server.auth } : {}),
      ...(now.user === before.user ? { user } : {}),
      ...(now.name === before.name && this.#shown?.isNew === true ? { name: nameOf(server, address) } : {}),
      // A relay's user is no address: the sender has to be said.
      ...(now.from === before.from && address !== '' ? { from: user === address ? '' : address } : {}),
    };
    const filled = { ...now, ...suggested };
    this.#filled = { ...before, ...suggested };
    this.#fill(filled);
    this.#changed();
  }

  #fields(): ProfileFields {
    return {
      name: this.#name.control.value,
      scope: this.#scope.value === 'workspace' ? 'workspace' : 'user',
      ...this.#connection.values,
      auth: this.#auth.value,
      user: this.#user.control.value,
      from: this.#from.control.value,
      replyTo: this.#replyTo.control.value,
      to: this.#to.control.value,
      environment: this.#environment.value,
      ehloName: this.#ehloName.control.value,
      certificatePin: this.#certificatePin.control.value,
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
    this.#account.hidden = fields.auth === 'none';
    this.#connection.refresh();
    this.#certificatePin.element.hidden = fields.security === 'none';
    if (shown?.hasPassword !== true) this.#password.showStored('none');
    else this.#password.showStored(sameDestination(fields, shown.fields) ? 'stored' : 'moved');
  }

  /** The first wrong field gets the focus, in the order of the page, which is the order in which people mend them. */
  #showErrors(errors: Errors): void {
    const places: readonly (readonly [keyof Errors, FormField | Choice])[] = [
      ['name', this.#name],
      ['scope', this.#scope],
      ['host', this.#connection.host],
      ['port', this.#connection.port],
      ['security', this.#connection.security],
      ['auth', this.#auth],
      ['user', this.#user],
      ['password', this.#password.field],
      ['from', this.#from],
      ['replyTo', this.#replyTo],
      ['to', this.#to],
      ['environment', this.#environment],
      ['certificatePin', this.#certificatePin],
      ['ehloName', this.#ehloName],
    ];
    for (const [name, place] of places) place.setError(errors[name]);
    if (errors.certificatePin !== undefined || errors.ehloName !== undefined) this.#advanced.open = true;
    const wrong = places.filter(([name]) => errors[name] !== undefined);
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
    this.#changed();
    this.#toggleTest();
    this.#test.focus();
  }

  #request(type: 'save' | 'test'): FromProfileEditor {
    const fields = this.#fields();
    const password = fields.auth === 'password' ? this.#password.typed : undefined;
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
      section(text.profile, this.#name.element, this.#scope.element),
      section(text.server, ...this.#connection.elements),
      section(text.signIn, this.#auth.element, this.#account),
      section(text.mail, this.#from.element, this.#replyTo.element, this.#to.element, this.#environment.element),
      element('section', {}, this.#advanced),
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

function nameOf(server: FoundServer | undefined, address: string): string {
  return server?.provider.name ?? address.split('@')[1] ?? '';
}

function section(title: string, ...children: readonly HTMLElement[]): HTMLElement {
  return element('section', {}, element('h2', {}, title), ...children);
}
