import { tokenize, type HeaderToken } from '../mime/headerTokens.ts';
import { isPublicHost, parseReceived, type NamedHeader } from './receivedPath.ts';

/** One `Authentication-Results` header (RFC 8601): what a server found out about who sent a message. */
export interface AuthenticationResults {
  /** The authserv-id: who says so. Absent where the server leaves it out, as Microsoft's do. */
  readonly server?: string;
  readonly results: readonly AuthenticationResult[];
}

export interface AuthenticationResult {
  /** In lower case: `spf`, `dkim`, `dmarc`, `arc`, `iprev`, `auth`. */
  readonly method: string;
  /** In lower case: `pass`, `fail`, `softfail`, `neutral`, `none`, `policy`, `temperror`, `permerror`. */
  readonly result: string;
  readonly reason?: string;
  /** The server's own words behind the result. */
  readonly comment?: string;
  /** `smtp.mailfrom`, `header.d`: what was looked at. Of the same name, the first. */
  readonly properties: Readonly<Record<string, string>>;
}

export interface AuthenticationReport {
  /** What the receiving server vouches for. Absent: nothing that can be believed says anything. */
  readonly trusted?: AuthenticationResults;
  readonly ignored: readonly IgnoredResults[];
}

export interface IgnoredResults {
  readonly results: AuthenticationResults;
  /**
   * `other-server`: it names a server that is not the receiving one. `below`: it stands where whoever sent the message could
   * have written it. `not-received`: no server says that it received the message, so nobody can have checked it.
   */
  readonly why: 'other-server' | 'below' | 'not-received';
}

export interface TrustOptions {
  /** The host that is known to have received the message; otherwise the top-most `Received` header says it. */
  readonly receiver?: string;
  /** The message never left this machine, so that whatever it says about checks was written by its sender. */
  readonly isUnchecked?: boolean;
}

/**
 * Which of the headers can be believed. Anybody can write `Authentication-Results` into a message (RFC 8601, 5 and 7.1), but
 * headers are only ever added at the top. So what stands above the top-most `Received` was added by whoever received it last; a
 * little further down it counts where all servers above it, and its own name, belong to the receiver. Of several groups only the
 * first counts.
 */
export function authenticationReport(
  headers: readonly NamedHeader[],
  options: TrustOptions = {},
): AuthenticationReport {
  const found = headers
    .slice(0, maxHeaders)
    .flatMap(({ name, value }, index) =>
      name.toLowerCase() === 'authentication-results' ? [{ index, results: parseAuthenticationResults(value) }] : [],
    );
  const zone = receiverZone(headers, options.receiver);
  if (zone === undefined || options.isUnchecked === true) {
    return { ignored: found.map(({ results }) => ({ results, why: 'not-received' })) };
  }
  const ignored: IgnoredResults[] = [];
  let trusted: { readonly results: AuthenticationResults; readonly index: number } | undefined;
  for (const { index, results } of found) {
    const isNear = trusted !== undefined && isOneGroup(headers, trusted.index, index);
    const isMore = isNear && trusted?.results.server?.toLowerCase() === results.server?.toLowerCase();
    if (trusted !== undefined && isMore) {
      trusted = { index, results: { ...trusted.results, results: [...trusted.results.results, ...results.results] } };
    } else if (trusted !== undefined || index >= zone.end) ignored.push({ results, why: 'below' });
    else if (index > zone.firstReceived && !isOfReceiver(results, zone)) ignored.push({ results, why: 'other-server' });
    else trusted = { index, results };
  }
  return trusted === undefined ? { ignored } : { trusted: trusted.results, ignored };
}

export function parseAuthenticationResults(value: string): AuthenticationResults {
  const parts = splitAtSemicolons(tokenize(value.slice(0, maxLength), ';'));
  const [first = [], ...rest] = parts;
  const firstResult = parseResult(first);
  // The id may be followed by a version; a part that is a result already means that there is no id.
  const server = firstResult === undefined ? first.find(({ kind }) => kind !== 'comment')?.text : undefined;
  const results = [
    ...(firstResult === undefined ? [] : [firstResult]),
    ...rest.flatMap((part) => parseResult(part) ?? []),
  ];
  return { ...(server === undefined ? {} : { server }), results: results.slice(0, maxResults) };
}

/** Whether two hosts belong to the same organization, as far as names tell it without a list of all registries. */
export function isSameOrganization(one: string, other: string): boolean {
  return organizationOf(one) === organizationOf(other);
}

interface ReceiverZone {
  readonly host: string | undefined;
  readonly firstReceived: number;
  /** Index of the first `Received` of somebody else, or the number of headers. */
  readonly end: number;
}

/** undefined: nobody received it. */
function receiverZone(headers: readonly NamedHeader[], receiver: string | undefined): ReceiverZone | undefined {
  const received = headers
    .slice(0, maxHeaders)
    .flatMap(({ name, value }, index) =>
      name.toLowerCase() === 'received' ? [{ index, by: parseReceived(value).by }] : [],
    );
  const first = received[0];
  if (first === undefined) return undefined;
  const host = receiver ?? received.map(({ by }) => by).find(isPublicHost);
  const foreign = received.find(({ by }) => isPublicHost(by) && (host === undefined || !isSameOrganization(by, host)));
  // The first header that people write: nothing a server adds stands below it.
  const own = headers.findIndex(({ name }) => /^(?:from|subject|to)$/i.test(name));
  const ends = [foreign?.index, own < 0 ? undefined : own].filter((end) => end !== undefined);
  return { host, firstReceived: first.index, end: Math.min(headers.length, ...ends) };
}

/** Without a name it counts for the servers that are known to leave it out. */
function isOfReceiver({ server }: AuthenticationResults, { host }: ReceiverZone): boolean {
  if (host === undefined) return false;
  return server === undefined ? /(?:^|\.)outlook\.com\.?$/i.test(host) : isSameOrganization(server, host);
}

/** OpenDKIM and OpenDMARC add a header each: nothing but what such checks add stands between them. */
function isOneGroup(headers: readonly NamedHeader[], from: number, to: number): boolean {
  return headers
    .slice(from + 1, to)
    .every(({ name }) => /^(?:authentication-results|arc-.*|received-spf|dkim-filter|x-.*)$/i.test(name));
}

/** `mx.mail.example.co.uk` and `example.co.uk` give `example.co.uk`. Two short labels at the end are taken for a registry's. */
function organizationOf(host: string): string {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.');
  const isRegistry =
    /^(?:[a-z]{2}|com|net|org|edu|gov|mil)$/.test(labels.at(-2) ?? '') && /^[a-z]{2}$/.test(labels.at(-1) ?? '');
  return labels.slice(isRegistry && labels.length > 2 ? -3 : -2).join('.');
}

function splitAtSemicolons(tokens: readonly HeaderToken[]): readonly (readonly HeaderToken[])[] {
  const parts: HeaderToken[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'separator') parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** `dkim=pass (good signature) reason="..." header.d=example.com`. undefined: not a result, `none` for example. */
function parseResult(tokens: readonly HeaderToken[]): AuthenticationResult | undefined {
  const pairs = joinPairs(tokens.filter(({ kind }) => kind !== 'comment'));
  const [method, ...rest] = pairs;
  if (method === undefined || !/^[a-z][a-z\d-]*(?:\/\d+)?$/i.test(method.name)) return undefined;
  const comment = tokens.find(({ kind }) => kind === 'comment')?.text;
  const reason = rest.find(({ name }) => name.toLowerCase() === 'reason')?.value;
  const properties = new Map<string, string>();
  for (const { name, value } of rest) {
    const key = name.toLowerCase();
    if (key !== 'reason' && !properties.has(key)) properties.set(key, value);
  }
  return {
    method: method.name.toLowerCase().replace(/\/\d+$/, ''),
    result: method.value.toLowerCase(),
    ...(reason === undefined ? {} : { reason }),
    ...(comment === undefined ? {} : { comment }),
    properties: Object.fromEntries(properties),
  };
}

/** `a=b`, `a = b` and `a="b"`. A signature's value ends with `=` itself: only the first one separates. */
function joinPairs(tokens: readonly HeaderToken[]): readonly { readonly name: string; readonly value: string }[] {
  const joined: { text: string; isOpen: boolean }[] = [];
  for (const { kind, text } of tokens) {
    const last = joined.at(-1);
    // RFC 8601 allows spaces and comments around each of these.
    const isSign = kind === 'word' && /^[=/.]$/.test(text);
    const startsValue = kind === 'word' && text.startsWith('=');
    if (last !== undefined && (last.isOpen || isSign || startsValue)) last.text += text;
    else joined.push({ text, isOpen: false });
    const current = joined.at(-1);
    if (current !== undefined) current.isOpen = isSign || (kind === 'word' && /^[^=]+=$/.test(text)) || text === '=';
  }
  return joined.flatMap(({ text }) => {
    const equals = text.indexOf('=');
    return equals > 0 && equals < text.length - 1
      ? [{ name: text.slice(0, equals), value: text.slice(equals + 1) }]
      : [];
  });
}

const maxHeaders = 500;
const maxLength = 20_000;
const maxResults = 50;
