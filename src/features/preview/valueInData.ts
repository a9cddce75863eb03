import path from 'node:path';
import * as vscode from 'vscode';
import type { RenderResult } from '../../core/render/renderResult.ts';
import type { AttributeValue, MarkedPlace, SourcePlace } from '../../core/sourceMap/sourceMap.ts';
import { isDataFile } from '../../core/template/dataFileNames.ts';
import { pathOf } from '../../host/templateRenderer.ts';
import { loadSource } from '../../host/sourceModule.ts';

export interface FoundValue {
  readonly value?: { readonly document: vscode.TextDocument; readonly range: vscode.Range };
  /** The call of a partial that has it written in it. */
  readonly writtenIn?: SourcePlace;
  /** Why it is not where one would look for it. */
  readonly note?: string;
}

export interface WantedValue {
  readonly place: MarkedPlace;
  /** What it stands in, whose attributes may show values where it shows none itself. */
  readonly around: MarkedPlace | undefined;
  /** Of several values, each turn is another one. */
  readonly turn: number;
  readonly template: vscode.Uri;
  readonly result: RenderResult | undefined;
}

/** Where the value that a mustache shows, as text or in a tag, stands in the data of its mail. */
export async function findValue({ place, around, turn, template, result }: WantedValue): Promise<FoundValue> {
  if (place.kind === 'value') return find(place, template, result);
  const own = place.values ?? [];
  const values = own.length > 0 ? own : (around?.values ?? []);
  const wanted = values[turn % values.length];
  if (wanted === undefined) return { note: vscode.l10n.t('This is no value of the data.') };
  const found = await find(wanted, template, result);
  if (values.length === 1) return found;
  const number = (turn % values.length) + 1;
  const several = vscode.l10n.t(
    '{0}: value {1} of {2} in this tag. Once more goes to the next one.',
    wanted.attribute,
    number,
    values.length,
  );
  return { ...found, note: [several, found.note ?? ''].join(' ').trim() };
}

async function find(
  { dataPath, writtenIn }: Pick<AttributeValue, 'dataPath' | 'writtenIn'>,
  template: vscode.Uri,
  result: RenderResult | undefined,
): Promise<FoundValue> {
  if (writtenIn !== undefined) return { writtenIn, note: vscode.l10n.t('This is written in the call of the partial.') };
  if (dataPath === undefined || result === undefined)
    return { note: vscode.l10n.t('This value is computed: it has no place in the data.') };
  const { dataSet } = result;
  if (dataSet !== undefined) {
    const value = await valueIn(dataSet.file, { entry: dataSet.entry, template, dataPath });
    if (value !== undefined) return { value };
  }
  for (const { file, dataPath: inFile } of sharedPlaces(result, dataPath)) {
    const value = await valueIn(file, { entry: undefined, template, dataPath: inFile });
    if (value === undefined) continue;
    return { value, note: vscode.l10n.t('{0} is shared by several mails.', path.basename(file)) };
  }
  if (result.isSampleData === true || dataSet === undefined)
    return { note: vscode.l10n.t('The value of {0} is made up: this mail has no data for it.', dataPath) };
  return { note: vscode.l10n.t('{0} has no value in the data set "{1}".', dataPath, dataSet.name) };
}

/** The nearest file wins over those farther away, which come first. Data of a file can go by its name: `theme.color`. */
function sharedPlaces(
  { dependencies, dataSet, dataSets }: RenderResult,
  dataPath: string,
): readonly { readonly file: string; readonly dataPath: string }[] {
  const sets = new Set([dataSet?.file, ...dataSets.map(({ file }) => file)]);
  const [name = '', ...rest] = dataPath.split('.');
  return dependencies
    .filter((file) => isDataFile(file) && !sets.has(file) && path.basename(file) !== 'mailproof.json')
    .toReversed()
    .flatMap((file) => {
      const isNamed = path.basename(file).split('.')[0]?.toLowerCase() === name.toLowerCase() && rest.length > 0;
      return [{ file, dataPath }, ...(isNamed ? [{ file, dataPath: rest.join('.') }] : [])];
    });
}

async function valueIn(
  file: string,
  {
    entry,
    template,
    dataPath,
  }: { readonly entry: string | number | undefined; readonly template: vscode.Uri; readonly dataPath: string },
): Promise<FoundValue['value']> {
  const isTemplate = path.normalize(pathOf(template)) === path.normalize(file);
  const document = await openIfThere(isTemplate ? template : vscode.Uri.file(file));
  if (document === undefined) return undefined;
  const source = { file, text: document.getText(), entry };
  const found = await loadSource().findDataPlace(source, { template: pathOf(template), path: dataPath });
  if (found === undefined) return undefined;
  return { document, range: new vscode.Range(document.positionAt(found.start), document.positionAt(found.end)) };
}

/** A file that was looked for and is missing is a dependency, too. */
async function openIfThere(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    // Missing, or no text: the value is not there then, which is what is said.
    return undefined;
  }
}
