import * as vscode from 'vscode';
import type { DataSetName, RenderResult } from '../../core/render/renderResult.ts';
import { newDataFile } from '../../core/template/dataSets.ts';
import { diskFileReader, refusalByPlace } from '../../core/template/diskFileReader.ts';
import { findProject } from '../../core/template/projectFile.ts';
import { SourceFiles } from '../../core/template/sourceFiles.ts';
import { showError, showInfo } from '../../host/notify.ts';
import { projectRoot, type TemplateRenderer } from '../../host/templateRenderer.ts';
import { showBeside } from './problems.ts';
import { reasonOf } from '../../core/reasonOf.ts';
import { say } from '../../host/say.ts';

/**
 * Writes a new data file and opens it: the first one with made-up values for all that the template asks for, a further one
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
  const root = projectRoot(template);
  const { overrides } = renderer.requestFor(template);
  const files = new SourceFiles(diskFileReader({ root, overrides }));
  const { project } = await findProject(template.fsPath, root, files);
  const fileOf = (name?: string): vscode.Uri => vscode.Uri.file(newDataFile(template.fsPath, project, name));
  const isFirst = result.dataSets.length === 0;
  const name = isFirst ? undefined : await askForName(result);
  if (!isFirst && name === undefined) return;
  const target = fileOf(name);
  try {
    // mailproof.json of a stranger's project can name any place.
    const refusal = refusalByPlace(root, target.fsPath);
    if (refusal !== undefined) throw new Error(say(refusal));
    const text = isFirst
      ? ((await renderer.dataOf(template))?.text ?? '{}\n')
      : await copyOf(result.dataSet, files, async () => (await renderer.dataOf(template))?.own);
    // An edit and not a write: it fails when the file is there already, and it can be undone.
    const edit = new vscode.WorkspaceEdit();
    edit.createFile(target, { overwrite: false, contents: Buffer.from(text) });
    if (!(await vscode.workspace.applyEdit(edit))) throw new Error(vscode.l10n.t('there is such a file already'));
  } catch (error) {
    await showError(
      vscode.l10n.t('{0} could not be created: {1}', vscode.workspace.asRelativePath(target), reasonOf(error)),
    );
    return;
  }
  await renderer.choose(template, { dataSet: name });
  await showBeside(target);
}

/** A name that no set has yet. */
async function askForName(result: RenderResult): Promise<string | undefined> {
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
  return name?.trim();
}

/** The text of the set's file, as written; only its values, where the file holds more or is no JSON. */
async function copyOf(
  set: DataSetName | undefined,
  files: SourceFiles,
  valuesOf: () => Promise<string | undefined>,
): Promise<string> {
  if (set === undefined || set.entry !== undefined || !/\.json$/i.test(set.file)) return (await valuesOf()) ?? '{}\n';
  const file = await files.read(set.file);
  if (file.kind === 'text') return file.text;
  throw new Error(file.kind === 'missing' ? vscode.l10n.t('the set to copy was not found') : file.reason);
}
