import path from 'node:path';
import * as vscode from 'vscode';
import type { Logger } from '../../core/log.ts';
import type { Problem, RenderResult } from '../../core/render/renderResult.ts';
import type { ShownPreview } from '../../host/activeTemplate.ts';
import { fileKey } from '../../core/template/fileKey.ts';
import { Disposable } from '../../host/disposable.ts';
import { previewUpdateDelayMs } from '../../host/settings.ts';
import { pathOf, projectRoot, type TemplateRenderer } from '../../host/templateRenderer.ts';
import {
  parseFromPreview,
  type FromPreview,
  type PreviewState,
  type PreviewStop,
  type PreviewTab,
  type ToPreview,
} from '../../protocol/preview.ts';
import { PreviewLink } from './previewLink.ts';
import { PreviewStates } from './previewStates.ts';
import type { RemoteImageChoices } from './remoteImageChoices.ts';
import { isTemplateThere } from './templateFile.ts';
import { UpdatePace } from './updatePace.ts';
import { MailStateReporter, type CountedMail } from './mailStateReporter.ts';
import type { PlacedImage } from '../../core/mail/imagePlaces.ts';

export interface PreviewPanelDeps {
  readonly extensionUri: vscode.Uri;
  readonly renderer: TemplateRenderer;
  readonly log: Logger;
  readonly remoteImages: RemoteImageChoices;
}

export interface PreviewIdentity {
  readonly template: vscode.Uri;
  /** Stays with its template, whatever is edited. */
  readonly isLocked: boolean;
}

/** One preview. Its page is set once for a template and then only told what to show; a hidden one does no work. */
export class PreviewPanel extends Disposable implements ShownPreview {
  readonly #deps: PreviewPanelDeps;
  readonly #panel: vscode.WebviewPanel;
  readonly #didReceive = this.register(new vscode.EventEmitter<FromPreview>());
  /** What the page says. `ready` and `showTab` are also answered here. */
  readonly onDidReceive = this.#didReceive.event;
  readonly #didRender = this.register(new vscode.EventEmitter<RenderResult>());
  /** A render of the template is done and told to the page: `result` is the newest mail. Also for one that gave none. */
  readonly onDidRender = this.#didRender.event;
  readonly #didChange = this.register(new vscode.EventEmitter<{ readonly previous: vscode.Uri }>());
  /** The template or the lock is another one, or the panel was shown, hidden, moved or focused. */
  readonly onDidChange = this.#didChange.event;
  #template: vscode.Uri;
  #isLocked: boolean;
  /** Two previews of one template are rendered each for itself. */
  readonly #purpose = `preview ${++panelCount}`;
  #revision = 0;
  readonly #pace = this.register(new UpdatePace(() => this.#update()));
  readonly #states = new PreviewStates();
  readonly #link: PreviewLink;
  readonly #firstPage: ReturnType<typeof setTimeout>;
  #isOutdated = false;
  #remoteImages: boolean;
  #tab: PreviewTab = 'rendered';
  /** By what they are compared by. */
  #dependencies: ReadonlyMap<string, string> = new Map();
  #problems: readonly Problem[] = [];
  readonly #mailState = this.register(new MailStateReporter((counted) => this.#tellCount(counted)));
  readonly #didFindImages = this.register(new vscode.EventEmitter<readonly PlacedImage[]>());
  /** Which local images cannot go along with the mail, a while after each render. */
  readonly onDidFindImages = this.#didFindImages.event;
  #shown: PreviewState | undefined;
  #lastGood: { readonly state: PreviewState; readonly result: RenderResult } | undefined;
  #isGone = false;

  constructor(panel: vscode.WebviewPanel, { template, isLocked }: PreviewIdentity, deps: PreviewPanelDeps) {
    super();
    this.#panel = panel;
    this.#link = new PreviewLink(panel.webview, deps.extensionUri);
    this.#template = template;
    this.#isLocked = isLocked;
    this.#deps = deps;
    this.#remoteImages = deps.remoteImages.of(template);
    this.register(panel.onDidDispose(() => this.dispose()));
    this.register(panel.onDidChangeViewState(() => this.#hearOfView()));
    this.register(panel.webview.onDidReceiveMessage((value: unknown) => this.#hear(value)));
    this.register(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (this.uses(document.uri)) this.schedule(previewUpdateDelayMs());
      }),
    );
    this.register(
      deps.renderer.onDidChangeChoice((changed) => {
        if (changed.toString() === this.#template.toString()) this.schedule(0);
      }),
    );
    this.register(deps.renderer.onDidChangeConditions(() => this.schedule(0)));
    this.register(deps.remoteImages.onDidChange(() => this.#showRemoteImages()));
    this.#setTitle();
    // What VS Code needs to make the panel goes first, and is not kept waiting by the page, which is a thousand times as much.
    this.#firstPage = setTimeout(() => this.#setPage());
    this.register({ dispose: () => clearTimeout(this.#firstPage) });
    this.schedule(0);
  }

  get template(): vscode.Uri {
    return this.#template;
  }

  get isLocked(): boolean {
    return this.#isLocked;
  }

  get isActive(): boolean {
    return !this.isDisposed && this.#panel.active;
  }

  get isVisible(): boolean {
    return !this.isDisposed && this.#panel.visible;
  }

  /** Its template was deleted. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** The group of editors that it is in; undefined while VS Code has not told yet. */
  get column(): vscode.ViewColumn | undefined {
    return this.isDisposed ? undefined : this.#panel.viewColumn;
  }

  /** Of the mail that the page shows: the newest one, or the last good one when there was none. */
  get result(): RenderResult | undefined {
    return this.#lastGood?.result;
  }

  /** Of the newest render, whatever it gave: the problems that the page lists, by index. */
  get problems(): { readonly revision: number; readonly list: readonly Problem[] } {
    return { revision: this.#shown?.revision ?? 0, list: this.#problems };
  }

  /** What the page was told last. */
  get shown(): PreviewState | undefined {
    return this.#shown;
  }

  reveal(column?: vscode.ViewColumn): void {
    this.#panel.reveal(column, true);
  }

  setLocked(isLocked: boolean): void {
    this.#isLocked = isLocked;
    this.#tellIdentity(this.#template);
  }

  /** Shows another template. What the old one showed goes at once: a stale mail under a new title would be a lie. */
  follow(template: vscode.Uri): void {
    const previous = this.#template;
    if (template.toString() !== previous.toString()) {
      this.#template = template;
      this.#dependencies = new Map();
      this.#problems = [];
      this.#lastGood = this.#shown = undefined;
      this.#isGone = false;
      this.#remoteImages = this.#deps.remoteImages.of(template);
      // While the page still hears: the window can be reloaded before the next page has said anything.
      this.#postIdentity({ isAnother: true });
      this.#setPage();
      this.#didChange.fire({ previous });
    }
    this.#renderAfresh();
  }

  /** Its file has another name now: the mail and the place in it stay. */
  move(template: vscode.Uri): void {
    if (projectRoot(template) !== projectRoot(this.#template)) return this.follow(template);
    const previous = this.#template;
    this.#template = template;
    this.#tellIdentity(previous);
    this.#renderAfresh();
  }

  /** Whether a change of this file can change what is shown. */
  uses(file: vscode.Uri): boolean {
    return file.toString() === this.#template.toString() || this.#dependencies.has(fileKey(pathOf(file)));
  }

  /** Every file that the mail is made of, or would be made of if it were there. */
  get dependencies(): readonly string[] {
    return [...this.#dependencies.values()];
  }

  /** Whether those that the mail names are there, without a render: they are no part of its text. */
  lookAtImages(): void {
    this.#mailState.lookAgain();
  }

  schedule(delayMs: number): void {
    if (this.#panel.visible) return this.#pace.ask(delayMs);
    this.#pace.cancel();
    this.#isOutdated = true;
  }

  /** A page that loads hears nothing: it gets the newest state with the first mail, or when it says that it is ready. */
  post(message: ToPreview): void {
    if (!this.isDisposed) this.#link.post(message);
  }

  override dispose(): void {
    super.dispose();
    this.#panel.dispose();
  }

  #hearOfView(): void {
    if (this.#panel.visible && this.#isOutdated) this.schedule(0);
    this.#didChange.fire({ previous: this.#template });
  }

  /** A render of the old template that is still under way is not wanted any more. */
  #renderAfresh(): void {
    this.#revision++;
    if (this.#panel.visible) this.#pace.restart();
    else this.#isOutdated = true;
  }

  #tellIdentity(previous: vscode.Uri): void {
    this.#setTitle();
    this.#postIdentity();
    this.#didChange.fire({ previous });
  }

  #postIdentity(change: { readonly isAnother?: true } = {}): void {
    this.post({ type: 'identity', template: this.#template.toString(), isLocked: this.#isLocked, ...change });
  }

  #setTitle(): void {
    this.#panel.title = previewTitle({ template: this.#template, isLocked: this.#isLocked });
  }

  #showRemoteImages(): void {
    const allowed = this.#deps.remoteImages.of(this.#template);
    if (allowed === this.#remoteImages) return;
    this.#remoteImages = allowed;
    // What a page may load is said in its head.
    this.#setPage();
  }

  #setPage(): void {
    clearTimeout(this.#firstPage);
    this.#setTitle();
    this.#tab = 'rendered';
    this.#link.load({
      title: this.#panel.title,
      remoteImages: this.#remoteImages,
      root: vscode.Uri.file(projectRoot(this.#template)),
    });
  }

  async #update(): Promise<void> {
    this.#isOutdated = false;
    const revision = ++this.#revision;
    const template = this.#template;
    const isWanted = (): boolean => !this.isDisposed && revision === this.#revision;
    const isThere = await isTemplateThere(template);
    if (!isWanted()) return;
    if (!isThere) return this.#sayGone();
    const busy = setTimeout(() => this.post({ type: 'busy' }), busyAfterMs);
    const startMs = performance.now();
    const wantsText = this.#tab === 'text';
    const outcome = await this.#deps.renderer
      .render(template, this.#purpose, { wantsText, wantsMarks: true })
      .finally(() => clearTimeout(busy));
    if (!isWanted() || outcome.kind === 'superseded') return;
    const { result } = outcome;
    const stopped = outcome.kind === 'stopped' ? stopOf(outcome) : undefined;
    this.#isGone = false;
    // A render that was stopped says nothing of its files: what mends it may be one of those known before.
    if (stopped === undefined) this.#dependencies = new Map(result.dependencies.map((file) => [fileKey(file), file]));
    this.#problems = result.problems;
    const state = this.#states.of(
      { revision, template, result, stopped },
      { remoteImages: this.#remoteImages, folderUrl: (folder) => this.#link.folderUrl(folder), before: this.#shown },
    );
    this.#shown = wantsText ? { ...state, text: result.text } : state;
    if (result.html !== undefined) this.#lastGood = { state: this.#shown, result };
    const receivedMs = performance.now();
    if (this.#link.isLoading) this.#tellAll();
    else this.#show(this.#shown);
    const postedMs = performance.now();
    this.#deps.log.debug(
      `preview: revision ${revision}: ${(receivedMs - startMs).toFixed(1)} ms to the result ` +
        `(${result.durationMs.toFixed(1)} in the process), ${(postedMs - receivedMs).toFixed(1)} ms to post it, ` +
        `${result.problems.length} problems`,
    );
    const tell = (): void => {
      if (!isWanted()) return;
      this.#countMail(result);
      this.#didRender.fire(result);
    };
    // What is posted leaves this process when it has nothing else to do: all the rest comes after that. A page that is still being made
    // needs the computer for itself, and no key waits for it.
    if (!this.#link.isDrawn) void this.#link.whenDrawn().then(tell);
    else {
      await afterPosting();
      tell();
    }
  }

  #show(state: PreviewState): void {
    if (!this.isDisposed) this.#link.show({ ...state, remoteImages: this.#remoteImages });
  }

  #sayGone(): void {
    this.#isGone = true;
    this.#shown = this.#lastGood = undefined;
    this.#problems = [];
    this.#tellGone();
    this.#didChange.fire({ previous: this.#template });
  }

  #tellGone(): void {
    this.post({ type: 'gone', templateName: path.basename(this.#template.path) });
  }

  #countMail(result: RenderResult): void {
    const { html, dependencies } = result;
    if (html === undefined) return;
    const place = { template: pathOf(this.#template), root: projectRoot(this.#template) };
    this.#mailState.take({ html, ...place, dependencies, overrides: this.#deps.renderer.textsOf(result) });
  }

  #tellCount({ state, missing }: CountedMail): void {
    this.post({ type: 'mailState', state });
    this.#didFindImages.fire(missing);
  }

  #hear(value: unknown): void {
    const message = parseFromPreview(value);
    if (message === undefined) return this.#deps.log.debug('preview: dropped a message of unknown shape');
    if (message.type === 'ready' ? this.#link.takeReady() : message.type === 'lacksPieces') this.#tellAll();
    if (message.type === 'drawn') this.#link.takeDrawn();
    if (message.type === 'retry') this.schedule(0);
    if (message.type === 'showTab') {
      this.#tab = message.tab;
      if (message.tab === 'text') this.schedule(0);
    }
    this.#didReceive.fire(message);
  }

  /** To a page that knows nothing yet. */
  #tellAll(): void {
    this.#link.open(() => {
      this.#postIdentity();
      if (this.#isGone) return this.#tellGone();
      if (this.#lastGood !== undefined && this.#shown?.mail === undefined) this.#show(this.#lastGood.state);
      if (this.#shown !== undefined) this.#show(this.#shown);
      this.#mailState.repeat();
    });
  }
}

/** Of the tab. A panel that is made with it has its tab drawn once. */
export function previewTitle({ template, isLocked }: PreviewIdentity): string {
  const name = path.basename(template.path);
  return isLocked ? vscode.l10n.t('[Locked] Preview: {0}', name) : vscode.l10n.t('Preview: {0}', name);
}

function stopOf({
  cause,
  result,
}: {
  readonly cause: PreviewStop['cause'];
  readonly result: RenderResult;
}): PreviewStop {
  return { cause, message: result.problems[0]?.message ?? '' };
}

/** VS Code writes in a timer of its own, which was set before this one. */
function afterPosting(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}

let panelCount = 0;
const busyAfterMs = 250;
