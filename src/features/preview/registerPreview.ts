import path from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../commands.ts';
import type { Logger } from '../../core/log.ts';
import { engines, type RenderResult } from '../../core/render/renderResult.ts';
import { templateExtension } from '../../core/template/templateName.ts';
import { isPartial, templateOf, type ActiveTemplate } from '../../host/activeTemplate.ts';
import { Disposable, type DisposableLike } from '../../host/disposable.ts';
import { showInfo, showWarning } from '../../host/notify.ts';
import type { TemplateRenderer } from '../../host/templateRenderer.ts';
import { engineName } from './engineText.ts';
import { createDataSet } from './createDataSet.ts';
import { PreviewPanels } from './previewPanels.ts';
import { PreviewTarget } from './previewTarget.ts';
import { showBeside } from './problems.ts';

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
  readonly #panels: PreviewPanels;
  readonly #target: PreviewTarget;

  constructor(deps: PreviewDeps) {
    super();
    this.#deps = deps;
    this.#panels = this.register(new PreviewPanels(deps));
    this.#target = new PreviewTarget({
      renderer: deps.renderer,
      isShown: (template) =>
        this.#panels.all.some((panel) => panel.isVisible && panel.template.toString() === template.toString()),
    });
    const command = (id: string, run: (argument: unknown) => unknown): void => {
      this.register(vscode.commands.registerCommand(id, run));
    };
    command(commands.openPreview, (argument) => this.#open(argument, { toSide: false }));
    command(commands.openPreviewToSide, (argument) => this.#open(argument, { toSide: true }));
    command(commands.togglePreviewLock, () => this.#panels.toggleLock());
    command(commands.unlockPreview, () => this.#panels.toggleLock());
    command(commands.revealInPreview, () => this.#reveal());
    command(commands.selectDataSet, (argument) => this.#selectDataSet(argument));
    command(commands.createDataSet, (argument) => this.#createDataSet(argument));
    command(commands.selectEngine, (argument) => this.#selectEngine(argument));
    // The first render of a session pays for starting a process: start it while the user still reads.
    this.register(deps.active.onDidChange((template) => template !== undefined && deps.renderer.warm()));
    if (deps.active.edited !== undefined) deps.renderer.warm();
  }

  async #open(argument: unknown, { toSide }: { readonly toSide: boolean }): Promise<void> {
    const asked = await templateOf(argument ?? editedPiece(), this.#deps.active);
    const template = asked === undefined ? undefined : await this.#target.of(asked);
    if (asked === undefined || template === undefined) return;
    if (toSide) await this.#showSource(asked);
    const column = vscode.window.tabGroups.activeTabGroup.viewColumn;
    this.#panels.open(template, { column, toSide });
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

  async #reveal(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) return;
    const { document } = editor;
    const { active } = editor.selection;
    if (await this.#panels.revealSource(document, active)) return;
    await this.#open(document.uri, { toSide: true });
    await this.#panels.revealSource(document, active);
  }

  async #selectDataSet(argument: unknown): Promise<void> {
    const template = await templateOf(argument, this.#deps.active);
    if (template === undefined) return;
    const outcome = await this.#deps.renderer.render(template, 'data-sets', { wantsText: false });
    if (outcome.kind === 'superseded') return;
    if (outcome.kind === 'stopped') return tellStop(outcome.result);
    const { dataSets, dataSet } = outcome.result;
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
    if (outcome.kind === 'superseded') return;
    if (outcome.kind === 'stopped') return tellStop(outcome.result);
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

/** Of a partial in the editor a preview is asked for, although the mail around it is what other commands mean. */
function editedPiece(): vscode.Uri | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === 'file' && templateExtension(uri.fsPath) !== undefined && isPartial(uri) ? uri : undefined;
}

/** Of a render that was stopped nobody knows which data there is. */
async function tellStop({ problems: [stop] }: RenderResult): Promise<void> {
  if (stop !== undefined) await showWarning(stop.message);
}
