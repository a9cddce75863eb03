import path from 'node:path';
import * as vscode from 'vscode';
import { fileKey } from '../../core/template/fileKey.ts';
import { exportName } from '../../core/template/exportPlan.ts';
import { Disposable } from '../../host/disposable.ts';
import { pathOf, type TemplateRenderer } from '../../host/templateRenderer.ts';
import type { MailOutput } from './mailOutput.ts';

/** What can be read of a mail beside its template: its html, or the whole message. */
export type RenderedKind = 'html' | 'eml';

/**
 * Read-only documents with what a template becomes, which follow what is typed. One that nobody sees is rendered when it is shown
 * again.
 */
export class RenderedDocuments extends Disposable implements vscode.TextDocumentContentProvider {
  readonly #output: MailOutput;
  readonly #didChange = this.register(new vscode.EventEmitter<vscode.Uri>());
  readonly onDidChange = this.#didChange.event;
  /** Of open documents, by their URI. */
  readonly #known = new Map<string, KnownDocument>();
  #timer: NodeJS.Timeout | undefined;

  constructor(output: MailOutput, renderer: TemplateRenderer) {
    super();
    this.#output = output;
    this.register({ dispose: () => clearTimeout(this.#timer) });
    this.register(vscode.workspace.registerTextDocumentContentProvider(renderedScheme, this));
    this.register(vscode.workspace.onDidChangeTextDocument(({ document }) => this.#changed(document.uri)));
    this.register(renderer.onDidChangeChoice((template) => this.#changed(template)));
    this.register(renderer.onDidChangeConditions(() => this.#changed(undefined)));
    this.register(vscode.window.onDidChangeVisibleTextEditors(() => this.#showOutdated()));
    this.register(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#known.delete(uri.toString())));
    const watcher = this.register(vscode.workspace.createFileSystemWatcher('**/*'));
    this.register(watcher.onDidChange((file) => this.#changed(file)));
    this.register(watcher.onDidCreate((file) => this.#changed(file)));
    this.register(watcher.onDidDelete((file) => this.#changed(file)));
  }

  /** Opens it beside the active editor, or goes to where it is open. */
  async open(template: vscode.Uri, kind: RenderedKind): Promise<void> {
    const name = exportName(path.basename(template.path), kind);
    const uri = vscode.Uri.from({ scheme: renderedScheme, path: `/${name}`, query: template.toString() });
    const document = await vscode.workspace.openTextDocument(uri);
    const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
    await vscode.window.showTextDocument(document, {
      viewColumn: shown?.viewColumn ?? vscode.ViewColumn.Beside,
      preview: false,
    });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const template = vscode.Uri.parse(uri.query, true);
    const outcome = await this.#output.render(template);
    const before = this.#known.get(uri.toString());
    if (outcome.kind === 'failed') {
      const dependencies = [...outcome.dependencies.map(fileKey), ...(before?.dependencies ?? [])];
      this.#known.set(uri.toString(), { template, dependencies: new Set(dependencies), isOutdated: false });
      return vscode.l10n.t('{0} cannot be rendered: {1}', path.basename(template.path), outcome.reason);
    }
    const { mail } = outcome;
    const dependencies = new Set(mail.result.dependencies.map(fileKey));
    this.#known.set(uri.toString(), { template, dependencies, isOutdated: false });
    if (!uri.path.endsWith('.eml')) return mail.html;
    const message = await this.#output.bytesOf(mail, 'eml');
    return message === undefined ? '' : Buffer.from(message).toString('utf8');
  }

  /** @param file undefined: anything may have changed */
  #changed(file: vscode.Uri | undefined): void {
    if (file?.scheme === renderedScheme) return;
    const key = file === undefined ? undefined : fileKey(pathOf(file));
    let isAny = false;
    for (const known of this.#known.values()) {
      const isUsed = key === undefined || known.dependencies.has(key) || known.template.toString() === file?.toString();
      known.isOutdated ||= isUsed;
      isAny ||= isUsed;
    }
    if (!isAny) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#showOutdated(), updateDelayMs);
  }

  #showOutdated(): void {
    for (const { document } of vscode.window.visibleTextEditors) {
      const known = this.#known.get(document.uri.toString());
      if (known?.isOutdated !== true) continue;
      known.isOutdated = false;
      this.#didChange.fire(document.uri);
    }
  }
}

interface KnownDocument {
  readonly template: vscode.Uri;
  readonly dependencies: ReadonlySet<string>;
  isOutdated: boolean;
}

const renderedScheme = 'mailproof-rendered';
const updateDelayMs = 300;
