import path from 'node:path';
import * as vscode from 'vscode';
import type { DataSample } from '../../core/render/renderResult.ts';
import { fileKey } from '../../core/template/fileKey.ts';
import type { ValuePath } from '../../core/template/missingPath.ts';
import { Disposable } from '../../host/disposable.ts';
import { pathOf, type TemplateRenderer } from '../../host/templateRenderer.ts';
import { loadSource } from '../../host/sourceModule.ts';
import type { PreviewPanel } from './previewPanel.ts';

export interface DataLanguageDeps {
  readonly previews: () => readonly PreviewPanel[];
  readonly renderer: TemplateRenderer;
}

/** In the data files of previewed templates: names and values that the template asks for. */
export class DataLanguage extends Disposable implements vscode.CompletionItemProvider, vscode.HoverProvider {
  readonly #deps: DataLanguageDeps;
  /** What a template asks for changes with its files, and not with its data. By the template's address. */
  readonly #asked = new Map<string, Promise<DataSample | undefined>>();

  constructor(deps: DataLanguageDeps) {
    super();
    this.#deps = deps;
    const languages = [{ language: 'json' }, { language: 'jsonc' }];
    this.register(vscode.languages.registerCompletionItemProvider(languages, this, '"', ':'));
    this.register(vscode.languages.registerHoverProvider(languages, this));
    this.register(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (!document.languageId.startsWith('json')) this.#asked.clear();
      }),
    );
    // The edited text may not be of a document at all: a branch switch, a build.
    this.register(vscode.window.onDidChangeActiveTextEditor(() => this.#asked.clear()));
    this.register(vscode.workspace.onDidSaveTextDocument(() => this.#asked.clear()));
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionItem[]> {
    const items = new Map<string, vscode.CompletionItem>();
    for (const { template, schema, roots } of await this.#usesOf(document)) {
      for (const found of loadSource().completionsAt(document.getText(), document.offsetAt(position), schema, roots)) {
        if (items.has(found.label)) continue;
        const isName = found.kind === 'property';
        const kind = isName ? vscode.CompletionItemKind.Property : vscode.CompletionItemKind.Value;
        const item = new vscode.CompletionItem({ label: found.label, description: path.basename(template.path) }, kind);
        const range = new vscode.Range(document.positionAt(found.start), document.positionAt(found.end));
        item.range = range;
        item.insertText = new vscode.SnippetString(found.snippet);
        item.detail = detailOf(template, found.isNeeded);
        // It is compared with what it replaces, quotes included.
        if (isName && document.getText(range).startsWith('"')) item.filterText = JSON.stringify(found.label);
        item.sortText = `${found.isNeeded ? 0 : 1}${found.label}`;
        items.set(found.label, item);
      }
    }
    return [...items.values()];
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    for (const { template, schema, roots } of await this.#usesOf(document)) {
      const found = loadSource().describeAt(document.getText(), document.offsetAt(position), schema, roots);
      if (found === undefined) continue;
      // Plain text only: names and values are a stranger's.
      const says = new vscode.MarkdownString().appendText(detailOf(template, found.isNeeded));
      if (found.examples.length > 0)
        says.appendText(`\n${vscode.l10n.t('It is compared with: {0}', found.examples.join(', '))}`);
      const range = new vscode.Range(document.positionAt(found.start), document.positionAt(found.end));
      return new vscode.Hover(says, range);
    }
    return undefined;
  }

  /** The previewed templates that have this document as one of their data files. */
  async #usesOf(document: vscode.TextDocument): Promise<readonly DataUse[]> {
    if (document.uri.scheme !== 'file') return [];
    const key = fileKey(document.uri.fsPath);
    const uses = new Map<string, DataUse>();
    for (const { template, shown } of this.#deps.previews()) {
      const sets = (shown?.dataSets ?? []).filter((set) => fileKey(set.file) === key);
      if (sets.length === 0 || uses.has(template.toString())) continue;
      const text = document.getText();
      const roots = sets.flatMap((set) => {
        const root = loadSource().dataRootOf(text, set, pathOf(template));
        return root === undefined ? [] : [root.path];
      });
      const schema = (await this.#askedBy(template))?.schema;
      if (schema !== undefined) uses.set(template.toString(), { template, schema, roots });
    }
    return [...uses.values()];
  }

  #askedBy(template: vscode.Uri): Promise<DataSample | undefined> {
    const key = template.toString();
    const known = this.#asked.get(key);
    if (known !== undefined) return known;
    const asked = this.#deps.renderer.dataOf(template);
    this.#asked.set(key, asked);
    return asked;
  }
}

interface DataUse {
  readonly template: vscode.Uri;
  readonly schema: unknown;
  readonly roots: readonly ValuePath[];
}

function detailOf(template: vscode.Uri, isNeeded: boolean): string {
  const name = path.basename(template.path);
  return isNeeded ? vscode.l10n.t('{0} always asks for this', name) : vscode.l10n.t('{0} uses this', name);
}
