import { tokenize, type HeaderToken } from '../mime/headerTokens.ts';
import { parseMailDate } from '../mime/mailDate.ts';

export interface NamedHeader {
  readonly name: string;
  /** Unfolded. */
  readonly value: string;
}

/** One server that a message went through, as that server says it in its `Received` header (RFC 5321, 4.4). */
export interface ReceivedHop {
  /** What the client called itself. */
  readonly from?: string;
  /** What the server found out about the client: its name and address. */
  readonly fromNote?: string;
  readonly by?: string;
  /** `ESMTPS`, `LMTP`, `HTTP`. */
  readonly protocol?: string;
  /** Whether the way to this server was encrypted; absent where nothing is said of it. */
  readonly isEncrypted?: boolean;
  /** `TLS 1.3`, as far as it is told. */
  readonly tlsVersion?: string;
  readonly recipient?: string;
  /** ISO 8601 in UTC. */
  readonly date?: string;
  /** Since the hop before it that has a date. Below zero: the clocks of the two servers disagree. */
  readonly delaySeconds?: number;
}

/** The way of a message, the oldest hop first. `Received` headers are added at the top, so the message has them in reverse. */
export function receivedPath(headers: readonly NamedHeader[]): readonly ReceivedHop[] {
  const hops = headers
    .filter(({ name }) => name.toLowerCase() === 'received')
    .slice(0, maxHops)
    .map(({ value }) => parseReceived(value))
    .reverse();
  let before: number | undefined;
  return hops.map((hop) => {
    const time = hop.date === undefined ? undefined : Date.parse(hop.date);
    const delaySeconds = time === undefined || before === undefined ? undefined : Math.round((time - before) / 1000);
    before = time ?? before;
    return delaySeconds === undefined ? hop : { ...hop, delaySeconds };
  });
}

export function parseReceived(value: string): ReceivedHop {
  const semicolon = value.lastIndexOf(';');
  const time = semicolon < 0 ? undefined : parseMailDate(value.slice(semicolon + 1));
  const tokens = tokenize(semicolon < 0 ? value : value.slice(0, semicolon), '');
  const clauses = readClauses(tokens);
  const notes = tokens.flatMap(({ kind, text }) => (kind === 'comment' ? [text] : []));
  const from = clauses.get('from');
  const protocol = clauses.get('with')?.text;
  const isEncrypted = encryptionOf(protocol, notes);
  const tlsVersion = isEncrypted === true ? tlsVersionOf(notes) : undefined;
  const recipient = clauses.get('for')?.text.replace(/^<(.*)>$/, '$1');
  const by = clauses.get('by')?.text;
  return {
    ...(from === undefined ? {} : { from: from.text }),
    ...(from?.note === undefined ? {} : { fromNote: from.note }),
    ...(by === undefined ? {} : { by }),
    ...(protocol === undefined ? {} : { protocol }),
    ...(isEncrypted === undefined ? {} : { isEncrypted }),
    ...(tlsVersion === undefined ? {} : { tlsVersion }),
    ...(recipient === undefined ? {} : { recipient }),
    ...(time === undefined ? {} : { date: new Date(time).toISOString() }),
  };
}

/** A name of a host that says whose it is: no address, not `localhost`, not a name inside of a network. */
export function isPublicHost(host: string | undefined): host is string {
  // The last label of a name begins with a letter; no address has one.
  return (
    host !== undefined &&
    /^(?:[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d])?\.)+[a-z][a-z\d-]*[a-z\d]\.?$/i.test(host) &&
    !/\.(?:local|localdomain|internal|lan)\.?$/i.test(host)
  );
}

interface Clause {
  readonly text: string;
  readonly note?: string;
}

/** `from a (b [1.2.3.4]) by c with ESMTP id d for <e>`: a word that opens a clause, its value, and the comment behind that. */
function readClauses(tokens: readonly HeaderToken[]): ReadonlyMap<string, Clause> {
  const clauses = new Map<string, Clause>();
  for (let at = 0; at < tokens.length; at++) {
    const name = tokens[at]?.kind === 'word' ? (tokens[at]?.text.toLowerCase() ?? '') : '';
    if (!clauseNames.has(name) || clauses.has(name)) continue;
    const value = tokens[at + 1];
    if (value === undefined || value.kind === 'comment') continue;
    const after = tokens[at + 2];
    clauses.set(name, { text: value.text, ...(after?.kind === 'comment' ? { note: after.text } : {}) });
    at++;
  }
  return clauses;
}

const clauseNames: ReadonlySet<string> = new Set(['from', 'by', 'via', 'with', 'id', 'for']);

/** The S of these names means TLS (RFC 3848, RFC 6531). Servers that write `with SMTP` may still tell of TLS in a comment. */
function encryptionOf(protocol: string | undefined, notes: readonly string[]): boolean | undefined {
  if (protocol !== undefined && /^(?:UTF8)?(?:E?SMTPSA?|LMTPSA?|HTTPS)$/i.test(protocol)) return true;
  if (notes.some((note) => /\b(?:TLS|SSL)v?[\d._]|\bcipher[= ]/i.test(note))) return true;
  return protocol !== undefined && /^(?:UTF8)?(?:E?SMTPA?)$/i.test(protocol) ? false : undefined;
}

function tlsVersionOf(notes: readonly string[]): string | undefined {
  for (const note of notes) {
    const found = /\b(TLS|SSL)v?_?(\d)(?:[._](\d))?/i.exec(note);
    if (found !== null) return `${found[1]?.toUpperCase() ?? ''} ${found[2] ?? ''}.${found[3] ?? '0'}`;
  }
  return undefined;
}

/** RFC 5321, 6.3: servers take a hundred for a loop. */
const maxHops = 200;
