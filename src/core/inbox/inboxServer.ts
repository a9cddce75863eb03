import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import {
  SMTPServer,
  type SMTPServerAuthentication,
  type SMTPServerDataStream,
  type SMTPServerOptions,
  type SMTPServerSession,
} from 'smtp-server';
import type { Logger } from '../log.ts';
import { Chaos, type ChaosRule } from './chaos.ts';
import { afterDelay, guardCommands } from './commandGuard.ts';
import { createSelfSigned } from './certificate.ts';
import type { AddResult, MessageSink } from './messageWriter.ts';

export interface InboxServerOptions {
  /** The wanted port; 0: any. When it is taken, one of the next is used. */
  readonly port: number;
  readonly store: MessageSink;
  readonly log: Logger;
  /** The only user and password that may send; otherwise any, and none, is welcome. */
  readonly account?: InboxAccount | undefined;
  /**
   * STARTTLS has a certificate that nobody knows. Most libraries use it as soon as it is offered, and then refuse the
   * certificate: so it is done for whoever asks for it, and not offered, unless people want to test just that.
   */
  readonly offersStartTls?: boolean | undefined;
  readonly chaos?: Chaos;
  /** Stands in the greeting: by it one can tell this server from another one on its port. */
  readonly token?: string;
}

export interface InboxAccount {
  readonly user: string;
  readonly password: string;
}

/** Receives mail for any address, from programs on this machine only. A message is stored before it is acknowledged. */
export class InboxServer {
  readonly port: number;
  readonly requestedPort: number;
  /** Why the wanted port could not be used, a system's code. */
  readonly refusal: string | undefined;
  readonly #server: SMTPServer;
  readonly #receiving: Set<Promise<void>>;
  readonly #chaos: Chaos;

  /** Rejects when no port at all can be opened. */
  static async start({ port, ...parts }: InboxServerOptions): Promise<InboxServer> {
    const candidates = port === 0 ? [0] : [...nextPorts(port), 0];
    const chaos = parts.chaos ?? new Chaos();
    let refusal: string | undefined;
    for (const candidate of candidates) {
      const receiving = new Set<Promise<void>>();
      const server = createServer({ ...parts, chaos, receiving });
      const failure = await listen(server, candidate);
      if (failure === undefined) return new InboxServer(server, { requestedPort: port, refusal, receiving, chaos });
      refusal ??= failure;
      parts.log.debug(`inbox: port ${candidate} cannot be used: ${failure}`);
    }
    throw new Error(`The local inbox could not open any port on ${address}.`);
  }

  private constructor(
    server: SMTPServer,
    given: { requestedPort: number; refusal: string | undefined; receiving: Set<Promise<void>>; chaos: Chaos },
  ) {
    this.#server = server;
    this.#receiving = given.receiving;
    this.#chaos = given.chaos;
    this.requestedPort = given.requestedPort;
    this.refusal = given.refusal;
    const bound = server.server.address();
    this.port = typeof bound === 'object' && bound !== null ? bound.port : given.requestedPort;
  }

  setChaos(rules: readonly ChaosRule[]): void {
    this.#chaos.rules = rules;
  }

  /** Ends all conversations and waits until what was being stored is stored or removed. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const connection of this.#server.connections) {
      connection.send(421, 'The inbox is closing');
      connection.close();
    }
    await closed;
    await Promise.all(this.#receiving);
  }
}

interface ServerParts extends Omit<InboxServerOptions, 'port'> {
  readonly chaos: Chaos;
  /** Messages that are on their way to the store. */
  readonly receiving: Set<Promise<void>>;
}

type Answer = (error: Error | null, message?: string) => void;

function createServer({
  store,
  log,
  account,
  offersStartTls = false,
  chaos,
  token,
  receiving,
}: ServerParts): SMTPServer {
  const { cert, key } = createSelfSigned(['localhost', address], certificateDays);
  const hangUp = (session: SMTPServerSession): void => connectionOf(server, session)?.close();

  const acknowledge = async (
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    answer: Answer,
  ): Promise<void> => {
    if (chaos.effectAt('content').outcome.kind !== 'proceed') {
      stream.once('data', () => hangUp(session));
      await drained(stream);
      return;
    }
    const effect = chaos.effectAt('message');
    if (effect.outcome.kind === 'refuse') {
      await drained(stream);
      await pause(effect.delayMs);
      return answer(refusal(effect.outcome.code, effect.outcome.text));
    }
    const result = await receive(stream, session, store);
    if (effect.delayMs > 0) await pause(effect.delayMs);
    log.debug(`inbox: message from ${session.remoteAddress}: ${result.kind}`);
    if (effect.outcome.kind === 'disconnect') hangUp(session);
    else if (result.kind === 'stored') answer(null, `stored as ${result.id}`);
    else answer(refusal(stream.sizeExceeded ? 552 : 452, result.reason));
  };

  const server = new SMTPServer({
    banner: token === undefined ? 'Mailproof local inbox' : `Mailproof local inbox ${token}`,
    size: maxMessageBytes,
    maxClients,
    socketTimeout: idleTimeout,
    // How long close() waits before it ends conversations; ours are ended by then.
    closeTimeout: 500,
    disableReverseLookup: true,
    cert,
    key,
    hideSTARTTLS: !offersStartTls,
    hideENHANCEDSTATUSCODES: false,
    // An application may use addresses that no server on the internet would take: that is for people to see in the inbox.
    lenientAddressParsing: true,
    ...authentication(account),
    onConnect: (session, callback) => {
      const connection = connectionOf(server, session);
      if (connection === undefined) return callback();
      guardCommands(connection, chaos);
      const { delayMs, outcome } = chaos.effectAt('connect');
      afterDelay(delayMs, () => {
        if (outcome.kind === 'disconnect') connection.close();
        else callback(outcome.kind === 'refuse' ? refusal(outcome.code, outcome.text) : null);
      });
    },
    onRcptTo: (_recipient, session, callback) => {
      const isFull = session.envelope.rcptTo.length >= maxRecipients;
      callback(isFull ? refusal(452, 'Too many recipients') : null);
    },
    onData: (stream, session, callback) => {
      const work = acknowledge(stream, session, callback);
      receiving.add(work);
      void work.finally(() => receiving.delete(work));
    },
  });
  // Errors of single connections come here too: resets, timeouts, garbage. The server goes on.
  server.on('error', (error) => log.debug(`inbox: ${error.message}`));
  return server;
}

/** Programs are configured with accounts of their own; unless one is demanded, what they send is neither checked nor kept. */
function authentication(account: InboxAccount | undefined): SMTPServerOptions {
  const methods = ['PLAIN', 'LOGIN', 'CRAM-MD5'];
  const common = { allowInsecureAuth: true, maxAllowedUnauthenticatedCommands: false } as const;
  if (account === undefined) {
    return {
      ...common,
      authOptional: true,
      authMethods: [...methods, 'XOAUTH2'],
      onAuth: (_credentials, _session, callback) => callback(null, { user: 'anybody' }),
    };
  }
  return {
    ...common,
    authMethods: methods,
    onAuth: (credentials, _session, callback) =>
      isAccount(credentials, account)
        ? callback(null, { user: account.user })
        : callback(refusal(535, 'This is not the user and password that the Mailproof inbox is set to')),
  };
}

function isAccount(credentials: SMTPServerAuthentication, { user, password }: InboxAccount): boolean {
  if (credentials.username !== user) return false;
  return credentials.method === 'CRAM-MD5'
    ? (credentials.validatePassword?.(password) ?? false)
    : credentials.password === password;
}

function connectionOf(server: SMTPServer, session: SMTPServerSession): SmtpConnection | undefined {
  for (const connection of server.connections) if (connection.session === session) return connection;
  return undefined;
}

type SmtpConnection = SMTPServer['connections'] extends Set<infer Connection> ? Connection : never;

async function receive(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  store: MessageSink,
): Promise<{ kind: 'stored'; id: string } | { kind: 'failed'; reason: string }> {
  // Without a listener smtp-server ends the stream of a lost connection as if the message were complete.
  let isLost = false;
  stream.on('error', () => {
    isLost = true;
  });
  const { mailFrom, rcptTo } = session.envelope;
  const envelope = {
    from: mailFrom === false ? '' : mailFrom.address,
    to: rcptTo.map((recipient) => recipient.address),
  };
  const result: AddResult = await store.add(
    envelope,
    wholeMessage(stream, () => isLost),
  );
  await drained(stream);
  if (result.kind === 'stored') return result;
  return {
    kind: 'failed',
    reason: stream.sizeExceeded ? 'The message is larger than 25 MiB' : 'The message could not be stored',
  };
}

/** The rest has to be read even when there is no place for it, or the client waits forever instead of hearing why. */
async function drained(stream: SMTPServerDataStream): Promise<void> {
  if (stream.readableEnded || stream.destroyed) return;
  stream.resume();
  await once(stream, 'close').catch(() => undefined);
}

/** Throws where the message is not to be stored, so that the store removes what it has of it. */
async function* wholeMessage(stream: SMTPServerDataStream, isLost: () => boolean): AsyncGenerator<Uint8Array> {
  // Not the stream's own iterator: leaving that one destroys the stream, and with it the answer to the client.
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    if (stream.sizeExceeded) throw new Error('The message is too large');
    yield chunk;
  }
  if (isLost() || !stream.readableEnded) throw new Error('The connection was lost');
  if (stream.sizeExceeded) throw new Error('The message is too large');
}

/** undefined: it listens. */
function listen(server: SMTPServer, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const onError = (error: NodeJS.ErrnoException): void => resolve(error.code ?? error.message);
    server.server.once('error', onError);
    server.listen(port, address, () => {
      server.server.off('error', onError);
      resolve(undefined);
    });
  });
}

function nextPorts(port: number): readonly number[] {
  return Array.from({ length: portsToTry }, (_, index) => port + index).filter((candidate) => candidate <= 65_535);
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

/** Never 0.0.0.0: on a shared network, strangers could read what is being tested and fill the disk. */
const address = '127.0.0.1';
const portsToTry = 21;
/** What most servers accept. Without a limit one script could fill the disk. */
const maxMessageBytes = 25 * 1024 * 1024;
const maxRecipients = 100;
const maxClients = 100;
/** RFC 5321, 4.5.3.2.7. An application that keeps its connections is not to lose them while it has nothing to send. */
const idleTimeout = 300_000;
const certificateDays = 365;
