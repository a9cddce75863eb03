import { basename, dirname, relative } from 'node:path';
import { parseJson } from '../template/json.ts';
import type { SourceFiles } from '../template/sourceFiles.ts';
import { LineIndex } from '../text/lineIndex.ts';
import type { ProblemList } from './problemList.ts';
import type { DataSetName, RenderRequest } from './renderResult.ts';

export interface TemplateData {
  readonly value: unknown;
  /** Ends the sentence "x has no value ...". */
  readonly phrase: string;
  readonly dataSet?: DataSetName;
  /** The data is there and cannot be read: a mail without its values would only look like a result. */
  readonly isBroken: boolean;
}

export interface AvailableData {
  readonly dataSets: readonly DataSetName[];
  /** Absolute path of the file that would be the first one. */
  readonly newFile: string;
}

/** The values to render with: those of the request, of the data set it names, or of the first one. */
export async function loadData(
  request: RenderRequest,
  template: string,
  { dataSets, newFile }: AvailableData,
  files: SourceFiles,
  problems: ProblemList,
): Promise<TemplateData> {
  if (request.data !== undefined) {
    const { name, text } = request.data;
    return { ...parseData(name, text, problems), phrase: `in ${basename(name)}` };
  }
  const dataSet = dataSets.find((each) => each.name === request.dataSet) ?? dataSets[0];
  if (request.dataSet !== undefined && dataSet?.name !== request.dataSet) {
    const names = dataSets.map((each) => each.name).join(', ');
    const message = `There is no data set "${request.dataSet}"; ${names === '' ? 'there is none at all' : `there are: ${names}`}`;
    problems.add(
      { severity: 'error', code: 'unknown-data-set', source: 'data' },
      { file: template, start: 0, end: 0 },
      message,
    );
  }
  if (dataSet === undefined) {
    return {
      value: {},
      isBroken: false,
      phrase: `because there is no data file (${relative(dirname(template), newFile)})`,
    };
  }
  const file = await files.read(dataSet.file);
  const phrase = `in data set "${dataSet.name}"`;
  if (file.kind === 'text') return { ...parseData(dataSet.file, file.text, problems), phrase, dataSet };
  const reason = file.kind === 'missing' ? 'it was not found' : file.reason;
  const message = `The data cannot be read: ${reason}`;
  problems.add(
    { severity: 'error', code: 'unreadable-data', source: 'data' },
    { file: dataSet.file, start: 0, end: 0 },
    message,
  );
  return { value: {}, isBroken: true, phrase, dataSet };
}

function parseData(file: string, text: string, problems: ProblemList): Pick<TemplateData, 'value' | 'isBroken'> {
  const json = parseJson(text.startsWith('\uFEFF') ? text.slice(1) : text);
  if (json.kind === 'value') return { value: json.value, isBroken: false };
  const lines = new LineIndex(text);
  const start = lines.positionAt(json.offset);
  const end = lines.positionAt(json.offset + json.length);
  problems.addAt({ severity: 'error', code: 'data-syntax', source: 'data' }, file, start, end, json.message);
  return { value: {}, isBroken: true };
}
