/** What must not be seen. */
export interface Secrets {
  readonly user?: string | undefined;
  /** The password, and whatever else opens something: tokens, the password of a proxy. Empty ones do not count. */
  readonly secrets: readonly string[];
}

export interface Redactor {
  /** One line of at most `maxLength` characters. */
  (text: string): string;
  /** For what a server said while signing in: removes everything that could be an encoded credential as well. */
  readonly signIn: (text: string) => string;
  /** A reply of several lines as such, each as one of the above would give it. */
  readonly lines: (text: string, options: { readonly isSignIn: boolean }) => readonly string[];
  /** Another secret, from here on. */
  readonly learn: (secret: string) => void;
}

/**
 * The one way out for text of a mail server or a mail library. Servers echo commands in their errors, and a command can be
 * the password; so it is removed in every notation in which it travels or could be printed.
 */
export function createRedactor(secrets: Secrets): Redactor {
  let patterns = patternsOf(secrets);
  let known = secrets.secrets;
  const removeSecrets = (text: string): string => {
    // A cut could split a secret so that its first half is not found; what is shown ends far before this cut.
    const start = text.slice(0, maxLength * 20);
    if (patterns === undefined) return start;
    const shown = start.replaceAll(patterns.whole, removed);
    // A server can break a secret into pieces, over the lines of its reply for example: then nothing of the text is shown.
    return patterns.joined?.test(joined(shown)) === true ? removed : shown;
  };
  const removeTokens = (text: string): string =>
    text.replaceAll(/[A-Za-z0-9+/_-]{12,}={0,2}/g, (token) => (isWord(token) ? token : removed));
  return Object.assign((text: string): string => oneLine(removeSecrets(text)), {
    signIn: (text: string) => oneLine(removeTokens(removeSecrets(text))),
    learn: (secret: string) => {
      known = [...known, secret];
      patterns = patternsOf({ ...secrets, secrets: known });
    },
    lines: (text: string, { isSignIn }: { readonly isSignIn: boolean }) => {
      const shown = removeSecrets(text);
      return (isSignIn ? removeTokens(shown) : shown).split(/\r?\n/).map(oneLine);
    },
  });
}

/** Without what may stand between the pieces: blanks, and the codes that begin the lines of a reply. */
function joined(text: string): string {
  return text.replaceAll(/^\d{3}[ -](?:\d\.\d{1,3}\.\d{1,3} )?|[\s\p{Cc}]+/gmu, '');
}

/** Words of a sentence survive ("Authentication", "SmtpClientAuthentication", "app-specific"): no encoding looks like them. */
function isWord(token: string): boolean {
  return token
    .split(/[-/_]+/)
    .every((part) => part === '' || /^(?:[A-Z]?[a-z]+|[A-Z]+|(?:[A-Z][a-z]{2,})+)$/.test(part));
}

interface Patterns {
  readonly whole: RegExp;
  /** For text without blanks; absent where all secrets are so short that they would be found in any. */
  readonly joined: RegExp | undefined;
}

function patternsOf({ user = '', secrets }: Secrets): Patterns | undefined {
  const literals = [
    ...new Set(secrets.filter((secret) => secret !== '').flatMap((secret) => notationsOf(user, secret))),
  ];
  if (literals.length === 0) return undefined;
  // Three characters of base64 stand in many words: a short secret is only removed where it stands alone.
  const long = literals.filter((literal) => literal.length >= 4).sort((a, b) => b.length - a.length);
  const short = literals.filter((literal) => literal.length < 4 && literal !== '');
  const alternatives = [
    ...long.map(escape),
    ...short.map((literal) => String.raw`(?<![\p{L}\p{N}])${escape(literal)}(?![\p{L}\p{N}])`),
  ];
  const joinable = long.map(joined).filter((literal) => literal.length >= minJoinedLength);
  return {
    // Without regard to case: percent and hex notation come in both.
    whole: new RegExp(alternatives.join('|'), 'giu'),
    joined: joinable.length === 0 ? undefined : new RegExp(joinable.map(escape).join('|'), 'iu'),
  };
}

function notationsOf(user: string, secret: string): readonly string[] {
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    // In a log that is JSON, of an error that quotes JSON.
    JSON.stringify(JSON.stringify(secret)).slice(3, -3),
    quotedPrintable(secret),
    encodeURIComponent(secret),
    encodeURIComponent(secret).replaceAll('%20', '+'),
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    Buffer.from(secret).toString('hex'),
    Buffer.from(secret, 'latin1').toString('base64').replace(/=+$/, ''),
    base64(`\0${user}\0${secret}`),
    base64(`${user}\0${user}\0${secret}`),
    ...alignments(secret),
  ];
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

/** RFC 2045, section 6.7, without its line breaks. */
function quotedPrintable(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) =>
      byte < 0x20 || byte > 0x7e || byte === 0x3d
        ? `=${byte.toString(16).padStart(2, '0')}`
        : String.fromCodePoint(byte),
    )
    .join('');
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
const minJoinedLength = 8;
