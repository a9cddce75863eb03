import { once } from 'node:events';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Logger } from '../log.ts';
import type { AddResult, MessageStore } from './messageStore.ts';

export interface InboxServerOptions {
  /** The wanted port; 0: any. When it is taken, one of the next is used. */
  readonly port: number;
  readonly store: MessageStore;
  readonly log: Logger;
}

/** Receives mail for any address, from programs on this machine only. A message is stored before it is acknowledged. */
export class InboxServer {
  readonly port: number;
  readonly requestedPort: number;
  readonly #server: SMTPServer;
  readonly #receiving: Set<Promise<void>>;

  /** Rejects when no port at all can be opened. */
  static async start({ port, store, log }: InboxServerOptions): Promise<InboxServer> {
    const candidates = port === 0 ? [0] : [...nextPorts(port), 0];
    for (const candidate of candidates) {
      const receiving = new Set<Promise<void>>();
      const server = createServer({ store, log, receiving });
      const failure = await listen(server, candidate);
      if (failure === undefined) return new InboxServer(server, { requestedPort: port, receiving });
      log.debug(`inbox: port ${candidate} cannot be used: ${failure}`);
    }
    throw new Error(`The local inbox could not open any port on ${address}.`);
  }

  private constructor(server: SMTPServer, given: { requestedPort: number; receiving: Set<Promise<void>> }) {
    this.#server = server;
    this.#receiving = given.receiving;
    this.requestedPort = given.requestedPort;
    const bound = server.server.address();
    this.port = typeof bound === 'object' && bound !== null ? bound.port : given.requestedPort;
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

interface ServerParts {
  readonly store: MessageStore;
  readonly log: Logger;
  /** Messages that are on their way to the store. */
  readonly receiving: Set<Promise<void>>;
}

function createServer({ store, log, receiving }: ServerParts): SMTPServer {
  const acknowledge = async (
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    callback: (error: Error | null, message?: string) => void,
  ): Promise<void> => {
    const result = await receive(stream, session, store);
    log.info(`inbox: message from ${session.remoteAddress}: ${result.kind}`);
    if (result.kind === 'failed') callback(refusal(stream.sizeExceeded ? 552 : 452, result.reason));
    else callback(null, `stored as ${result.id}`);
  };
  const server = new SMTPServer({
    banner: 'Mailproof local inbox',
    size: maxMessageBytes,
    maxClients,
    socketTimeout: idleTimeout,
    // How long close() waits before it ends conversations; ours are ended by then.
    closeTimeout: 500,
    disableReverseLookup: true,
    // The connection never leaves this machine, and a certificate of our own would only make programs refuse it.
    hideSTARTTLS: true,
    disabledCommands: ['STARTTLS'],
    hideENHANCEDSTATUSCODES: false,
    authOptional: true,
    allowInsecureAuth: true,
    authMethods: ['PLAIN', 'LOGIN', 'CRAM-MD5'],
    logger: false,
    // Programs are configured with accounts of their own; what they send is neither checked nor kept.
    onAuth: (_credentials, _session, callback) => callback(null, { user: 'anybody' }),
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

async function receive(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  store: MessageStore,
): Promise<AddResult> {
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
  const result = await store.add(
    envelope,
    wholeMessage(stream, () => isLost),
  );
  // The rest has to be read even when there is no place for it, or the client waits forever instead of hearing why.
  if (!stream.readableEnded && !stream.destroyed) {
    stream.resume();
    await once(stream, 'close').catch(() => undefined);
  }
  if (result.kind === 'stored') return result;
  return {
    kind: 'failed',
    reason: stream.sizeExceeded ? 'The message is larger than 25 MiB' : 'The message could not be stored',
  };
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
    const onError = (error: Error): void => resolve(error.message);
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
const idleTimeout = 60_000;
