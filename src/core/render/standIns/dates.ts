import { formatDate } from './dateFormat.ts';
import { numberOf, type StandIn, type StandInCall, type StandInTable, textOf } from './standIn.ts';

/** `{{formatDate date "YYYY"}}`; just-handlebars-helpers has the pattern first, so whichever is a date is the date. */
const date: StandIn = { answer: (call) => format(call, undefined), isBare: false };
const time: StandIn = { answer: (call) => format(call, 'time') };
const dateTime: StandIn = { answer: (call) => format(call, 'datetime') };
/** The real clock: that is what it is for. */
const now: StandIn = {
  answer: (call) => {
    const [pattern] = call.values;
    const today = new Date();
    return typeof pattern === 'string' ? formatDate(today, pattern) : today.toISOString();
  },
  isBare: true,
};
const year: StandIn = {
  answer: ({ values }) => (values.length === 0 ? new Date() : toDate(values[0]))?.getUTCFullYear() ?? '',
  isBare: true,
};

export const dates: StandInTable = {
  formatDate: date,
  format_date: date,
  dateFormat: date,
  dateformat: date,
  formattedDate: date,
  date,
  toDate: date,
  moment: date,
  dayjs: date,
  prettyDate: date,
  prettifyDate: date,
  shortDate: { answer: (call) => format(call, 'short') },
  longDate: { answer: (call) => format(call, 'long') },
  toLocaleDate: date,
  toLocaleDateString: date,
  localeDate: date,
  formatTime: time,
  time,
  formatDateTime: dateTime,
  formatDatetime: dateTime,
  dateTime,
  datetime: dateTime,
  toISOString: { answer: ({ values }) => toDate(values[0])?.toISOString() ?? '' },
  timestamp: {
    answer: ({ values }) => (values.length === 0 ? Date.now() : (toDate(values[0])?.getTime() ?? '')),
    isBare: true,
  },
  now,
  today: now,
  currentDate: now,
  year,
  currentYear: year,
  getYear: year,
  thisYear: year,
  getCurrentYear: year,
  copyrightYear: year,
  fromNow: { answer: ({ values }) => relative(toDate(values[0])) },
  timeAgo: { answer: ({ values }) => relative(toDate(values[0])) },
  timeago: { answer: ({ values }) => relative(toDate(values[0])) },
};

function format({ values, hash, block, context }: StandInCall, pattern: string | undefined): unknown {
  const given = block === undefined ? values : [block.show(context).trim(), ...values];
  const isSwapped = given.length > 1 && toDate(given[0]) === undefined && toDate(given[1]) !== undefined;
  const [input, second, third] = isSwapped ? [given[1], given[0], given[2]] : given;
  const wanted = hash['format'] ?? hash['pattern'] ?? hash['fmt'] ?? (isLocale(second) ? third : second);
  const locale = hash['locale'] ?? hash['lang'] ?? (isLocale(second) ? second : third);
  const value = toDate(input);
  // What is no date is shown as it is: nothing would look like missing data.
  if (value === undefined) return textOf(input);
  return formatDate(
    value,
    typeof wanted === 'string' ? wanted : pattern,
    isLocale(locale) ? locale.replace('_', '-') : undefined,
  );
}

/** `en` and `de-DE`, but not a pattern such as `ll` or `LT`. */
function isLocale(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    /^[a-z]{2}([-_][A-Za-z]{2,4})?$/.test(value) &&
    !['ll', 'dd', 'mm', 'yy', 'hh'].includes(value)
  );
}

/** ISO and other written dates, milliseconds, and seconds since 1970. A date without a zone is taken in UTC. */
function toDate(value: unknown): Date | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value;
  if (value === 'now' || value === 'today') return new Date();
  const number = numberOf(value);
  if (!Number.isNaN(number)) {
    // 1e10 seconds is the year 2286, and 1e10 milliseconds is in April 1970; a year or a count is no date.
    if (Math.abs(number) < 1e8) return undefined;
    return new Date(Math.abs(number) < 1e10 ? number * 1000 : number);
  }
  // No date is longer, and the patterns below read a text more than once.
  if (typeof value !== 'string' || value.length > 100 || !/\d/.test(value)) return undefined;
  const hasZone = /(z|utc|gmt|[+-]\d{2}:?\d{2})\s*(\(.*\))?$/i.test(value.trim());
  const parsed = new Date(hasZone || /^\d{4}-\d{2}-\d{2}$/.test(value.trim()) ? value : zoned(value.trim()));
  return Number.isNaN(parsed.getTime()) ? undefined : parsed;
}

function zoned(text: string): string {
  return /^\d{4}-\d{2}-\d{2}[T ]\d/.test(text) ? `${text.replace(' ', 'T')}Z` : `${text} UTC`;
}

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

function relative(date: Date | undefined): string {
  if (date === undefined) return '';
  const seconds = (date.getTime() - Date.now()) / 1000;
  const [unit, length] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? (['second', 1] as const);
  return new Intl.RelativeTimeFormat('en-US').format(Math.round(seconds / length), unit);
}
