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
  return vscode.window.showTextDocument(document, {
    selection,
    preserveFocus: keepsFocus,
    viewColumn: beside?.viewColumn ?? otherColumn(previewColumn),
  });
}

function otherColumn(previewColumn: vscode.ViewColumn | undefined): vscode.ViewColumn {
  if (previewColumn === undefined || previewColumn === vscode.ViewColumn.One) return vscode.ViewColumn.Beside;
  return vscode.ViewColumn.One;
}
