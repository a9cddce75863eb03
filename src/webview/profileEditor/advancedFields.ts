import type { ProfileFields } from '../../protocol/profileEditor.ts';
import { element } from '../page/element.ts';
import type { FieldErrors, FieldPlace, FormPart } from './formPart.ts';
import { MailboxFields, mailboxTextsOf } from './mailboxFields.ts';
import { text } from './text.ts';
import { textField } from './textField.ts';

type Field =
  | 'certificatePin'
  | 'ehloName'
  | 'connectTimeoutSeconds'
  | 'replyTimeoutSeconds'
  | `${'imap' | 'pop3'}${'Host' | 'Port' | 'Security'}`;

/** What few accounts need, folded until something of it is set. */
export class AdvancedFields implements FormPart<Field> {
  readonly #certificatePin;
  readonly #ehloName;
  readonly #connectTimeout;
  readonly #replyTimeout;
  readonly #imap;
  readonly #pop3;
  readonly #details;
  readonly elements: readonly HTMLElement[];
  readonly places: readonly FieldPlace[];

  constructor(onInput: () => void) {
    this.#certificatePin = textField({
      id: 'certificatePin',
      label: text.certificatePin,
      hint: text.certificatePinHint,
      placeholder: text.certificatePinPlaceholder,
      onInput,
    });
    this.#ehloName = textField({
      id: 'ehloName',
      label: text.ehloName,
      hint: text.ehloNameHint,
      placeholder: text.optional,
      onInput,
    });
    this.#connectTimeout = textField({
      id: 'connectTimeoutSeconds',
      label: text.connectTimeout,
      hint: text.connectTimeoutHint,
      placeholder: text.optional,
      numeric: true,
      onInput,
    });
    this.#replyTimeout = textField({
      id: 'replyTimeoutSeconds',
      label: text.replyTimeout,
      hint: text.replyTimeoutHint,
      placeholder: text.optional,
      numeric: true,
      onInput,
    });
    this.#imap = new MailboxFields('imap', onInput);
    this.#pop3 = new MailboxFields('pop3', onInput);
    this.#details = element(
      'details',
      {},
      element('summary', {}, text.advanced),
      this.#certificatePin.element,
      this.#ehloName.element,
      this.#connectTimeout.element,
      this.#replyTimeout.element,
      element('h3', {}, text.mailbox),
      element('p', { class: 'intro' }, text.mailboxIntro),
      ...this.#imap.elements,
      ...this.#pop3.elements,
    );
    this.elements = [this.#details];
    this.places = [
      ['certificatePin', this.#certificatePin],
      ['ehloName', this.#ehloName],
      ['connectTimeoutSeconds', this.#connectTimeout],
      ['replyTimeoutSeconds', this.#replyTimeout],
      ...this.#imap.places,
      ...this.#pop3.places,
    ];
  }

  get values(): Pick<ProfileFields, Field> {
    const imap = this.#imap.values;
    const pop3 = this.#pop3.values;
    return {
      certificatePin: this.#certificatePin.control.value,
      ehloName: this.#ehloName.control.value,
      connectTimeoutSeconds: this.#connectTimeout.control.value,
      replyTimeoutSeconds: this.#replyTimeout.control.value,
      imapHost: imap.host,
      imapPort: imap.port,
      imapSecurity: imap.security,
      pop3Host: pop3.host,
      pop3Port: pop3.port,
      pop3Security: pop3.security,
    };
  }

  fill(fields: ProfileFields): void {
    this.#certificatePin.control.value = fields.certificatePin;
    this.#ehloName.control.value = fields.ehloName;
    this.#connectTimeout.control.value = fields.connectTimeoutSeconds;
    this.#replyTimeout.control.value = fields.replyTimeoutSeconds;
    this.#imap.show(mailboxTextsOf(fields, 'imap'));
    this.#pop3.show(mailboxTextsOf(fields, 'pop3'));
  }

  /** What somebody has set is not hidden. */
  openIfSet(): void {
    const { certificatePin, ehloName, connectTimeoutSeconds, replyTimeoutSeconds, imapHost, pop3Host } = this.values;
    const set = [certificatePin, ehloName, connectTimeoutSeconds, replyTimeoutSeconds, imapHost, pop3Host];
    if (set.some((value) => value !== '')) this.#details.open = true;
  }

  openIfWrong(errors: FieldErrors): void {
    if (this.places.some(([field]) => errors[field] !== undefined)) this.#details.open = true;
  }

  /** Without encryption there is no certificate. */
  refresh(security: string): void {
    this.#certificatePin.element.hidden = security === 'none';
  }
}
