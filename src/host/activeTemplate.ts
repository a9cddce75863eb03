import path from 'node:path';
import * as vscode from 'vscode';
import { contextKeys } from '../commands.ts';
import { diskFileReader } from '../core/template/diskFileReader.ts';
import { SourceFiles } from '../core/template/sourceFiles.ts';
import { isTemplateEntry, showsMail } from '../core/template/templateEntry.ts';
import { isPartialPath, looksLikeMail, templateExtension } from '../core/template/templateName.ts';
import { Disposable } from './disposable.ts';
import { showError, showInfo } from './notify.ts';
import { meantPreview, type PreviewOfFiles } from './meantPreview.ts';
import { pathOf, projectRoot } from './templateRenderer.ts';

/** What a preview says about itself. Asked each time: a panel changes its template without any event of VS Code. */
export type ShownPreview = PreviewOfFiles<vscode.Uri>;

/** Knows which template a command without an argument means. */
export class ActiveTemplate extends Disposable {
  readonly #didChange = this.register(new vscode.EventEmitter<vscode.Uri | undefined>());
  /** Fires with the template of the active editor; undefined when that is something else. */
  readonly onDidChange = this.#didChange.event;
  readonly #didChangeCurrent = this.register(new vscode.EventEmitter<void>());
  /** Another preview may be the one that is meant. */
  readonly onDidChangeCurrent = this.#didChangeCurrent.event;
  #edited: vscode.Uri | undefined;
  /** The document of the active editor, when only `mailproof.json` says that it is a template. */
  #listed: vscode.TextDocument | undefined;
  #previews: readonly ShownPreview[] = [];

  constructor() {
    super();
    this.register(
      vscode.window.onDidChangeActiveTextEditor(() => {
        this.#update();
        void this.#updateFromProject();
      }),
    );
    this.register(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        // A plain Handlebars or html file becomes a mail when the first <mj- tag is typed.
        if (document === vscode.window.activeTextEditor?.document && this.#edited === undefined) this.#update();
      }),
    );
    this.register(vscode.workspace.onDidOpenTextDocument(() => this.#update()));
    this.#update();
    void this.#updateFromProject();
  }

  /** The template of the active editor. */
  get edited(): vscode.Uri | undefined {
    return this.#edited;
  }

  /** The mail that a person looks at: in the active preview, or in the one that is made of the file being edited. */
  get current(): vscode.Uri | undefined {
    // Any file counts: a partial without a tag of MJML, the data, mailproof.json.
    return meantPreview(this.#previews, activeEditorUri())?.template ?? this.#edited;
  }

  /** Told by the previews when one opens, gets or loses the focus, and closes; the one that was active last comes first. */
  setPreviews(previews: readonly ShownPreview[]): void {
    this.#previews = previews;
    const isActive = previews.some((preview) => preview.isActive);
    void vscode.commands.executeCommand('setContext', contextKeys.previewActive, isActive);
    this.#didChangeCurrent.fire();
  }

  #update(): void {
    const document = vscode.window.activeTextEditor?.document;
    const isTemplate = document !== undefined && (isTemplateDocument(document) || document === this.#listed);
    this.#show(isTemplate ? document.uri : undefined);
  }

  /** Asked only when another editor is shown: it reads files, and typing must not wait for them. */
  async #updateFromProject(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    this.#listed = undefined;
    if (document === undefined || this.#edited !== undefined || !(await isListedDocument(document))) return;
    if (document !== vscode.window.activeTextEditor?.document) return;
    this.#listed = document;
    this.#show(document.uri);
  }

  #show(edited: vscode.Uri | undefined): void {
    const isSame = edited?.toString() === this.#edited?.toString();
    this.#edited = edited;
    void vscode.commands.executeCommand('setContext', contextKeys.templateActive, edited !== undefined);
    if (!isSame) this.#didChange.fire(edited);
  }
}

export function isTemplateDocument(document: vscode.TextDocument): boolean {
  if (!isRendered(document.uri)) return false;
  if (document.languageId === 'mjml') return true;
  if (document.uri.scheme === 'untitled') return looksLikeMail(document.getText());
  return showsMail({ path: pathOf(document.uri), text: document.getText() }, projectRoot(document.uri));
}

/** What `mailproof.json` calls a template is one, whatever its text says, and so is a page in a layout of mails. */
async function isListedDocument({ uri }: vscode.TextDocument): Promise<boolean> {
  if (uri.scheme !== 'file' || templateExtension(uri.fsPath) === undefined) return false;
  const root = projectRoot(uri);
  return isTemplateEntry(pathOf(uri), root, new SourceFiles(diskFileReader({ root })));
}

/** A piece of mails and no mail: it is previewed when asked for, and never by itself. */
export function isPartial(file: vscode.Uri): boolean {
  return isPartialPath(pathOf(file), projectRoot(file));
}

/**
 * The template that a command was called for: a URI, a path, an item of the Templates view, or the current one.
 * undefined after saying why there is none: nothing else in an editor is ever taken for a mail.
 */
export async function templateOf(argument: unknown, active: ActiveTemplate): Promise<vscode.Uri | undefined> {
  const named = namedTemplate(argument);
  const template = named ?? active.current ?? activeEditorUri() ?? (await arrivingEditorUri());
  if (template === undefined) {
    void showInfo(vscode.l10n.t('Open an MJML or Handlebars template first.'));
    return undefined;
  }
  const document = await openDocument(template);
  if (document === undefined) return undefined;
  if (isTemplateDocument(document) || isPossibleTemplate(document)) return template;
  void showInfo(
    vscode.l10n.t(
      '{0} is not a mail template: Mailproof takes MJML, Handlebars and HTML files.',
      path.basename(template.path),
    ),
  );
  return undefined;
}

function namedTemplate(argument: unknown): vscode.Uri | undefined {
  // From the title of a preview VS Code passes the address of the panel, which is no file.
  if (argument instanceof vscode.Uri) return isRendered(argument) ? argument : undefined;
  if (typeof argument === 'string') {
    return /^(file|untitled):/i.test(argument) ? vscode.Uri.parse(argument) : vscode.Uri.file(absolute(argument));
  }
  if (typeof argument === 'object' && argument !== null && 'template' in argument) {
    if (argument.template instanceof vscode.Uri || typeof argument.template === 'string') {
      return namedTemplate(argument.template);
    }
  }
  return undefined;
}

/** Of an open editor only files and new documents: not the log, not the other side of a comparison. */
function activeEditorUri(): vscode.Uri | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri ?? activeTabUri();
  return uri !== undefined && isRendered(uri) ? uri : undefined;
}

/** While a window starts, extensions hear of its tabs before they hear of its editors. */
function activeTabUri(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputText ? input.uri : undefined;
}

/** A command can be quicker than the news of the editor that it was called in: the very first one, which activates us. */
function arrivingEditorUri(): Promise<vscode.Uri | undefined> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      subscription.dispose();
      resolve(activeEditorUri());
    };
    const timer = setTimeout(finish, arrivalMs);
    const subscription = vscode.window.onDidChangeActiveTextEditor(finish);
  });
}

const arrivalMs = 500;

function isRendered(uri: vscode.Uri): boolean {
  return uri.scheme === 'file' || uri.scheme === 'untitled';
}

/** Asked for by name, a file of these kinds is taken even when it does not look like mail. */
function isPossibleTemplate(document: vscode.TextDocument): boolean {
  return (
    ['html', 'handlebars', 'mjml'].includes(document.languageId) || templateExtension(document.uri.path) !== undefined
  );
}

async function openDocument(template: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(template);
  } catch {
    // VS Code's own words name the reason only in the log; what matters here is which file.
    void showError(
      vscode.l10n.t(
        '{0} cannot be opened. Check that the file exists and is text.',
        vscode.workspace.asRelativePath(template),
      ),
    );
    return undefined;
  }
}

function absolute(file: string): string {
  return path.resolve(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', file);
}
