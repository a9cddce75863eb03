/** What must not be seen. An undefined password: nothing is stored for this connection. */
export interface Secrets {
  readonly user?: string;
  readonly password?: string;
}

export interface Redactor {
  /** One line of at most `maxLength` characters. */
  (text: string): string;
  /** For what a server said while signing in: removes everything that could be an encoded credential as well. */
  readonly signIn: (text: string) => string;
}

/**
 * The one way out for text of a mail server or a mail library. Servers echo commands in their errors, and a command can be
 * the password; so it is removed in every notation in which it travels or could be printed.
 */
export function createRedactor(secrets: Secrets): Redactor {
  const pattern = patternOf(secrets);
  const removeSecrets = (text: string): string => {
    // A cut could split a secret so that its first half is not found; what is shown ends far before this cut.
    const start = text.slice(0, maxLength * 20);
    return pattern === undefined ? start : start.replaceAll(pattern, removed);
  };
  const redact = (text: string): string => oneLine(removeSecrets(text));
  const signIn = (text: string): string =>
    oneLine(
      removeSecrets(text).replaceAll(/[A-Za-z0-9+/_-]{12,}={0,2}/g, (token) => (isWord(token) ? token : removed)),
    );
  return Object.assign(redact, { signIn });
}

/** Words of a sentence survive ("Authentication", "SmtpClientAuthentication", "app-specific"): no encoding looks like them. */
function isWord(token: string): boolean {
  return token
    .split(/[-/_]+/)
    .every((part) => part === '' || /^(?:[A-Z]?[a-z]+|[A-Z]+|(?:[A-Z][a-z]{2,})+)$/.test(part));
}

function patternOf({ user = '', password = '' }: Secrets): RegExp | undefined {
  if (password === '') return undefined;
  const literals = [
    password,
    JSON.stringify(password).slice(1, -1),
    encodeURIComponent(password),
    encodeURIComponent(password).replaceAll('%20', '+'),
    password.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    Buffer.from(password).toString('hex'),
    Buffer.from(password, 'latin1').toString('base64').replace(/=+$/, ''),
    base64(`\0${user}\0${password}`),
    base64(`${user}\0${user}\0${password}`),
    ...alignments(password),
  ];
  // Three characters of base64 stand in many words: a short secret is only removed where it stands alone.
  const long = literals.filter((literal) => literal.length >= 4).sort((a, b) => b.length - a.length);
  const short = literals.filter((literal) => literal.length < 4 && literal !== '');
  const alternatives = [
    ...long.map(escape),
    ...short.map((literal) => String.raw`(?<![\p{L}\p{N}])${escape(literal)}(?![\p{L}\p{N}])`),
  ];
  // Without regard to case: percent and hex notation come in both.
  return new RegExp([...new Set(alternatives)].join('|'), 'giu');
}

/** The part of the encoded secret that is the same whatever stands before and after it, at each of the three alignments. */
function alignments(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const first = Math.ceil((shift * 8) / 6);
    const last = Math.floor(((shift + bytes.length) * 8) / 6);
    const stable = encoded.slice(first, last);
    return [stable, stable.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64').replace(/=+$/, '');
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

function oneLine(text: string): string {
  const line = text
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replaceAll(/[\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu, '')
    .trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}

const removed = '[removed]';
/** Longer than any sensible reply; what is shown in a notification and kept in the log. */
const maxLength = 500;
