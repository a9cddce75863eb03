import type { MailOutput, PreviewTab, ShownMailState } from '../../protocol/preview.ts';
import { element, setText } from '../page/element.ts';
import { Tabs } from '../page/tabs.ts';
import { InboxTab } from './inboxTab.ts';
import { htmlTab, messageTab } from './outputTab.ts';
import type { GoodState } from './previewModel.ts';
import { text } from './text.ts';

export interface MailTabsDeps {
  /** The first tab: the mail as it is drawn. */
  readonly rendered: HTMLElement;
  readonly onSelect: (tab: PreviewTab) => void;
  readonly onOutput: (type: MailOutput) => void;
}

/** What one mail is: drawn, in a list of messages, as text, as html and as a message. Fills the other tabs. */
export class MailTabs {
  readonly panels: readonly HTMLElement[];
  readonly #plainText = element('pre', { class: 'plain-text', tabindex: '0' });
  readonly #textPanel = element('div', { class: 'panel' }, this.#plainText);
  readonly #inbox = new InboxTab();
  readonly #tabs: Tabs<PreviewTab>;

  constructor({ rendered, onSelect, onOutput }: MailTabsDeps) {
    const panel = (content: HTMLElement): HTMLElement => element('div', { class: 'panel' }, content);
    const tabs = [
      { id: 'rendered', label: text.rendered, panel: rendered },
      { id: 'inbox', label: text.inbox, panel: panel(this.#inbox.element) },
      { id: 'text', label: text.plainText, panel: this.#textPanel },
      { id: 'html', label: text.html, panel: panel(htmlTab(onOutput)) },
      { id: 'message', label: text.message, panel: panel(messageTab(onOutput)) },
    ] as const;
    this.#tabs = new Tabs<PreviewTab>(text.views, tabs, onSelect);
    this.panels = tabs.map((tab) => tab.panel);
  }

  /** The row of tabs. */
  get element(): HTMLElement {
    return this.#tabs.element;
  }

  select(tab: PreviewTab): void {
    this.#tabs.select(tab);
  }

  showText(mail: GoodState): void {
    const hasText = mail.text !== undefined && mail.text.trim() !== '';
    setText(this.#plainText, hasText ? mail.text : mail.text === undefined ? text.waiting : text.noText);
    this.#plainText.classList.toggle('is-empty', !hasText);
  }

  /** Of a mail that is not the newest; what it lacks will not come any more. */
  markStale(mail: GoodState | undefined): void {
    this.#textPanel.classList.toggle('is-stale', mail !== undefined);
    if (mail !== undefined && mail.text === undefined) setText(this.#plainText, '');
  }

  /** Measured as it is shown, so only when somebody sees it. */
  showInbox({ from, subject }: GoodState, counted: ShownMailState | undefined): void {
    if (this.#tabs.selected !== 'inbox') return;
    this.#inbox.show({
      subject,
      ...(from === undefined ? {} : { from }),
      ...(counted === undefined ? {} : { line: counted.inboxLine }),
    });
  }
}
