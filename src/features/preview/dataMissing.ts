import * as vscode from 'vscode';
import { commands } from '../../commands.ts';
import type { Logger } from '../../core/log.ts';
import type { DataSetName, Problem } from '../../core/render/renderResult.ts';
import { markText } from '../../core/sourceMap/marks.ts';
import type { SourceMap } from '../../core/sourceMap/sourceMap.ts';
import { diskFileReader, refusalByPlace } from '../../core/template/diskFileReader.ts';
import type { ValuePath } from '../../core/template/missingPath.ts';
import { SourceFiles } from '../../core/template/sourceFiles.ts';
import { LineIndex } from '../../core/text/lineIndex.ts';
import { logFailure } from '../../host/logFailure.ts';
import { showInfo } from '../../host/notify.ts';
import { pathOf, projectRoot, type TemplateRenderer } from '../../host/templateRenderer.ts';
import { loadSource, type SourceModule } from '../../host/sourceModule.ts';
import type { PreviewPanel } from './previewPanel.ts';
import { showBeside } from './problems.ts';
import { sourceMapOf } from './shownSources.ts';

export interface MissingValuesDeps {
  readonly renderer: TemplateRenderer;
  readonly log: Logger;
}

/** For values that have no data: shows where in the mail they belong, and adds them to the data. */
export function answerMissing(panel: PreviewPanel, deps: MissingValuesDeps): vscode.Disposable {
  return panel.onDidReceive((message) => {
    if (message.type !== 'addMissing' && message.type !== 'findMissing') return;
    const { revision, list } = panel.problems;
    const problem = message.revision === revision ? list[message.index] : undefined;
    if (problem?.expression === undefined) return;
    const done = message.type === 'addMissing' ? add(panel, problem, deps) : tellMarks(panel, problem, message, deps);
    done.catch(logFailure(deps.log, 'missing values'));
  });
}

async function tellMarks(
  panel: PreviewPanel,
  problem: Problem,
  { revision, index }: { readonly revision: number; readonly index: number },
  deps: MissingValuesDeps,
): Promise<void> {
  const { marks = [] } = (await findShown(panel, problem, deps)) ?? {};
  if (panel.problems.revision === revision) panel.post({ type: 'missingMarks', revision, index, marks });
}

/** Where a problem's place is in the mail, and which values of all data that shows. */
async function findShown(
  { template, result }: PreviewPanel,
  { file, start }: Problem,
  { renderer }: MissingValuesDeps,
): Promise<{ readonly marks: readonly string[]; readonly dataPaths: readonly string[] } | undefined> {
  if (result === undefined) return undefined;
  const { overrides } = renderer.requestFor(template);
  const files = new SourceFiles(diskFileReader({ root: projectRoot(template), overrides }));
  const map = await sourceMapOf(result, files);
  const text = await files.peek(file);
  if (map === undefined || text === undefined) return undefined;
  return findMarks(map, file, new LineIndex(text).offsetAt(start));
}

function findMarks(
  map: SourceMap,
  file: string,
  offset: number,
): { readonly marks: readonly string[]; readonly dataPaths: readonly string[] } {
  const found = map.marksAt(file, offset).slice(0, maxMarks);
  const dataPaths = found.flatMap(({ mark }) => {
    const place = map.placeOf(mark);
    // It may be the last mark before the place, which shows something else.
    return place === undefined || offset < place.start || offset >= place.end ? [] : (place.dataPath ?? []);
  });
  return { marks: found.map(({ mark }) => markText(mark)), dataPaths };
}

async function add(panel: PreviewPanel, problem: Problem, deps: MissingValuesDeps): Promise<void> {
  const { template, shown } = panel;
  const set = shown?.dataSet;
  // The new file has made-up values for all that is asked for.
  if (set === undefined) return void (await vscode.commands.executeCommand(commands.createDataSet, template));
  const file = vscode.Uri.file(set.file);
  const name = vscode.workspace.asRelativePath(file);
  const expression = problem.expression ?? '';
  if (!/\.json$/i.test(set.file) || refusalByPlace(projectRoot(template), set.file) !== undefined) {
    await showBeside(file);
    await showInfo(vscode.l10n.t('Add {0} to {1} yourself: only JSON files are changed.', expression, name));
    return;
  }
  const document = await vscode.workspace.openTextDocument(file);
  const dataPaths = (await findShown(panel, problem, deps))?.dataPaths ?? [];
  const change = await changeFor(document.getText(), { set, template, expression, dataPaths }, deps.renderer);
  if (change === undefined) {
    await showBeside(file);
    await showInfo(vscode.l10n.t('Add {0} to {1} yourself: its place there is not certain.', expression, name));
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  edit.replace(file, new vscode.Range(document.positionAt(change.start), document.positionAt(change.end)), change.text);
  if (!(await vscode.workspace.applyEdit(edit))) return;
  const { start, end } = change.added;
  await showBeside(file, new vscode.Range(document.positionAt(start), document.positionAt(end)));
}

interface Wanted {
  readonly set: DataSetName;
  readonly template: vscode.Uri;
  readonly expression: string;
  readonly dataPaths: readonly string[];
}

async function changeFor(
  text: string,
  { set, template, expression, dataPaths }: Wanted,
  renderer: TemplateRenderer,
): Promise<ReturnType<SourceModule['addToData']>> {
  const sample = await renderer.dataOf(template);
  const root = loadSource().dataRootOf(text, set, pathOf(template));
  if (sample === undefined || root === undefined) return undefined;
  const path = loadSource().missingPath({ expression, schema: sample.schema, data: root.value, printed: dataPaths });
  if (path === undefined) return undefined;
  return loadSource().addToData(text, { root: root.path, path, value: valueAt(sample.text, path) });
}

/** A made-up value is a better start than none: a place in the mail that looks empty is not looked at. */
function valueAt(sample: string, path: ValuePath): unknown {
  let value: unknown = JSON.parse(sample);
  for (const key of path) value = new Map<unknown, unknown>(Object.entries(value ?? {})).get(String(key));
  return value ?? '';
}

/** A value of a long list is missing many times. */
const maxMarks = 200;
