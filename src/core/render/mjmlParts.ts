import type { SourceText } from '../template/sourceFiles.ts';
import { mjmlCutter } from './mjmlCut.ts';
import type { Finding } from './mjmlFindings.ts';
import type { PreparedText } from './mjmlIncludes.ts';
import type { MjmlInput } from './mjmlInput.ts';
import { type CutReading, findingsOf, knownParts, type PartOptions, readParts } from './mjmlReading.ts';
import type { MarkInclude } from './mjmlWhole.ts';
import { maxProblems } from './problemList.ts';

export interface PartsReading {
  readonly kind: 'parts';
  readonly parts: CutReading;
  readonly findings: () => readonly Finding[];
}

/** In parts, where that is known to be the same. */
export async function readInParts(
  input: MjmlInput,
  { name, text, mark, plain }: PartsText,
): Promise<PartsReading | undefined> {
  const { engine, files, template, keptSyntaxes } = input;
  if (engine.sections === undefined || engine.preprocessors !== undefined || keptSyntaxes !== undefined)
    return undefined;
  const cut = files.memory.part(mjmlCutter).cut(`${name} ${template.path}`, text);
  if (cut === undefined) return undefined;
  const parts = await readParts(cut, files.memory.part(knownParts), { ...partOptionsOf(input, mark), plain });
  if (parts === undefined) return undefined;
  const findings = (): readonly Finding[] => findingsOf(parts, cut, text, template.path);
  // Which of them are told depends on their order, which is not that of the whole.
  if (plain === undefined && findings().length > maxProblems) return undefined;
  return { kind: 'parts', parts, findings };
}

export function partOptionsOf(input: MjmlInput, mark: MarkInclude): PartOptions {
  const prepare = (source: SourceText, by: string | undefined): PreparedText => ({
    kind: 'text',
    text: mark({ source, outer: 'structure', by }),
  });
  const prepareHtml = (source: SourceText, by: string | undefined): string => mark({ source, outer: 'content', by });
  return { ...input, path: input.template.path, prepare, prepareHtml };
}

export interface PartsText {
  /** The last text of that name is compared: both are edited at the same places. */
  readonly name: 'plain' | 'marked';
  readonly text: string;
  /** What is to be read of an included file. */
  readonly mark: MarkInclude;
  /** Of a text with marks: the same without, as it was read before. */
  readonly plain?: CutReading | undefined;
}
