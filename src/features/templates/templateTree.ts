import path from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../commands.ts';
import type { DataSetName } from '../../core/render/renderResult.ts';
import { findDataSets } from '../../core/template/dataSets.ts';
import { diskFileReader } from '../../core/template/diskFileReader.ts';
import { isPartName, templateDisplayName } from '../../core/template/displayName.ts';
import { splitLocale } from '../../core/template/locales.ts';
import { findProject } from '../../core/template/projectFile.ts';
import { SourceFiles } from '../../core/template/sourceFiles.ts';
import { templateBaseName } from '../../core/template/templateName.ts';
import { Disposable } from '../../host/disposable.ts';
import { projectRoot, type TemplateRenderer } from '../../host/templateRenderer.ts';
import { findTemplates } from '../../host/workspaceTemplates.ts';

export interface TemplateNode {
  readonly kind: 'template' | 'dataSet';
  /** Commands called on the node find it here. */
  readonly template: vscode.Uri;
  readonly dataSet?: DataSetName;
}

/** The mail templates of the workspace, with their data sets. */
export class TemplateTree extends Disposable implements vscode.TreeDataProvider<TemplateNode> {
  readonly #renderer: TemplateRenderer;
  readonly #didChange = this.register(new vscode.EventEmitter<TemplateNode | undefined>());
  readonly onDidChangeTreeData = this.#didChange.event;
  #timer: NodeJS.Timeout | undefined;

  constructor(renderer: TemplateRenderer) {
    super();
    this.#renderer = renderer;
    this.register({ dispose: () => clearTimeout(this.#timer) });
    const watcher = this.register(vscode.workspace.createFileSystemWatcher(watchedFiles, false, true, false));
    this.register(watcher.onDidCreate(() => this.#refreshSoon()));
    this.register(watcher.onDidDelete(() => this.#refreshSoon()));
    this.register(vscode.workspace.onDidChangeWorkspaceFolders(() => this.#refreshSoon()));
    this.register(renderer.onDidChangeChoice(() => this.#refreshSoon()));
  }

  async getChildren(parent?: TemplateNode): Promise<TemplateNode[]> {
    if (parent === undefined) return (await findTemplates()).map((template) => ({ kind: 'template', template }));
    if (parent.kind === 'dataSet') return [];
    const sets = await dataSetsOf(parent.template);
    return sets.map((dataSet) => ({ kind: 'dataSet', template: parent.template, dataSet }));
  }

  async getTreeItem(node: TemplateNode): Promise<vscode.TreeItem> {
    return node.dataSet === undefined ? templateItem(node) : this.#dataSetItem(node, node.dataSet);
  }

  #dataSetItem(node: TemplateNode, dataSet: DataSetName): vscode.TreeItem {
    const isChosen = this.#renderer.choiceOf(node.template).dataSet === dataSet.name;
    const item = new vscode.TreeItem(dataSet.name);
    item.id = `${node.template.toString()}\n${dataSet.file}`;
    item.contextValue = 'dataSet';
    item.iconPath = new vscode.ThemeIcon(isChosen ? 'check' : 'json');
    item.tooltip = vscode.workspace.asRelativePath(dataSet.file);
    item.accessibilityInformation = { label: vscode.l10n.t('Data set {0}', dataSet.name) };
    item.command = { command: 'vscode.open', title: '', arguments: [vscode.Uri.file(dataSet.file)] };
    return item;
  }

  #refreshSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#didChange.fire(undefined), refreshDelayMs);
  }
}

async function templateItem(node: TemplateNode): Promise<vscode.TreeItem> {
  const sets = await dataSetsOf(node.template);
  const name = shownName(node.template);
  const folder = path.dirname(vscode.workspace.asRelativePath(node.template));
  const item = new vscode.TreeItem(
    name,
    sets.length > 0 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
  );
  item.id = node.template.toString();
  item.contextValue = 'template';
  item.resourceUri = node.template;
  item.iconPath = new vscode.ThemeIcon('mail');
  if (folder !== '.') item.description = folder;
  item.tooltip = vscode.workspace.asRelativePath(node.template);
  item.accessibilityInformation = { label: vscode.l10n.t('Mail template {0}', name) };
  item.command = { command: commands.openPreviewToSide, title: '', arguments: [node.template] };
  return item;
}

/** The file's own name, unless that is `html.mjml` in twenty folders. */
function shownName(template: vscode.Uri): string {
  const { name } = splitLocale(templateBaseName(template.fsPath));
  return isPartName(name)
    ? templateDisplayName(template.fsPath, projectRoot(template))
    : path.basename(template.fsPath);
}

async function dataSetsOf(template: vscode.Uri): Promise<readonly DataSetName[]> {
  const root = projectRoot(template);
  const files = new SourceFiles(diskFileReader({ root }));
  const { project } = await findProject(template.fsPath, root, files);
  return (await findDataSets(template.fsPath, { root, configured: project.data }, files)).sets;
}

const watchedFiles = '**/*.{mjml,mjml.*,hbs,handlebars,hjs,mustache,json}';
const refreshDelayMs = 300;
