import Handlebars from 'handlebars';
import { isHtml, type StandIn, type StandInTable, textOf, value } from './standIn.ts';

/** More is no text of a mail: the output has its own limit, but a text that grows in a loop ends the process before. */
const maxLength = 1024 * 1024;

const upper = text((input) => input.toUpperCase());
const lower = text((input) => input.toLowerCase());
const capitalize = text((input) => input.charAt(0).toUpperCase() + input.slice(1));
const capitalizeAll = text((input) =>
  input.replaceAll(
    /(^|[\s\u00A0(["'\u2018\u201C-])(\p{L})/gu,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  ),
);
const truncate: StandIn = {
  answer: ({ values, hash }) => {
    const [input, limit, ending] = values;
    const length = Number(limit ?? hash['length'] ?? hash['limit'] ?? 100);
    return cut(textOf(input), length, textOf(ending ?? hash['suffix'] ?? hash['ending'] ?? '...'));
  },
};
const concat: StandIn = {
  answer: ({ values }) => values.map(textOf).join('').slice(0, maxLength),
};
/** The first value that is not empty. */
const coalesce = value((...values) => values.find((each) => each !== undefined && each !== null && each !== '') ?? '');
const pluralize: StandIn = { answer: ({ values, hash }) => plural(values, hash) };
const lineBreaks = value((input) => html(escape(input).replaceAll(/\r\n|\n|\r/g, '<br>$&')));
const encode = text((input) => safely(() => encodeURIComponent(input), input));
const asHtml: StandIn = {
  answer: ({ values, block, context }) => html(block === undefined ? textOf(values[0]) : block.show(context)),
};

export const strings: StandInTable = {
  upper,
  uppercase: upper,
  upcase: upper,
  toUpperCase: upper,
  toUpper: upper,
  lower,
  lowercase: lower,
  downcase: lower,
  toLowerCase: lower,
  toLower: lower,
  capitalize,
  capitalizeFirst: capitalize,
  ucfirst: capitalize,
  upperFirst: capitalize,
  firstUpper: capitalize,
  capitalizeAll,
  capitalizeEach: capitalizeAll,
  capitalizeWords: capitalizeAll,
  titleize: capitalizeAll,
  titlecase: capitalizeAll,
  toTitleCase: capitalizeAll,
  title: capitalizeAll,
  sentence: text((input) => input.charAt(0).toUpperCase() + input.slice(1).toLowerCase()),
  camelcase: text((input) =>
    words(input)
      .map((word, index) => (index === 0 ? word : capital(word)))
      .join(''),
  ),
  pascalcase: text((input) => words(input).map(capital).join('')),
  dashcase: text((input) => words(input).join('-')),
  kebabcase: text((input) => words(input).join('-')),
  hyphenate: text((input) => input.trim().replaceAll(/\s/g, '-')),
  snakecase: text((input) => words(input).join('_')),
  slugify: text(slug),
  slug: text(slug),
  trim: text((input) => input.trim()),
  trimLeft: text((input) => input.trimStart()),
  trimRight: text((input) => input.trimEnd()),
  truncate,
  ellipsis: truncate,
  excerpt: truncate,
  shorten: truncate,
  truncateWords: value((input, count, ending) => {
    const parts = textOf(input).trim().split(/\s+/);
    const limit = Number(count);
    return parts.length <= limit ? textOf(input) : parts.slice(0, limit).join(' ') + textOf(ending ?? '…');
  }),
  replace: value((input, from, to) =>
    textOf(input)
      .slice(0, maxLength)
      .replaceAll(textOf(from) || '\0', () => textOf(to)),
  ),
  replaceAll: value((input, from, to) =>
    textOf(input)
      .slice(0, maxLength)
      .replaceAll(textOf(from) || '\0', () => textOf(to)),
  ),
  replaceFirst: value((input, from, to) => textOf(input).replace(textOf(from) || '\0', () => textOf(to))),
  remove: value((input, part) => textOf(input).replaceAll(textOf(part) || '\0', '')),
  split: value((input, separator) => textOf(input).split(typeof separator === 'string' ? separator : ',')),
  substring: value((input, from, to) =>
    textOf(input).slice(Number(from) || 0, to === undefined ? undefined : Number(to)),
  ),
  substr: value((input, from, length) => {
    const start = Number(from) || 0;
    return textOf(input).slice(start, length === undefined ? undefined : start + Number(length));
  }),
  concat,
  concatenate: concat,
  strcat: concat,
  append: concat,
  prepend: value((input, start) => textOf(start) + textOf(input)),
  startsWith: { answer: (call) => starts(call.values[0], call.values[1], call) },
  padStart: value((input, length, fill) =>
    textOf(input).padStart(Math.min(Number(length) || 0, 1000), textOf(fill ?? ' ')),
  ),
  padEnd: value((input, length, fill) =>
    textOf(input).padEnd(Math.min(Number(length) || 0, 1000), textOf(fill ?? ' ')),
  ),
  stripTags: text(withoutTags),
  striptags: text(withoutTags),
  sanitize: text(withoutTags),
  nl2br: lineBreaks,
  newLineToBr: lineBreaks,
  breaklines: lineBreaks,
  lineBreaks,
  safe: asHtml,
  safeString: asHtml,
  html: asHtml,
  raw: { ...asHtml, isBare: true },
  noop: { ...asHtml, isBare: true },
  encodeURI: encode,
  encodeURIComponent: encode,
  urlEncode: encode,
  url_encode: encode,
  urlencode: encode,
  decodeURI: text((input) => safely(() => decodeURIComponent(input), input)),
  urlDecode: text((input) => safely(() => decodeURIComponent(input), input)),
  escape: value((input) => html(escape(input))),
  default: coalesce,
  defaultTo: coalesce,
  defaultValue: coalesce,
  withDefault: coalesce,
  coalesce,
  fallback: coalesce,
  firstNonEmpty: coalesce,
  pluralize,
  plural: pluralize,
  pluralise: pluralize,
  inflect: pluralize,
  ordinal: value((input) => textOf(input) + ordinalEnding(Number(input))),
  ordinalize: value((input) => textOf(input) + ordinalEnding(Number(input))),
  initials: text((input) =>
    words(input)
      .map((word) => word.charAt(0).toUpperCase())
      .join(''),
  ),
};

function text(make: (input: string) => string): StandIn {
  return {
    answer: ({ values, block, context }) => {
      if (block !== undefined && values.length === 0) return make(block.show(context));
      const [input] = values;
      return isHtml(input) ? html(make(textOf(input))) : make(textOf(input));
    },
    isBare: 'block',
  };
}

function html(markup: string): Handlebars.SafeString {
  return new Handlebars.SafeString(markup);
}

function escape(input: unknown): string {
  return isHtml(input) ? input.toHTML() : Handlebars.escapeExpression(textOf(input));
}

function cut(input: string, length: number, ending: string): string {
  if (!(length >= 0) || input.length <= length) return input;
  // Not in the middle of a character.
  return (
    input
      .slice(0, length)
      .replace(/[\uD800-\uDBFF]$/, '')
      .trimEnd() + ending
  );
}

function words(input: string): readonly string[] {
  return input
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function slug(input: string): string {
  return words(input.normalize('NFD').replaceAll(/\p{M}/gu, '')).join('-');
}

function withoutTags(input: string): string {
  return input.replaceAll(/<[^<>]*>/g, '');
}

function starts(first: unknown, second: unknown, call: Parameters<StandIn['answer']>[0]): unknown {
  // handlebars-helpers': the prefix comes first.
  const isTrue = textOf(second).startsWith(textOf(first));
  if (call.block === undefined) return isTrue;
  return isTrue ? call.block.show(call.context) : call.block.showElse();
}

/** `count "item" "items"` in any order of the number and the words; without the second word, English's own rule. */
function plural(values: readonly unknown[], hash: Readonly<Record<string, unknown>>): string {
  const count = Number(
    values.find((each) => typeof each === 'number' || (typeof each === 'string' && /^\d+$/.test(each))) ??
      hash['count'] ??
      2,
  );
  const [one = '', many = pluralOf(one)] = values
    .filter((each) => typeof each === 'string' && !/^\d+$/.test(each))
    .map(textOf);
  const word = count === 1 ? one : many;
  return values.at(-1) === true || hash['includeCount'] === true ? `${count} ${word}` : word;
}

function pluralOf(word: string): string {
  if (/[^aeiou]y$/i.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/i.test(word) ? `${word}es` : `${word}s`;
}

function ordinalEnding(count: number): string {
  const rest = count % 100;
  if (rest >= 11 && rest <= 13) return 'th';
  return ['th', 'st', 'nd', 'rd'][rest % 10] ?? 'th';
}

function safely(make: () => string, otherwise: string): string {
  try {
    return make();
  } catch {
    // Half a surrogate or a broken escape: the text itself is the best there is.
    return otherwise;
  }
}
