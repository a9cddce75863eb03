import net from 'node:net';
import tls from 'node:tls';
import type { Certificate } from './certificates.ts';

export interface FakeMailboxServer {
  readonly port: number;
  /** Everything that clients sent, inside and outside of the encryption, as text. */
  readonly received: () => string;
  readonly connections: () => number;
  /** How many bytes of what it repeats were taken from it. */
  readonly said: () => number;
  close(): Promise<void>;
}

/** Said again and again, for as long as somebody listens. */
export interface Repeated {
  readonly repeat: string;
  /** Between one and the next, in milliseconds; absent: as fast as it is taken. */
  readonly everyMs?: number;
  readonly first?: string;
}

export interface FakeMailboxOptions {
  readonly greeting: string | Repeated;
  /** What is sent back for a line: lines with their ends; undefined: nothing; `end`: the connection ends. */
  readonly answer: (
    line: string,
    state: { readonly isEncrypted: boolean },
  ) => string | undefined | { readonly end: true } | Repeated;
  /** Lines after whose answer the client begins TLS. */
  readonly upgradesAfter?: RegExp;
  readonly certificate?: Certificate;
  readonly implicitTls?: boolean;
}

/** A server of IMAP or POP3 that says what it is told to, on a free port of loopback: for what real ones do on bad days only. */
export async function startFakeMailboxServer(options: FakeMailboxOptions): Promise<FakeMailboxServer> {
  const sockets = new Set<net.Socket>();
  const received: string[] = [];
  let connections = 0;
  let said = 0;
  const secure = options.certificate ?? {};
  const serve = (socket: net.Socket, isEncrypted: boolean): void => {
    let text = '';
    const onData = (chunk: Buffer): void => {
      received.push(chunk.toString('latin1'));
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        const answer = options.answer(line, { isEncrypted });
        if (typeof answer === 'object' && 'repeat' in answer) return void repeat(socket, answer);
        if (typeof answer === 'object') return void socket.end();
        if (answer !== undefined) socket.write(answer);
        if (!isEncrypted && options.upgradesAfter?.test(line) === true && !/^\S* ?(?:-ERR|NO|BAD)/.test(answer ?? '')) {
          socket.off('data', onData);
          const upgraded = new tls.TLSSocket(socket, {
            isServer: true,
            secureContext: tls.createSecureContext(secure),
          });
          upgraded.on('error', () => undefined);
          return serve(upgraded, true);
        }
      }
    };
    socket.on('data', onData);
  };
  const repeat = async (socket: net.Socket, { repeat: text, everyMs, first = '' }: Repeated): Promise<void> => {
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(first);
    while (!socket.destroyed) {
      const isTaken = socket.write(text);
      said += text.length;
      if (everyMs !== undefined) await new Promise((resolve) => setTimeout(resolve, everyMs));
      else if (!isTaken) await Promise.race([closed, new Promise((resolve) => socket.once('drain', resolve))]);
    }
  };
  const onConnection = (socket: net.Socket): void => {
    connections++;
    serve(socket, options.implicitTls === true);
    if (typeof options.greeting === 'string') socket.write(options.greeting);
    else void repeat(socket, options.greeting);
  };
  const server = options.implicitTls === true ? tls.createServer(secure, onConnection) : net.createServer(onConnection);
  server.on('tlsClientError', () => undefined);
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The fake server has no port.');
  return {
    port: address.port,
    received: () => received.join(''),
    connections: () => connections,
    said: () => said,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
