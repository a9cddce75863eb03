import path from 'node:path';
import * as vscode from 'vscode';
import { showError } from '../../host/notify.ts';
import { reasonOf } from '../../core/reasonOf.ts';

/**
 * Writes the sample mails that come with the extension into a folder of the user's choice and opens it. Existing files
 * are left alone: the samples are there to be edited.
 */
export async function openSample(extensionUri: vscode.Uri, argument: unknown): Promise<void> {
  const parent = argument instanceof vscode.Uri ? argument : await askForFolder();
  if (parent === undefined) return;
  const folder = vscode.Uri.joinPath(parent, folderName);
  try {
    for (const [name, content] of Object.entries(await readSamples(extensionUri))) {
      const file = vscode.Uri.joinPath(folder, ...name.split('/'));
      if (!(await exists(file))) await vscode.workspace.fs.writeFile(file, Buffer.from(content, 'base64'));
    }
  } catch (error) {
    await showError(vscode.l10n.t('The samples could not be written to {0}: {1}', folder.fsPath, reasonOf(error)));
    return;
  }
  await vscode.commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: false });
}

async function askForFolder(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: false,
    title: vscode.l10n.t('Where to put the folder "{0}"', folderName),
    openLabel: vscode.l10n.t('Create Samples Here'),
  });
  return picked?.[0];
}

async function readSamples(extensionUri: vscode.Uri): Promise<Record<string, string>> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'dist', 'examples.json'));
  // Made by our build from examples/: relative path to base64.
  const files = JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<string, string>;
  return Object.fromEntries(Object.entries(files).filter(([name]) => !path.isAbsolute(name) && !name.includes('..')));
}

async function exists(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file);
    return true;
  } catch {
    // stat has no other way to say that there is no such file.
    return false;
  }
}

const folderName = 'mailproof-samples';
