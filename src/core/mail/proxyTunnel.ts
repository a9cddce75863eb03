import net from 'node:net';
import type { Proxy } from './proxy.ts';

/** Why a proxy did not connect us. */
export type ProxyRefusal =
  /** It wants a sign-in, which Mailproof does not do. */
  | { readonly kind: 'auth' }
  /** It answered, and did not connect; in its own words or by its code. */
  | { readonly kind: 'refused'; readonly answer: string }
  /** It hung up. */
  | { readonly kind: 'closed' }
  /** It is no proxy of this kind. */
  | { readonly kind: 'malformed'; readonly answer: string };

interface Target {
  readonly host: string;
  readonly port: number;
}

/**
 * Asks a proxy that `socket` is connected to for a connection, and calls `done` once: after that, the socket is the connection, and
 * what the server has said already is still to be read from it.
 */
export function openTunnel(
  socket: net.Socket,
  { kind }: Proxy,
  target: Target,
  done: (refusal: ProxyRefusal | undefined) => void,
): void {
  const talk = kind === 'http' ? httpConnect(target) : socks5(target);
  let received = Buffer.alloc(0);
  const end = (refusal: ProxyRefusal | undefined): void => {
    socket.off('data', onData);
    socket.off('close', onClose);
    socket.pause();
    // What came with the answer is the server's. Not before the listener is gone: it would be given to it at once.
    if (refusal === undefined && received.length > 0) socket.unshift(received);
    done(refusal);
  };
  const onClose = (): void => end({ kind: 'closed' });
  const onData = (data: Buffer): void => {
    received = Buffer.concat([received, data]);
    for (;;) {
      const step = talk.read(received);
      if (step.kind === 'more') {
        if (received.length > maxAnswerBytes) end({ kind: 'malformed', answer: shown(received) });
        return;
      }
      if (step.kind === 'refused') return end(step.refusal);
      received = received.subarray(step.used);
      if (step.kind === 'open') return end(undefined);
      socket.write(step.say);
    }
  };
  socket.on('data', onData);
  socket.once('close', onClose);
  socket.write(talk.first);
}

type Step =
  | { readonly kind: 'more' }
  | { readonly kind: 'say'; readonly used: number; readonly say: Uint8Array }
  | { readonly kind: 'open'; readonly used: number }
  | { readonly kind: 'refused'; readonly refusal: ProxyRefusal };

interface Talk {
  readonly first: string | Uint8Array;
  /** What the bytes mean that were received and not used yet. */
  readonly read: (received: Buffer) => Step;
}

/** RFC 9110, section 9.3.6. */
function httpConnect({ host, port }: Target): Talk {
  const authority = `${net.isIPv6(host) ? `[${host}]` : host}:${port}`;
  return {
    first: `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`,
    read: (received) => {
      const end = received.indexOf('\r\n\r\n');
      const status = /^HTTP\/1\.[01] (\d{3})([^\r\n]*)/.exec(received.toString('latin1', 0, 1000));
      // Eleven letters are as much as it takes to see that it is none.
      if (received.length > 11 && !received.toString('latin1', 0, 7).startsWith('HTTP/1.'))
        return { kind: 'refused', refusal: { kind: 'malformed', answer: shown(received) } };
      if (end < 0 || status === null) return { kind: 'more' };
      const [, code = '', reason = ''] = status;
      if (code.startsWith('2')) return { kind: 'open', used: end + 4 };
      return {
        kind: 'refused',
        refusal: code === '407' ? { kind: 'auth' } : { kind: 'refused', answer: `${code}${reason}` },
      };
    },
  };
}

/** RFC 1928. The name goes to the proxy as it is: it may know names that nobody else does. */
function socks5({ host, port }: Target): Talk {
  let hasGreeted = false;
  return {
    first: Buffer.from([5, 1, 0]),
    read: (received) => {
      if (received.length > 0 && received[0] !== 5)
        return { kind: 'refused', refusal: { kind: 'malformed', answer: shown(received) } };
      if (!hasGreeted) {
        if (received.length < 2) return { kind: 'more' };
        if (received[1] !== 0) return { kind: 'refused', refusal: { kind: 'auth' } };
        hasGreeted = true;
        return { kind: 'say', used: 2, say: Buffer.from([5, 1, 0, ...addressOf(host), port >> 8, port & 0xff]) };
      }
      if (received.length < 5) return { kind: 'more' };
      const code = received[1] ?? 0;
      if (code !== 0)
        return { kind: 'refused', refusal: { kind: 'refused', answer: socksReasons[code - 1] ?? `code ${code}` } };
      const addressBytes = received[3] === 1 ? 4 : received[3] === 4 ? 16 : 1 + (received[4] ?? 0);
      const used = 4 + addressBytes + 2;
      return received.length < used ? { kind: 'more' } : { kind: 'open', used };
    },
  };
}

function addressOf(host: string): readonly number[] {
  if (net.isIPv4(host)) return [1, ...host.split('.').map(Number)];
  const name = Buffer.from(host).subarray(0, 255);
  return [3, name.length, ...name];
}

function shown(bytes: Buffer): string {
  return bytes.toString('latin1', 0, 200);
}

/** The words of RFC 1928, section 6. */
const socksReasons = [
  'general SOCKS server failure',
  'connection not allowed by ruleset',
  'network unreachable',
  'host unreachable',
  'connection refused',
  'TTL expired',
  'command not supported',
  'address type not supported',
];

const maxAnswerBytes = 16 * 1024;
