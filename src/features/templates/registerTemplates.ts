import path from 'node:path';
import * as vscode from 'vscode';
import { commands, views, walkthroughId } from '../../commands.ts';
import type { Logger } from '../../core/log.ts';
import type { RenderResult } from '../../core/render/renderResult.ts';
import { templateBaseName } from '../../core/template/templateName.ts';
import { templateOf, type ActiveTemplate } from '../../host/activeTemplate.ts';
import { Disposable, type DisposableLike } from '../../host/disposable.ts';
import { showError, showInfo, showWarning } from '../../host/notify.ts';
import type { TemplateRenderer } from '../../host/templateRenderer.ts';
import { openSample } from './sample.ts';
import { TemplateTree } from './templateTree.ts';
import { reasonOf } from '../../core/reasonOf.ts';

export interface TemplatesDeps {
  readonly extensionUri: vscode.Uri;
  readonly renderer: TemplateRenderer;
  readonly active: ActiveTemplate;
  readonly log: Logger & { show(preserveFocus?: boolean): void };
  /** The message that a send would hand over, as bytes. Given by whoever knows how mail is composed. */
  readonly composeForExport: (template: vscode.Uri, result: RenderResult) => Promise<Uint8Array | undefined>;
}

export function registerTemplates(deps: TemplatesDeps): DisposableLike {
  return new TemplatesFeature(deps);
}

class TemplatesFeature extends Disposable {
  readonly #deps: TemplatesDeps;
  #exports = 0;

  constructor(deps: TemplatesDeps) {
    super();
    this.#deps = deps;
    const tree = this.register(new TemplateTree(deps.renderer));
    this.register(vscode.window.createTreeView(views.templates, { treeDataProvider: tree, showCollapseAll: true }));
    const command = (id: string, run: (argument: unknown) => unknown): void => {
      this.register(vscode.commands.registerCommand(id, run));
    };
    command(commands.copyHtml, (argument) => this.#copyHtml(argument));
    command(commands.exportHtml, (argument) => this.#export(argument, 'html'));
    command(commands.exportText, (argument) => this.#export(argument, 'txt'));
    command(commands.exportEml, (argument) => this.#export(argument, 'eml'));
    command(commands.showLog, () => deps.log.show());
    command(commands.openWalkthrough, () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', walkthroughId, false),
    );
    command(commands.openSample, (argument) => openSample(deps.extensionUri, argument));
  }

  async #copyHtml(argument: unknown): Promise<void> {
    const rendered = await this.#render(argument);
    if (rendered === undefined) return;
    await vscode.env.clipboard.writeText(rendered.html);
    vscode.window.setStatusBarMessage(vscode.l10n.t('Copied the HTML of {0}.', rendered.name), statusMessageMs);
  }

  async #export(argument: unknown, kind: 'html' | 'txt' | 'eml'): Promise<void> {
    const rendered = await this.#render(argument);
    if (rendered === undefined) return;
    const content = await this.#contentOf(rendered, kind);
    if (content === undefined) return;
    const base = templateBaseName(rendered.template.fsPath);
    // Beside a template of plain html, its own name would be the first suggestion.
    const suffix = kind === 'html' && rendered.name === `${base}.html` ? '.rendered' : '';
    const target = await vscode.window.showSaveDialog({
      defaultUri: vscode.Uri.joinPath(rendered.template, '..', `${base}${suffix}.${kind}`),
      filters: { [kind.toUpperCase()]: [kind] },
      title: vscode.l10n.t('Export {0}', rendered.name),
    });
    if (target === undefined) return;
    try {
      await vscode.workspace.fs.writeFile(target, content);
    } catch (error) {
      await showError(vscode.l10n.t('{0} could not be written: {1}', target.fsPath, reasonOf(error)));
      return;
    }
    const open = vscode.l10n.t('Open');
    if ((await showInfo(vscode.l10n.t('Exported {0}.', path.basename(target.fsPath)), open)) === open) {
      await vscode.commands.executeCommand('vscode.open', target);
    }
  }

  async #contentOf(rendered: Rendered, kind: 'html' | 'txt' | 'eml'): Promise<Uint8Array | undefined> {
    switch (kind) {
      case 'html':
        return Buffer.from(rendered.html);
      case 'txt':
        return Buffer.from(rendered.result.text);
      case 'eml':
        return this.#deps.composeForExport(rendered.template, rendered.result);
    }
  }

  /** The rendered template, or undefined after saying why there is none. */
  async #render(argument: unknown): Promise<Rendered | undefined> {
    const template = await templateOf(argument, this.#deps.active);
    if (template === undefined) return undefined;
    const outcome = await this.#deps.renderer.render(template, `export ${++this.#exports}`);
    if (outcome.kind === 'superseded') return undefined;
    const name = path.basename(template.fsPath);
    const { result } = outcome;
    const error = result.problems.find((problem) => problem.severity === 'error');
    if (result.html === undefined) {
      await showError(vscode.l10n.t('{0} cannot be rendered: {1}', name, error?.message ?? ''));
      return undefined;
    }
    if (error !== undefined) {
      void showWarning(vscode.l10n.t('{0} has errors, and the result may be incomplete: {1}', name, error.message));
    }
    return { template, name, html: result.html, result };
  }
}

interface Rendered {
  readonly template: vscode.Uri;
  readonly name: string;
  readonly html: string;
  readonly result: RenderResult;
}

const statusMessageMs = 4000;
