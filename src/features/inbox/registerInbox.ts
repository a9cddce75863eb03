import * as vscode from 'vscode';
import { commands, settings, views } from '../../commands.ts';
import type { Marks } from '../../core/inbox/messageFiles.ts';
import type { StoredMessage } from '../../core/inbox/messageWriter.ts';
import type { Logger } from '../../core/log.ts';
import { Disposable, type DisposableLike } from '../../host/disposable.ts';
import { inboxAccount } from '../../host/inboxSettings.ts';
import type { LocalInbox } from '../../host/localInbox.ts';
import { logFailure } from '../../host/logFailure.ts';
import { showInfo, showWarning } from '../../host/notify.ts';
import type { RendererClient } from '../../host/rendererClient.ts';
import { readBoolean } from '../../host/settings.ts';
import { ArrivalNotices } from './arrivalNotices.ts';
import { simulateFailures } from './chaosPick.ts';
import { InboxFilter } from './inboxFilter.ts';
import type { InboxGrouping } from './inboxGroups.ts';
import { refusalText } from './inboxNotices.ts';
import { chooseInboxSettings } from './inboxSettingsText.ts';
import { InboxTree, type InboxNode } from './inboxTree.ts';
import { MessageActions } from './messageActions.ts';
import { MessageDrag } from './messageDrag.ts';
import { senderOf, subjectOf, UnreadDecorations } from './messageItem.ts';
import { chooseSelection, filterMessage, openSearchBox } from './searchBox.ts';

export interface InboxDeps {
  readonly inbox: LocalInbox;
  readonly client: RendererClient;
  /** For html that is handed to the preview. */
  readonly htmlFolder: string;
  readonly memory: vscode.Memento;
  readonly log: Logger;
}

export function registerInbox(deps: InboxDeps): DisposableLike {
  return new InboxFeature(deps);
}

type Handler = (argument: unknown, selection: unknown) => unknown;

class InboxFeature extends Disposable {
  readonly #deps: InboxDeps;
  readonly #filter: InboxFilter;
  readonly #tree: InboxTree;
  readonly #actions: MessageActions;

  constructor(deps: InboxDeps) {
    super();
    this.#deps = deps;
    const { inbox, log, memory } = deps;
    this.#actions = new MessageActions(deps);
    this.#filter = this.register(new InboxFilter(inbox, log));
    this.#tree = this.register(new InboxTree(inbox, this.#filter));
    this.#tree.grouping = parseGrouping(memory.get(groupingKey));
    const view = this.register(
      vscode.window.createTreeView(views.inbox, {
        treeDataProvider: this.#tree,
        canSelectMany: true,
        showCollapseAll: true,
        dragAndDropController: new MessageDrag(inbox),
      }),
    );
    this.register(new UnreadDecorations(inbox));
    this.register(new ArrivalNotices(inbox));
    const show = (): void => this.#showState(view);
    show();
    this.register(inbox.onDidChange(show));
    this.register(this.#filter.onDidChange(show));
    // Nobody tells a window that the process of another one was killed.
    const check = (): void => void inbox.check().catch(logFailure(log, 'inbox'));
    this.register(view.onDidChangeVisibility(({ visible }) => visible && check()));
    this.register(vscode.window.onDidChangeWindowState(({ focused }) => focused && check()));
    this.#registerServerCommands();
    this.#registerTreeCommands();
    this.#registerMessageCommands();
    const startIfWanted = (): void => {
      if (inbox.state.kind === 'stopped' && readBoolean(settings.inboxAutoStart, false)) void this.#start();
    };
    startIfWanted();
    // Also of a window whose settings come from elsewhere, a moment after it has opened.
    this.register(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(settings.inboxAutoStart)) startIfWanted();
      }),
    );
  }

  #registerServerCommands(): void {
    const { inbox } = this.#deps;
    this.#command(commands.startInbox, () => this.#start());
    this.#command(commands.stopInbox, () => inbox.stop());
    this.#command(commands.copyInboxSettings, (argument) => this.#copySettings(argument));
    this.#command(commands.simulateFailures, (argument) => simulateFailures(inbox, argument));
  }

  #registerTreeCommands(): void {
    const { inbox, log } = this.#deps;
    this.#command(commands.searchInbox, (argument) =>
      typeof argument === 'string' ? this.#filter.search(argument) : openSearchBox(inbox, this.#filter, log),
    );
    this.#command(commands.filterInbox, () => chooseSelection(this.#filter));
    this.#command(commands.clearInboxSearch, () => this.#filter.clear());
    this.#command(commands.groupInbox, () => this.#chooseGrouping());
    this.#command(commands.showMoreMessages, (group) => {
      if (typeof group === 'string') this.#tree.showMore(group);
    });
  }

  #registerMessageCommands(): void {
    const { store } = this.#deps.inbox;
    const actions = this.#actions;
    const idsOf = (messages: readonly StoredMessage[]): readonly string[] => messages.map(({ id }) => id);
    const command = (id: string, run: Handler): void => this.#command(id, run);
    command(
      commands.openMessage,
      this.#forOne(vscode.l10n.t('Open Message'), (message) => actions.open(message)),
    );
    command(
      commands.openMessageBesideTemplate,
      this.#forOne(vscode.l10n.t('Open Beside Its Template'), (message) => actions.openBesideTemplate(message)),
    );
    command(
      commands.previewMessage,
      this.#forOne(vscode.l10n.t('Preview Html of Message'), (message) => actions.preview(message)),
    );
    command(
      commands.exportMessage,
      this.#forAll(vscode.l10n.t('Export Message'), (messages) => actions.export(messages)),
    );
    command(
      commands.deleteMessage,
      this.#forAll(vscode.l10n.t('Delete Message'), (messages) => actions.delete(messages)),
    );
    command(commands.clearInbox, () => actions.clear());
    const mark = (title: string, marks: Partial<Marks>): Handler =>
      this.#forAll(title, (messages) => store.mark(idsOf(messages), marks));
    command(commands.markMessageRead, mark(vscode.l10n.t('Mark as Read'), { isSeen: true }));
    command(commands.markMessageUnread, mark(vscode.l10n.t('Mark as Unread'), { isSeen: false }));
    command(commands.markAllMessagesRead, () => store.mark(idsOf(store.list()), { isSeen: true }));
    command(commands.flagMessage, mark(vscode.l10n.t('Flag'), { isFlagged: true }));
    command(commands.unflagMessage, mark(vscode.l10n.t('Remove Flag'), { isFlagged: false }));
  }

  #command(id: string, run: Handler): void {
    this.register(vscode.commands.registerCommand(id, run));
  }

  #forOne(title: string, run: (message: StoredMessage) => unknown): Handler {
    return async (argument) => {
      const message = await this.#choose(argument, title);
      if (message !== undefined) await run(message);
    };
  }

  /** On all that is selected, when it is called on one of them. */
  #forAll(title: string, run: (messages: readonly StoredMessage[]) => unknown): Handler {
    return async (argument, selection) => {
      const selected = Array.isArray(selection) ? this.#messagesOf(selection) : [];
      const one = selected.length === 0 ? await this.#choose(argument, title) : undefined;
      const messages = one === undefined ? selected : [one];
      if (messages.length > 0) await run(messages);
    };
  }

  #showState(view: vscode.TreeView<InboxNode>): void {
    const { inbox } = this.#deps;
    const unread = inbox.unreadCount;
    view.badge = unread === 0 ? undefined : { value: unread, tooltip: vscode.l10n.t('Unread messages: {0}', unread) };
    view.description = inbox.port === undefined ? '' : `127.0.0.1:${inbox.port}`;
    view.message = filterMessage(inbox, this.#filter);
  }

  async #start(): Promise<number | undefined> {
    const { inbox } = this.#deps;
    const port = await inbox.startOrTell();
    const { state } = inbox;
    if (state.kind === 'running' && state.port !== state.wantedPort) {
      void showInfo(
        vscode.l10n.t(
          '{0}, so the local inbox listens on port {1}.',
          refusalText(state.wantedPort, state.refusal),
          state.port,
        ),
      );
    }
    return port;
  }

  /** Settings that make the user's own application send to the inbox. Starts it: settings of a dead port help nobody. */
  async #copySettings(argument: unknown): Promise<void> {
    const port = await this.#start();
    if (port === undefined) return;
    const offersStartTls = readBoolean(settings.inboxOfferStartTls, false);
    const chosen = await chooseInboxSettings({ port, account: inboxAccount(), offersStartTls }, argument);
    if (chosen === undefined) return;
    await vscode.env.clipboard.writeText(chosen.text);
    void showInfo(vscode.l10n.t('Copied the settings of {0} for sending to 127.0.0.1:{1}.', chosen.name, port));
  }

  async #chooseGrouping(): Promise<void> {
    const choices: readonly { readonly label: string; readonly grouping: InboxGrouping }[] = [
      { label: vscode.l10n.t('Not Grouped'), grouping: 'none' },
      { label: vscode.l10n.t('By Recipient'), grouping: 'recipient' },
      { label: vscode.l10n.t('By Template'), grouping: 'template' },
    ];
    const picked = await vscode.window.showQuickPick(
      choices.map((choice) => ({
        ...choice,
        description: choice.grouping === this.#tree.grouping ? vscode.l10n.t('shown now') : '',
      })),
      { title: vscode.l10n.t('Group Messages') },
    );
    if (picked === undefined) return;
    this.#tree.grouping = picked.grouping;
    await this.#deps.memory.update(groupingKey, picked.grouping);
  }

  /** The message of a tree item, of an id or a file, or the user's choice. */
  async #choose(argument: unknown, title: string): Promise<StoredMessage | undefined> {
    const { store } = this.#deps.inbox;
    if (argument !== undefined && argument !== null) {
      const [message] = this.#messagesOf([argument]);
      if (message === undefined) void showWarning(vscode.l10n.t('This message has been deleted.'));
      return message;
    }
    const messages = store.list();
    if (messages.length === 0) {
      void showInfo(vscode.l10n.t('The local inbox is empty.'));
      return undefined;
    }
    const picked = await vscode.window.showQuickPick(
      messages.slice(0, maxListed).map((message) => ({
        label: subjectOf(message),
        description: senderOf(message),
        detail: new Date(message.receivedAt).toLocaleString(vscode.env.language),
        message,
      })),
      { title, matchOnDescription: true },
    );
    return picked?.message;
  }

  /** As the store has them now: a tree item may be older than the message's marks. */
  #messagesOf(values: readonly unknown[]): readonly StoredMessage[] {
    const { inbox } = this.#deps;
    return values.flatMap((value) => {
      if (value instanceof vscode.Uri) return inbox.messageAt(value.fsPath) ?? [];
      const id = typeof value === 'string' ? value : isMessageNode(value) ? value.message.id : undefined;
      return (id === undefined ? undefined : inbox.store.get(id)) ?? [];
    });
  }
}

function isMessageNode(value: unknown): value is Extract<InboxNode, { kind: 'message' }> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'message';
}

function parseGrouping(value: unknown): InboxGrouping {
  return value === 'recipient' || value === 'template' ? value : 'none';
}

const groupingKey = 'inboxGrouping';
/** A list to choose from, not one to look through: that is the tree's. */
const maxListed = 500;
