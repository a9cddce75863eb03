import * as vscode from 'vscode';

/** Whether there is something to render: a file, or text in an editor, which outlives its file. */
export async function isTemplateThere(template: vscode.Uri): Promise<boolean> {
  const address = template.toString();
  // VS Code keeps documents for minutes after they were closed: only unsaved ones and those in a tab are somebody's.
  const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === address);
  if (document !== undefined && (document.isUntitled || document.isDirty || isInTab(address))) return true;
  if (template.scheme !== 'file') return false;
  try {
    return (await vscode.workspace.fs.stat(template)).type !== vscode.FileType.Directory;
  } catch (error) {
    // A file that may not be read has a better sentence of the render.
    return !(error instanceof vscode.FileSystemError && error.code === 'FileNotFound');
  }
}

function isInTab(address: string): boolean {
  return vscode.window.tabGroups.all.some(({ tabs }) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === address),
  );
}
