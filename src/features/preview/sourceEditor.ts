import * as vscode from 'vscode';

export interface SourceEditorOptions {
  /** Where the preview is: nothing opens on top of it. */
  readonly previewColumn: vscode.ViewColumn | undefined;
  readonly template: vscode.Uri;
  readonly keepsFocus: boolean;
}

/**
 * Shows a place of a file where it is shown already, or else beside the preview in the column of the template. Like Markdown's preview
 * on a double click, this moves the cursor, and the editor scrolls only when the place is out of sight.
 */
export async function showInEditor(
  document: vscode.TextDocument,
  selection: vscode.Range,
  { previewColumn, template, keepsFocus }: SourceEditorOptions,
): Promise<vscode.TextEditor> {
  const editors = vscode.window.visibleTextEditors.filter(
    ({ viewColumn }) => viewColumn !== undefined && viewColumn !== previewColumn,
  );
  const showing = (uri: vscode.Uri): vscode.TextEditor | undefined =>
    editors.find((editor) => editor.document.uri.toString() === uri.toString());
  const beside = showing(document.uri) ?? showing(template) ?? editors[0];
  const viewColumn = beside?.viewColumn ?? otherColumn(previewColumn);
  const editor = await vscode.window.showTextDocument(document, {
    selection,
    preserveFocus: keepsFocus,
    viewColumn,
  });
  if (!keepsFocus) holdFocus(editor, previewColumn);
  return editor;
}

/**
 * VS Code asks a webview four times a second whether it has the focus. When it did just after the click, it may hear the answer
 * after the editor was shown, and takes the preview for the active one: the editor is made that again, once.
 */
function holdFocus(editor: vscode.TextEditor, previewColumn: vscode.ViewColumn | undefined): void {
  const { tabGroups } = vscode.window;
  const listening = tabGroups.onDidChangeTabGroups(() => {
    if (previewColumn === undefined || tabGroups.activeTabGroup.viewColumn !== previewColumn) return;
    end();
    const { document, selection, viewColumn } = editor;
    if (viewColumn === undefined) return;
    void vscode.window.showTextDocument(document, { selection, viewColumn });
  });
  const timer = setTimeout(() => end(), lateFocusMs);
  const end = (): void => {
    clearTimeout(timer);
    listening.dispose();
  };
}

function otherColumn(previewColumn: vscode.ViewColumn | undefined): vscode.ViewColumn {
  if (previewColumn === undefined || previewColumn === vscode.ViewColumn.One) return vscode.ViewColumn.Beside;
  return vscode.ViewColumn.One;
}

/** An answer is not longer on its way; later it is a new click. */
const lateFocusMs = 100;
