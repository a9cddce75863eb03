import path from 'node:path';
import * as vscode from 'vscode';
import type { RenderResult } from '../../core/render/renderResult.ts';
import { conventionalDataFile } from '../../core/template/dataSets.ts';
import { showError, showInfo } from '../../host/notify.ts';
import type { TemplateRenderer } from '../../host/templateRenderer.ts';
import { showBeside } from './problems.ts';
import { skeletonOf } from './skeleton.ts';

/**
 * Writes a new data file and opens it: the first one with a place for each value that the template misses, a further one
 * as a copy of the set that is shown. An existing file is never touched.
 */
export async function createDataSet(
  template: vscode.Uri,
  result: RenderResult,
  renderer: TemplateRenderer,
): Promise<void> {
  if (template.scheme === 'untitled') {
    await showInfo(vscode.l10n.t('Save the template first: its data is kept in a file beside it.'));
    return;
  }
  const first = vscode.Uri.file(conventionalDataFile(template.fsPath));
  const isFirst = result.dataSets.length === 0;
  const target = isFirst ? first : await askForFurtherFile(first, result);
  if (target === undefined) return;
  try {
    const text = isFirst
      ? `${JSON.stringify(skeletonOf(result.problems), null, 2)}\n`
      : await textOf(vscode.Uri.file(result.dataSet?.file ?? first.fsPath));
    // An edit and not a write: it fails when the file is there already, and it can be undone.
    const edit = new vscode.WorkspaceEdit();
    edit.createFile(target, { overwrite: false, contents: Buffer.from(text) });
    if (!(await vscode.workspace.applyEdit(edit))) throw new Error(vscode.l10n.t('there is such a file already'));
  } catch (error) {
    await showError(
      vscode.l10n.t(
        '{0} could not be created: {1}',
        vscode.workspace.asRelativePath(target),
        error instanceof Error ? error.message : String(error),
      ),
    );
    return;
  }
  await renderer.choose(template, { dataSet: isFirst ? undefined : path.basename(target.fsPath, '.json') });
  await showBeside(target);
}

/** A file in the folder `<name>.data` beside the template, under a name that no set has yet. */
async function askForFurtherFile(first: vscode.Uri, result: RenderResult): Promise<vscode.Uri | undefined> {
  const taken = new Set(result.dataSets.map((set) => set.name.toLowerCase()));
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('New Data Set'),
    prompt: vscode.l10n.t('A name for the new set. It starts as a copy of "{0}".', result.dataSet?.name ?? ''),
    validateInput: (text) => {
      if (!/^[^\s.<>:"/\\|?*\p{Cc}][^.<>:"/\\|?*\p{Cc}]*$/u.test(text))
        return vscode.l10n.t('Use a name that can be a file name.');
      return taken.has(text.trim().toLowerCase())
        ? vscode.l10n.t('There is a data set of this name already.')
        : undefined;
    },
  });
  if (name === undefined) return undefined;
  return vscode.Uri.joinPath(first, '..', path.basename(first.fsPath, '.json'), `${name.trim()}.json`);
}

async function textOf(file: vscode.Uri): Promise<string> {
  return (await vscode.workspace.openTextDocument(file)).getText();
}
