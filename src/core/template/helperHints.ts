/** What the name of a helper tells of its arguments. Nothing is run: a guess from the names that projects use. */
export type HelperHint =
  /** Its values are compared for equality: a literal among them is a value that the template knows. */
  | 'equality'
  | 'inequality'
  | 'greater'
  | 'less'
  /** `compare a '==' b`: the operator is the second argument. */
  | 'operator'
  /** True or false is all that counts. */
  | 'logic'
  /** Gives its first value that is there. */
  | 'default'
  | 'number'
  | 'date'
  /** Takes a list and gives another one of the same items. */
  | 'listToList'
  /** Takes a list and gives a text or number. */
  | 'list'
  /** A block for each item of a list. */
  | 'iteration'
  /** Text in, text out. */
  | 'text'
  /** The first argument is a key, not a value. */
  | 'translation'
  | 'lookup'
  | 'unknown';

export function hintOf(helper: string): HelperHint {
  const name = helper.toLowerCase().replaceAll(/[_-]/g, '');
  const exact = exactHints.get(name);
  if (exact !== undefined) return exact;
  const words = wordsOf(helper);
  if (words.some((word) => dateWords.has(word))) return 'date';
  if (words.some((word) => numberWords.has(word))) return 'number';
  if (words[0] === 'sort' || words[0] === 'filter') return 'listToList';
  return 'unknown';
}

/** `formatMoney`, `format_money` and `format-money` are all format, money. */
export function wordsOf(name: string): readonly string[] {
  return name
    .slice(0, maxNameLength)
    .replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase()
    .split(' ');
}

/** Longer is no name that a person gave. */
const maxNameLength = 100;

function hints(hint: HelperHint, names: string): readonly (readonly [string, HelperHint])[] {
  return names.split(' ').map((name) => [name, hint] as const);
}

const exactHints: ReadonlyMap<string, HelperHint> = new Map([
  ...hints('equality', 'eq is equal equals isequal ifequal ifequals ifeq eqw == === ifis switch case in'),
  ...hints('inequality', 'ne neq noteq isnt notequal unlessequal unlesseq unlessequals ifnotequal ifnoteq ifne != !=='),
  ...hints('greater', 'gt gte ifgt ifgte greaterthan > >='),
  ...hints('less', 'lt lte iflt iflte lessthan < <='),
  ...hints('operator', 'compare ifcond cond ifcompare when'),
  ...hints('logic', 'and or not ifany ifall any all every some both neither either isarray isdefined exists isempty'),
  ...hints('default', 'default coalesce fallback ifnull'),
  ...hints('listToList', 'reverse limit take slice unique first last after before shuffle where orderby groupby chunk'),
  ...hints('list', 'join length count size sum avg average includes contains inarray'),
  ...hints('iteration', 'foreach eachindex eachreverse iterate eachwithindex eachsorted list'),
  ...hints('text', 'uppercase lowercase upper lower capitalize capitalizefirst capitalizeall titlecase truncate trim'),
  ...hints(
    'text',
    'ellipsis encodeuri encodeuricomponent urlencode escape nl2br breaklines markdown sanitize stripTags',
  ),
  ...hints('text', 'concat append prepend replace pad padleft padright startswith endswith split hyphenate dashcase'),
  ...hints('translation', 't i18n __ translate trans tr gettext _ localize intl msg'),
  ...hints('lookup', 'lookup get getprop prop'),
]);

const dateWords = new Set(
  'date datetime time moment ago fromnow calendar dateformat timestamp weekday month'.split(' '),
);
const numberWords = new Set(
  (
    'money price currency number amount percent percentage decimal cents fixed round floor ceil abs add plus sum ' +
    'subtract sub minus multiply mul times divide div mod increment inc decrement dec math euro dollar numeral repeat for range'
  ).split(' '),
);
