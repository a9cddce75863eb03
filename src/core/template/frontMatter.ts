/** The settings that site builders read at the top of a page, between two lines of hyphens, and cut off before any engine. */
export interface FrontMatter {
  /** YAML, at its place in the file: what stands around it is blank. */
  readonly yaml: string;
  /** Where the second line of hyphens ends. */
  readonly end: number;
}

/** Settings are a few lines; a rule at the top of a page begins no search through the whole of it. */
const maxLength = 20_000;

/** Undefined when the text begins with anything else, such as a rule in a plain text. */
export function findFrontMatter(text: string): FrontMatter | undefined {
  const opener = /^---[ \t]*\r?\n/.exec(text)?.[0];
  if (opener === undefined) return undefined;
  const rest = text.slice(opener.length, maxLength);
  const closer = /^---[ \t]*(?:\r?\n|$)/m.exec(rest);
  if (closer === null) return undefined;
  const inner = rest.slice(0, closer.index);
  const firstLine = inner.split(/\r?\n/).find((line) => line.trim() !== '' && !line.startsWith('#'));
  if (firstLine !== undefined && !/^["']?[\w-]+["']?[ \t]*:(?:\s|$)/.test(firstLine)) return undefined;
  return { yaml: blank(opener) + inner, end: opener.length + closer.index + closer[0].trimEnd().length };
}

/** The text with blanks in place of the settings, so that every place in it stays what it was. */
export function withoutFrontMatter(text: string, { end }: FrontMatter): string {
  return blank(text.slice(0, end)) + text.slice(end);
}

export interface Setting {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** A text among the settings, without its quotes, and its place in the file. */
export function settingOf({ yaml }: FrontMatter, name: 'layout' | 'subject'): Setting | undefined {
  let start = 0;
  for (const line of yaml.split('\n')) {
    const [, key = '', gap = '', written = ''] = /^(\w+)([ \t]*:[ \t]*)(.*)$/.exec(line.trimEnd()) ?? [];
    if (key === name) {
      const isQuoted = /^(["']).*\1$/.test(written);
      const value = isQuoted ? written.slice(1, -1) : written;
      const at = start + key.length + gap.length + (isQuoted ? 1 : 0);
      return { value, start: at, end: at + value.length };
    }
    start += line.length + 1;
  }
  return undefined;
}

function blank(text: string): string {
  return text.replaceAll(/[^\r\n]/g, ' ');
}
