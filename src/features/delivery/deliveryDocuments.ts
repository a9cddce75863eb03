import * as vscode from 'vscode';
import { alterationsOf, foldedView } from '../../core/delivery/deliveryReport.ts';
import { comparableText } from '../../core/inbox/comparableText.ts';
import type { MessageView } from '../../core/inbox/messageView.ts';
import { Disposable } from '../../host/disposable.ts';
import type { RendererClient } from '../../host/rendererClient.ts';
import { deliveryScheme } from './schemes.ts';

/**
 * A test mail as it was sent and as it arrived, for VS Code's diff editor. What services on the way do to nearly every mail
 * (rewritten links, pixels) is folded away by a switch, so that what is left is what was changed.
 */
export class DeliveryDocuments extends Disposable implements vscode.TextDocumentContentProvider {
  readonly #client: RendererClient;
  readonly #didChange = this.register(new vscode.EventEmitter<vscode.Uri>());
  readonly onDidChange = this.#didChange.event;
  #isFolded = false;

  constructor(client: RendererClient) {
    super();
    this.#client = client;
    this.register(vscode.workspace.registerTextDocumentContentProvider(deliveryScheme, this));
  }

  async show(files: MessagePair, subject: string): Promise<void> {
    const title = vscode.l10n.t('{0}: sent ↔ received', subject);
    const received = documentOf('received', files);
    // One that is open may show what was found at an earlier look.
    this.#didChange.fire(received);
    await vscode.commands.executeCommand('vscode.diff', documentOf('sent', files), received, title);
  }

  /** For all that are open. */
  toggle(): void {
    this.#isFolded = !this.#isFolded;
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme === deliveryScheme && uri.authority === 'received') this.#didChange.fire(uri);
    }
    const message = this.#isFolded
      ? vscode.l10n.t('Rewritten links and added pixels are left out.')
      : vscode.l10n.t('Rewritten links and added pixels are shown.');
    vscode.window.setStatusBarMessage(message, 5000);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const [sent = '', received = ''] = uri.query.split('\n');
    if (uri.authority === 'sent') return this.#textOf(sent);
    if (!this.#isFolded) return this.#textOf(received);
    const [before, after] = await Promise.all([this.parse(sent), this.parse(received)]);
    if (typeof before === 'string' || typeof after === 'string') return this.#textOf(received);
    return comparableText(foldedView(after, alterationsOf(before, after)));
  }

  /** Outside of the extension host: a message is foreign. Its words when it cannot be read. */
  async parse(file: string): Promise<MessageView | string> {
    const outcome = await this.#client.parseMessage({ file }, { isLocal: false });
    return outcome.kind === 'parsed' ? outcome.view : outcome.reason;
  }

  async #textOf(file: string): Promise<string> {
    const view = await this.parse(file);
    return typeof view === 'string' ? vscode.l10n.t('The message cannot be shown: {0}', view) : comparableText(view);
  }
}

export interface MessagePair {
  readonly sent: vscode.Uri;
  readonly received: vscode.Uri;
}

function documentOf(side: 'sent' | 'received', files: MessagePair): vscode.Uri {
  return vscode.Uri.from({
    scheme: deliveryScheme,
    authority: side,
    path: `/${side}.txt`,
    query: `${files.sent.fsPath}\n${files.received.fsPath}`,
  });
}
