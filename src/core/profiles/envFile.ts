/**
 * Names and values of an `.env` file, or of the constants of a PHP file (`define('NAME', 'value')`), in their order. Whoever wrote
 * the file, reading it takes time in proportion to its length.
 */
export function readEnv(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const note = (name: string, value: string): void => void found.set(name.toUpperCase(), value);
  const read = text.slice(0, maxLength);
  if (/\bdefine\s?\(/i.test(read)) {
    for (const [, name = '', single, double, bare] of withoutComments(read).matchAll(phpConstant)) {
      // Another constant is not known here, and is no value.
      if (single !== undefined) note(name, single.replaceAll(/\\(['\\])/g, '$1'));
      else if (double !== undefined) note(name, double.replaceAll(/\\(["\\$])/g, '$1'));
      else if (bare !== undefined && /^(?:\d+|true|false)$/i.test(bare)) note(name, bare);
    }
    if (found.size > 0) return found;
  }
  const lines = read.split(/\r\n|\r|\n/);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const assigned = line.length > maxLineLength ? null : assignment.exec(line);
    if (assigned === null) continue;
    const written = (assigned[2] ?? '').trimStart();
    const more = linesOfQuoted(written, lines, at + 1);
    note(assigned[1] ?? '', valueOf([written, ...more].join('\n').trim(), found));
    at += more.length;
  }
  return found;
}

/** Those that belong to a value in quotes that are closed on a later line. Not closed, or with more behind it: none. */
function linesOfQuoted(written: string, lines: readonly string[], from: number): readonly string[] {
  const quote = written.slice(0, 1);
  if (!`"'\``.includes(quote) || quote === '' || endOfQuoted(written, quote, 1) >= 0) return [];
  let length = written.length;
  for (let at = from; at < lines.length && length <= maxLineLength; at++) {
    const line = lines[at] ?? '';
    length += line.length + 1;
    const end = endOfQuoted(line, quote, 0);
    if (end >= 0) return /^\s*(?:#|$)/.test(line.slice(end + 1)) ? lines.slice(from, at + 1) : [];
  }
  return [];
}

/** In double quotes, a backslash keeps the next character from closing them. */
function endOfQuoted(text: string, quote: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (quote === '"' && text[at] === '\\') at++;
    else if (text[at] === quote) return at;
  }
  return -1;
}

const assignment = /^\s*(?:export\s+|set\s+)?([A-Za-z_][\w.]*)\s*=(.*)$/;
const phpConstant =
  /\bdefine\s{0,9}\(\s{0,99}['"](\w{1,100})['"]\s{0,99},\s{0,99}(?:'((?:[^'\\]|\\[\s\S]){0,2000})'|"((?:[^"\\]|\\[\s\S]){0,2000})"|([\w.]{1,99}))\s{0,99}\)/gi;
const maxLength = 1_000_000;
/** What dotenv, phpdotenv and python-dotenv make of them in double quotes. */
const lineBreaks = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);
/** No account has a longer one. */
const maxLineLength = 10_000;

function withoutComments(php: string): string {
  let text = '';
  for (let at = 0; ;) {
    const start = php.indexOf('/*', at);
    text += php.slice(at, start < 0 ? undefined : start);
    const end = start < 0 ? -1 : php.indexOf('*/', start + 2);
    if (end < 0) break;
    at = end + 2;
  }
  return text
    .split(/\r\n|\r|\n/)
    .filter((line) => !/^\s*(?:\/\/|#)/.test(line))
    .join('\n');
}

/** What another line has set before is put in; what is not known becomes empty. Nothing is read from this computer. */
function valueOf(text: string, known: ReadonlyMap<string, string>): string {
  const literal = /^'([^']*)'/.exec(text) ?? /^`([^`]*)`/.exec(text);
  if (literal !== null) return literal[1] ?? '';
  const double = /^"((?:[^"\\]|\\[\s\S])*)"/.exec(text);
  const comment = text.search(/(?:^|\s)#/);
  const value = double?.[1] ?? (comment < 0 ? text : text.slice(0, comment).trim());
  const reference = /\\(["\\$nrt])|\$\{(\w{1,100})(?::?-([^{}]{0,1000}))?\}/g;
  const filled = value.replaceAll(
    reference,
    (all, escaped: string | undefined, name: string | undefined, otherwise: string | undefined) => {
      if (name === undefined) return double === null ? all : (lineBreaks.get(escaped ?? '') ?? escaped ?? '');
      return known.get(name.toUpperCase()) ?? otherwise ?? '';
    },
  );
  return filled.slice(0, maxLineLength);
}

/** What is no number stays out, to be told by whoever parses the whole. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value.trim()) : value;
  return typeof number === 'number' && !Number.isNaN(number) ? number : undefined;
}
