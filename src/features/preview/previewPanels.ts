import * as vscode from 'vscode';
import { contextKeys, settings, views } from '../../commands.ts';
import type { Logger } from '../../core/log.ts';
import { isPartial, type ActiveTemplate } from '../../host/activeTemplate.ts';
import { Disposable, disposeAll, type DisposableLike } from '../../host/disposable.ts';
import { readBoolean } from '../../host/settings.ts';
import { projectRoot, type TemplateRenderer } from '../../host/templateRenderer.ts';
import { panelIcon } from '../../host/webviewAssets.ts';
import { DataGrid } from './dataGrid.ts';
import { DataLanguage } from './dataLanguage.ts';
import { answerMissing } from './dataMissing.ts';
import { movedAddress } from './movedFile.ts';
import { answerPreview } from './previewAnswers.ts';
import { PreviewFiles } from './previewFiles.ts';
import { previewOptions } from './previewLink.ts';
import { PreviewPanel, previewTitle, type PreviewIdentity } from './previewPanel.ts';
import { findPreview, redundantBeside } from './previewPlaces.ts';
import { PreviewSource } from './previewSource.ts';
import { ProblemReporter } from './problems.ts';
import { RemoteImageChoices } from './remoteImageChoices.ts';
import { tellDevices } from './tellDevices.ts';
import { TemplateStatus } from './templateStatus.ts';

export interface PreviewPanelsDeps {
  readonly extensionUri: vscode.Uri;
  readonly renderer: TemplateRenderer;
  readonly active: ActiveTemplate;
  readonly log: Logger;
}

/** All open previews: which one a command means, which ones follow the active editor, and what they share. */
export class PreviewPanels extends Disposable {
  readonly #deps: PreviewPanelsDeps;
  readonly #problems = this.register(new ProblemReporter());
  readonly #remoteImages = this.register(new RemoteImageChoices());
  readonly #status: TemplateStatus;
  readonly #files: PreviewFiles;
  /** The one that was active last comes first. */
  #panels: readonly PreviewPanel[] = [];
  readonly #sources = new WeakMap<PreviewPanel, PreviewSource>();

  constructor(deps: PreviewPanelsDeps) {
    super();
    this.#deps = deps;
    this.#status = this.register(new TemplateStatus(deps.active));
    this.#files = this.register(new PreviewFiles({ previews: () => this.#panels }));
    this.register(new DataLanguage({ previews: () => this.#panels, renderer: deps.renderer }));
    this.register(deps.active.onDidChange((template) => template !== undefined && this.#followEditor(template)));
    this.register(vscode.workspace.onDidRenameFiles(({ files }) => void this.#move(files)));
    this.register(
      vscode.window.registerWebviewPanelSerializer(views.preview, {
        deserializeWebviewPanel: (panel, state: unknown) => {
          const identity = parseIdentity(state);
          if (identity === undefined) panel.dispose();
          else this.#adopt(panel, identity);
          return Promise.resolve();
        },
      }),
    );
  }

  get all(): readonly PreviewPanel[] {
    return this.#panels;
  }

  /** Shows a template in the preview that serves, or in a new one. */
  open(
    template: vscode.Uri,
    place: { readonly column: vscode.ViewColumn | undefined; readonly toSide: boolean },
  ): void {
    const isLocked = readBoolean(settings.previewOpenLocked, false);
    const panel = findPreview(this.#panels, { template, isLocked, ...place });
    if (panel !== undefined) {
      if (panel.template.toString() !== template.toString()) panel.follow(template);
      panel.reveal();
      return;
    }
    const webviewPanel = vscode.window.createWebviewPanel(
      views.preview,
      previewTitle({ template, isLocked }),
      { viewColumn: place.toSide ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active, preserveFocus: true },
      {
        retainContextWhenHidden: true,
        enableFindWidget: true,
        ...previewOptions(vscode.Uri.file(projectRoot(template))),
      },
    );
    this.#adopt(webviewPanel, { template, isLocked });
  }

  toggleLock(): void {
    const panel = this.#panels.find((each) => each.isActive);
    panel?.setLocked(!panel.isLocked);
  }

  override dispose(): void {
    for (const panel of this.#panels) panel.dispose();
    super.dispose();
  }

  #adopt(webviewPanel: vscode.WebviewPanel, identity: PreviewIdentity): void {
    webviewPanel.iconPath = panelIcon(this.#deps.extensionUri);
    const panel = new PreviewPanel(webviewPanel, identity, { ...this.#deps, remoteImages: this.#remoteImages });
    this.#panels = [panel, ...this.#panels];
    const parts = this.#partsOf(panel);
    webviewPanel.onDidDispose(() => {
      // First of all: whatever a part does at its end, nobody may be shown in a panel that is closed.
      this.#panels = this.#panels.filter((each) => each !== panel);
      this.#tell();
      this.#forget(panel.template);
      disposeAll(parts);
    });
    this.#tell();
  }

  /** What goes with a preview, from its page's first word to its end. */
  #partsOf(panel: PreviewPanel): DisposableLike[] {
    const source = new PreviewSource(panel, this.#deps);
    this.#sources.set(panel, source);
    return [
      source,
      answerPreview(panel, { ...this.#deps, remoteImages: this.#remoteImages }),
      tellDevices(panel, this.#deps.log),
      new DataGrid(panel, this.#deps),
      answerMissing(panel, this.#deps),
      panel.onDidRender((result) => {
        this.#problems.report(panel.template, result);
        this.#status.show(panel.template, result);
        this.#files.update();
      }),
      panel.onDidFindImages((images) => this.#problems.reportImages(panel.template, images)),
      panel.onDidChange(({ previous }) => this.#hearOf(panel, previous)),
    ];
  }

  /** Scrolls a preview that is made of the document to a place in it; false when there is no such preview. */
  async revealSource(document: vscode.TextDocument, position: vscode.Position): Promise<boolean> {
    const using = this.#panels.filter((panel) => panel.uses(document.uri));
    const panel = using.find(({ isVisible }) => isVisible) ?? using[0];
    if (panel === undefined) return false;
    panel.reveal();
    await this.#sources.get(panel)?.reveal(document, position);
    return true;
  }

  #hearOf(panel: PreviewPanel, previous: vscode.Uri): void {
    this.#forget(previous);
    if (panel.isActive) this.#panels = [panel, ...this.#panels.filter((each) => each !== panel)];
    if (panel.isVisible) for (const each of redundantBeside(panel, this.#panels)) each.dispose();
    this.#tell();
  }

  /** What is known of a template goes with the last preview that shows it. */
  #forget(template: vscode.Uri): void {
    const isShown = this.#panels.some((each) => !each.isGone && each.template.toString() === template.toString());
    if (isShown) return;
    this.#problems.forget(template);
    this.#status.forget(template);
  }

  #tell(): void {
    this.#deps.active.setPreviews(this.#panels);
    const isLocked = this.#panels.some((each) => each.isActive && each.isLocked);
    void vscode.commands.executeCommand('setContext', contextKeys.previewLocked, isLocked);
  }

  #followEditor(template: vscode.Uri): void {
    for (const panel of this.#panels) {
      // A partial or a layout being edited is part of the mail that is shown: the mail stays.
      if (!panel.isLocked && !panel.uses(template) && !isPartial(template)) panel.follow(template);
    }
  }

  async #move(files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[]): Promise<void> {
    for (const panel of this.#panels) {
      const moved = movedAddress(panel.template, files);
      if (moved === undefined) continue;
      const template = vscode.Uri.parse(moved);
      this.#remoteImages.move(panel.template, template);
      await this.#deps.renderer.moveChoice(panel.template, template);
      panel.move(template);
    }
  }
}

/** What the page kept of its `identity`. An older version may have written it. */
function parseIdentity(state: unknown): PreviewIdentity | undefined {
  if (typeof state !== 'object' || state === null || !('template' in state)) return undefined;
  if (typeof state.template !== 'string') return undefined;
  return { template: vscode.Uri.parse(state.template), isLocked: 'isLocked' in state && state.isLocked === true };
}
