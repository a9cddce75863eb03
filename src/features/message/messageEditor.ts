import path from 'node:path';
import * as vscode from 'vscode';
import { commands, settings } from '../../commands.ts';
import type { AttachmentView } from '../../core/inbox/messageView.ts';
import type { Logger } from '../../core/log.ts';
import { reasonOf } from '../../core/reasonOf.ts';
import { previewDevices } from '../../host/previewDevices.ts';
import { Disposable } from '../../host/disposable.ts';
import type { LocalInbox } from '../../host/localInbox.ts';
import { logFailure } from '../../host/logFailure.ts';
import { offerLink, openLink } from '../../host/openLink.ts';
import type { RendererClient } from '../../host/rendererClient.ts';
import { allowsRemoteImages } from '../../host/settings.ts';
import { pageHtml } from '../../host/webviewAssets.ts';
import { parseFromMessage, type FromMessage, type ToMessage } from '../../protocol/message.ts';
import type { CompareMessages } from './compareMessages.ts';
import { MessageFile } from './messageFile.ts';
import { openPart, savePart, saveParts, type PartPlace } from './partActions.ts';

export interface MessageEditorDeps {
  readonly extensionUri: vscode.Uri;
  readonly client: RendererClient;
  readonly inbox: LocalInbox;
  readonly compare: CompareMessages;
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
  readonly #place: PartPlace;
  #attachments: readonly AttachmentView[] = [];
  #remoteImages = allowsRemoteImages();

  constructor(uri: vscode.Uri, panel: vscode.WebviewPanel, deps: MessageEditorDeps) {
    super();
    this.#uri = uri;
    this.#panel = panel;
    this.#deps = deps;
    this.#place = { message: uri, file: new MessageFile(uri), client: deps.client };
    const stored = deps.inbox.messageAt(uri.fsPath);
    if (stored !== undefined) {
      panel.title = stored.subject === '' ? vscode.l10n.t('(no subject)') : stored.subject;
      void deps.inbox.store.markSeen(stored.id);
    }
    panel.webview.options = {
      enableScripts: true,
      enableForms: false,
      localResourceRoots: [],
    };
    this.register(panel.webview.onDidReceiveMessage((value: unknown) => this.#hear(value)));
    this.register(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(settings.previewDevices)) void this.#tellDevices();
      }),
    );
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
    const { compare } = this.#deps;
    switch (message.type) {
      case 'ready':
        await this.#tellDevices();
        return this.#post(await this.#parse());
      case 'readSource':
        return this.#post(await this.#readSource(message.start));
      case 'openLink':
        return offerLink(message.href);
      case 'openShownLink':
        return openLink(message.href);
      case 'copyLink':
        return vscode.env.clipboard.writeText(message.href);
      case 'showRemoteImages':
        this.#remoteImages = message.allowed;
        this.#setPage();
        return;
      case 'openSource':
        await vscode.commands.executeCommand('vscode.openWith', this.#uri, 'default');
        return;
      case 'openPart':
        return openPart(this.#place, message.index);
      case 'savePart':
        return savePart(this.#place, message.index);
      case 'saveAll':
        return saveParts(
          this.#place,
          this.#attachments.map(({ index }) => index),
        );
      case 'compareWithTemplate':
        return compare.withTemplate(this.#uri);
      case 'compareWithMessage':
        return compare.withMessage(this.#uri);
      case 'release':
        await vscode.commands.executeCommand(commands.releaseMessage, this.#uri);
        return;
    }
  }

  async #post(message: ToMessage): Promise<void> {
    if (!this.isDisposed) await this.#panel.webview.postMessage(message);
  }

  #tellDevices(): Promise<void> {
    return this.#post({ type: 'showDevices', devices: previewDevices(this.#deps.log) });
  }

  async #parse(): Promise<ToMessage> {
    const stored = this.#deps.inbox.messageAt(this.#uri.fsPath);
    const source = await this.#place.file.source().catch((error: unknown) => ({ reason: reasonOf(error) }));
    const outcome =
      'reason' in source
        ? ({ kind: 'failed', reason: source.reason } as const)
        : await this.#deps.client.parseMessage(source, { isLocal: stored !== undefined });
    if (outcome.kind === 'failed') {
      const name = path.basename(this.#uri.path);
      return { type: 'failed', reason: vscode.l10n.t('{0} cannot be shown: {1}', name, outcome.reason) };
    }
    this.#attachments = outcome.view.attachments;
    const message = { view: outcome.view, ...(stored === undefined ? {} : { envelope: stored.envelope }) };
    return { type: 'show', message, remoteImages: this.#remoteImages };
  }

  async #readSource(start: number): Promise<ToMessage> {
    try {
      return { type: 'source', block: await this.#place.file.block(start) };
    } catch (error) {
      return { type: 'sourceFailed', reason: reasonOf(error) };
    }
  }
}
