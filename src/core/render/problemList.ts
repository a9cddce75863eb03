import { basename } from 'node:path';
import type { SourceFiles } from '../template/sourceFiles.ts';
import type { Position } from '../text/lineIndex.ts';
import type { Problem } from './renderResult.ts';

/** Offsets into the text of a file. */
export interface Place {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

export type ProblemKind = Pick<Problem, 'severity' | 'code' | 'source' | 'expression'>;

/** More than anybody reads; without a limit a hostile template could make the list larger than the mail. */
export const maxProblems = 200;

/** Collects the problems of one render; the same problem at the same place is kept once. */
export class ProblemList {
  readonly #files: SourceFiles;
  readonly #problems = new Map<string, Problem>();

  constructor(files: SourceFiles) {
    this.#files = files;
  }

  add(kind: ProblemKind, place: Place, message: string): void {
    const lines = this.#files.linesOf(place.file);
    this.addAt(kind, place.file, lines.positionAt(place.start), lines.positionAt(place.end), message);
  }

  addAt(kind: ProblemKind, file: string, start: Position, end: Position, longMessage: string): void {
    const message = shortened(longMessage);
    const key = [file, start.line, start.character, kind.code, message].join('\0');
    if (this.#problems.has(key) || this.#problems.size >= maxProblems) return;
    this.#problems.set(key, { file, start, end, ...kind, message });
  }

  /** Whether some problem tells of the file already. */
  mentions(file: string): boolean {
    const name = stemOf(file);
    return [...this.#problems.values()].some(
      (problem) => problem.file === file || quotedIn(problem.message).some((quoted) => stemOf(quoted) === name),
    );
  }

  get hasErrors(): boolean {
    return [...this.#problems.values()].some((problem) => problem.severity === 'error');
  }

  /** Errors first, then warnings; within these the files in the given order, top to bottom. */
  sorted(files: readonly string[]): readonly Problem[] {
    const rank = (problem: Problem): readonly number[] => [
      severityRank[problem.severity],
      fileRank(files, problem.file),
      problem.start.line,
      problem.start.character,
    ];
    return [...this.#problems.values()].sort((left, right) => compare(rank(left), rank(right)));
  }
}

/** A name as messages have it: a partial's has no extension. */
function stemOf(path: string): string {
  return basename(path.replaceAll('\\', '/')).replace(/(?<=.)\..*$/, '');
}

function quotedIn(message: string): readonly string[] {
  return message.split('"').filter((_part, index) => index % 2 === 1);
}

/** Messages quote names and values of the template, which can be as long as the template. */
const maxMessageLength = 500;

function shortened(message: string): string {
  if (message.length <= maxMessageLength) return message;
  // Not in the middle of a character.
  return `${message.slice(0, maxMessageLength - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

const severityRank = { error: 0, warning: 1, info: 2 } as const;

function fileRank(files: readonly string[], file: string): number {
  const index = files.indexOf(file);
  return index < 0 ? files.length : index;
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (const [index, value] of left.entries()) {
    const difference = value - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
