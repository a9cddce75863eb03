import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { commands, views } from '../../commands.ts';
import { safeFileName } from '../../core/inbox/attachmentName.ts';
import type { StoredMessage } from '../../core/inbox/messageWriter.ts';
import { reasonOf } from '../../core/reasonOf.ts';
import { fileExists } from '../../host/fileExists.ts';
import type { LocalInbox } from '../../host/localInbox.ts';
import { confirm, showError, showInfo, showWarning } from '../../host/notify.ts';
import type { RendererClient } from '../../host/rendererClient.ts';
import { subjectOf, templateName } from './messageItem.ts';

export interface MessageActionsDeps {
  readonly inbox: LocalInbox;
  readonly client: RendererClient;
  /** For html that is handed to the preview, which shows files. */
  readonly htmlFolder: string;
}

/** What can be done with messages. What is meant has been chosen already. */
export class MessageActions {
  readonly #deps: MessageActionsDeps;

  constructor(deps: MessageActionsDeps) {
    this.#deps = deps;
  }

  async open(message: StoredMessage, options?: vscode.TextDocumentShowOptions): Promise<void> {
    const file = this.#deps.inbox.store.fileOf(message.id);
    if (file === undefined) return;
    await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(file), views.message, options);
  }

  /** The template to the left, where it is edited, and what came of it to the right. */
  async openBesideTemplate(message: StoredMessage): Promise<void> {
    const { origin } = message;
    if (origin === undefined) {
      void showInfo(
        vscode.l10n.t(
          'It is not known which template "{0}" was made of: Mailproof did not send it.',
          subjectOf(message),
        ),
      );
      return this.open(message);
    }
    const template = vscode.Uri.parse(origin.template);
    if (!(await fileExists(template))) {
      void showWarning(vscode.l10n.t('The template {0} is not there any more.', templateName(origin.template)));
      return this.open(message);
    }
    await vscode.window.showTextDocument(template, { viewColumn: vscode.ViewColumn.One, preview: false });
    await this.open(message, { viewColumn: vscode.ViewColumn.Beside });
  }

  async delete(messages: readonly StoredMessage[]): Promise<void> {
    const flagged = messages.filter((message) => message.isFlagged).length;
    if ((messages.length > 1 || flagged > 0) && !(await confirmDelete(messages.length, flagged))) return;
    await this.#deleteWithEditors(messages);
  }

  async clear(): Promise<void> {
    const messages = this.#deps.inbox.store.list();
    if (messages.length === 0) return;
    const flagged = messages.filter((message) => message.isFlagged).length;
    if (await confirmDelete(messages.length, flagged)) await this.#deleteWithEditors(messages);
  }

  export(messages: readonly StoredMessage[]): Promise<void> {
    const [first, ...others] = messages;
    return first !== undefined && others.length === 0 ? this.#exportOne(first) : this.#exportAll(messages);
  }

  async #exportOne(message: StoredMessage): Promise<void> {
    const file = this.#deps.inbox.store.fileOf(message.id);
    if (file === undefined) return;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const name = `${safeFileName(message.subject, 'message')}.eml`;
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

  async #exportAll(messages: readonly StoredMessage[]): Promise<void> {
    const [folder] =
      (await vscode.window.showOpenDialog({
        canSelectFolders: true,
        canSelectFiles: false,
        openLabel: vscode.l10n.t('Export Here'),
      })) ?? [];
    if (folder === undefined) return;
    let written = 0;
    try {
      for (const message of messages) {
        const file = this.#deps.inbox.store.fileOf(message.id);
        if (file === undefined) continue;
        // With its id: many mails of an application have the same subject.
        const name = `${safeFileName(message.subject, 'message')} ${message.id}.eml`;
        await vscode.workspace.fs.copy(vscode.Uri.file(file), vscode.Uri.joinPath(folder, name), { overwrite: true });
        written++;
      }
      void showInfo(vscode.l10n.t('Exported {0} messages to {1}.', written, path.basename(folder.path)));
    } catch (error) {
      void showError(
        vscode.l10n.t('{0} of {1} messages were exported: {2}', written, messages.length, reasonOf(error)),
      );
    }
  }

  /** Its html in the preview, with its widths, colours and checks. */
  async preview(message: StoredMessage): Promise<void> {
    const file = this.#deps.inbox.store.fileOf(message.id);
    if (file === undefined) return;
    const outcome = await this.#deps.client.parseMessage({ file }, { isLocal: true });
    if (outcome.kind === 'failed') {
      void showError(vscode.l10n.t('"{0}" could not be read: {1}', subjectOf(message), outcome.reason));
      return;
    }
    const { html } = outcome.view;
    if (html === undefined) {
      void showInfo(vscode.l10n.t('"{0}" has no html to preview.', subjectOf(message)));
      return;
    }
    const target = path.join(this.#deps.htmlFolder, message.id, `${safeFileName(message.subject, 'message')}.html`);
    try {
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, html);
    } catch (error) {
      void showError(vscode.l10n.t('{0} could not be written: {1}', path.basename(target), reasonOf(error)));
      return;
    }
    await vscode.commands.executeCommand(commands.openPreviewToSide, vscode.Uri.file(target));
  }

  async #deleteWithEditors(messages: readonly StoredMessage[]): Promise<void> {
    const { store } = this.#deps.inbox;
    await closeEditorsOf(new Set(messages.map((message) => store.fileOf(message.id))));
    await store.delete(messages.map((message) => message.id));
  }
}

function confirmDelete(count: number, flagged: number): Promise<boolean> {
  return confirm({
    message:
      count === 1
        ? vscode.l10n.t('Delete this message of the local inbox?')
        : vscode.l10n.t('Delete {0} messages of the local inbox?', count),
    detail: [
      flagged === 0 ? '' : vscode.l10n.t('{0} of them are flagged.', flagged),
      vscode.l10n.t('They cannot be brought back.'),
    ]
      .filter((part) => part !== '')
      .join(' '),
    action: vscode.l10n.t('Delete'),
  });
}

/** A viewer of a file that is gone shows an error of VS Code: close it with its message. */
async function closeEditorsOf(files: ReadonlySet<string | undefined>): Promise<void> {
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof vscode.TabInputCustom && files.has(input.uri.fsPath));
  if (tabs.length > 0) await vscode.window.tabGroups.close(tabs);
}
