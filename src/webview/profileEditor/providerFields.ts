import type { DiscoverySource } from '../../core/discovery/foundAccount.ts';
import type {
  DiscoveredServer,
  DiscoveryConsent,
  FoundServer,
  ServerQuestion,
  SuggestedAccount,
  ToProfileEditor,
} from '../../protocol/profileEditor.ts';
import { element, icon } from '../page/element.ts';
import { FormField } from './formField.ts';
import { discoveredNote, discoveringNote, knownNote, lookUpNote, unknownNote } from './providerNotes.ts';
import { text } from './text.ts';
import { textField } from './textField.ts';

type ShowMessage = Extract<ToProfileEditor, { readonly type: 'show' }>;

interface ProviderDeps {
  readonly ask: (question: ServerQuestion) => void;
  /** Looks up the server of an address on the network. */
  readonly discover: (address: string) => void;
  readonly cancelDiscovery: () => void;
  readonly onUseHost: (host: string) => void;
  readonly onUseServer: (server: SuggestedAccount) => void;
}

/** The address that fills in the rest of a new profile, the provider, and what is known of it. */
export class ProviderFields {
  readonly elements: readonly HTMLElement[];
  readonly address: FormField;
  readonly #provider: FormField;
  readonly #note = element('div', { class: 'remark is-info', role: 'status', hidden: true });
  readonly #deps: ProviderDeps;
  #asked = '';
  #shownNote = '';
  #consent: DiscoveryConsent = 'off';
  /** Until when no key was pressed, an address is not whole. */
  #pause: ReturnType<typeof setTimeout> | undefined;
  /** The address that is looked up on the network, until its answer. */
  #lookedUp: string | undefined;

  constructor(deps: ProviderDeps) {
    this.#deps = deps;
    this.address = textField({
      id: 'address',
      label: text.address,
      hint: text.addressHint,
      placeholder: text.addressPlaceholder,
      onInput: () => this.#addressChanged(),
      onCommit: () => this.#lookUpIfAgreed(),
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
  show({ isNew, providers, discovery }: Pick<ShowMessage, 'isNew' | 'providers' | 'discovery'>): void {
    this.#consent = discovery;
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
    else if (domain !== undefined) this.#offerLookUp(domain);
    else this.#note.hidden = true;
    return server;
  }

  /** What is asked on the network now. */
  showDiscovering(address: string, source: DiscoverySource): void {
    if (address !== this.#lookedUp) return;
    const domain = domainOf(address) ?? '';
    this.#showNote(
      `${source} ${address}`,
      () => discoveringNote(domain, source, () => this.#cancelLookUp()),
      runningIcon,
    );
  }

  /** True: the server can be filled in at once. */
  takeDiscovery(address: string, server: DiscoveredServer | undefined): boolean {
    if (address !== this.#lookedUp) return false;
    this.#lookedUp = undefined;
    const domain = domainOf(address) ?? '';
    const key = `${address} ${JSON.stringify(server)}`;
    if (server === undefined)
      this.#showNote(key, () => [text.discoveryNothing, ' ', ...unknownNote(domain, this.#deps.onUseHost)]);
    else this.#showNote(key, () => discoveredNote(server, domain, () => this.#deps.onUseServer(server)));
    return server !== undefined && !server.isForeign;
  }

  #addressChanged(): void {
    const address = this.typedAddress;
    this.#forgetLookUp();
    if (domainOf(address) !== undefined) this.#post({ kind: 'address', address });
  }

  /** Alone, where it was pasted with the name of its owner. */
  get typedAddress(): string {
    const typed = this.address.control.value.trim();
    return /<([^<>]*)>$/.exec(typed)?.[1]?.trim() ?? typed;
  }

  /** Nothing is known of the domain here. */
  #offerLookUp(domain: string): void {
    const { onUseHost } = this.#deps;
    switch (this.#consent) {
      case 'off':
        this.#showNote(domain, () => unknownNote(domain, onUseHost));
        return;
      case 'ask':
        this.#showNote(domain, () => lookUpNote(domain, () => this.#lookUp()));
        return;
      case 'on':
        this.#note.hidden = true;
        this.#pause = setTimeout(() => this.#lookUp(), pauseMs);
    }
  }

  #lookUpIfAgreed(): void {
    if (this.#pause !== undefined) this.#lookUp();
  }

  #lookUp(): void {
    this.#forgetLookUp();
    const address = this.typedAddress;
    if (domainOf(address) === undefined) return;
    // Whoever clicks has agreed, for the next addresses too.
    this.#consent = 'on';
    this.#lookedUp = address;
    this.showDiscovering(address, 'provider');
    this.#deps.discover(address);
  }

  #cancelLookUp(): void {
    const domain = domainOf(this.#lookedUp ?? '') ?? '';
    this.#forgetLookUp();
    this.#showNote(`cancelled ${domain}`, () => unknownNote(domain, this.#deps.onUseHost));
    this.address.focus();
  }

  #forgetLookUp(): void {
    clearTimeout(this.#pause);
    this.#pause = undefined;
    if (this.#lookedUp !== undefined) this.#deps.cancelDiscovery();
    this.#lookedUp = undefined;
  }

  #chosen(id: string): void {
    if (id !== '') this.#post({ kind: 'provider', id, address: this.typedAddress });
    else this.#note.hidden = true;
  }

  #post(question: ServerQuestion): void {
    this.#asked = JSON.stringify(question);
    this.#deps.ask(question);
  }

  /** Made again only when it says something else, otherwise its link would lose the focus with each key. */
  #showNote(key: string, content: () => readonly (Node | string)[], iconName = 'info'): void {
    if (key !== this.#shownNote) {
      this.#shownNote = key;
      this.#note.replaceChildren(icon(iconName), element('span', {}, ...content()));
    }
    this.#note.hidden = this.#note.textContent === '';
  }
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

const runningIcon = 'loading codicon-modifier-spin';
/** Long enough to type `.com` behind `.co`. */
const pauseMs = 900;
