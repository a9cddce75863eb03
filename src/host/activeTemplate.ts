import path from 'node:path';
import * as vscode from 'vscode';
import { contextKeys } from '../commands.ts';
import { looksLikeMail, templateExtension } from '../core/template/templateName.ts';
import { Disposable } from './disposable.ts';

/**
 * Knows which template a command without an argument means: the one in the active editor, or the one that the active
 * preview shows.
 */
export class ActiveTemplate extends Disposable {
  readonly #didChange = this.register(new vscode.EventEmitter<vscode.Uri | undefined>());
  /** Fires with the template of the active editor; undefined when that is something else. */
  readonly onDidChange = this.#didChange.event;
  #edited: vscode.Uri | undefined;
  #previewed: vscode.Uri | undefined;

  constructor() {
    super();
    this.register(vscode.window.onDidChangeActiveTextEditor(() => this.#update()));
    this.register(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        // A plain Handlebars or html file becomes a mail when the first <mj- tag is typed.
        if (document === vscode.window.activeTextEditor?.document && this.#edited === undefined) this.#update();
      }),
    );
    this.register(vscode.workspace.onDidOpenTextDocument(() => this.#update()));
    this.#update();
  }

  /** The template of the active editor. */
  get edited(): vscode.Uri | undefined {
    return this.#edited;
  }

  /** What a command without an argument means. */
  get current(): vscode.Uri | undefined {
    return this.#previewed ?? this.#edited;
  }

  /** Told by the preview: the template that the active panel shows, or undefined when no preview is active. */
  setPreviewed(template: vscode.Uri | undefined): void {
    this.#previewed = template;
    void vscode.commands.executeCommand('setContext', contextKeys.previewActive, template !== undefined);
  }

  #update(): void {
    const document = vscode.window.activeTextEditor?.document;
    const edited = document !== undefined && isTemplateDocument(document) ? document.uri : undefined;
    const isSame = edited?.toString() === this.#edited?.toString();
    this.#edited = edited;
    void vscode.commands.executeCommand('setContext', contextKeys.templateActive, edited !== undefined);
    if (!isSame) this.#didChange.fire(edited);
  }
}

export function isTemplateDocument(document: vscode.TextDocument): boolean {
  if (document.languageId === 'mjml') return true;
  if (document.uri.scheme !== 'file' && document.uri.scheme !== 'untitled') return false;
  if (document.uri.scheme === 'untitled') return looksLikeMail(document.getText());
  const name = path.basename(document.uri.fsPath);
  return templateExtension(name) !== undefined && (/\.mjml\b/i.test(name) || looksLikeMail(document.getText()));
}

/**
 * The template that a command was called for: a URI, a path, an item of the Templates view, or the current one.
 */
export function templateOf(argument: unknown, active: ActiveTemplate): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri) return argument;
  if (typeof argument === 'string') {
    return /^[a-z][a-z\d+.-]+:\/\//i.test(argument) ? vscode.Uri.parse(argument) : vscode.Uri.file(absolute(argument));
  }
  if (typeof argument === 'object' && argument !== null && 'template' in argument) {
    if (argument.template instanceof vscode.Uri) return argument.template;
    if (typeof argument.template === 'string') return templateOf(argument.template, active);
  }
  return active.current ?? vscode.window.activeTextEditor?.document.uri;
}

function absolute(file: string): string {
  return path.resolve(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', file);
}
