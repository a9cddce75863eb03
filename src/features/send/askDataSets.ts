import path from 'node:path';
import * as vscode from 'vscode';
import type { DataSetName } from '../../core/render/renderResult.ts';

export interface DataSetQuestion {
  readonly template: vscode.Uri;
  readonly sets: readonly DataSetName[];
  /** Names of those that are sent when nothing is changed, the last choice or what the preview shows. */
  readonly chosen: readonly string[];
}

/** One message is sent for each. undefined: dismissed, or none was left. */
export async function askDataSets(question: DataSetQuestion): Promise<readonly string[] | undefined> {
  const { template, sets, chosen } = question;
  const items = sets.map((set) => ({
    label: set.name,
    description: vscode.workspace.asRelativePath(set.file),
    picked: chosen.includes(set.name),
  }));
  items.sort((one, other) => Number(other.picked) - Number(one.picked));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Data Sets of {0}', path.basename(template.path)),
    placeHolder: vscode.l10n.t('One message is sent for each data set'),
    canPickMany: true,
    matchOnDescription: true,
  });
  if (picked === undefined || picked.length === 0) return undefined;
  // In the order of the project, not of the clicks.
  return sets.filter((set) => picked.some((item) => item.label === set.name)).map(({ name }) => name);
}
