import net from 'node:net';

export interface FakeProxy {
  readonly port: number;
  /** What was asked to be connected to, `host:port` each. */
  readonly targets: readonly string[];
  /** All that went from the client to the server through it, as text. */
  readonly forwarded: () => string;
  close(): Promise<void>;
}

export interface FakeProxyOptions {
  readonly kind: 'http' | 'socks5';
  /** Whatever is asked for, this port of this computer is what it connects to. */
  readonly to: number;
  /** Instead of connecting: the bytes that it answers with; `silence` and `close` are what they say. */
  readonly answer?: string | Uint8Array;
  /** Sends its answer byte by byte. */
  readonly isSlow?: boolean;
}

/** A proxy that asks for no sign-in: CONNECT of HTTP, or the CONNECT of SOCKS 5 with a name. */
export async function startFakeProxy({ kind, to, answer, isSlow = false }: FakeProxyOptions): Promise<FakeProxy> {
  const targets: string[] = [];
  const forwarded: string[] = [];
  const sockets = new Set<net.Socket>();
  const keep = (socket: net.Socket): net.Socket => {
    sockets.add(socket);
    return socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  };
  const say = async (socket: net.Socket, bytes: Uint8Array): Promise<void> => {
    if (!isSlow) return void socket.write(bytes);
    for (const byte of bytes) {
      socket.write(Uint8Array.of(byte));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  const server = net.createServer((client) => {
    keep(client);
    const open = async (target: string, yes: Uint8Array): Promise<void> => {
      targets.push(target);
      if (answer === 'silence') return;
      if (answer === 'close') return void client.end();
      if (answer !== undefined) return say(client, Buffer.from(answer));
      const upstream = keep(net.connect(to, '127.0.0.1'));
      await say(client, yes);
      client.on('data', (data) => {
        forwarded.push(data.toString('latin1'));
        upstream.write(data);
      });
      upstream.pipe(client);
    };
    if (kind === 'http') {
      client.once('data', (data) => {
        const target = /^CONNECT (\S+) HTTP\/1\.1\r\nHost: \S+\r\n\r\n$/.exec(data.toString('latin1'))?.[1] ?? '?';
        void open(target, Buffer.from('HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n'));
      });
      return;
    }
    client.once('data', () => {
      if (answer !== undefined && typeof answer !== 'string' && answer[1] === 0xff) return void client.write(answer);
      client.write(Buffer.from([5, 0]));
      client.once('data', (request) => {
        const length = request[4] ?? 0;
        const name = request.toString('latin1', 5, 5 + length);
        void open(`${name}:${request.readUInt16BE(5 + length)}`, Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 25]));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The fake proxy has no port.');
  return {
    port: address.port,
    targets,
    forwarded: () => forwarded.join(''),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
