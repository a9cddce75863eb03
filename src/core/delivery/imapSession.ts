import { EventEmitter } from 'node:events';
import type net from 'node:net';
import { ImapFlow } from 'imapflow';
import { asciiHost } from '../profiles/serverFields.ts';
import {
  defaultMailboxTimeouts,
  MailboxError,
  maxMessageBytes,
  type MailboxAccount,
  type MailboxFailureCode,
  type MailboxTimeouts,
} from './mailbox.ts';
import { codeOf, codeOfSystemError, describeMailboxFault, MailboxFault } from './mailboxFailure.ts';
import { faultPlace, mayCarrySecret } from './mailboxSecurity.ts';
import { connectSocket, encryptSocket } from './mailboxSocket.ts';

/**
 * A session of IMAP with somebody who may not mean well: whatever is done on it ends, with its result or with a `MailboxError`, and
 * what the server may say meanwhile is bounded.
 */
export class ImapSession {
  readonly client: ImapFlow;
  readonly #account: MailboxAccount;
  readonly #timeouts: MailboxTimeouts;
  /** Of what is being done: how many bytes the server may still say. */
  #leftBytes = maxSaidBytes;
  /** Ends what is being done. */
  #stop: ((reason: unknown) => void) | undefined;
  /** Why the connection ended, which the library tells apart from what fails then. */
  #cause: unknown;

  /** Signs in. Throws `MailboxError`, before anything connects where the password would travel in clear. */
  static async open(account: MailboxAccount, signal: AbortSignal): Promise<ImapSession> {
    try {
      if (!mayCarrySecret(account.server)) throw new MailboxFault('plaintext-password', '');
      const session = new ImapSession(account, await connectSocket(account, signal));
      await session.run(signal, () => session.client.connect());
      // PREAUTH: whoever stands between says it to have STARTTLS left out (RFC 9051, section 11.1).
      if (account.server.security !== 'none' && !session.client.secureConnection) {
        session.close();
        throw new MailboxFault('starttls-not-offered', 'PREAUTH');
      }
      return session;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw error instanceof MailboxFault ? failureOf(error, account) : error;
    }
  }

  private constructor(account: MailboxAccount, socket: net.Socket) {
    this.#account = account;
    this.#timeouts = { ...defaultMailboxTimeouts, ...account.timeouts };
    this.client = this.#newClient(socket);
    this.client.on('error', (error) => {
      this.#cause ??= error;
    });
    // When it closes it does not listen to its parser any more, which then ends the process with what it is in the middle of.
    const parser: unknown = Reflect.get(this.client, 'streamer');
    if (parser instanceof EventEmitter) parser.on('error', () => undefined);
  }

  /** Throws the signal's reason, or `MailboxError`; the session is of no use any more then. */
  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    this.#leftBytes = maxSaidBytes;
    const stopped = new Promise<never>((_resolve, reject) => {
      this.#stop = (reason) => {
        reject(reason);
        this.client.close();
      };
    });
    const timer = setTimeout(() => this.#stop?.(new MailboxFault('timeout', '')), this.#timeouts.lookMs);
    const onAbort = (): void => this.#stop?.(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      signal.throwIfAborted();
      return await Promise.race([work(), stopped]);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      // What is lost with the connection is less than why it was lost.
      const fault = faultOf(error);
      const isLost = fault.code === 'connection-lost' && this.#cause !== undefined;
      this.close();
      throw failureOf(isLost ? faultOf(this.#cause) : fault, this.#account);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      this.#stop = undefined;
    }
  }

  /** What comes next may be as large as a message. */
  expectMessage(): void {
    this.#leftBytes = maxMessageBytes + maxSaidBytes;
  }

  close(): void {
    this.client.close();
  }

  /** On a connection of ours, which knows about proxies and pinned certificates. */
  #newClient(socket: net.Socket): ImapFlow {
    const { server, user, credential } = this.#account;
    const { connectMs, replyMs } = this.#timeouts;
    const encrypt = (done: () => void): net.Socket => {
      const secure = encryptSocket(socket, this.#account, () => {
        done();
        this.#count(secure);
      });
      return secure;
    };
    return new ImapFlow({
      host: asciiHost(server.host),
      port: server.port,
      secure: server.security === 'tls',
      // Never "if it is offered": who takes the offer away would get the password (RFC 8314, section 3).
      ...(server.security === 'tls' ? {} : { doSTARTTLS: server.security === 'starttls' }),
      transport: {
        connect: ({ secure }, done) => {
          if (secure) return encrypt(done);
          setImmediate(() => {
            done();
            this.#count(socket);
          });
          return socket;
        },
        upgrade: (_plain, _options, done) => encrypt(done),
      },
      auth:
        credential.kind === 'token'
          ? { user, accessToken: credential.accessToken }
          : { user, pass: credential.password },
      // Its log has whole commands; ours says what happened.
      logger: false,
      clientInfo: { name: 'Mailproof' },
      disableAutoIdle: true,
      disableCompression: true,
      connectionTimeout: connectMs,
      greetingTimeout: replyMs,
      socketTimeout: replyMs,
      maxLineLength: 4 * 1024 * 1024,
      maxLiteralSize: maxMessageBytes + 1024,
      maxResponseSize: maxMessageBytes + 4 * 1024 * 1024,
      maxResponseTokens: 200_000,
    });
  }

  /** The library bounds each answer, and not how many of them there are. */
  #count(socket: net.Socket): void {
    socket.on('data', (chunk: Buffer) => {
      this.#leftBytes -= chunk.length;
      if (this.#leftBytes < 0) this.#stop?.(new MailboxFault('protocol', 'It does not stop to say things'));
    });
  }
}

/** The server said NO to what was asked, and all else is as it was. */
export function isRefusal(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'responseStatus' in error && error.responseStatus === 'NO';
}

function failureOf(fault: MailboxFault, account: MailboxAccount): MailboxError {
  return new MailboxError(describeMailboxFault(fault, faultPlace('imap', account)));
}

/** The one place where the errors of imapflow are read. */
function faultOf(error: unknown): MailboxFault {
  if (error instanceof MailboxFault) return error;
  const [code, detail] = codeAndDetail(error);
  return new MailboxFault(code, detail);
}

function codeAndDetail(error: unknown): readonly [MailboxFailureCode, string] {
  const fields = new Map(Object.entries(error ?? {}));
  const text = (name: string): string => {
    const value: unknown = fields.get(name);
    return typeof value === 'string' ? value : '';
  };
  const said = text('responseText') || text('response') || (error instanceof Error ? error.message : String(error));
  const code = codeOf(error);
  if (fields.get('authenticationFailed') === true) return [signInCode(text('serverResponseCode'), said), said];
  if (fields.get('tlsFailed') === true && code !== 'UPGRADE_TIMEOUT') {
    const system = codeOfSystemError(error);
    return [system ?? (/STARTTLS/i.test(said) ? 'starttls-not-offered' : 'tls-failed'), said];
  }
  switch (code) {
    case 'CONNECT_TIMEOUT':
      return ['connection-timeout', said];
    case 'GREETING_TIMEOUT':
    case 'UPGRADE_TIMEOUT':
    case 'ETIMEOUT':
      return ['timeout', said];
    case 'NoConnection':
    case 'EConnectionClosed':
    case 'ClosedAfterConnectText':
    case 'ClosedAfterConnectTLS':
    case 'StateLogout':
      return ['connection-lost', said];
    case 'InvalidResponse':
      return ['not-a-mailbox-server', said];
    default: {
      const system = codeOfSystemError(error);
      if (system !== undefined) return [system, said];
      return [text('responseStatus') === '' ? 'protocol' : 'mailbox-unavailable', said];
    }
  }
}

/** RFC 5530: what is not the user's fault, and passes. */
function signInCode(responseCode: string, said: string): MailboxFailureCode {
  if (/^(?:UNAVAILABLE|LIMIT|INUSE)$/i.test(responseCode)) return 'sign-in-temporary';
  return /unsupported authentication|no supported/i.test(said) ? 'sign-in-method' : 'sign-in-refused';
}

/** Lists of folders and of numbers, of a mailbox as large as they come. */
const maxSaidBytes = 4 * 1024 * 1024;
