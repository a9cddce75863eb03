import * as vscode from 'vscode';
import { safeFileName } from '../core/template/diskAttachments.ts';
import { Disposable } from './disposable.ts';

/**
 * Read-only documents with what somebody wants to read or keep: a transcript, a table of results. Plain text: nothing in them is a link
 * to a command. The last ones are held in memory, as long as the window is open.
 */
export class ReportDocuments extends Disposable implements vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();

  constructor() {
    super();
    this.register(vscode.workspace.registerTextDocumentContentProvider(reportScheme, this));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? vscode.l10n.t('This was kept until the window closed.');
  }

  /** @param name of the file that it is saved as, without extension */
  async show(name: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({
      scheme: reportScheme,
      path: `/${safeFileName(name)}.txt`,
      query: String(++this.#count),
    });
    this.#texts.set(uri.toString(), text);
    for (const key of [...this.#texts.keys()].slice(0, -maxReports)) this.#texts.delete(key);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  #count = 0;
}

const reportScheme = 'mailproof-report';
const maxReports = 20;
