import path from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../commands.ts';
import type { Logger } from '../../core/log.ts';
import type { HtmlPiece, Problem, RenderResult } from '../../core/render/renderResult.ts';
import { Disposable } from '../../host/disposable.ts';
import { offerLink } from '../../host/openLink.ts';
import { allowsRemoteImages, previewUpdateDelayMs } from '../../host/settings.ts';
import { logFailure } from '../../host/logFailure.ts';
import { pathOf, projectRoot, renderStoppedCode, type TemplateRenderer } from '../../host/templateRenderer.ts';
import { pageFolder, pageHtml } from '../../host/webviewAssets.ts';
import {
  parseFromPreview,
  type FromPreview,
  type PreviewState,
  type PreviewTab,
  type ToPreview,
} from '../../protocol/preview.ts';
import { PieceSender } from '../../protocol/shownPieces.ts';
import { explainEngine } from './engineText.ts';
import { HtmlSize } from './htmlSize.ts';
import { goToProblem, showBeside } from './problems.ts';
import { UpdatePace } from './updatePace.ts';

export interface PreviewPanelDeps {
  readonly extensionUri: vscode.Uri;
  readonly renderer: TemplateRenderer;
  readonly log: Logger;
  /** A render of this panel's template is done and shown. */
  readonly onRendered: (template: vscode.Uri, result: RenderResult) => void;
}

/** One preview. It follows the active template; its page is set once and then only told what to show. */
export class PreviewPanel extends Disposable {
  readonly #deps: PreviewPanelDeps;
  readonly #panel: vscode.WebviewPanel;
  #template: vscode.Uri;
  #revision = 0;
  readonly #pace = this.register(new UpdatePace(() => this.#update()));
  readonly #size = new HtmlSize();
  #isPageReady = false;
  readonly #pieces = new PieceSender();
  #isOutdated = false;
  #remoteImages = allowsRemoteImages();
  #tab: PreviewTab = 'rendered';
  #dependencies = new Set<string>();
  #problems: readonly Problem[] = [];
  #shown: PreviewState | undefined;
  #lastGood: PreviewState | undefined;

  constructor(panel: vscode.WebviewPanel, template: vscode.Uri, deps: PreviewPanelDeps) {
    super();
    this.#panel = panel;
    this.#template = template;
    this.#deps = deps;
    this.register(panel.onDidDispose(() => this.dispose()));
    this.register(panel.onDidChangeViewState(() => this.#catchUp()));
    this.register(panel.webview.onDidReceiveMessage((value: unknown) => this.#hear(value)));
    this.register(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (this.uses(document.uri)) this.schedule(previewUpdateDelayMs());
      }),
    );
    this.register(deps.renderer.onDidChangeChoice((changed) => this.#ifMine(changed)));
    this.register(deps.renderer.onDidChangeConditions(() => this.schedule(0)));
    this.#setPage();
    this.follow(template);
  }

  get template(): vscode.Uri {
    return this.#template;
  }

  get isActive(): boolean {
    return this.#panel.active;
  }

  reveal(column: vscode.ViewColumn | undefined): void {
    this.#panel.reveal(column, true);
  }

  /** Shows another template. What the old one showed goes at once: a stale mail under a new title would be a lie. */
  follow(template: vscode.Uri): void {
    const isAnother = template.toString() !== this.#template.toString();
    this.#template = template;
    // A render of the old template that is still under way is not wanted any more.
    this.#revision++;
    const name = path.basename(template.path);
    this.#panel.title = vscode.l10n.t('Preview: {0}', name);
    if (isAnother) {
      this.#dependencies = new Set();
      this.#lastGood = undefined;
      this.#shown = undefined;
      this.#remoteImages = allowsRemoteImages();
      this.#setPage();
    }
    if (this.#panel.visible) this.#pace.restart();
    else this.#isOutdated = true;
  }

  /** Whether a change of this file can change what is shown. */
  uses(file: vscode.Uri): boolean {
    return file.toString() === this.#template.toString() || this.#dependencies.has(dependencyKey(pathOf(file)));
  }

  schedule(delayMs: number): void {
    if (this.#panel.visible) return this.#pace.ask(delayMs);
    this.#pace.cancel();
    this.#isOutdated = true;
  }

  override dispose(): void {
    super.dispose();
    this.#panel.dispose();
  }

  #ifMine(template: vscode.Uri): void {
    if (template.toString() === this.#template.toString()) this.schedule(0);
  }

  #catchUp(): void {
    if (this.#panel.visible && this.#isOutdated) this.schedule(0);
  }

  #setPage(): void {
    this.#isPageReady = false;
    this.#tab = 'rendered';
    const root = vscode.Uri.file(projectRoot(this.#template));
    this.#panel.webview.options = {
      enableScripts: true,
      enableForms: false,
      localResourceRoots: [pageFolder(this.#deps.extensionUri), root],
    };
    this.#panel.webview.html = pageHtml(this.#panel.webview, this.#deps.extensionUri, {
      page: 'preview',
      title: this.#panel.title,
      remoteImages: this.#remoteImages,
    });
  }

  async #update(): Promise<void> {
    this.#isOutdated = false;
    const revision = ++this.#revision;
    const template = this.#template;
    const busy = setTimeout(() => this.#post({ type: 'busy' }), busyAfterMs);
    const startMs = performance.now();
    const wantsText = this.#tab === 'text';
    const outcome = await this.#deps.renderer
      .render(template, 'preview', { wantsText, wantsMarks: true })
      .finally(() => clearTimeout(busy));
    if (this.isDisposed || revision !== this.#revision || outcome.kind === 'superseded') return;
    const { result } = outcome;
    // A render that was stopped says nothing of its files: what mends it may be one of those known before.
    const isStopped = result.problems.some((problem) => problem.code === renderStoppedCode);
    if (!isStopped) this.#dependencies = new Set(result.dependencies.map(dependencyKey));
    this.#problems = result.problems;
    const state = this.#stateOf(revision, isStopped ? { ...result, ...this.#dataOfLast() } : result);
    this.#shown = wantsText ? { ...state, text: result.text } : state;
    if (result.html !== undefined) this.#lastGood = this.#shown;
    const receivedMs = performance.now();
    this.#show(this.#shown);
    this.#deps.log.debug(
      `preview: revision ${revision}: ${(receivedMs - startMs).toFixed(1)} ms to the result ` +
        `(${result.durationMs.toFixed(1)} in the process), ${(performance.now() - receivedMs).toFixed(1)} ms to post it, ` +
        `${result.problems.length} problems`,
    );
    this.#deps.onRendered(template, result);
  }

  #stateOf(revision: number, result: RenderResult): PreviewState {
    return {
      revision,
      template: this.#template.toString(),
      templateName: path.basename(this.#template.path),
      ...(result.html === undefined ? {} : { mail: shownPieces(result, result.html) }),
      baseUrl: this.#folderUrl(path.dirname(pathOf(this.#template))),
      rootUrl: this.#folderUrl(projectRoot(this.#template)),
      subject: result.subject,
      preheader: result.preheader,
      htmlBytes: this.#size.of(result),
      engine: result.engine,
      engineReason: explainEngine(result).join(' '),
      dataSets: result.dataSets,
      ...(result.dataSet === undefined ? {} : { dataSet: result.dataSet }),
      isSampleData: result.isSampleData === true,
      problems: result.problems.map((problem, index) => ({
        severity: problem.severity,
        code: problem.code,
        message: problem.message,
        start: problem.start,
        fileName: vscode.workspace.asRelativePath(problem.file),
        index,
      })),
      remoteImages: this.#remoteImages,
    };
  }

  #dataOfLast(): Pick<PreviewState, 'dataSets' | 'dataSet' | 'isSampleData'> {
    const { dataSets = [], dataSet, isSampleData = false } = this.#shown ?? {};
    return { dataSets, isSampleData, ...(dataSet === undefined ? {} : { dataSet }) };
  }

  #folderUrl(folder: string): string {
    return `${this.#panel.webview.asWebviewUri(vscode.Uri.file(folder)).toString()}/`;
  }

  #show({ mail, ...state }: PreviewState): void {
    // Packing notes what the page has.
    if (!this.#isPageReady) return;
    const sent = mail === undefined ? {} : { mail: this.#pieces.pack(mail) };
    this.#post({ type: 'show', state: { ...state, ...sent, remoteImages: this.#remoteImages } });
  }

  #post(message: ToPreview): void {
    // A hidden or loading page gets the newest state when it says that it is ready.
    if (this.#isPageReady) void this.#panel.webview.postMessage(message);
  }

  #hear(value: unknown): void {
    const message = parseFromPreview(value);
    if (message === undefined) this.#deps.log.debug('preview: dropped a message of unknown shape');
    else void this.#answer(message).catch(logFailure(this.#deps.log, 'preview'));
  }

  async #answer(message: FromPreview): Promise<void> {
    switch (message.type) {
      case 'ready':
      case 'lacksPieces':
        this.#isPageReady = true;
        this.#pieces.forget();
        if (this.#lastGood !== undefined && this.#shown?.mail === undefined) this.#show(this.#lastGood);
        if (this.#shown !== undefined) this.#show(this.#shown);
        return;
      case 'goToProblem': {
        const problem = message.revision === this.#shown?.revision ? this.#problems[message.index] : undefined;
        if (problem !== undefined) await goToProblem(problem);
        return;
      }
      case 'openLink':
        return offerLink(message.href);
      case 'selectDataSet':
        if (message.name === undefined) await vscode.commands.executeCommand(commands.selectDataSet, this.#template);
        else await this.#deps.renderer.choose(this.#template, { dataSet: message.name });
        return;
      case 'selectEngine':
        await vscode.commands.executeCommand(commands.selectEngine, this.#template);
        return;
      case 'showTab':
        this.#tab = message.tab;
        if (message.tab === 'text') this.schedule(0);
        return;
      case 'send':
        await vscode.commands.executeCommand(commands.sendTest, { template: this.#template.toString() });
        return;
      case 'showRemoteImages':
        this.#remoteImages = message.allowed;
        this.#setPage();
        return;
      case 'editData': {
        const file = this.#shown?.dataSet?.file;
        if (file === undefined) await vscode.commands.executeCommand(commands.createDataSet, this.#template);
        else await showBeside(vscode.Uri.file(file));
      }
    }
  }
}

/** Paths are compared as the file systems of macOS and Windows do; a needless render is all that a clash costs. */
function dependencyKey(file: string): string {
  return path.normalize(file).toLowerCase();
}

/** What was not made in pieces is one, which each render replaces. */
function shownPieces({ pieces, marked }: RenderResult, html: string): readonly HtmlPiece[] {
  const shown = marked ?? { html, pieces };
  return shown.pieces ?? [{ id: 0, html: shown.html }];
}

const busyAfterMs = 250;
