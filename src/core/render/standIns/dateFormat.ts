/**
 * Formats a date by a pattern of any of the libraries that people call from helpers: moment and day.js (`YYYY-MM-DD`), date-fns
 * (`yyyy-MM-dd`), dateformat (`mmmm d, yyyy`), strftime (`%Y-%m-%d`), or by a name (`short`, `longDate`).
 *
 * In UTC: the same mail on every machine.
 */
export function formatDate(date: Date, wanted: string | undefined, locale = 'en-US'): string {
  const pattern = wanted?.slice(0, maxPatternLength);
  const options = pattern === undefined ? named['medium'] : named[pattern];
  if (options !== undefined) return intl(date, locale, options);
  if (pattern === undefined) return '';
  if (pattern === 'iso' || pattern === 'ISO' || pattern === 'isoDateTime') return date.toISOString();
  if (pattern === 'isoDate') return date.toISOString().slice(0, 10);
  if (pattern.includes('%')) return strftime(date, pattern, locale);
  return tokens(date, pattern, locale);
}

/** The patterns below look for the end of each quote from its start. */
const maxPatternLength = 200;

const named: Readonly<Record<string, Intl.DateTimeFormatOptions | undefined>> = {
  short: { dateStyle: 'short' },
  shortDate: { dateStyle: 'short' },
  medium: { dateStyle: 'medium' },
  mediumDate: { dateStyle: 'medium' },
  default: { dateStyle: 'medium' },
  long: { dateStyle: 'long' },
  longDate: { dateStyle: 'long' },
  full: { dateStyle: 'full' },
  fullDate: { dateStyle: 'full' },
  time: { timeStyle: 'short' },
  shortTime: { timeStyle: 'short' },
  mediumTime: { timeStyle: 'medium' },
  longTime: { timeStyle: 'long' },
  datetime: { dateStyle: 'medium', timeStyle: 'short' },
  L: { year: 'numeric', month: '2-digit', day: '2-digit' },
  l: { year: 'numeric', month: 'numeric', day: 'numeric' },
  LL: { dateStyle: 'long' },
  ll: { dateStyle: 'medium' },
  LLL: { dateStyle: 'long', timeStyle: 'short' },
  lll: { dateStyle: 'medium', timeStyle: 'short' },
  LLLL: { dateStyle: 'full', timeStyle: 'short' },
  LT: { timeStyle: 'short' },
  LTS: { timeStyle: 'medium' },
  P: { year: 'numeric', month: '2-digit', day: '2-digit' },
  PP: { dateStyle: 'medium' },
  PPP: { dateStyle: 'long' },
  PPPP: { dateStyle: 'full' },
  p: { timeStyle: 'short' },
};

/** Quoted texts (`[at]` of moment, `'at'` of date-fns, `"at"` of dateformat), then the letters that mean something. */
const tokenPattern = /\[([^\]]*)\]|'([^']*)'|"([^"]*)"|Do|do|dS|([A-Za-z])\4*/g;

function tokens(date: Date, pattern: string, locale: string): string {
  // dateformat writes months small and minutes large, the others the other way round.
  const isSmallMonth = /mmm|[yd][-/.]m|m[-/.][yd]/.test(pattern);
  // Small letters for the year: `d` is the day of the month, and for moment the day of the week.
  const isMoment = !/y/.test(pattern) && /[YD]/.test(pattern);
  return pattern.replaceAll(tokenPattern, (token, square?: string, single?: string, double?: string) => {
    const literal = square ?? single ?? double;
    if (literal !== undefined) return literal;
    return tokenText(date, isSmallMonth ? swapCase(token) : token, { locale, isMoment }) ?? token;
  });
}

function swapCase(token: string): string {
  return token.startsWith('m') ? token.toUpperCase() : token.startsWith('M') ? token.toLowerCase() : token;
}

function tokenText(
  date: Date,
  token: string,
  { locale, isMoment }: { readonly locale: string; readonly isMoment: boolean },
): string | undefined {
  const part = (options: Intl.DateTimeFormatOptions): string => intl(date, locale, options);
  const hours = date.getUTCHours();
  const day = date.getUTCDate();
  switch (token) {
    case 'YYYY':
    case 'yyyy':
    case 'y':
    case 'Y':
      return String(date.getUTCFullYear());
    case 'YY':
    case 'yy':
      return pad(date.getUTCFullYear() % 100);
    case 'MMMM':
    case 'LLLL':
      return part({ month: 'long' });
    case 'MMM':
    case 'LLL':
      return part({ month: 'short' });
    case 'MM':
    case 'LL':
      return pad(date.getUTCMonth() + 1);
    case 'M':
      return String(date.getUTCMonth() + 1);
    case 'DD':
      return pad(day);
    case 'D':
      return String(day);
    case 'Do':
    case 'do':
    case 'dS':
      return day + ordinal(day);
    case 'dddd':
    case 'EEEE':
    case 'eeee':
      return part({ weekday: 'long' });
    case 'ddd':
    case 'EEE':
    case 'E':
    case 'EE':
      return part({ weekday: 'short' });
    case 'dd':
      return isMoment ? part({ weekday: 'short' }).slice(0, 2) : pad(day);
    case 'd':
      return isMoment ? String(date.getUTCDay()) : String(day);
    case 'HH':
      return pad(hours);
    case 'H':
      return String(hours);
    case 'hh':
      return pad(hours % 12 || 12);
    case 'h':
      return String(hours % 12 || 12);
    case 'mm':
      return pad(date.getUTCMinutes());
    case 'm':
      return String(date.getUTCMinutes());
    case 'ss':
      return pad(date.getUTCSeconds());
    case 's':
      return String(date.getUTCSeconds());
    case 'SSS':
      return String(date.getUTCMilliseconds()).padStart(3, '0');
    case 'A':
    case 'TT':
    case 'aa':
      return hours < 12 ? 'AM' : 'PM';
    case 'a':
      return isMoment ? (hours < 12 ? 'am' : 'pm') : hours < 12 ? 'AM' : 'PM';
    case 'tt':
      return hours < 12 ? 'am' : 'pm';
    case 'Z':
    case 'XXX':
    case 'xxx':
      return '+00:00';
    case 'ZZ':
      return '+0000';
    case 'z':
      return 'UTC';
    case 'X':
      return String(Math.floor(date.getTime() / 1000));
    case 'x':
      return String(date.getTime());
    default:
      return named[token] === undefined ? undefined : part(named[token]);
  }
}

function strftime(date: Date, pattern: string, locale: string): string {
  return pattern.replaceAll(/%-?([a-zA-Z%])/g, (token, letter: string) => {
    if (letter === '%') return '%';
    const same = strftimeTokens[letter];
    if (same === undefined) return token;
    const text = tokens(date, same, locale);
    return token.startsWith('%-') ? text.replace(/^0(?=\d)/, '') : text;
  });
}

const strftimeTokens: Readonly<Record<string, string | undefined>> = {
  Y: 'YYYY',
  y: 'YY',
  m: 'MM',
  B: 'MMMM',
  b: 'MMM',
  d: 'DD',
  e: 'D',
  A: 'dddd',
  a: 'ddd',
  H: 'HH',
  I: 'hh',
  M: 'mm',
  S: 'ss',
  p: 'A',
  F: 'YYYY-MM-DD',
  D: 'MM/DD/YY',
  T: 'HH:mm:ss',
  R: 'HH:mm',
  Z: 'z',
  z: 'ZZ',
  s: 'X',
};

function intl(date: Date, locale: string, options: Intl.DateTimeFormatOptions): string {
  // ICU puts a narrow no-break space before AM and PM; nobody's helper did, and fonts of mail clients lack it.
  return formatter(locale, options).format(date).replaceAll('\u202F', ' ');
}

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
  } catch {
    // No such locale.
    return new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' });
  }
}

function pad(count: number): string {
  return String(count).padStart(2, '0');
}

function ordinal(day: number): string {
  if (day >= 11 && day <= 13) return 'th';
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th';
}
