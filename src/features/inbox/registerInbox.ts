import path from 'node:path';
import * as vscode from 'vscode';
import { commands, settings, views } from '../../commands.ts';
import type { StoredMessage } from '../../core/inbox/messageStore.ts';
import type { Logger } from '../../core/log.ts';
import { Disposable, type DisposableLike } from '../../host/disposable.ts';
import type { LocalInbox } from '../../host/localInbox.ts';
import { confirm, showError, showInfo, showWarning } from '../../host/notify.ts';
import { readBoolean } from '../../host/settings.ts';
import { InboxTree, UnreadDecorations } from './inboxTree.ts';
import { inboxSettingsText } from './inboxSettingsText.ts';
import { reasonOf } from '../../core/reasonOf.ts';

export interface InboxDeps {
  readonly inbox: LocalInbox;
  readonly log: Logger;
}

export function registerInbox(deps: InboxDeps): DisposableLike {
  return new InboxFeature(deps);
}

class InboxFeature extends Disposable {
  readonly #deps: InboxDeps;

  constructor(deps: InboxDeps) {
    super();
    this.#deps = deps;
    const { inbox } = deps;
    const tree = this.register(new InboxTree(inbox));
    const view = this.register(
      vscode.window.createTreeView(views.inbox, { treeDataProvider: tree, canSelectMany: true }),
    );
    this.register(new UnreadDecorations(inbox));
    const showBadge = (): void => {
      const unread = inbox.unreadCount;
      view.badge = unread === 0 ? undefined : { value: unread, tooltip: vscode.l10n.t('Unread messages: {0}', unread) };
      view.description = inbox.port === undefined ? '' : `127.0.0.1:${inbox.port}`;
    };
    showBadge();
    this.register(inbox.onDidChange(showBadge));
    const command = (id: string, run: (argument: unknown, selection: unknown) => unknown): void => {
      this.register(vscode.commands.registerCommand(id, run));
    };
    command(commands.startInbox, () => this.#start());
    command(commands.stopInbox, () => inbox.stop());
    command(commands.openMessage, (argument) => this.#open(argument));
    command(commands.deleteMessage, (argument, selection) => this.#delete(argument, selection));
    command(commands.clearInbox, () => this.#clear());
    command(commands.copyInboxSettings, () => this.#copySettings());
    command(commands.exportMessage, (argument) => this.#export(argument));
    if (readBoolean(settings.inboxAutoStart, false)) void this.#start();
  }

  async #start(): Promise<number | undefined> {
    const { inbox } = this.#deps;
    const port = await inbox.startOrTell();
    if (port !== undefined && port !== inbox.wantedPort) {
      void showInfo(
        vscode.l10n.t(
          'Port {0} is in use by another program, so the local inbox listens on port {1}.',
          inbox.wantedPort,
          port,
        ),
      );
    }
    return port;
  }

  async #open(argument: unknown): Promise<void> {
    const message = await this.#choose(argument, vscode.l10n.t('Open Message'));
    if (message === undefined) return;
    const file = this.#deps.inbox.store.fileOf(message.id);
    if (file !== undefined)
      await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(file), views.message);
  }

  async #delete(argument: unknown, selection: unknown): Promise<void> {
    const selected = Array.isArray(selection) ? selection.filter(isMessage) : [];
    const one = selected.length === 0 ? await this.#choose(argument, vscode.l10n.t('Delete Message')) : undefined;
    if (selected.length > 1 && !(await this.#confirmDelete(selected.length))) return;
    for (const message of one === undefined ? selected : [one]) {
      await closeEditorsOf(this.#deps.inbox.store.fileOf(message.id));
      await this.#deps.inbox.store.delete(message.id);
    }
  }

  async #clear(): Promise<void> {
    const { store } = this.#deps.inbox;
    const count = store.list().length;
    if (count === 0) return;
    if (!(await this.#confirmDelete(count))) return;
    for (const message of store.list()) await closeEditorsOf(this.#deps.inbox.store.fileOf(message.id));
    await store.clear();
  }

  #confirmDelete(count: number): Promise<boolean> {
    return confirm({
      message: vscode.l10n.t('Delete {0} messages of the local inbox?', count),
      detail: vscode.l10n.t('They cannot be brought back.'),
      action: vscode.l10n.t('Delete'),
    });
  }

  /** Settings that make the user's own application send to the inbox. Starts it: settings of a dead port help nobody. */
  async #copySettings(): Promise<void> {
    const port = await this.#start();
    if (port === undefined) return;
    await vscode.env.clipboard.writeText(inboxSettingsText(port));
    void showInfo(vscode.l10n.t('Copied the settings for sending to 127.0.0.1:{0}.', port));
  }

  async #export(argument: unknown): Promise<void> {
    const message = await this.#choose(argument, vscode.l10n.t('Export Message'));
    if (message === undefined) return;
    const file = this.#deps.inbox.store.fileOf(message.id);
    if (file === undefined) return;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const name = safeFileName(message.subject);
    const target = await vscode.window.showSaveDialog({
      filters: { EML: ['eml'] },
      ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
    });
    if (target === undefined) return;
    try {
      await vscode.workspace.fs.copy(vscode.Uri.file(file), target, { overwrite: true });
    } catch (error) {
      void showError(vscode.l10n.t('{0} could not be written: {1}', path.basename(target.path), reasonOf(error)));
    }
  }

  /** The message of a tree item, of an id, or the user's choice. */
  async #choose(argument: unknown, title: string): Promise<StoredMessage | undefined> {
    const { store } = this.#deps.inbox;
    const id = typeof argument === 'string' ? argument : isMessage(argument) ? argument.id : undefined;
    if (id !== undefined) {
      const message = store.get(id);
      if (message === undefined) void showWarning(vscode.l10n.t('This message has been deleted.'));
      return message;
    }
    const messages = store.list();
    if (messages.length === 0) {
      void showInfo(vscode.l10n.t('The local inbox is empty.'));
      return undefined;
    }
    const picked = await vscode.window.showQuickPick(
      messages.map((message) => ({
        label: message.subject === '' ? vscode.l10n.t('(no subject)') : message.subject,
        description: message.from,
        detail: new Date(message.receivedAt).toLocaleString(vscode.env.language),
        message,
      })),
      { title, matchOnDescription: true },
    );
    return picked?.message;
  }
}

/** A viewer of a file that is gone shows an error of VS Code: close it with its message. */
async function closeEditorsOf(file: string | undefined): Promise<void> {
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof vscode.TabInputCustom && input.uri.fsPath === file);
  if (tabs.length > 0) await vscode.window.tabGroups.close(tabs);
}

function isMessage(value: unknown): value is StoredMessage {
  return (
    typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' && 'envelope' in value
  );
}

/** A subject is foreign text: no separators, no names that Windows reserves, no hidden file. */
function safeFileName(subject: string): string {
  const name = subject
    .replace(/[\p{Cc}\p{Cf}<>:"/\\|?*]/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
    .slice(0, 80);
  return `${name === '' || /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(name) ? 'message' : name}.eml`;
}
