import path from 'node:path';
import * as vscode from 'vscode';
import { comparableText } from '../../core/inbox/comparableText.ts';
import type { RenderResult } from '../../core/render/renderResult.ts';
import { reasonOf } from '../../core/reasonOf.ts';
import { Disposable } from '../../host/disposable.ts';
import type { LocalInbox } from '../../host/localInbox.ts';
import { showInfo } from '../../host/notify.ts';
import type { RendererClient } from '../../host/rendererClient.ts';
import type { TemplateRenderer } from '../../host/templateRenderer.ts';
import { findTemplates } from '../../host/workspaceTemplates.ts';
import type { MessageSource } from '../../protocol/renderer.ts';
import { MessageFile } from './messageFile.ts';
import { compareScheme } from './schemes.ts';

export interface CompareDeps {
  readonly client: RendererClient;
  readonly renderer: TemplateRenderer;
  readonly inbox: LocalInbox;
  /** The message that a send of this render would hand over. */
  readonly composeForExport: (template: vscode.Uri, result: RenderResult) => Promise<Uint8Array | undefined>;
}

/** Messages, and what templates become, as texts for VS Code's diff editor. */
export class CompareMessages extends Disposable implements vscode.TextDocumentContentProvider {
  readonly #deps: CompareDeps;
  readonly #didChange = this.register(new vscode.EventEmitter<vscode.Uri>());
  readonly onDidChange = this.#didChange.event;

  constructor(deps: CompareDeps) {
    super();
    this.#deps = deps;
    this.register(vscode.workspace.registerTextDocumentContentProvider(compareScheme, this));
    // A template, its partials or its data: what is shown of templates may be another now.
    this.register(vscode.workspace.onDidSaveTextDocument(() => this.#refreshTemplates()));
    this.register(deps.renderer.onDidChangeChoice(() => this.#refreshTemplates()));
  }

  /** The message on the left as it arrived, the template on the right as it is now. */
  async withTemplate(message: vscode.Uri): Promise<void> {
    const templates = await findTemplates();
    if (templates.length === 0) {
      void showInfo(vscode.l10n.t('There is no template in this workspace to compare with.'));
      return;
    }
    const picked = await vscode.window.showQuickPick(
      templates.map((uri) => ({
        label: path.basename(uri.path),
        description: vscode.workspace.asRelativePath(vscode.Uri.joinPath(uri, '..')),
        uri,
      })),
      { title: vscode.l10n.t('Compare with Template'), matchOnDescription: true },
    );
    if (picked === undefined) return;
    await this.#diff(documentOf('message', message), documentOf('template', picked.uri));
  }

  async withMessage(message: vscode.Uri): Promise<void> {
    const other = await this.#chooseMessage(message);
    if (other !== undefined) await this.#diff(documentOf('message', message), documentOf('message', other));
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const subject = vscode.Uri.parse(uri.query, true);
    const name = path.basename(subject.path);
    try {
      const source =
        uri.authority === 'template' ? await this.#render(subject) : await new MessageFile(subject).source();
      const outcome = await this.#deps.client.parseMessage(source, { isLocal: false });
      if (outcome.kind === 'parsed') return comparableText(outcome.view);
      return vscode.l10n.t('{0} cannot be shown: {1}', name, outcome.reason);
    } catch (error) {
      return vscode.l10n.t('{0} cannot be shown: {1}', name, reasonOf(error));
    }
  }

  async #render(template: vscode.Uri): Promise<MessageSource> {
    const outcome = await this.#deps.renderer.render(template, 'compare');
    const problem = outcome.kind === 'superseded' ? undefined : outcome.result.problems[0]?.message;
    const message =
      outcome.kind === 'superseded' ? undefined : await this.#deps.composeForExport(template, outcome.result);
    if (message === undefined) throw new Error(problem ?? vscode.l10n.t('The render was given up.'));
    return { bytes: message };
  }

  async #diff(left: vscode.Uri, right: vscode.Uri): Promise<void> {
    const title = `${path.basename(left.path)} ↔ ${path.basename(right.path)}`;
    await vscode.commands.executeCommand('vscode.diff', left, right, title);
  }

  /** One of the inbox, or a file. */
  async #chooseMessage(message: vscode.Uri): Promise<vscode.Uri | undefined> {
    const { store } = this.#deps.inbox;
    const listed = store.list().flatMap((each) => {
      const file = store.fileOf(each.id);
      const uri = file === undefined ? undefined : vscode.Uri.file(file);
      if (uri === undefined || uri.toString() === message.toString()) return [];
      const label = each.subject === '' ? vscode.l10n.t('(no subject)') : each.subject;
      const detail = new Date(each.receivedAt).toLocaleString(vscode.env.language);
      return [{ label, description: each.from, detail, uri }];
    });
    const file = { label: vscode.l10n.t('Choose a File...'), alwaysShow: true, uri: undefined };
    const picked = await vscode.window.showQuickPick([...listed, file], {
      title: vscode.l10n.t('Compare with Message'),
      matchOnDescription: true,
    });
    if (picked === undefined || picked.uri !== undefined) return picked?.uri;
    const chosen = await vscode.window.showOpenDialog({ filters: { EML: ['eml'] } });
    return chosen?.[0];
  }

  #refreshTemplates(): void {
    for (const { document } of vscode.window.visibleTextEditors) {
      if (document.uri.scheme === compareScheme && document.uri.authority === 'template')
        this.#didChange.fire(document.uri);
    }
  }
}

function documentOf(kind: 'message' | 'template', subject: vscode.Uri): vscode.Uri {
  return vscode.Uri.from({
    scheme: compareScheme,
    authority: kind,
    path: `/${path.basename(subject.path)}`,
    query: subject.toString(),
  });
}
