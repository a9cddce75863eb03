import type { ProfileFields } from '../../protocol/profileEditor.ts';
import { element } from '../page/element.ts';
import type { FieldPlace } from './formPart.ts';
import { securityField } from './securityField.ts';
import { text } from './text.ts';
import { textField } from './textField.ts';

type Protocol = 'imap' | 'pop3';
type MailboxTexts = Readonly<Record<'host' | 'port' | 'security', string>>;

/** The server that the mails of the account are fetched from, by one of the two protocols. */
export class MailboxFields {
  readonly #protocol: Protocol;
  readonly #onInput: () => void;
  readonly #host;
  readonly #port;
  readonly #security;
  readonly elements: readonly HTMLElement[];
  readonly places: readonly FieldPlace[];

  constructor(protocol: Protocol, onInput: () => void) {
    this.#protocol = protocol;
    this.#onInput = onInput;
    const errorPlace = element('div', {});
    this.#host = textField({
      id: `${protocol}Host`,
      label: protocol === 'imap' ? text.imapHost : text.pop3Host,
      hint: protocol === 'imap' ? text.imapHint : text.pop3Hint,
      placeholder: text.optional,
      onInput,
      // With the first host, what is usual for it.
      onCommit: () => this.#moveWith('host'),
    });
    this.#port = textField({
      id: `${protocol}Port`,
      label: protocol === 'imap' ? text.imapPort : text.pop3Port,
      numeric: true,
      errorPlace,
      onInput,
      onCommit: () => this.#moveWith('port'),
    });
    this.#security = securityField({
      id: `${protocol}Security`,
      label: protocol === 'imap' ? text.imapSecurity : text.pop3Security,
      errorPlace,
      onChange: () => this.#moveWith('security'),
    });
    this.elements = [
      this.#host.element,
      element('div', { class: 'field-pair' }, this.#port.element, this.#security.element),
      element('div', { class: 'field-note' }, errorPlace),
    ];
    this.places = [
      [`${protocol}Host`, this.#host],
      [`${protocol}Port`, this.#port],
      [`${protocol}Security`, this.#security],
    ];
  }

  get values(): MailboxTexts {
    return { host: this.#host.control.value, port: this.#port.control.value, security: this.#security.control.value };
  }

  show({ host, port, security }: MailboxTexts): void {
    this.#host.control.value = host;
    this.#port.control.value = port;
    this.#security.control.value = security;
  }

  /** The usual port goes with the encryption and the other way round; an unusual port stays what it is. */
  #moveWith(changed: 'host' | 'port' | 'security'): void {
    const { host, port, security } = this.values;
    const [tlsPort, openPort] = usualPorts[this.#protocol];
    const isUsual = port.trim() === '' || port.trim() === tlsPort || port.trim() === openPort;
    if (changed === 'port' && port.trim() === tlsPort) this.show({ host, port, security: 'tls' });
    else if (changed === 'port' && port.trim() === openPort && security === 'tls')
      this.show({ host, port, security: 'starttls' });
    else if (changed !== 'port' && isUsual)
      this.show({ host, port: security === 'tls' ? tlsPort : openPort, security });
    this.#onInput();
  }
}

/** RFC 8314, sections 3.2 and 3.3. */
const usualPorts = { imap: ['993', '143'], pop3: ['995', '110'] } as const;

export function mailboxTextsOf(fields: ProfileFields, protocol: Protocol): MailboxTexts {
  return { host: fields[`${protocol}Host`], port: fields[`${protocol}Port`], security: fields[`${protocol}Security`] };
}
