import path from 'node:path';
import * as vscode from 'vscode';
import { commands, views } from '../../commands.ts';
import type { Logger } from '../../core/log.ts';
import { engines, type RenderResult } from '../../core/render/renderResult.ts';
import { isPartial, templateOf, type ActiveTemplate } from '../../host/activeTemplate.ts';
import { Disposable, type DisposableLike } from '../../host/disposable.ts';
import { showInfo, showWarning } from '../../host/notify.ts';
import { renderStoppedCode, type TemplateRenderer } from '../../host/templateRenderer.ts';
import { panelIcon } from '../../host/webviewAssets.ts';
import { engineName } from './engineText.ts';
import { createDataSet } from './createDataSet.ts';
import { PreviewPanel } from './previewPanel.ts';
import { ProblemReporter, showBeside } from './problems.ts';
import { TemplateStatus } from './templateStatus.ts';

export interface PreviewDeps {
  readonly extensionUri: vscode.Uri;
  readonly renderer: TemplateRenderer;
  readonly active: ActiveTemplate;
  readonly log: Logger;
}

export function registerPreview(deps: PreviewDeps): DisposableLike {
  return new PreviewFeature(deps);
}

class PreviewFeature extends Disposable {
  readonly #deps: PreviewDeps;
  readonly #problems = this.register(new ProblemReporter());
  readonly #status: TemplateStatus;
  #panel: PreviewPanel | undefined;

  constructor(deps: PreviewDeps) {
    super();
    this.#deps = deps;
    this.#status = this.register(new TemplateStatus(deps.active));
    const command = (id: string, run: (argument: unknown) => unknown): void => {
      this.register(vscode.commands.registerCommand(id, run));
    };
    command(commands.openPreview, (argument) => this.#open(argument, vscode.ViewColumn.Active));
    command(commands.openPreviewToSide, (argument) => this.#open(argument, vscode.ViewColumn.Beside));
    command(commands.selectDataSet, (argument) => this.#selectDataSet(argument));
    command(commands.createDataSet, (argument) => this.#createDataSet(argument));
    command(commands.selectEngine, (argument) => this.#selectEngine(argument));
    this.register(
      deps.active.onDidChange((template) => {
        if (template === undefined) return;
        // The first render of a session pays for starting a process: start it while the user still reads.
        deps.renderer.warm();
        // A partial or a layout being edited is part of the mail that is shown: the mail stays.
        if (this.#panel !== undefined && !this.#panel.uses(template) && !isPartial(template)) this.#follow(template);
      }),
    );
    if (deps.active.edited !== undefined) deps.renderer.warm();
    this.#watchFiles();
    this.register(
      vscode.window.registerWebviewPanelSerializer(views.preview, {
        deserializeWebviewPanel: (panel, state: unknown) => {
          const template = templateOfState(state);
          if (template === undefined) panel.dispose();
          else this.#adopt(panel, template);
          return Promise.resolve();
        },
      }),
    );
  }

  override dispose(): void {
    this.#panel?.dispose();
    super.dispose();
  }

  async #open(argument: unknown, column: vscode.ViewColumn): Promise<void> {
    const template = await templateOf(argument, this.#deps.active);
    if (template === undefined) return;
    if (column === vscode.ViewColumn.Beside) await this.#showSource(template);
    if (this.#panel === undefined) {
      const panel = vscode.window.createWebviewPanel(
        views.preview,
        vscode.l10n.t('Preview: {0}', path.basename(template.path)),
        { viewColumn: column, preserveFocus: true },
        { retainContextWhenHidden: true, enableFindWidget: true },
      );
      this.#adopt(panel, template);
    } else {
      if (this.#panel.template.toString() !== template.toString()) this.#follow(template);
      this.#panel.reveal(undefined);
    }
  }

  /**
   * To the side of its source: a template chosen in a list is opened, so that editor and preview never show two different
   * mails of which a command could mean either.
   */
  async #showSource(template: vscode.Uri): Promise<void> {
    const isShown = vscode.window.visibleTextEditors.some(
      (editor) => editor.document.uri.toString() === template.toString() && editor.viewColumn !== undefined,
    );
    const isActive = vscode.window.activeTextEditor?.document.uri.toString() === template.toString();
    if (!isShown || !isActive) await showBeside(template);
  }

  #follow(template: vscode.Uri): void {
    if (this.#panel === undefined) return;
    this.#problems.forget(this.#panel.template);
    this.#panel.follow(template);
  }

  #adopt(webviewPanel: vscode.WebviewPanel, template: vscode.Uri): void {
    this.#panel?.dispose();
    webviewPanel.iconPath = panelIcon(this.#deps.extensionUri);
    const panel = new PreviewPanel(webviewPanel, template, {
      extensionUri: this.#deps.extensionUri,
      renderer: this.#deps.renderer,
      log: this.#deps.log,
      onRendered: (rendered, result) => this.#onRendered(rendered, result),
    });
    this.#panel = panel;
    const tell = (): void => {
      if (this.#panel === panel) this.#deps.active.setPreview(panel);
    };
    webviewPanel.onDidChangeViewState(tell);
    webviewPanel.onDidDispose(() => {
      if (this.#panel !== panel) return;
      this.#panel = undefined;
      this.#problems.forget(panel.template);
      this.#deps.active.setPreview(undefined);
    });
    tell();
  }

  #onRendered(template: vscode.Uri, result: RenderResult): void {
    this.#problems.report(template, result);
    this.#status.show(template, result);
  }

  /** Files change on disk too: a build, a branch switch, an image saved by another program. */
  #watchFiles(): void {
    const watcher = this.register(vscode.workspace.createFileSystemWatcher('**/*'));
    const changed = (file: vscode.Uri): void => {
      if (this.#panel?.uses(file) === true) this.#panel.schedule(fileChangeDelayMs);
    };
    this.register(watcher.onDidChange(changed));
    this.register(watcher.onDidCreate(changed));
    this.register(watcher.onDidDelete(changed));
  }

  async #selectDataSet(argument: unknown): Promise<void> {
    const template = await templateOf(argument, this.#deps.active);
    if (template === undefined) return;
    const outcome = await this.#deps.renderer.render(template, 'data-sets', { wantsText: false });
    if (outcome.kind === 'superseded') return;
    const { dataSets, dataSet } = outcome.result;
    if (await isStopped(outcome.result)) return;
    if (dataSets.length === 0) {
      const create = vscode.l10n.t('Create Data Set');
      const message = vscode.l10n.t('{0} has no data yet.', path.basename(template.path));
      if ((await showInfo(message, create)) === create) await this.#createDataSet(template);
      return;
    }
    const picked = await vscode.window.showQuickPick(
      dataSets.map((set) => ({
        label: set.name,
        description: vscode.workspace.asRelativePath(set.file),
        ...(set.name === dataSet?.name ? { iconPath: new vscode.ThemeIcon('check') } : {}),
      })),
      { title: vscode.l10n.t('Data Set'), placeHolder: vscode.l10n.t('Data to show the mail with') },
    );
    if (picked !== undefined) await this.#deps.renderer.choose(template, { dataSet: picked.label });
  }

  async #createDataSet(argument: unknown): Promise<void> {
    const template = await templateOf(argument, this.#deps.active);
    if (template === undefined) return;
    const outcome = await this.#deps.renderer.render(template, 'data-sets', { wantsText: false });
    if (outcome.kind === 'superseded' || (await isStopped(outcome.result))) return;
    await createDataSet(template, outcome.result, this.#deps.renderer);
  }

  async #selectEngine(argument: unknown): Promise<void> {
    const template = await templateOf(argument, this.#deps.active);
    if (template === undefined) return;
    const chosen = this.#deps.renderer.choiceOf(template).engine;
    const picked = await vscode.window.showQuickPick(
      (['auto', ...engines] as const).map((engine) => ({
        label: engineName(engine),
        engine,
        ...(engine === chosen ? { iconPath: new vscode.ThemeIcon('check') } : {}),
      })),
      { title: vscode.l10n.t('Engine Order'), placeHolder: vscode.l10n.t('How this template becomes a mail') },
    );
    if (picked !== undefined) await this.#deps.renderer.choose(template, { engine: picked.engine });
  }
}

/** Of a render that was stopped nobody knows which data there is. True after saying so. */
async function isStopped(result: RenderResult): Promise<boolean> {
  const stop = result.problems.find((problem) => problem.code === renderStoppedCode);
  if (stop === undefined) return false;
  await showWarning(stop.message);
  return true;
}

function templateOfState(state: unknown): vscode.Uri | undefined {
  if (typeof state !== 'object' || state === null || !('template' in state)) return undefined;
  return typeof state.template === 'string' ? vscode.Uri.parse(state.template) : undefined;
}

const fileChangeDelayMs = 100;
