import * as vscode from 'vscode';
import { contextKeys } from '../../commands.ts';
import type { StoredMessage } from '../../core/inbox/messageWriter.ts';
import { parseQuery } from '../../core/inbox/searchText.ts';
import { Disposable } from '../../host/disposable.ts';
import type { LocalInbox } from '../../host/localInbox.ts';
import { logFailure } from '../../host/logFailure.ts';
import type { Logger } from '../../core/log.ts';

export type InboxSelection = 'all' | 'unread' | 'flagged' | 'attachments' | 'ours' | 'foreign';

/** Which messages the tree shows: a kind of them, and of these the ones that a search finds. */
export class InboxFilter extends Disposable {
  readonly #inbox: LocalInbox;
  readonly #log: Logger;
  readonly #didChange = this.register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#didChange.event;
  #selection: InboxSelection = 'all';
  #text = '';
  #hits: ReadonlySet<string> | undefined;
  #searching: AbortController | undefined;
  #isStale = false;

  constructor(inbox: LocalInbox, log: Logger) {
    super();
    this.#inbox = inbox;
    this.#log = log;
    // What has just arrived may be what is looked for.
    this.register({ dispose: inbox.store.onDidChange(() => this.#searchAgain()) });
  }

  get selection(): InboxSelection {
    return this.#selection;
  }

  set selection(selection: InboxSelection) {
    this.#selection = selection;
    this.#announce();
  }

  get text(): string {
    return this.#text;
  }

  get isActive(): boolean {
    return this.#selection !== 'all' || this.#text !== '';
  }

  /** Resolves when the messages are found, or another search has begun. */
  async search(text: string): Promise<void> {
    this.#text = text.trim();
    this.#searching?.abort();
    const searching = new AbortController();
    this.#searching = searching;
    const hits =
      this.#text === '' ? undefined : await this.#inbox.store.search(parseQuery(this.#text), searching.signal);
    if (searching.signal.aborted || this.isDisposed) return;
    this.#searching = undefined;
    this.#hits = hits;
    this.#announce();
    if (this.#isStale) this.#searchAgain();
  }

  async clear(): Promise<void> {
    this.#selection = 'all';
    await this.search('');
  }

  /** Newest first. */
  visible(): readonly StoredMessage[] {
    const messages = this.#inbox.store.list();
    if (!this.isActive) return messages;
    const hits = this.#hits;
    return messages.filter(
      (message) => isSelected(message, this.#selection) && (hits === undefined || hits.has(message.id)),
    );
  }

  override dispose(): void {
    this.#searching?.abort();
    super.dispose();
  }

  #searchAgain(): void {
    if (this.#text === '') return;
    // One at a time: in a flood of messages, a search that is always begun anew would never end.
    this.#isStale = this.#searching !== undefined;
    if (!this.#isStale) void this.search(this.#text).catch(logFailure(this.#log, 'inbox search'));
  }

  #announce(): void {
    void vscode.commands.executeCommand('setContext', contextKeys.inboxFiltered, this.isActive);
    this.#didChange.fire();
  }
}

export function selectionText(selection: InboxSelection): string {
  switch (selection) {
    case 'all':
      return vscode.l10n.t('All Messages');
    case 'unread':
      return vscode.l10n.t('Unread');
    case 'flagged':
      return vscode.l10n.t('Flagged');
    case 'attachments':
      return vscode.l10n.t('With Attachments');
    case 'ours':
      return vscode.l10n.t('Sent by Mailproof');
    case 'foreign':
      return vscode.l10n.t('From Other Programs');
  }
}

function isSelected(message: StoredMessage, selection: InboxSelection): boolean {
  switch (selection) {
    case 'all':
      return true;
    case 'unread':
      return !message.isSeen;
    case 'flagged':
      return message.isFlagged;
    case 'attachments':
      return message.hasAttachments;
    case 'ours':
      return message.mailproofId !== undefined;
    case 'foreign':
      return message.mailproofId === undefined;
  }
}
