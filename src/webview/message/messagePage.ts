import type { MessageView } from '../../core/inbox/messageView.ts';
import type { FromMessage, ToMessage } from '../../protocol/message.ts';
import { MailFrame } from '../mailFrame/mailFrame.ts';
import { RemoteImagesBar } from '../mailFrame/remoteImagesBar.ts';
import { element, icon, setText } from '../page/element.ts';
import type { Host } from '../page/host.ts';
import { Tabs } from '../page/tabs.ts';
import { visibleText } from '../page/visibleText.ts';
import { headerCard } from './headerCard.ts';
import { parseSavedState, type MessageTab } from './savedState.ts';
import { text } from './text.ts';

/** The viewer of one message. */
export class MessagePage {
  readonly #host: Host<FromMessage>;
  readonly #root: HTMLElement;
  readonly #stage = element('div', { class: 'mail-stage', tabindex: '0' });
  readonly #htmlPanel = element('div', { class: 'panel' });
  readonly #plainText = element('pre', { class: 'plain-text', tabindex: '0', dir: 'auto' });
  readonly #textPanel = element('div', { class: 'panel' }, this.#plainText);
  readonly #headersPanel = element('div', { class: 'panel headers', tabindex: '0' });
  readonly #source = element('pre', { class: 'plain-text source', tabindex: '0' });
  readonly #sourceNotice = element('div', { class: 'notice', hidden: true }, icon('info'), text.sourceIsCut);
  readonly #sourcePanel = element('div', { class: 'panel' }, this.#sourceNotice, this.#source);
  readonly #card = element('div', { class: 'card-slot' });
  readonly #notes = element('ul', { class: 'notes', hidden: true });
  readonly #remoteImages: RemoteImagesBar;
  readonly #linkAddress = element('div', { class: 'link-address', hidden: true, 'aria-hidden': 'true' });
  readonly #empty = element(
    'div',
    { class: 'empty-state', hidden: true },
    icon('mail'),
    element('h2', {}, text.emptyTitle),
    element('p', {}, text.emptyHint),
  );
  readonly #tabs: Tabs<MessageTab>;
  readonly #frame: MailFrame;
  readonly #page: HTMLElement;
  readonly #wantedTab: MessageTab | undefined;

  constructor(host: Host<FromMessage>, root: HTMLElement) {
    this.#host = host;
    this.#root = root;
    this.#wantedTab = parseSavedState(host.readState()).tab;
    this.#remoteImages = new RemoteImagesBar(text, (allowed) => host.post({ type: 'showRemoteImages', allowed }));
    this.#tabs = new Tabs(
      text.views,
      [
        { id: 'html', label: text.html, panel: this.#htmlPanel },
        { id: 'text', label: text.plainText, panel: this.#textPanel },
        { id: 'headers', label: text.headers, panel: this.#headersPanel },
        { id: 'source', label: text.source, panel: this.#sourcePanel },
      ],
      (tab) => this.#remember(tab),
    );
    this.#frame = new MailFrame({
      title: text.mailFrame,
      scroller: this.#stage,
      onLink: (href) => host.post({ type: 'openLink', href }),
      onLinkHover: (href) => {
        this.#linkAddress.hidden = href === undefined;
        setText(this.#linkAddress, href ?? '');
      },
    });
    this.#stage.append(this.#frame.element);
    this.#htmlPanel.append(this.#remoteImages.element, this.#stage);
    this.#page = element(
      'main',
      { class: 'page' },
      this.#card,
      element('div', { class: 'bar' }, this.#tabs.element, this.#openSourceButton()),
      this.#notes,
      this.#empty,
      this.#htmlPanel,
      this.#textPanel,
      this.#headersPanel,
      this.#sourcePanel,
      this.#linkAddress,
    );
    root.append(element('main', { class: 'empty-state' }, element('h1', { class: 'waiting' }, text.waiting)));
  }

  handle(message: ToMessage): void {
    switch (message.type) {
      case 'show':
        this.#show(message.view, message.remoteImages);
        return;
      case 'failed':
        this.#root.replaceChildren(this.#failed(message.reason));
        return;
    }
  }

  #show(view: MessageView, remoteImages: boolean): void {
    if (!this.#page.isConnected) this.#root.replaceChildren(this.#page);
    this.#card.replaceChildren(headerCard(view));
    this.#notes.replaceChildren(
      ...view.notes.map((note) => element('li', {}, warningIcon(), element('span', {}, visibleText(note)))),
    );
    this.#notes.hidden = view.notes.length === 0;
    setText(this.#plainText, view.text ?? '');
    this.#headersPanel.replaceChildren(headerTable(view.headers));
    setText(this.#source, view.source);
    this.#sourceNotice.hidden = !view.sourceIsCut;
    this.#tabs.setAvailable('html', view.html !== undefined);
    this.#tabs.setAvailable('text', view.text !== undefined);
    this.#selectTab(view);
    // After the panel is visible: a hidden one has no width to lay the mail out in.
    const count =
      view.html === undefined ? 0 : this.#frame.show([{ id: 0, html: view.html }], { remoteImages }).remoteImageCount;
    this.#remoteImages.show(count, remoteImages);
    this.#frame.setWidth(undefined);
  }

  #selectTab(view: MessageView): void {
    const available: readonly MessageTab[] = [
      ...(view.html === undefined ? [] : ['html' as const]),
      ...(view.text === undefined ? [] : ['text' as const]),
      'headers',
      'source',
    ];
    const wanted = this.#tabs.selected ?? this.#wantedTab;
    const tab = available.find((id) => id === wanted) ?? available[0] ?? 'headers';
    this.#tabs.select(tab);
    this.#empty.hidden = view.html !== undefined || view.text !== undefined || tab === 'source';
    this.#empty.classList.toggle('is-strip', !this.#empty.hidden);
  }

  #remember(tab: MessageTab): void {
    this.#host.writeState({ tab });
  }

  #openSourceButton(): HTMLElement {
    return element(
      'button',
      { type: 'button', class: 'quiet-button open-source', onclick: () => this.#host.post({ type: 'openSource' }) },
      icon('go-to-file'),
      element('span', {}, text.openSource),
    );
  }

  #failed(reason: string): HTMLElement {
    return element(
      'main',
      { class: 'page' },
      element(
        'div',
        { class: 'empty-state', role: 'alert' },
        icon('error'),
        element('h1', {}, text.failedTitle),
        element('p', {}, visibleText(reason)),
        element(
          'button',
          { type: 'button', class: 'button', onclick: () => this.#host.post({ type: 'openSource' }) },
          icon('go-to-file'),
          text.openSource,
        ),
      ),
    );
  }
}

function warningIcon(): HTMLElement {
  const found = icon('warning');
  found.classList.add('severity-warning');
  return found;
}

function headerTable(headers: MessageView['headers']): HTMLTableElement {
  return element(
    'table',
    { class: 'header-table' },
    element(
      'thead',
      { class: 'visually-hidden' },
      element(
        'tr',
        {},
        element('th', { scope: 'col' }, text.headerName),
        element('th', { scope: 'col' }, text.headerValue),
      ),
    ),
    element(
      'tbody',
      {},
      ...headers.map(({ name, value }) =>
        element('tr', {}, element('th', { scope: 'row' }, visibleText(name)), element('td', {}, visibleText(value))),
      ),
    ),
  );
}
