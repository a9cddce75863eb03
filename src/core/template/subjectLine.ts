/** Where the subject stands in a template whose first line is `Subject: ...`, as in a message. */
export interface SubjectLine {
  readonly start: number;
  readonly end: number;
}

/**
 * The first line that is not blank, when it says that it is the subject and the mail comes after it; a
 * build cuts it off what it has rendered.
 */
export function findSubjectLine(text: string): SubjectLine | undefined {
  const before = /^\s{0,1000}/.exec(text)?.[0].length ?? 0;
  const label = /^subject[ \t]{0,9}:[ \t]{0,99}/i.exec(text.slice(before, before + 200))?.[0].length;
  if (label === undefined) return undefined;
  const start = before + label;
  const length = text.slice(start).search(/\r?\n/);
  if (length <= 0) return undefined;
  const rest = text.slice(start + length, start + length + 200);
  // Without a blank line after it, only a mail of html is told from a sentence.
  return /^\r?\n[ \t]*(?:\r?\n|<|\{\{)/.test(rest) ? { start, end: start + length } : undefined;
}

/** The text with blanks in place of the first line, so that every place in it stays what it was. */
export function withoutSubjectLine(text: string, { end }: SubjectLine): string {
  return text.slice(0, end).replaceAll(/[^\r\n]/g, ' ') + text.slice(end);
}
