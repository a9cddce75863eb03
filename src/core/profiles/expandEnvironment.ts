/**
 * Replaces `${env:NAME}` in every text of a settings value. For settings of the user only: with a workspace's, whoever wrote
 * them could put variables of this machine into a host name or a sender and so carry them away. An unset variable becomes
 * empty, as in VS Code's own settings.
 */
export function expandEnvironment(
  value: unknown,
  environment: Readonly<Record<string, string | undefined>>,
  depth = 0,
): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(variable, (_match, name: string) =>
      Object.hasOwn(environment, name) ? (environment[name] ?? '') : '',
    );
  }
  if (typeof value !== 'object' || value === null || depth > maxDepth) return value;
  if (Array.isArray(value)) return value.map((item) => expandEnvironment(item, environment, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, expandEnvironment(item, environment, depth + 1)]),
  );
}

/** Whether something in it is to be replaced by a variable of this computer. */
export function hasVariables(written: unknown, depth = 0): boolean {
  if (typeof written === 'string') return written.includes('${env:');
  if (typeof written !== 'object' || written === null || depth > maxDepth) return false;
  return Object.values(written).some((item) => hasVariables(item, depth + 1));
}

const variable = /\$\{env:([^{}]+)\}/g;
/** No profile is as deep. What is, nobody reads; following it would exhaust the stack. */
const maxDepth = 20;
