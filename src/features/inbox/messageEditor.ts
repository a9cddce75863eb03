import path from 'node:path';
import * as vscode from 'vscode';
import type { Logger } from '../../core/log.ts';
import { Disposable } from '../../host/disposable.ts';
import type { LocalInbox } from '../../host/localInbox.ts';
import { logFailure } from '../../host/logFailure.ts';
import { offerLink } from '../../host/openLink.ts';
import type { RendererClient } from '../../host/rendererClient.ts';
import { allowsRemoteImages } from '../../host/settings.ts';
import { pageFolder, pageHtml } from '../../host/webviewAssets.ts';
import { parseFromMessage, type FromMessage, type ToMessage } from '../../protocol/message.ts';

export interface MessageEditorDeps {
  readonly extensionUri: vscode.Uri;
  readonly client: RendererClient;
  readonly inbox: LocalInbox;
  readonly log: Logger;
}

/** Shows `*.eml` files, those of the local inbox and any other. Read-only: a message is evidence. */
export class MessageEditorProvider implements vscode.CustomReadonlyEditorProvider {
  readonly #deps: MessageEditorDeps;

  constructor(deps: MessageEditorDeps) {
    this.#deps = deps;
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => undefined };
  }

  resolveCustomEditor(document: vscode.CustomDocument, panel: vscode.WebviewPanel): void {
    const viewer = new MessageViewer(document.uri, panel, this.#deps);
    panel.onDidDispose(() => viewer.dispose());
  }
}

class MessageViewer extends Disposable {
  readonly #uri: vscode.Uri;
  readonly #panel: vscode.WebviewPanel;
  readonly #deps: MessageEditorDeps;
  #remoteImages = allowsRemoteImages();

  constructor(uri: vscode.Uri, panel: vscode.WebviewPanel, deps: MessageEditorDeps) {
    super();
    this.#uri = uri;
    this.#panel = panel;
    this.#deps = deps;
    const stored = deps.inbox.messageAt(uri.fsPath);
    if (stored !== undefined) {
      panel.title = stored.subject === '' ? vscode.l10n.t('(no subject)') : stored.subject;
      void deps.inbox.store.markSeen(stored.id);
    }
    panel.webview.options = {
      enableScripts: true,
      enableForms: false,
      localResourceRoots: [pageFolder(deps.extensionUri)],
    };
    this.register(panel.webview.onDidReceiveMessage((value: unknown) => this.#hear(value)));
    this.#setPage();
  }

  #setPage(): void {
    this.#panel.webview.html = pageHtml(this.#panel.webview, this.#deps.extensionUri, {
      page: 'message',
      title: path.basename(this.#uri.path),
      remoteImages: this.#remoteImages,
    });
  }

  #hear(value: unknown): void {
    const message = parseFromMessage(value);
    if (message === undefined) this.#deps.log.debug('message viewer: dropped a message of unknown shape');
    else void this.#answer(message).catch(logFailure(this.#deps.log, 'message viewer'));
  }

  async #answer(message: FromMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        return this.#show();
      case 'openLink':
        return offerLink(message.href);
      case 'showRemoteImages':
        this.#remoteImages = message.allowed;
        this.#setPage();
        return;
      case 'openSource':
        await vscode.commands.executeCommand('vscode.openWith', this.#uri, 'default');
    }
  }

  async #show(): Promise<void> {
    const answer = await this.#parse();
    if (!this.isDisposed) await this.#panel.webview.postMessage(answer);
  }

  async #parse(): Promise<ToMessage> {
    if (this.#uri.scheme !== 'file') {
      return {
        type: 'failed',
        reason: vscode.l10n.t('{0} is not a file on disk. Save it to a folder and open it there.', this.#uri.path),
      };
    }
    const outcome = await this.#deps.client.parseMessage(this.#uri.fsPath);
    if (outcome.kind === 'failed') {
      return {
        type: 'failed',
        reason: vscode.l10n.t('{0} cannot be shown: {1}', path.basename(this.#uri.path), outcome.reason),
      };
    }
    return {
      type: 'show',
      view: outcome.view,
      fileName: path.basename(this.#uri.path),
      remoteImages: this.#remoteImages,
    };
  }
}
