import type { FoundServer, ProviderChoice, ServerQuestion } from '../../protocol/profileEditor.ts';
import { element, icon } from '../page/element.ts';
import { format } from '../page/localise.ts';
import { FormField } from './formField.ts';
import { text } from './text.ts';
import { textField } from './textField.ts';

/** The address that fills in the rest of a new profile, the provider, and what is known of it. */
export class ProviderFields {
  readonly elements: readonly HTMLElement[];
  readonly address: FormField;
  readonly #provider: FormField;
  readonly #note = element('div', { class: 'remark is-info', role: 'status', hidden: true });
  readonly #ask: (question: ServerQuestion) => void;
  readonly #onUseHost: (host: string) => void;
  #asked = '';
  #shownNote = '';

  constructor({
    ask,
    onUseHost,
  }: {
    readonly ask: (question: ServerQuestion) => void;
    readonly onUseHost: (host: string) => void;
  }) {
    this.#ask = ask;
    this.#onUseHost = onUseHost;
    this.address = textField({
      id: 'address',
      label: text.address,
      hint: text.addressHint,
      placeholder: text.addressPlaceholder,
      onInput: () => this.#addressChanged(),
    });
    const control = element('select', { onchange: () => this.#chosen(control.value) });
    this.#provider = new FormField({
      id: 'provider',
      label: text.provider,
      control,
      content: element('div', { class: 'select' }, control, icon('chevron-down')),
    });
    this.elements = [this.address.element, this.#provider.element, element('div', { class: 'field-note' }, this.#note)];
  }

  /** The address is asked for only where there is something to fill in. */
  show({ isNew, providers }: { readonly isNew: boolean; readonly providers: readonly ProviderChoice[] }): void {
    this.address.element.hidden = !isNew;
    const groups = (['mailbox', 'relay', 'sandbox', 'local'] as const).map((kind) =>
      element(
        'optgroup',
        { label: kindLabels[kind] },
        ...providers.filter((each) => each.kind === kind).map(({ id, name }) => element('option', { value: id }, name)),
      ),
    );
    this.#provider.control.replaceChildren(element('option', { value: '' }, text.providerOther), ...groups);
  }

  /** Whose server a host is, asked when the host was typed by hand. */
  askHost(host: string): void {
    this.#post({ kind: 'host', host });
  }

  /** undefined: not the answer to what was asked last. */
  takeAnswer(question: ServerQuestion, server: FoundServer | undefined): FoundServer | undefined {
    if (JSON.stringify(question) !== this.#asked) return undefined;
    this.#provider.control.value = server?.provider.id ?? '';
    const domain = question.kind === 'address' ? domainOf(question.address) : undefined;
    if (server !== undefined) this.#showNote(server.hint + server.link, () => knownNote(server));
    else if (domain !== undefined) this.#showNote(domain, () => this.#unknownNote(domain));
    else this.#note.hidden = true;
    return server;
  }

  #addressChanged(): void {
    const address = this.address.control.value.trim();
    if (domainOf(address) !== undefined) this.#post({ kind: 'address', address });
  }

  #chosen(id: string): void {
    if (id !== '') this.#post({ kind: 'provider', id, address: this.address.control.value.trim() });
    else this.#note.hidden = true;
  }

  #post(question: ServerQuestion): void {
    this.#asked = JSON.stringify(question);
    this.#ask(question);
  }

  /** Made again only when it says something else, otherwise its link would lose the focus with each key. */
  #showNote(key: string, content: () => readonly (Node | string)[]): void {
    if (key !== this.#shownNote) {
      this.#shownNote = key;
      this.#note.replaceChildren(icon('info'), element('span', {}, ...content()));
    }
    this.#note.hidden = this.#note.textContent === '';
  }

  #unknownNote(domain: string): readonly (Node | string)[] {
    const host = `mail.${domain}`;
    return [
      format(text.providerUnknown, domain),
      ' ',
      element(
        'button',
        { type: 'button', class: 'link-button', onclick: () => this.#onUseHost(host) },
        format(text.useHost, host),
      ),
    ];
  }
}

function knownNote({ hint, link, linkMeaning, isConfirmed }: FoundServer): readonly (Node | string)[] {
  const sentences = [hint, isConfirmed ? '' : text.providerUnconfirmed].filter((sentence) => sentence !== '');
  const shown = sentences.join(' ');
  if (link === '' || (shown === '' && linkMeaning === 'help')) return shown === '' ? [] : [shown];
  // VS Code opens links of a webview's own page itself, in the browser.
  const label = linkMeaning === 'credential' ? text.credentialLink : text.helpLink;
  return [shown, ' ', element('a', { href: link }, label)];
}

/** undefined: not a whole address yet. The extension knows better; this is so that it is not asked at each key. */
function domainOf(address: string): string | undefined {
  return /^[^\s@]+@([^\s@]+\.[^\s@.]{2,})$/.exec(address.trim())?.[1]?.toLowerCase();
}

const kindLabels = {
  mailbox: text.kindMailbox,
  relay: text.kindRelay,
  sandbox: text.kindSandbox,
  local: text.kindLocal,
} as const;
