import { isRecord } from '../isRecord.ts';

/** Where a value belongs in the data: names, and a 0 for every item of a list. */
export type ValuePath = readonly (string | number)[];

export interface MissingValue {
  /** How the template asks for it: `order.total`, `../name`, `this.price`. */
  readonly expression: string;
  /** Of what the template asks for. */
  readonly schema: unknown;
  /** What there is, of the data set. */
  readonly data: unknown;
  /** Which values of all data it was where it was printed, `order.lines.0.price`, as far as that is known. */
  readonly printed: readonly string[];
}

/** The place for a value that a template asks for from wherever it is; undefined where several could be meant. */
export function missingPath({ expression, schema, data, printed }: MissingValue): ValuePath | undefined {
  const names = namesIn(expression);
  if (names === undefined) return undefined;
  const isFromRoot = expression.startsWith('@root');
  const asked = pathsIn(schema).filter(
    (path) => endsWith(path, names) && (!isFromRoot || path.length === names.length) && lacks(data, path),
  );
  const seen = new Set(printed.map(withoutIndexes));
  const certain = asked.filter((path) => seen.has(withoutIndexes(path.join('.'))));
  const [only, ...others] = certain.length > 0 ? certain : asked;
  return others.length === 0 ? only : undefined;
}

/** Undefined for what is no data, like `@index`. */
function namesIn(expression: string): readonly string[] | undefined {
  if (expression.startsWith('@') && !/^@root[./]/.test(expression)) return undefined;
  const steps = expression.replace(/^@root[./]/, '').match(/\[[^\]]*\]|[^./[\]]+/g) ?? [];
  const names = steps
    .map((step) => (step.startsWith('[') ? step.slice(1, -1) : step))
    .filter((step, index) => !(index === 0 && step === 'this'));
  return names.length === 0 ? undefined : names;
}

/** A list's index in the template is the name of one of its items; here it is all of them. */
function endsWith(path: ValuePath, names: readonly string[]): boolean {
  const tail = path.slice(-names.length);
  return (
    tail.length === names.length &&
    tail.every((key, index) => (typeof key === 'number' ? /^\d+$/.test(names[index] ?? '') : key === names[index]))
  );
}

function withoutIndexes(path: string): string {
  return path.replaceAll(/(?<=^|\.)\d+(?=\.|$)/g, '0');
}

/** Whether one of the values that the path stands for is not there, and could be. */
function lacks(data: unknown, path: ValuePath): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return data === undefined;
  if (data === undefined) return true;
  if (typeof key === 'number')
    return Array.isArray(data) && (data.length === 0 || data.some((item) => lacks(item, rest)));
  if (!isRecord(data)) return false;
  return lacks(Object.hasOwn(data, key) ? data[key] : undefined, rest);
}

/** Of all that a schema describes; what it is nested in comes first. */
function pathsIn(schema: unknown): readonly ValuePath[] {
  const paths: ValuePath[] = [];
  const walk = (each: unknown, path: ValuePath): void => {
    if (!isRecord(each) || path.length > maxDepth || paths.length > maxPaths) return;
    if (path.length > 0) paths.push(path);
    if (isRecord(each['properties']))
      for (const [name, inner] of Object.entries(each['properties'])) walk(inner, [...path, name]);
    walk(each['items'], [...path, 0]);
  };
  walk(schema, []);
  return paths;
}

const maxDepth = 30;
const maxPaths = 5000;
