import type { ProfileFields } from '../../protocol/profileEditor.ts';
import { element, icon, setText } from '../page/element.ts';
import { visibleText } from '../page/visibleText.ts';
import type { FieldErrors, FieldPlace, FormPart } from './formPart.ts';
import { MailboxFields, mailboxTextsOf } from './mailboxFields.ts';
import { text } from './text.ts';

type Field = `${'imap' | 'pop3'}${'Host' | 'Port' | 'Security'}`;

/** Where the mail of the account is fetched, with a test of its own; folded until somebody has set something. */
export class MailboxSection implements FormPart<Field> {
  readonly #imap: MailboxFields;
  readonly #pop3: MailboxFields;
  readonly #details;
  readonly #test;
  readonly #result = element('div', { class: 'mailbox-result', role: 'status' });
  readonly elements: readonly HTMLElement[];
  readonly places: readonly FieldPlace[];

  constructor({ onInput, onTest }: { readonly onInput: () => void; readonly onTest: () => void }) {
    const onChange = (): void => {
      this.#result.replaceChildren();
      onInput();
    };
    this.#imap = new MailboxFields('imap', onChange);
    this.#pop3 = new MailboxFields('pop3', onChange);
    this.#test = element(
      'button',
      { type: 'button', class: 'button', onclick: onTest },
      icon('plug'),
      text.testMailbox,
    );
    this.#details = element(
      'details',
      {},
      element('summary', {}, text.mailbox),
      element('p', { class: 'intro' }, text.mailboxIntro),
      ...this.#imap.elements,
      ...this.#pop3.elements,
      element('div', { class: 'mailbox-test' }, this.#test, this.#result),
    );
    this.elements = [this.#details];
    this.places = [...this.#imap.places, ...this.#pop3.places];
  }

  get values(): Pick<ProfileFields, Field> {
    const imap = this.#imap.values;
    const pop3 = this.#pop3.values;
    return {
      imapHost: imap.host,
      imapPort: imap.port,
      imapSecurity: imap.security,
      pop3Host: pop3.host,
      pop3Port: pop3.port,
      pop3Security: pop3.security,
    };
  }

  fill(fields: ProfileFields): void {
    this.#imap.show(mailboxTextsOf(fields, 'imap'));
    this.#pop3.show(mailboxTextsOf(fields, 'pop3'));
    this.refresh();
  }

  /** There is something to test only where there is a host. */
  refresh(): void {
    this.#test.disabled = !this.#isSet;
  }

  showTesting(): void {
    this.#test.disabled = true;
    this.#result.className = 'mailbox-result';
    setText(this.#result, text.testing);
  }

  /** `message` may hold the server's own words. */
  showResult({ ok, message }: { readonly ok: boolean; readonly message: string }): void {
    this.refresh();
    this.#result.className = `mailbox-result ${ok ? 'is-ok' : 'is-failed'}`;
    this.#result.replaceChildren(
      ...(message === '' ? [] : [icon(ok ? 'pass' : 'error'), element('span', {}, visibleText(message))]),
    );
  }

  openIfSet(): void {
    if (this.#isSet) this.#details.open = true;
  }

  openIfWrong(errors: FieldErrors): void {
    if (this.places.some(([field]) => errors[field] !== undefined)) this.#details.open = true;
  }

  get #isSet(): boolean {
    return this.#imap.values.host.trim() !== '' || this.#pop3.values.host.trim() !== '';
  }
}
