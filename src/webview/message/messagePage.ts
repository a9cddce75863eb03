import type { MessageView } from '../../core/inbox/messageView.ts';
import type { Finding } from '../../core/mime/findings.ts';
import type { FromMessage, ShownMessage, ToMessage } from '../../protocol/message.ts';
import { element, icon, setText } from '../page/element.ts';
import type { Host } from '../page/host.ts';
import { format } from '../page/localise.ts';
import type { MenuEntry } from '../page/menu.ts';
import { Tabs } from '../page/tabs.ts';
import { visibleText } from '../page/visibleText.ts';
import { foldedList } from './foldedList.ts';
import { headerCard } from './headerCard.ts';
import { headersContent } from './headersTab.ts';
import { HtmlTab } from './htmlTab.ts';
import { partsTree } from './partsTab.ts';
import { parseSavedState, type MessageTab, type SavedState } from './savedState.ts';
import { SourceTab } from './sourceTab.ts';
import { text } from './text.ts';

/** The viewer of one message. */
export class MessagePage {
  readonly #host: Host<FromMessage>;
  readonly #root: HTMLElement;
  #saved: SavedState;
  readonly #card = element('div', { class: 'card-slot' });
  readonly #notes = element('div', { class: 'notes', hidden: true });
  readonly #empty = element(
    'div',
    { class: 'empty-state is-strip', hidden: true },
    icon('mail'),
    element('h2', {}, text.emptyTitle),
    element('p', {}, text.emptyHint),
  );
  readonly #html: HtmlTab;
  readonly #plainText = element('pre', { class: 'plain-text', tabindex: '0', dir: 'auto' });
  readonly #textPanel = element('div', { class: 'panel' }, this.#plainText);
  readonly #headersPanel = element('div', { class: 'panel headers', tabindex: '0' });
  readonly #partsPanel = element('div', { class: 'panel parts-panel', tabindex: '0' });
  readonly #source: SourceTab;
  readonly #tabs: Tabs<MessageTab>;
  readonly #page: HTMLElement;

  constructor(host: Host<FromMessage>, root: HTMLElement) {
    this.#host = host;
    this.#root = root;
    this.#saved = parseSavedState(host.readState());
    this.#html = new HtmlTab({
      host,
      state: () => this.#saved,
      save: (change) => this.#save(change),
      moreEntries: () => this.#moreEntries(),
    });
    this.#source = new SourceTab((start) => host.post({ type: 'readSource', start }));
    this.#tabs = new Tabs(
      text.views,
      [
        { id: 'html', label: text.html, panel: this.#html.element },
        { id: 'text', label: text.plainText, panel: this.#textPanel },
        { id: 'headers', label: text.headers, panel: this.#headersPanel },
        { id: 'parts', label: text.parts, panel: this.#partsPanel },
        { id: 'source', label: text.source, panel: this.#source.element },
      ],
      (tab) => this.#save({ tab }),
    );
    this.#page = element(
      'main',
      { class: 'page' },
      this.#card,
      element('div', { class: 'bar' }, this.#tabs.element, this.#openSourceButton()),
      this.#notes,
      this.#empty,
      this.#html.element,
      this.#textPanel,
      this.#headersPanel,
      this.#partsPanel,
      this.#source.element,
    );
    root.append(element('main', { class: 'empty-state' }, element('h1', { class: 'waiting' }, text.waiting)));
  }

  handle(message: ToMessage): void {
    switch (message.type) {
      case 'show':
        this.#show(message.message, message.remoteImages);
        return;
      case 'failed':
        this.#showFailure(message.reason);
        return;
      case 'showDevices':
        this.#html.showDevices(message.devices);
        return;
      case 'source':
        this.#source.show(message.block);
        return;
      case 'sourceFailed':
        this.#source.fail(message.reason);
        return;
    }
  }

  #show(message: ShownMessage, remoteImages: boolean): void {
    const { view } = message;
    if (!this.#page.isConnected) this.#root.replaceChildren(this.#page);
    const parts = {
      onOpen: (index: number) => this.#host.post({ type: 'openPart', index }),
      onSave: (index: number) => this.#host.post({ type: 'savePart', index }),
    };
    this.#card.replaceChildren(
      headerCard(message, {
        ...parts,
        onSaveAll: () => this.#host.post({ type: 'saveAll' }),
        onExplain: () => this.#tabs.select('headers'),
      }),
    );
    this.#showNotes(view.findings);
    setText(this.#plainText, view.text ?? '');
    this.#headersPanel.replaceChildren(...headersContent(view));
    this.#partsPanel.replaceChildren(element('p', { class: 'muted' }, text.partsHint), partsTree(view.parts, parts));
    this.#selectTab(availableTabs(view));
    this.#empty.hidden = view.html !== undefined || view.text !== undefined;
    // After its tab is chosen: a hidden one has no width to lay the mail out in.
    if (view.html !== undefined) this.#html.show(view.html, remoteImages);
  }

  /** The source is there, whatever happened to the reading of it. */
  #showFailure(reason: string): void {
    if (!this.#page.isConnected) this.#root.replaceChildren(this.#page);
    this.#card.replaceChildren(
      element(
        'div',
        { class: 'card failure', role: 'alert' },
        element('h1', { class: 'subject' }, icon('error'), text.failedTitle),
        element('p', {}, visibleText(reason)),
      ),
    );
    this.#showNotes([]);
    this.#empty.hidden = true;
    this.#selectTab(['source']);
  }

  #showNotes(findings: readonly Finding[]): void {
    this.#notes.hidden = findings.length === 0;
    this.#notes.replaceChildren(foldedList({ label: text.notes, class: 'note-list', most: 3 }, findings.map(noteItem)));
  }

  #selectTab(available: readonly MessageTab[]): void {
    for (const id of allTabs) this.#tabs.setAvailable(id, available.includes(id));
    const wanted = this.#tabs.selected ?? this.#saved.tab;
    this.#tabs.select(available.find((id) => id === wanted) ?? available[0] ?? 'source');
  }

  #save(change: Partial<SavedState>): void {
    this.#saved = { ...this.#saved, ...change };
    this.#host.writeState(this.#saved);
  }

  #moreEntries(): readonly MenuEntry[] {
    const entry = (
      label: string,
      type: 'release' | 'compareWithTemplate' | 'compareWithMessage' | 'openSource',
      iconName: string,
    ) => ({
      label,
      icon: iconName,
      run: () => this.#host.post({ type }),
    });
    return [
      entry(text.release, 'release', 'send'),
      entry(text.compareWithTemplate, 'compareWithTemplate', 'diff'),
      entry(text.compareWithMessage, 'compareWithMessage', 'diff'),
      entry(text.openSource, 'openSource', 'go-to-file'),
    ];
  }

  #openSourceButton(): HTMLElement {
    return element(
      'button',
      { type: 'button', class: 'quiet-button open-source', onclick: () => this.#host.post({ type: 'openSource' }) },
      icon('go-to-file'),
      element('span', {}, text.openSource),
    );
  }
}

const allTabs: readonly MessageTab[] = ['html', 'text', 'headers', 'parts', 'source'];

/** The first is what people want to see. */
function availableTabs(view: MessageView): readonly MessageTab[] {
  return [
    ...(view.html === undefined ? [] : ['html' as const]),
    ...(view.text === undefined ? [] : ['text' as const]),
    'headers',
    'parts',
    'source',
  ];
}

function noteItem({ code, values }: Finding): HTMLLIElement {
  const mark = icon('warning');
  mark.classList.add('severity-warning');
  return element('li', {}, mark, element('span', {}, format(text[code], ...values.map(visibleText))));
}
