/**
 * Replaces `${env:NAME}` in every text of a settings value. For settings of the user only: with a workspace's, whoever wrote
 * them could put variables of this machine into a host name or a sender and so carry them away. An unset variable becomes
 * empty, as in VS Code's own settings.
 */
export function expandEnvironment(value: unknown, environment: Readonly<Record<string, string | undefined>>): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(/\$\{env:([^{}]+)\}/g, (_match, name: string) =>
      Object.hasOwn(environment, name) ? (environment[name] ?? '') : '',
    );
  }
  if (Array.isArray(value)) return value.map((item) => expandEnvironment(item, environment));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expandEnvironment(item, environment)]));
}

/** Whether something in it is to be replaced by a variable of this computer. */
export function hasVariables(written: unknown): boolean {
  return JSON.stringify(written ?? '').includes('${env:');
}
