import * as vscode from 'vscode';
import { views } from '../commands.ts';
import { isRecord } from '../core/isRecord.ts';
import type { LocalInbox } from './localInbox.ts';

/** The message that a command was called for: a file, an item of the inbox's tree or its id, or the one that is being looked at. */
export function meantMessage(argument: unknown, inbox: LocalInbox): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri) return argument;
  const id = isRecord(argument) ? argument['id'] : argument;
  if (typeof id === 'string') {
    // One that was deleted is nothing: another one must not take its place.
    const file = inbox.store.get(id) === undefined ? undefined : inbox.store.fileOf(id);
    return file === undefined ? undefined : vscode.Uri.file(file);
  }
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom && input.viewType === views.message ? input.uri : undefined;
}
