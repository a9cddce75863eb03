/** Names and values of an `.env` file, or of the constants of a PHP file (`define('NAME', 'value')`), in their order. */
export function readEnv(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const note = (name: string, value: string): void => void found.set(name.toUpperCase(), value);
  for (const line of text.slice(0, maxLength).split(/\r\n|\r|\n/)) {
    const assigned = assignment.exec(line);
    if (assigned !== null) note(assigned[1] ?? '', valueOf(assigned[2] ?? '', found));
    for (const constant of line.matchAll(phpConstant))
      note(constant[1] ?? '', constant[2] ?? constant[3] ?? constant[4] ?? '');
  }
  return found;
}

const assignment = /^\s*(?:export\s+|set\s+)?([A-Za-z_][\w.]*)\s*=\s*(.*)$/;
const phpConstant = /\bdefine\(\s*['"](\w+)['"]\s*,\s*(?:'([^']*)'|"([^"]*)"|([\w.]+))\s*\)/gi;
const maxLength = 1_000_000;

/** What another line has set before is put in; what is not known becomes empty. Nothing is read from this computer. */
function valueOf(written: string, known: ReadonlyMap<string, string>): string {
  const text = written.trim();
  const single = /^'([^']*)'/.exec(text);
  if (single !== null) return single[1] ?? '';
  const double = /^"((?:[^"\\]|\\.)*)"/.exec(text);
  const value = double === null ? text.replace(/\s+#.*$/, '').trim() : (double[1] ?? '').replaceAll(/\\(["\\])/g, '$1');
  return value.replaceAll(/\$\{(\w+)(?::?-([^}]*))?\}/g, (_all, name: string, otherwise: string | undefined) => {
    return known.get(name.toUpperCase()) ?? otherwise ?? '';
  });
}
