import type { FoundMessage, Mailbox, MailboxAccount, MailboxFailureCode, SoughtMessage } from './mailbox.ts';
import { MailboxError, maxMessageBytes } from './mailbox.ts';
import { describeMailboxFault, MailboxFault } from './mailboxFailure.ts';
import { faultPlace, mayCarrySecret } from './mailboxSecurity.ts';
import { Pop3Connection, type Pop3Reply } from './pop3Connection.ts';
import { matchOf } from './soughtHeaders.ts';

/** Signs in, to see that it works. Throws `MailboxError`, before anything connects where the password would travel in clear. */
export async function openPop3Mailbox(account: MailboxAccount, signal: AbortSignal): Promise<Mailbox> {
  const mailbox = new Pop3Mailbox(account);
  await mailbox.open(signal);
  return mailbox;
}

/**
 * A session of POP3 is a snapshot (RFC 1939, section 8): what arrives later is seen by the next one, so each look is a session.
 * It sees the inbox alone.
 */
class Pop3Mailbox implements Mailbox {
  readonly #account: MailboxAccount;
  /** Unique ids of messages whose headers were read. */
  readonly #known = new Set<string>();
  /** Signed in by `open`, for the first look: servers make each session wait for the last, and read a large mailbox for each. */
  #unused: Pop3Connection | undefined;

  constructor(account: MailboxAccount) {
    this.#account = account;
  }

  async open(signal: AbortSignal): Promise<void> {
    this.#unused = await this.#signedIn(signal);
  }

  find(sought: SoughtMessage, signal: AbortSignal): Promise<FoundMessage | undefined> {
    return this.#session(signal, async (connection) => {
      for (const { number, id } of this.#candidates(await listed(connection))) {
        const headers = await headersOf(connection, number);
        if (id !== undefined) this.#known.add(id);
        if (headers === undefined || matchOf(headers, sought) === undefined) continue;
        return read(connection, { number, id: id ?? '', sought });
      }
      return undefined;
    });
  }

  async untilNews(waitMs: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, waitMs);
      signal.addEventListener('abort', end, { once: true });
    });
  }

  remove({ handle }: FoundMessage): Promise<void> {
    return this.#session(new AbortController().signal, async (connection) => {
      const message = (await listed(connection)).find(({ id }) => id !== undefined && id === handle);
      if (message === undefined) throw new MailboxFault('mailbox-unavailable', 'The message is not there any more.');
      await expectOk(connection.command(`DELE ${message.number}`), 'mailbox-unavailable');
      // Only a session that ends in order deletes anything (RFC 1939, section 6).
      await expectOk(connection.command('QUIT'), 'mailbox-unavailable');
    });
  }

  close(): void {
    this.#unused?.close();
    this.#unused = undefined;
  }

  /** The newest have the highest numbers almost everywhere; a few servers count the other way. */
  #candidates(messages: readonly ListedMessage[]): readonly ListedMessage[] {
    const unknown = messages.filter(({ id }) => id === undefined || !this.#known.has(id)).reverse();
    return unknown.length <= maxLooked
      ? unknown
      : [...unknown.slice(0, maxLooked - maxLookedAtStart), ...unknown.slice(-maxLookedAtStart)];
  }

  async #session<T>(signal: AbortSignal, run: (connection: Pop3Connection) => Promise<T>): Promise<T> {
    const connection = this.#unused ?? (await this.#signedIn(signal));
    this.#unused = undefined;
    return this.#using(connection, signal, async () => {
      try {
        const result = await run(connection);
        await connection.command('QUIT').catch(() => undefined);
        return result;
      } finally {
        connection.close();
      }
    });
  }

  async #signedIn(signal: AbortSignal): Promise<Pop3Connection> {
    if (!mayCarrySecret(this.#account.server)) throw this.#describe(new MailboxFault('plaintext-password', ''));
    const connection = new Pop3Connection(this.#account);
    return this.#using(connection, signal, async () => {
      try {
        await signIn(connection, this.#account);
        return connection;
      } catch (error) {
        connection.close();
        throw error;
      }
    });
  }

  /** Cut off when somebody cancels; errors are told as a mailbox tells them. */
  async #using<T>(connection: Pop3Connection, signal: AbortSignal, run: () => Promise<T>): Promise<T> {
    const stop = (): void => connection.close();
    signal.addEventListener('abort', stop, { once: true });
    try {
      signal.throwIfAborted();
      return await run();
    } catch (error) {
      throw signal.aborted ? signal.reason : this.#describe(error);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  #describe(error: unknown): unknown {
    return error instanceof MailboxFault
      ? new MailboxError(describeMailboxFault(error, faultPlace('pop3', this.#account)))
      : error;
  }
}

async function signIn(connection: Pop3Connection, { server, user, credential }: MailboxAccount): Promise<void> {
  const greeting = await connection.open();
  if (greeting.kind !== 'ok') throw new MailboxFault('sign-in-temporary', greeting.text);
  let capabilities = await capabilitiesOf(connection);
  if (server.security === 'starttls') {
    // Asked for whether or not it is offered: an answer other than +OK ends the conversation without a password.
    const answer = await connection.command('STLS');
    if (answer.kind !== 'ok') throw new MailboxFault('starttls-not-offered', answer.text);
    await connection.encrypt();
    capabilities = await capabilitiesOf(connection);
  }
  const refused =
    credential.kind === 'token'
      ? await signInWithToken(connection, { user, token: credential.accessToken, server, capabilities })
      : await signInWithPassword(connection, { user, password: credential.password, capabilities });
  if (refused !== undefined) throw new MailboxFault(signInCode(refused.text), refused.text);
}

interface PasswordSignIn {
  readonly user: string;
  readonly password: string;
  readonly capabilities: readonly string[];
}

/** undefined: signed in. PLAIN where it is offered, because it can carry any password in UTF-8 (RFC 4616). */
async function signInWithPassword(
  connection: Pop3Connection,
  { user, password, capabilities }: PasswordSignIn,
): Promise<Pop3Reply | undefined> {
  const mechanisms = mechanismsOf(capabilities);
  if (mechanisms.includes('PLAIN')) {
    return answerOf(connection, `AUTH PLAIN`, Buffer.from(`\0${user}\0${password}`).toString('base64'));
  }
  if (capabilities.length > 0 && !capabilities.some((line) => /^USER\b/i.test(line)) && mechanisms.length > 0) {
    throw new MailboxFault('sign-in-method', mechanisms.join(' '));
  }
  const known = await connection.command(`USER ${user}`);
  if (known.kind !== 'ok') return known;
  const answer = await connection.command(`PASS ${password}`);
  return answer.kind === 'ok' ? undefined : answer;
}

interface TokenSignIn {
  readonly user: string;
  readonly token: string;
  readonly server: MailboxAccount['server'];
  readonly capabilities: readonly string[];
}

/** XOAUTH2 as Google and Microsoft have it (https://developers.google.com/workspace/gmail/imap/xoauth2-protocol), else RFC 7628. */
async function signInWithToken(
  connection: Pop3Connection,
  { user, token, server, capabilities }: TokenSignIn,
): Promise<Pop3Reply | undefined> {
  const mechanisms = mechanismsOf(capabilities);
  if (mechanisms.includes('OAUTHBEARER') && !mechanisms.includes('XOAUTH2')) {
    const name = user.replaceAll('=', '=3D').replaceAll(',', '=2C');
    const initial = `n,a=${name},\u0001host=${server.host}\u0001port=${server.port}\u0001auth=Bearer ${token}\u0001\u0001`;
    return answerOf(connection, 'AUTH OAUTHBEARER', Buffer.from(initial).toString('base64'));
  }
  if (mechanisms.length > 0 && !mechanisms.includes('XOAUTH2')) {
    throw new MailboxFault('sign-in-method', mechanisms.join(' '));
  }
  const initial = `user=${user}\u0001auth=Bearer ${token}\u0001\u0001`;
  return answerOf(connection, 'AUTH XOAUTH2', Buffer.from(initial).toString('base64'));
}

/** Not as an initial response: Microsoft takes none with POP3, and everybody else takes it like this as well. */
async function answerOf(connection: Pop3Connection, command: string, secret: string): Promise<Pop3Reply | undefined> {
  const challenge = await connection.command(command);
  if (challenge.kind === 'error') return challenge;
  let answer = await connection.command(secret);
  // The reason of a refusal comes as one more challenge; only the answer to that brings the refusal itself.
  if (answer.kind === 'challenge') answer = await connection.command('*');
  return answer.kind === 'ok' ? undefined : answer;
}

/** RFC 2449; empty: a server without CAPA. */
async function capabilitiesOf(connection: Pop3Connection): Promise<readonly string[]> {
  const answer = await connection.command('CAPA');
  if (answer.kind !== 'ok') return [];
  return (await connection.lines(maxListBytes)).toString('latin1').split('\r\n').filter(Boolean);
}

function mechanismsOf(capabilities: readonly string[]): readonly string[] {
  const line = capabilities.find((capability) => /^SASL\b/i.test(capability)) ?? '';
  return line.toUpperCase().split(' ').slice(1).filter(Boolean);
}

interface ListedMessage {
  readonly number: number;
  /** undefined: a server without UIDL. */
  readonly id: string | undefined;
}

async function listed(connection: Pop3Connection): Promise<readonly ListedMessage[]> {
  const answer = await connection.command('UIDL');
  if (answer.kind === 'ok') {
    const text = (await connection.lines(maxListBytes)).toString('latin1');
    return text.split('\r\n').flatMap((line) => {
      const [, number, id] = /^(\d{1,10}) (\S{1,70})/.exec(line) ?? [];
      return number === undefined ? [] : [{ number: Number(number), id }];
    });
  }
  const count = Number(
    /^\d{1,9}/.exec((await expectOk(connection.command('STAT'), 'mailbox-unavailable')).text)?.[0] ?? 0,
  );
  const first = Math.max(1, count - maxLooked + 1);
  return Array.from({ length: count - first + 1 }, (_, index) => ({ number: first + index, id: undefined }));
}

/** undefined: it went meanwhile, or the server has no TOP and the message is too large to be read for its headers. */
async function headersOf(connection: Pop3Connection, number: number): Promise<Buffer | undefined> {
  const top = await connection.command(`TOP ${number} 0`);
  if (top.kind === 'ok') return connection.lines(maxHeaderBytes);
  const size = await sizeOf(connection, number);
  if (size === undefined || size > maxWithoutTopBytes) return undefined;
  const whole = await connection.command(`RETR ${number}`);
  if (whole.kind !== 'ok') return undefined;
  const raw = await connection.lines(maxWithoutTopBytes * 2);
  await connection.command('RSET');
  return raw;
}

async function sizeOf(connection: Pop3Connection, number: number): Promise<number | undefined> {
  const answer = await connection.command(`LIST ${number}`);
  const size = /^\d+ (\d{1,12})/.exec(answer.text)?.[1];
  return answer.kind === 'ok' && size !== undefined ? Number(size) : undefined;
}

/**
 * By TOP with more lines than there are: RETR makes a message a read one on many servers (Dovecot, Gmail), and nothing is to be
 * marked. Where there is no TOP, RSET takes that back before the session ends.
 */
async function read(
  connection: Pop3Connection,
  { number, id, sought }: { readonly number: number; readonly id: string; readonly sought: SoughtMessage },
): Promise<FoundMessage | undefined> {
  const size = await sizeOf(connection, number);
  const isCut = size !== undefined && size > maxMessageBytes;
  // What is too large for us is told of by its headers alone.
  const top = await connection.command(`TOP ${number} ${isCut ? 0 : allLines}`);
  if (top.kind !== 'ok') await expectOk(connection.command(`RETR ${number}`), 'mailbox-unavailable');
  const raw = await connection.lines(maxMessageBytes + maxHeaderBytes);
  if (top.kind !== 'ok') await connection.command('RSET');
  const matchedBy = matchOf(raw, sought);
  if (matchedBy === undefined) return undefined;
  const folder = { path: 'INBOX', kind: 'inbox' } as const;
  return { folder, matchedBy, raw, isCut, sizeBytes: size ?? raw.length, handle: id };
}

async function expectOk(answer: Promise<Pop3Reply>, otherwise: MailboxFailureCode): Promise<Pop3Reply> {
  const reply = await answer;
  if (reply.kind !== 'ok') throw new MailboxFault(otherwise, reply.text);
  return reply;
}

/** RFC 2449 and RFC 3206: what is not the password's fault. */
function signInCode(text: string): MailboxFailureCode {
  return /^\[(?:IN-USE|LOGIN-DELAY|SYS\/TEMP)\]/i.test(text) ? 'sign-in-temporary' : 'sign-in-refused';
}

/** 100,000 messages and their ids. */
const maxListBytes = 8 * 1024 * 1024;
const maxHeaderBytes = 1024 * 1024;
const maxWithoutTopBytes = 1024 * 1024;
/** More than the largest message can have. */
const allLines = 99_999_999;
/** In one session. A mail that has just arrived is among the newest. */
const maxLooked = 60;
const maxLookedAtStart = 10;
