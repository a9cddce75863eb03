import { dirname, sep } from 'node:path';
import { findMissing, findUnusedKeys, findWrongTypes } from '../template/dataDifference.ts';
import { dataNamesOf, nameKey, ownFolderKey, dataFileName } from '../template/dataFileNames.ts';
import { schemaOf } from '../template/dataSchema.ts';
import type { DataShape } from '../template/dataShape.ts';
import type { SourceFiles } from '../template/sourceFiles.ts';
import { LineIndex } from '../text/lineIndex.ts';
import type { TemplateData } from './data.ts';
import type { ProblemList } from './problemList.ts';
import type { DataSample } from './renderResult.ts';

export interface DataReport {
  readonly template: string;
  readonly shape: DataShape;
  readonly data: TemplateData;
}

/** Reports what a template's data have too much, and lists that are none. What is missing, the run itself reports. */
export function reportDifference(report: DataReport, files: SourceFiles, problems: ProblemList): void {
  const { shape, data } = report;
  if (data.isBroken || data.isSample) return;
  for (const { use, found } of findWrongTypes(shape, data.value)) {
    const { source, start, end } = use.location;
    // A text that is made, like a subject of mailproof.json, has no lines of its own to point to.
    if (source.includes('\0')) continue;
    const lines = files.linesOf(source);
    const from = lines.offsetAt({ line: start.line - 1, character: start.column });
    const to = lines.offsetAt({ line: end.line - 1, character: end.column });
    problems.add(
      { severity: 'warning', code: 'data-type', source: 'data' },
      { file: source, start: from, end: to },
      `{{#each ${use.expression}}} shows nothing: ${use.expression} is ${found} ${data.phrase}, not a list`,
    );
  }
  const { own } = data;
  if (own === undefined || !belongsTo(report)) return;
  const lines = new LineIndex(own.text);
  for (const { path, start, end, suggestion } of findUnusedKeys(shape, own.tree)) {
    const meant = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`;
    problems.addAt(
      { severity: 'info', code: 'unused-data', source: 'data' },
      own.file,
      lines.positionAt(start),
      lines.positionAt(end),
      `The template does not use ${path}${meant}`,
    );
  }
}

/** Other templates may use what this one does not, unless the data are named after it or were given for it. */
function belongsTo({ template, data: { dataSet, own } }: DataReport): boolean {
  if (dataSet === undefined) return true;
  if (own?.file === template) return true;
  const names = dataNamesOf(template);
  if (names.includes(dataFileName(dataSet.file)?.key ?? '') || typeof dataSet.entry === 'string') return true;
  const folders = new Set(
    dirname(dataSet.file)
      .split(sep)
      .map((folder) => ownFolderKey(folder) ?? nameKey(folder)),
  );
  return names.some((name) => folders.has(name));
}

/** More is no sample that anybody reads. */
const maxSampleLength = 200_000;

/** For whoever writes the data: a sample, its schema, and what there is to do. */
export function describeData({ shape, data }: DataReport): DataSample {
  return {
    text: jsonText(data.sample()),
    ...(data.own === undefined ? {} : { own: jsonText(data.own.value) }),
    schema: schemaOf(shape),
    missing: findMissing(shape, data.isSample ? {} : data.value),
    unused: data.own === undefined ? [] : findUnusedKeys(shape, data.own.tree).map(({ path }) => path),
  };
}

function jsonText(value: unknown): string {
  const text = `${JSON.stringify(value, undefined, 2)}\n`;
  return text.length > maxSampleLength ? '{}\n' : text;
}
