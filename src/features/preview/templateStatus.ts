import * as vscode from 'vscode';
import { commands } from '../../commands.ts';
import type { RenderResult } from '../../core/render/renderResult.ts';
import type { ActiveTemplate } from '../../host/activeTemplate.ts';
import { Disposable } from '../../host/disposable.ts';
import { engineName, explainEngine } from './engineText.ts';

/** Says in the status bar, while a template is active, which data it is shown with and how many problems it has. */
export class TemplateStatus extends Disposable {
  readonly #active: ActiveTemplate;
  readonly #item = this.register(
    vscode.window.createStatusBarItem('mailproof.dataSet', vscode.StatusBarAlignment.Right, 100),
  );
  /** Of each template that is previewed, by its URI. */
  readonly #results = new Map<string, RenderResult>();

  constructor(active: ActiveTemplate) {
    super();
    this.#active = active;
    this.#item.name = vscode.l10n.t('Mail Template');
    this.register(active.onDidChange(() => this.#update()));
    this.register(active.onDidChangeCurrent(() => this.#update()));
  }

  show(template: vscode.Uri, result: RenderResult): void {
    this.#results.set(template.toString(), result);
    this.#update();
  }

  forget(template: vscode.Uri): void {
    if (this.#results.delete(template.toString())) this.#update();
  }

  #update(): void {
    const template = this.#active.current;
    const result = template === undefined ? undefined : this.#results.get(template.toString());
    if (result === undefined) {
      this.#item.hide();
      return;
    }
    const errors = result.problems.filter((problem) => problem.severity === 'error').length;
    const dataSet = result.dataSet?.name ?? sayNoData(result);
    const engine = result.templateLanguage ?? engineName(result.engine);
    this.#item.text = [`$(mail) ${dataSet}`, engine, ...(errors > 0 ? [`$(error) ${errors}`] : [])].join('  ');
    this.#item.tooltip = [
      vscode.l10n.t('Mailproof: data set {0}', dataSet),
      ...explainEngine(result),
      errors > 0 ? vscode.l10n.t('Errors: {0}', errors) : '',
    ]
      .filter((line) => line !== '')
      .join('\n');
    this.#item.accessibilityInformation = { label: vscode.l10n.t('Mailproof: data set {0}', dataSet), role: 'button' };
    this.#item.command = { command: commands.selectDataSet, title: '', arguments: [template] };
    this.#item.show();
  }
}

function sayNoData({ isSampleData }: RenderResult): string {
  return isSampleData === true ? vscode.l10n.t('sample values') : vscode.l10n.t('no data');
}
