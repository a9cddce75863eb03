import type { ProfileFields } from '../../protocol/profileEditor.ts';
import { element, icon, setText } from '../page/element.ts';
import { format } from '../page/localise.ts';
import {
  changePort,
  changeSecurity,
  connectionOf,
  connectionRemark,
  type Connection,
  type ConnectionRemark,
} from './connection.ts';
import type { FormField } from './formField.ts';
import type { FieldPlace, FormPart } from './formPart.ts';
import { securityField } from './securityField.ts';
import { text } from './text.ts';
import { textField } from './textField.ts';

/** Host, port and encryption, with what the choice means and whether the two fit. */
export class ConnectionFields implements FormPart<'host' | 'port' | 'security'> {
  readonly elements: readonly HTMLElement[];
  readonly places: readonly FieldPlace[];
  readonly host: FormField;
  readonly port: FormField;
  readonly security: FormField;
  readonly #hint = element('p', { class: 'hint', id: 'connection-hint' });
  readonly #remark = element('div', { class: 'remark', role: 'status', hidden: true });
  readonly #auth: () => string;
  readonly #onChange: () => void;
  readonly #onHost: (host: string) => void;
  #connection: Connection = { port: '', security: '', isLinked: true };
  #shownRemark = '';

  constructor({
    auth,
    onChange,
    onHost,
  }: {
    readonly auth: () => string;
    readonly onChange: () => void;
    /** A host was typed by hand. */
    readonly onHost: (host: string) => void;
  }) {
    this.#auth = auth;
    this.#onHost = onHost;
    this.#onChange = onChange;
    const errorPlace = element('div', {});
    // When a field is left, not with each digit: "2525" begins with "25".
    const onCommit = (): void => this.#takeOver(changePort(this.#connection, this.port.control.value, this.#fields()));
    this.host = textField({
      id: 'host',
      label: text.host,
      placeholder: text.hostPlaceholder,
      onInput: onChange,
      onCommit: () => {
        onCommit();
        this.#onHost(this.host.control.value.trim());
      },
    });
    this.port = textField({ id: 'port', label: text.port, numeric: true, errorPlace, onInput: onChange, onCommit });
    this.security = securityField({
      id: 'security',
      label: text.security,
      errorPlace,
      describedBy: this.#hint.id,
      onChange: (security) => {
        // A port that was typed counts, also when its field was not left as it is with a keyboard or a mouse.
        const connection = { ...this.#connection, port: this.port.control.value };
        this.#takeOver(changeSecurity(connection, security, this.#fields()));
      },
    });
    this.elements = [
      this.host.element,
      element('div', { class: 'field-pair' }, this.port.element, this.security.element),
      element('div', { class: 'field-note' }, errorPlace, this.#hint, this.#remark),
    ];
    this.places = [
      ['host', this.host],
      ['port', this.port],
      ['security', this.security],
    ];
  }

  get values(): Pick<ProfileFields, 'host' | 'port' | 'security'> {
    return {
      host: this.host.control.value,
      port: this.port.control.value,
      security: this.security.control.value,
    };
  }

  fill(fields: Pick<ProfileFields, 'host' | 'port' | 'security'>): void {
    this.host.control.value = fields.host;
    this.port.control.value = fields.port;
    this.security.control.value = fields.security;
    this.#connection = connectionOf({ ...fields, auth: this.#auth() });
  }

  refresh(): void {
    const fields = this.#fields();
    setText(this.#hint, securityHint(fields.security));
    const remark = connectionRemark(fields);
    // Made again only when it says something else, otherwise its button would lose the focus with each key.
    const key = JSON.stringify(remark);
    if (key === this.#shownRemark) return;
    this.#shownRemark = key;
    const content = remarkContent(remark, (security) =>
      this.#takeOver({ port: this.port.control.value, security, isLinked: true }),
    );
    this.#remark.replaceChildren(...content);
    this.#remark.hidden = content.length === 0;
  }

  #fields(): Pick<ProfileFields, 'host' | 'port' | 'security' | 'auth'> {
    return { ...this.values, auth: this.#auth() };
  }

  #takeOver(connection: Connection): void {
    this.#connection = connection;
    this.port.control.value = connection.port;
    this.security.control.value = connection.security;
    this.#onChange();
  }
}

function securityHint(security: string): string {
  if (security === 'tls') return text.hintTls;
  if (security === 'starttls') return text.hintStarttls;
  return security === 'none' ? text.hintNone : '';
}

function remarkContent(remark: ConnectionRemark, onUse: (security: string) => void): readonly Node[] {
  switch (remark.kind) {
    case 'fine':
      return [];
    case 'unusual': {
      const { sentence, action } = unusualTexts[remark.wanted];
      return warning(
        format(sentence, remark.port),
        ' ',
        element('button', { type: 'button', class: 'link-button', onclick: () => onUse(remark.wanted) }, action),
      );
    }
    case 'passwordUnencrypted':
      return warning(text.remarkPasswordUnencrypted);
    case 'unencrypted':
      return warning(text.remarkUnencrypted);
  }
}

const unusualTexts = {
  tls: { sentence: text.remarkUnusualTls, action: text.useTls },
  starttls: { sentence: text.remarkUnusualStarttls, action: text.useStarttls },
  none: { sentence: text.remarkUnusualNone, action: text.useNone },
} as const;

function warning(...content: readonly (Node | string)[]): readonly Node[] {
  return [icon('warning'), element('span', {}, ...content)];
}
