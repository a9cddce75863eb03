import { isRecord } from '../../isRecord.ts';
import { listOf, numberOf, type StandIn, type StandInTable, textOf, value } from './standIn.ts';

const add = fold((left, right) => left + right);
const subtract = fold((left, right) => left - right);
const multiply = fold((left, right) => left * right);
const divide = fold((left, right) => left / right);
const modulo = fold((left, right) => left % right);
const round = value((input, digits) => number(rounded(numberOf(input), Number(digits ?? 0)), input));
const toFixed = value((input, digits) => fixed(numberOf(input), Number(digits ?? 0), input));
const sum = value((...values) => numbersOf(values).reduce((total, each) => total + each, 0));
const average = value((...values) => {
  const numbers = numbersOf(values);
  return numbers.length === 0 ? 0 : numbers.reduce((total, each) => total + each, 0) / numbers.length;
});
const withCommas = value((input) => {
  const amount = numberOf(input);
  return Number.isNaN(amount) ? input : new Intl.NumberFormat('en-US', { maximumFractionDigits: 20 }).format(amount);
});

/** `{{formatNumber value 2}}`, or with Intl's own options: `{{formatNumber value minimumFractionDigits=2}}`. */
const formatNumber: StandIn = {
  answer: ({ values, hash }) => {
    const [input, second, third] = values;
    const amount = numberOf(input);
    if (Number.isNaN(amount)) return input;
    const digits = typeof second === 'number' ? second : numberOf(hash['decimals'] ?? hash['decimalLength']);
    const locale = localeOf(typeof second === 'string' ? second : third, hash);
    const fraction = digits >= 0 ? { minimumFractionDigits: clamp(digits), maximumFractionDigits: clamp(digits) } : {};
    return format(amount, locale, { ...intlOptions(hash), ...fraction });
  },
};

const percent: StandIn = {
  answer: ({ values, hash }) => {
    const [input, second] = values;
    const amount = numberOf(input);
    if (Number.isNaN(amount)) return input;
    const digits = clamp(Number(second ?? hash['decimals'] ?? 0));
    return `${amount.toFixed(digits)}%`;
  },
};

/** `{{formatCurrency 9.5}}`, `{{formatCurrency 9.5 "EUR"}}`, `{{formatCurrency 9.5 "EUR" "de-DE"}}`, or by name. */
const formatCurrency = money((amount) => amount);

export const numbers: StandInTable = {
  add,
  plus: add,
  subtract,
  minus: subtract,
  difference: subtract,
  sub: subtract,
  multiply,
  mult: multiply,
  mul: multiply,
  multiplication: multiply,
  divide,
  div: divide,
  division: divide,
  modulo,
  mod: modulo,
  remainder: modulo,
  inc: value((input) => number(numberOf(input) + 1, input)),
  increment: value((input) => number(numberOf(input) + 1, input)),
  addOne: value((input) => number(numberOf(input) + 1, input)),
  incremented: value((input) => number(numberOf(input) + 1, input)),
  dec: value((input) => number(numberOf(input) - 1, input)),
  decrement: value((input) => number(numberOf(input) - 1, input)),
  sum,
  avg: average,
  average,
  min: value((...values) => numbersOf(values).reduce((least, each) => Math.min(least, each), Infinity)),
  max: value((...values) => numbersOf(values).reduce((most, each) => Math.max(most, each), -Infinity)),
  abs: value((input) => number(Math.abs(numberOf(input)), input)),
  round,
  ceil: value((input) => number(Math.ceil(numberOf(input)), input)),
  floor: value((input) => number(Math.floor(numberOf(input)), input)),
  toFixed,
  fixed: toFixed,
  decimals: toFixed,
  toInt: value((input) => number(Math.trunc(numberOf(input)), input)),
  toFloat: value((input) => number(numberOf(input), input)),
  toNumber: value((input) => number(numberOf(input), input)),
  toPrecision: value((input, digits) =>
    number(Number(numberOf(input).toPrecision(Math.max(1, clamp(Number(digits ?? 1))))), input),
  ),
  addCommas: withCommas,
  numberWithCommas: withCommas,
  formatNumber,
  numberFormat: formatNumber,
  number: formatNumber,
  percent,
  percentage: percent,
  formatPercent: percent,
  formatPercentage: percent,
  formatCurrency,
  currency: formatCurrency,
  currencyFormat: formatCurrency,
  formatPrice: formatCurrency,
  price: formatCurrency,
  money: formatCurrency,
  formatMoney: formatCurrency,
  formatAmount: formatCurrency,
  toCurrency: formatCurrency,
  bytes: value((input) => bytes(numberOf(input), input)),
  formatBytes: value((input) => bytes(numberOf(input), input)),
  fileSize: value((input) => bytes(numberOf(input), input)),
  toAbbr: value((input) => format(numberOf(input), 'en-US', { notation: 'compact' })),
};

/** Vendure counts in cents, and prints the bare amount without a currency. */
export const vendureNumbers: StandInTable = {
  formatMoney: {
    answer: (call) => {
      const amount = numberOf(call.values[0]);
      if (Number.isNaN(amount)) return '';
      return typeof call.values[1] === 'string'
        ? money((cents) => cents / 100).answer(call)
        : (amount / 100).toFixed(2);
    },
  },
};

function money(toMain: (amount: number) => number): StandIn {
  return {
    answer: ({ values, hash }) => {
      const [input, ...more] = values;
      const amount = numberOf(input);
      if (Number.isNaN(amount)) return input;
      const texts = [
        ...more.filter((each) => typeof each === 'string'),
        textOf(hash['currency'] ?? hash['code'] ?? hash['currencyCode']),
      ];
      const currency = texts.find((each) => /^[a-z]{3}$/i.test(each)) ?? 'USD';
      // A symbol in place of a code: `{{currency 9.5 "€"}}`.
      const symbol = texts.find((each) => /^\p{Sc}$/u.test(each));
      const locale = localeOf(
        texts.find((each) => /^[a-z]{2}([-_][a-z]{2,4})?$/i.test(each)),
        hash,
      );
      if (symbol !== undefined) return symbol + toMain(amount).toFixed(2);
      return format(toMain(amount), locale, {
        style: 'currency',
        currency: currency.toUpperCase(),
        ...intlOptions(hash),
      });
    },
  };
}

function fold(join: (left: number, right: number) => number): StandIn {
  return value((...values) => {
    const numbers = values.flatMap((each): readonly unknown[] => (Array.isArray(each) ? each : [each])).map(numberOf);
    const [first = Number.NaN, ...rest] = numbers;
    // People also add texts: `{{add "a" "b"}}`.
    const result = rest.reduce(join, first);
    return Number.isNaN(result) ? values.map(textOf).join('') : withoutNoise(result);
  });
}

/** 0.1 + 0.2 is 0.3 to whoever reads a mail. */
function withoutNoise(result: number): number {
  return Number.isFinite(result) ? Number(result.toPrecision(15)) : result;
}

function numbersOf(values: readonly unknown[]): readonly number[] {
  return values
    .flatMap((each) => (Array.isArray(each) ? listOf(each) : [each]))
    .map(numberOf)
    .filter((each) => !Number.isNaN(each));
}

function number(result: number, otherwise: unknown): unknown {
  return Number.isNaN(result) ? otherwise : result;
}

function rounded(amount: number, digits: number): number {
  return digits > 0 ? Number(amount.toFixed(clamp(digits))) : Math.round(amount);
}

function fixed(amount: number, digits: number, otherwise: unknown): unknown {
  return Number.isNaN(amount) ? otherwise : amount.toFixed(clamp(digits));
}

function clamp(digits: number): number {
  return digits >= 0 && digits <= 20 ? Math.floor(digits) : 0;
}

function localeOf(given: unknown, hash: Readonly<Record<string, unknown>>): string {
  const wanted = given ?? hash['locale'] ?? hash['lang'];
  return typeof wanted === 'string' && wanted !== '' ? wanted.replaceAll('_', '-') : 'en-US';
}

const optionNames = new Set([
  'style',
  'currency',
  'minimumFractionDigits',
  'maximumFractionDigits',
  'notation',
  'useGrouping',
  'unit',
]);

function intlOptions(hash: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return isRecord(hash) ? Object.fromEntries(Object.entries(hash).filter(([name]) => optionNames.has(name))) : {};
}

function format(amount: number, locale: string, options: Readonly<Record<string, unknown>>): string {
  try {
    return new Intl.NumberFormat(locale, options).format(amount);
  } catch {
    // A locale or an option that there is not: the number is what the reader needs.
    return String(amount);
  }
}

function bytes(amount: number, otherwise: unknown): unknown {
  if (Number.isNaN(amount)) return otherwise;
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = amount < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(amount) / 3));
  return `${Number((amount / 1000 ** power).toFixed(2))} ${units[power] ?? 'B'}`;
}
