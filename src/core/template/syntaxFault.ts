/** Something that Handlebars refuses, at its place in the text. */
export interface SyntaxFault {
  readonly start: number;
  readonly end: number;
  /** What is wrong, and what to do. */
  readonly message: string;
}

/** A change that makes damaged text readable; `start` equals `end` where something is only put in. */
export interface Repair {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** More faults than this in one file are echoes of the first ones. */
export const maxFaults = 20;

/** The first line, and not all of it when it is long: what a message quotes. */
export function quote(raw: string): string {
  const line = raw.split(/[\r\n]/, 1)[0] ?? '';
  return line.length > 60 ? `${line.slice(0, 57).replace(/[\uD800-\uDBFF]$/, '')}...` : line;
}
