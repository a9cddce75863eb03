import * as vscode from 'vscode';
import { settings } from '../../commands.ts';
import { keyOf } from '../../core/profiles/profile.ts';
import { loadMail } from '../../host/mailModule.ts';
import type { LocatedProfile } from '../../host/profileStore.ts';

/** The settings that hold a profile, at its line. */
export async function openProfileSettings({ entry, folder }: LocatedProfile): Promise<void> {
  const setting = entry.scope === 'user' ? settings.profiles : settings.workspaceProfiles;
  const editor = await openSettings(entry.scope, folder);
  if (editor === undefined) return;
  const { document } = editor;
  const offset = loadMail().placeOfProfile(document.getText(), setting, keyOf(entry));
  if (offset === undefined) return;
  const place = document.positionAt(offset);
  editor.selection = new vscode.Selection(place, place);
  editor.revealRange(new vscode.Range(place, place), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

export async function openSettings(
  scope: 'user' | 'workspace',
  folder: vscode.WorkspaceFolder | undefined,
): Promise<vscode.TextEditor | undefined> {
  if (folder !== undefined) {
    const file = vscode.Uri.joinPath(folder.uri, '.vscode', 'settings.json');
    return vscode.window.showTextDocument(file);
  }
  // Only VS Code knows where the user's own file is, on this side of a remote connection or on the other.
  await vscode.commands.executeCommand(
    scope === 'user' ? 'workbench.action.openApplicationSettingsJson' : 'workbench.action.openWorkspaceSettingsFile',
  );
  return vscode.window.activeTextEditor;
}
