import path from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../commands.ts';
import type { DataSetName } from '../../core/render/renderResult.ts';
import { findDataSets } from '../../core/template/dataSets.ts';
import { diskFileReader } from '../../core/template/diskFileReader.ts';
import { isPartName, templateDisplayName } from '../../core/template/displayName.ts';
import { splitLocale } from '../../core/template/locales.ts';
import { findProject, projectFileName } from '../../core/template/projectFile.ts';
import { SourceFiles } from '../../core/template/sourceFiles.ts';
import { isTemplateEntry } from '../../core/template/templateEntry.ts';
import { templateBaseName } from '../../core/template/templateName.ts';
import { Disposable } from '../../host/disposable.ts';
import { projectRoot, type TemplateRenderer } from '../../host/templateRenderer.ts';

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

async function findTemplates(): Promise<vscode.Uri[]> {
  const found = await findCandidates();
  const isMail = mailJudge();
  const areMails = await Promise.all(found.map(isMail));
  return found
    .filter((_uri, index) => areMails[index] === true)
    .sort((first, second) => first.fsPath.localeCompare(second.fsPath));
}

/** Plain html is looked at where mails are, or where `mailproof.json` says what is a template: the rest is pages. */
async function findCandidates(): Promise<readonly vscode.Uri[]> {
  const projects = await vscode.workspace.findFiles(`**/${projectFileName}`, ignoredFolders, maxProjects);
  const listings = await Promise.all([
    vscode.workspace.findFiles(templateFiles, ignoredFolders, maxTemplates),
    vscode.workspace.findFiles(htmlInMailFolders, ignoredFolders, maxTemplates),
    ...projects.map((project) =>
      vscode.workspace.findFiles(
        new vscode.RelativePattern(vscode.Uri.joinPath(project, '..'), '**/*.{html,htm}'),
        ignoredFolders,
        maxTemplates,
      ),
    ),
  ]);
  return [...new Map(listings.flat().map((uri) => [uri.toString(), uri])).values()];
}

/** All files of one search share what was read, `mailproof.json` above all. */
function mailJudge(): (file: vscode.Uri) => Promise<boolean> {
  const filesByRoot = new Map<string, SourceFiles>();
  return async (file) => {
    const root = projectRoot(file);
    const files = filesByRoot.get(root) ?? new SourceFiles(diskFileReader({ root }));
    filesByRoot.set(root, files);
    return isTemplateEntry(file.fsPath, root, files);
  };
}

const templateFiles = '**/*.{mjml,mjml.*,hbs,handlebars,hjs,mustache}';
const htmlInMailFolders =
  '**/{email,emails,e-mail,e-mails,mail,mails,mailer,mailers,mailing,mailings,newsletter,newsletters}{,-templates}/**/*.{html,htm,ejs,erb,njk,liquid,twig,tpl}';
const watchedFiles = '**/*.{mjml,mjml.*,hbs,handlebars,hjs,mustache,json}';
const ignoredFolders = '{**/node_modules/**,**/dist/**,**/.git/**,**/vendor/**}';
const maxProjects = 20;
/** Beyond this the view is no longer a list that people read. */
const maxTemplates = 2000;
const refreshDelayMs = 300;
