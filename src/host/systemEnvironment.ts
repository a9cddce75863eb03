/** What a process needs to start at all on Windows, and to find temporary files. Nothing of the user's. */
export function systemEnvironment(): Record<string, string> {
  const names = ['SystemRoot', 'windir', 'TEMP', 'TMP', 'TMPDIR', 'LANG', 'TZ'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
