import * as vscode from 'vscode';

/** Whether there is a file or folder. One that cannot be looked at counts as none. */
export async function fileExists(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}
