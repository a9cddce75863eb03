import { isRecord } from '../../isRecord.ts';
import type { Translations } from '../../template/translations.ts';
import { listOf, memberOf, numberOf, type StandIn, type StandInTable, textOf } from './standIn.ts';

export const translationNames: readonly string[] = [
  't',
  '__',
  '__n',
  'translate',
  'translation',
  'i18n',
  'trans',
  'tr',
  'localize',
  'intl',
];

/** `{{t "mail.greeting" name=user}}`: the text of the project's locale files; the default, or the key itself, where there is none. */
export function translationHelpers(translations: Translations): StandInTable {
  const translate: StandIn = {
    answer: ({ values, hash, block, context }) => {
      const [first, ...more] = block === undefined ? values : [...values, block.show(context).trim()];
      const key = textOf(first);
      const variables = Object.assign({}, isRecord(context) ? context : {}, ...more.filter(isRecord), hash) as Readonly<
        Record<string, unknown>
      >;
      const count = numberOf(variables['count'] ?? more.find((each) => typeof each === 'number'));
      const found = count >= 0 ? plural(translations, key, count) : lookUp(translations, key);
      const text = textOf(found) || textOf(hash['defaultValue'] ?? hash['default'] ?? hash['default_value']) || key;
      return fill(text, { ...variables, ...(count >= 0 ? { count } : {}) }, more);
    },
    isBare: true,
  };
  return Object.fromEntries(translationNames.map((name) => [name, translate]));
}

function lookUp({ namespaces }: Translations, key: string): unknown {
  const [, namespace, rest] = /^([^.:\s]+)[:.]([^\s]+)$/.exec(key) ?? [];
  const named = namespace === undefined || rest === undefined ? undefined : messageOf(namespaces.get(namespace), rest);
  if (named !== undefined) return named;
  for (const messages of namespaces.values()) {
    const found = messageOf(messages, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

function messageOf(messages: unknown, key: string): unknown {
  const flat = isRecord(messages) && Object.hasOwn(messages, key) ? messages[key] : undefined;
  const found = flat ?? memberOf(messages, key);
  return typeof found === 'string' || typeof found === 'number' || isRecord(found) || Array.isArray(found)
    ? found
    : undefined;
}

/** i18next's `key_one` and `key_plural`, i18n's `{ "one": ..., "other": ... }`. */
function plural(translations: Translations, key: string, count: number): unknown {
  const form = count === 1 ? 'one' : 'other';
  const forms = [`${key}_${form}`, ...(count === 1 ? [key] : [`${key}_plural`, key])];
  for (const each of forms) {
    const found = lookUp(translations, each);
    if (found !== undefined) return isRecord(found) ? (found[form] ?? found['other']) : found;
  }
  return undefined;
}

/** `{{name}}`, `{name}`, `%{name}`; then `%s`, `%d` and `{0}` in the order of the parameters. */
function fill(text: string, variables: Readonly<Record<string, unknown>>, parameters: readonly unknown[]): string {
  const positional = parameters
    .flatMap((each) => (Array.isArray(each) ? listOf(each) : [each]))
    .filter((each) => !isRecord(each));
  let next = 0;
  return text.replaceAll(
    /\{\{\s*([\w.]+)\s*\}\}|[%$]?\{\s*([\w.]+)\s*\}|%[sd]/g,
    (token, double?: string, single?: string) => {
      const name = double ?? single;
      const found = name === undefined ? positional[next++] : (memberOf(variables, name) ?? positional[Number(name)]);
      return found === undefined ? token : textOf(found);
    },
  );
}
