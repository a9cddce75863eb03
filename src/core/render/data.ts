import { basename, dirname, relative } from 'node:path';
import { isRecord } from '../isRecord.ts';
import { entriesOf, varsComment, varsEntry } from '../template/dataEntries.ts';
import { dataNamesOf, dataStem, isDataModule, nameKey } from '../template/dataFileNames.ts';
import { findDataCode } from '../template/dataFiles.ts';
import type { DataSets } from '../template/dataSets.ts';
import type { DataShape } from '../template/dataShape.ts';
import { type DataNode, type DataText, parseYaml } from '../template/dataText.ts';
import { readDataText } from '../template/knownData.ts';
import { isInside } from '../template/folders.ts';
import { type JsonObject, mergeData, withoutKnown } from '../template/mergeData.ts';
import { sampleOf } from '../template/sampleData.ts';
import type { SourceFiles, SourceText } from '../template/sourceFiles.ts';
import { LineIndex } from '../text/lineIndex.ts';
import type { ProblemList } from './problemList.ts';
import type { ProjectCode } from './projectCode.ts';
import type { DataSetName, RenderRequest } from './renderResult.ts';

export interface TemplateData {
  readonly value: unknown;
  /** Ends the sentence "x has no value ...". */
  readonly phrase: string;
  readonly dataSet?: DataSetName;
  /** The data is there and cannot be read: a mail without its values would only look like a result. */
  readonly isBroken: boolean;
  /** Made up, at least in part. */
  readonly isSample: boolean;
  /** Made-up values for all that the template asks for and that no shared file has. */
  readonly sample: () => JsonObject;
  /** The template's own values, where they stand in a file. */
  readonly own?: OwnData;
}

export interface OwnData {
  readonly file: string;
  readonly text: string;
  readonly tree: DataNode;
  readonly value: unknown;
}

export interface DataInput {
  readonly request: RenderRequest;
  readonly template: SourceText;
  readonly shape: DataShape;
  readonly dataSets: DataSets;
  /** Runs modules that export data. */
  readonly code?: ProjectCode | undefined;
  /** Absolute path of the file in which the template is shown. */
  readonly layout?: string | undefined;
  /** Absolute path of the file that would be the first set. */
  readonly newFile: string;
}

/**
 * The values to render with: those of the request, of the data set it names, or of the first one, each laid over what all
 * templates share. Only a template with none of these gets made-up values: in a mail that has data, they would hide what is
 * missing.
 */
export async function loadData(input: DataInput, files: SourceFiles, problems: ProblemList): Promise<TemplateData> {
  const { request, template, dataSets } = input;
  const shared = await loadShared(input, files, problems);
  // Most mails have data: theirs is made for whoever asks.
  let made: JsonObject | undefined;
  const sample = (): JsonObject => (made ??= withoutKnown(sampleOf(input.shape), shared));
  const over = ({ value, ...loaded }: LoadedData): Omit<TemplateData, 'phrase'> => ({
    ...loaded,
    value: shared === undefined ? value : mergeData(shared, value),
    isSample: false,
    sample,
  });
  if (request.data !== undefined) {
    const { name, text } = request.data;
    return { ...over(await parseData(name, text, { files, problems })), phrase: `in ${basename(name)}` };
  }
  const dataSet = dataSets.sets.find((each) => each.name === request.dataSet) ?? dataSets.sets[0];
  if (request.dataSet !== undefined && dataSet?.name !== request.dataSet) reportUnknownSet(input, problems);
  if (dataSet === undefined) {
    const code = await findDataCode(template.path, files);
    return madeUp(input, { sample, shared, code }, problems);
  }
  const phrase = `in data set "${dataSet.name}"`;
  const file = await files.read(dataSet.file);
  if (file.kind === 'text')
    return { ...over(await parseSet(dataSet, file.text, { template, files, problems })), phrase, dataSet };
  const reason = file.kind === 'missing' ? 'it was not found' : file.reason;
  const message = `The data cannot be read: ${reason}`;
  const place = (file.kind === 'refused' ? file.place : undefined) ?? { line: 0, character: 0 };
  // Nobody opens or marks a file outside of the workspace because a stranger's mailproof.json names it.
  const blamed = isInside(request.root, dataSet.file) ? dataSet.file : template.path;
  problems.addAt({ severity: 'error', code: 'unreadable-data', source: 'data' }, blamed, place, place, message);
  return { ...over({ value: {}, isBroken: true }), phrase, dataSet };
}

interface LoadedData {
  readonly value: unknown;
  readonly isBroken: boolean;
  readonly own?: OwnData;
}

function madeUp(
  { template, newFile }: DataInput,
  {
    sample,
    shared,
    code,
  }: { readonly sample: () => JsonObject; readonly shared: unknown; readonly code: string | undefined },
  problems: ProblemList,
): TemplateData {
  const name = relative(dirname(template.path), newFile);
  const values = sample();
  const isSample = hasValue(values);
  const why = code === undefined ? 'there is no data file' : `${code} is code, which is not run for data`;
  if (isSample) {
    problems.add(
      { severity: 'info', code: 'sample-data', source: 'data' },
      { file: template.path, start: 0, end: 0 },
      `The values are made up, because ${why}: write them to ${name}, or let Create Data Set do it`,
    );
  }
  const value = shared === undefined ? values : mergeData(values, shared);
  return { value, isBroken: false, isSample, sample, phrase: `because there is no data file (${name})` };
}

/** Frames without anything in them are not worth a word: nothing of them shows. */
function hasValue(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasValue);
  return isRecord(value) ? Object.values(value).some(hasValue) : true;
}

function reportUnknownSet({ request, template, dataSets }: DataInput, problems: ProblemList): void {
  const names = dataSets.sets.map((each) => each.name).join(', ');
  const known = names === '' ? 'there is none at all' : `there are: ${names}`;
  problems.add(
    { severity: 'error', code: 'unknown-data-set', source: 'data' },
    { file: template.path, start: 0, end: 0 },
    `There is no data set "${request.dataSet ?? ''}"; ${known}`,
  );
}

/** Undefined when nothing is shared. */
async function loadShared(
  { request, shape, dataSets, template, layout, code }: DataInput,
  files: SourceFiles,
  problems: ProblemList,
): Promise<unknown> {
  let shared: unknown;
  for (const path of dataSets.named) {
    const file = await files.read(path);
    if (file.kind !== 'text') continue;
    const { value, isBroken } = isDataModule(path)
      ? await runModule(path, { request, template, code }, { files, problems })
      : await parseData(path, file.text, { files, problems });
    const name = dataStem(path);
    // With its own name inside, it is the data of another template.
    if (!isBroken && !(isRecord(value) && Object.hasOwn(value, name))) shared = mergeData(shared, { [name]: value });
  }
  for (const path of dataSets.shared) {
    const file = await files.read(path);
    if (file.kind !== 'text') continue;
    const { value, isBroken } = await parseData(path, file.text, { files, problems });
    if (!isBroken && isRecord(value)) shared = mergeData(shared, underItsName(path, value, shape));
  }
  for (const path of layout === undefined ? [template.path] : [layout, template.path]) {
    const settings = await parseFrontMatter(path, files, problems);
    if (settings !== undefined) shared = mergeData(shared, settings);
  }
  return shared;
}

/** The data that code of the project exports; broken where it may not run, or fails. */
async function runModule(
  path: string,
  { request, template, code }: Pick<DataInput, 'request' | 'template' | 'code'>,
  { files, problems }: DataReading,
): Promise<LoadedData> {
  const name = relative(request.root, path);
  if (code === undefined || request.mayRunCode !== true) {
    const message = `The values of ${name} are not used, because the code of the project does not run here; trust the workspace (on the command line: --trust) to use it`;
    const place = { file: template.path, start: 0, end: 0 };
    problems.add({ severity: 'info', code: 'data-module', source: 'data' }, place, message);
    return brokenData;
  }
  const loaded = await code.loadValue(path, request.overrides);
  for (const each of loaded.dependencies) if (isInside(request.root, each)) files.addDependency(each);
  if (loaded.kind === 'loaded') return { value: loaded.value, isBroken: loaded.value === undefined };
  const { line, column } = loaded.place?.file === path ? loaded.place : { line: 1, column: 1 };
  const start = { line: line - 1, character: column - 1 };
  const message = `The values of ${name} cannot be used: ${loaded.message}`;
  problems.addAt({ severity: 'error', code: 'data-module', source: 'data' }, path, start, start, message);
  return brokenData;
}

/** The settings at the top of a page are variables of it and of its layout. */
async function parseFrontMatter(path: string, files: SourceFiles, problems: ProblemList): Promise<unknown> {
  const yaml = files.frontMatterOf(path)?.yaml;
  if (yaml === undefined) return undefined;
  const { value, isBroken } = parsed(path, yaml, { data: await parseYaml(yaml), problems });
  return !isBroken && isRecord(value) ? value : undefined;
}

const brokenData: LoadedData = { value: {}, isBroken: true };

/** `theme.json` holds what a template calls `theme.color`, or an object with the key `theme`. */
function underItsName(path: string, value: Readonly<Record<string, unknown>>, { root }: DataShape): unknown {
  const key = nameKey(dataStem(path)).replace(/^email(?=theme)/, '');
  const name = [...root.properties.keys()].find((each) => nameKey(each) === key);
  return name === undefined || Object.hasOwn(value, name) ? value : { [name]: value };
}

async function parseSet(
  { file, entry }: DataSetName,
  text: string,
  { template, ...reading }: DataReading & { readonly template: SourceText },
): Promise<LoadedData> {
  if (entry === varsEntry && file === template.path) return parseVars(template, reading.problems);
  const loaded = await parseData(file, text, reading);
  if (entry === undefined || loaded.isBroken) return loaded;
  const found = entriesOf(loaded.value, dataNamesOf(template.path))?.find((each) => each.entry === entry);
  if (found === undefined) return { ...loaded, value: {} };
  const tree = loaded.own === undefined ? undefined : nodeAt(loaded.own.tree, found.path);
  const own = loaded.own === undefined || tree === undefined ? undefined : { ...loaded.own, tree, value: found.value };
  return { value: found.value, isBroken: false, ...(own === undefined ? {} : { own }) };
}

function nodeAt(tree: DataNode, path: readonly (string | number)[]): DataNode | undefined {
  let node: DataNode | undefined = tree;
  for (const key of path)
    node = typeof key === 'number' ? node?.items?.[key] : node?.properties?.find(({ name }) => name === key)?.value;
  return node;
}

/** The rest of the template is blanked and not cut, so that places in the YAML are places in the file. */
async function parseVars(template: SourceText, problems: ProblemList): Promise<LoadedData> {
  const { start, end } = varsComment(template.text) ?? { start: 0, end: 0 };
  const text = template.text.slice(0, start).replaceAll(/[^\r\n]/g, ' ') + template.text.slice(start, end);
  return parsed(template.path, text, { data: await parseYaml(text), problems });
}

async function parseData(file: string, text: string, { files, problems }: DataReading): Promise<LoadedData> {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  return parsed(file, plain, { data: await readDataText(file, plain, files.memory), problems });
}

interface DataReading {
  readonly files: SourceFiles;
  readonly problems: ProblemList;
}

function parsed(
  file: string,
  text: string,
  { data, problems }: { readonly data: DataText; readonly problems: ProblemList },
): LoadedData {
  if (data.kind === 'value') {
    const tree = data.tree();
    return {
      value: data.value,
      isBroken: false,
      ...(tree === undefined ? {} : { own: { file, text, tree, value: data.value } }),
    };
  }
  const lines = new LineIndex(text);
  const start = lines.positionAt(data.offset);
  const end = lines.positionAt(data.offset + data.length);
  problems.addAt({ severity: 'error', code: 'data-syntax', source: 'data' }, file, start, end, data.message);
  return { value: {}, isBroken: true };
}
