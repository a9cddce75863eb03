/**
 * Reads the date of a header (RFC 5322, 3.3 and 4.3), and what programs write instead of one: ISO 8601 and the form of C's asctime.
 * Milliseconds since 1970; undefined where it cannot be read. `Date.parse` is not asked: it takes the number of a house for a year.
 */
export function parseMailDate(value: string): number | undefined {
  const text = withoutComments(value).replaceAll(/\s+/g, ' ').trim();
  if (text.length > maxDateLength) return undefined;
  return ofMail(text) ?? ofAsctime(text) ?? ofIso(text);
}

function ofMail(text: string): number | undefined {
  const found =
    /^(?:[a-z]{2,9}\.?,? ?)?(\d{1,2})[ -]([a-z]{3})[a-z]*\.?[ -](\d{2,4})(?:,? (\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\.\d+)? ?([+-] ?\d{4}|[+-]\d{2}:\d{2}|[a-z]{1,5}(?:[+-]\d{1,4})?)?)?$/i.exec(
      text,
    );
  if (found === null) return undefined;
  const [, day = '', month = '', year = '', hour = '0', minute = '0', second = '0', zone = ''] = found;
  return timeOf({ year: fullYear(year), month, day, hour, minute, second, zone });
}

/** `Tue May 10 17:26:50 2005`, sometimes with a zone before the year. */
function ofAsctime(text: string): number | undefined {
  const found =
    /^[a-z]{3},? ([a-z]{3}) (\d{1,2}),? (\d{1,2}):(\d{2})(?::(\d{2}))?(?: ([+-]\d{4}|[a-z]{2,5}))? (\d{4})(?: ([+-]\d{4}))?$/i.exec(
      text,
    );
  if (found === null) return undefined;
  const [, month = '', day = '', hour = '', minute = '', second = '0', zone, year = '', lateZone = ''] = found;
  return timeOf({ year: Number(year), month, day, hour, minute, second, zone: zone ?? lateZone });
}

function ofIso(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)? ?(Z|[+-]\d{2}:?\d{2})?$/i.test(text)) return undefined;
  const withZone = /(Z|[+-]\d{2}:?\d{2})$/i.test(text.slice(11)) ? text : `${text}Z`;
  const time = Date.parse(withZone.replace(/^(\S+) (\d)/, '$1T$2').replace(/ (?=[+-])/, ''));
  return Number.isNaN(time) ? undefined : time;
}

interface DateParts {
  readonly year: number;
  readonly month: string;
  readonly day: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
  readonly zone: string;
}

function timeOf({ year, month, day, hour, minute, second, zone }: DateParts): number | undefined {
  const monthIndex = months.indexOf(month.toLowerCase());
  // 60: a leap second.
  if (monthIndex < 0 || Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const time = Date.UTC(year, monthIndex, Number(day), Number(hour), Number(minute), Number(second));
  const isInMonth = Number(day) >= 1 && Number(day) <= new Date(Date.UTC(year, monthIndex + 1, 0)).getUTCDate();
  return isInMonth ? time - zoneMinutes(zone) * 60_000 : undefined;
}

/** RFC 5322, 4.3: two digits below 50 are of this century, three count from 1900. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length === 2) return year < 50 ? 2000 + year : 1900 + year;
  return digits.length === 3 ? 1900 + year : year;
}

/** A name that nobody knows counts as UTC, as RFC 5322, 4.3, says of the military ones. */
function zoneMinutes(zone: string): number {
  const offset = /([+-]) ?(\d{2}):?(\d{2})$/.exec(zone);
  if (offset === null) return (zonesInHours.get(zone.toUpperCase()) ?? 0) * 60;
  const minutes = Number(offset[2]) * 60 + Number(offset[3]);
  return offset[1] === '-' ? -minutes : minutes;
}

function withoutComments(text: string): string {
  let depth = 0;
  let kept = '';
  for (const character of text.slice(0, 4 * maxDateLength)) {
    if (character === '(') depth++;
    else if (character === ')') depth = Math.max(depth - 1, 0);
    else if (depth === 0) kept += character;
  }
  return kept;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Those of RFC 5322, 4.3, and a few that servers write. */
const zonesInHours: ReadonlyMap<string, number> = new Map([
  ['EST', -5],
  ['EDT', -4],
  ['CST', -6],
  ['CDT', -5],
  ['MST', -7],
  ['MDT', -6],
  ['PST', -8],
  ['PDT', -7],
  ['CET', 1],
  ['CEST', 2],
  ['MET', 1],
  ['MEST', 2],
  ['EET', 2],
  ['EEST', 3],
  ['BST', 1],
  ['MSK', 3],
  ['ICT', 7],
  ['JST', 9],
  ['KST', 9],
]);

const maxDateLength = 200;
