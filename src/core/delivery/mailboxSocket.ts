import net from 'node:net';
import tls from 'node:tls';
import { addressesInTurn } from '../mail/addressesInTurn.ts';
import {
  describeProxyRefusal,
  describeProxySetting,
  describeProxySilence,
  describeProxyUnreachable,
} from '../mail/describeProxy.ts';
import { needsProxy, parseProxy, type Proxy } from '../mail/proxy.ts';
import { openTunnel } from '../mail/proxyTunnel.ts';
import { asciiHost } from '../profiles/serverFields.ts';
import { defaultMailboxTimeouts, type MailboxAccount } from './mailbox.ts';
import { codeOfSystemError, MailboxFault } from './mailboxFailure.ts';
import { tlsOptions } from './mailboxSecurity.ts';

/** Connects to the server, or through the proxy to it; not encrypted yet. Throws `MailboxFault`, or the signal's reason. */
export async function connectSocket(account: MailboxAccount, signal: AbortSignal): Promise<net.Socket> {
  signal.throwIfAborted();
  const proxy = proxyOf(account);
  const { connectMs } = { ...defaultMailboxTimeouts, ...account.timeouts };
  const target = { host: asciiHost(account.server.host), port: account.server.port };
  const socket = net.connect({
    ...(proxy === undefined ? target : { host: proxy.host, port: proxy.port }),
    ...addressesInTurn,
  });
  const listening = new AbortController();
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(timeoutFault(proxy, socket)), connectMs);
      listening.signal.addEventListener('abort', () => clearTimeout(timer));
      signal.addEventListener('abort', () => reject(signal.reason as Error), { signal: listening.signal });
      socket.once('error', (error) => reject(connectFault(error, proxy)));
      socket.once('connect', () => {
        if (proxy === undefined) return resolve();
        openTunnel(socket, proxy, target, (refusal) => {
          if (refusal === undefined) return resolve();
          const { message, remedy, detail } = describeProxyRefusal(refusal, proxy, { profile: account.server });
          reject(new MailboxFault('connection-refused', detail, { message, remedy }));
        });
      });
    });
    // Until somebody else listens.
    socket.on('error', () => undefined);
    return socket;
  } catch (error) {
    socket.on('error', () => undefined);
    socket.destroy();
    throw error;
  } finally {
    listening.abort();
  }
}

/**
 * Begins TLS on a connection. `done` is called once the server has shown a certificate that is taken; whatever goes wrong is an
 * error of the socket that is returned.
 */
export function encryptSocket(plain: net.Socket, account: MailboxAccount, done: () => void): tls.TLSSocket {
  const secure = tls.connect({ socket: plain, ...tlsOptions(account) }, () => {
    const { certificatePin } = account;
    const { fingerprint256: shown } = secure.getPeerCertificate();
    if (certificatePin === undefined || shown === certificatePin) done();
    else secure.destroy(new MailboxFault('certificate-changed', `SHA-256 fingerprint ${shown}`));
  });
  plain.on('error', (error) => secure.destroy(error));
  return secure;
}

/** Never without the proxy instead: whoever wrote it down had a reason. */
function proxyOf({ server, proxy = '' }: MailboxAccount): Proxy | undefined {
  const parsed = needsProxy(server.host) ? parseProxy(proxy) : ({ kind: 'none' } as const);
  if (parsed.kind === 'valid') return parsed.proxy;
  if (parsed.kind === 'none') return undefined;
  const { message, remedy } = describeProxySetting(parsed.why);
  throw new MailboxFault('connection-refused', '', { message, remedy });
}

function timeoutFault(proxy: Proxy | undefined, socket: net.Socket): MailboxFault {
  if (proxy === undefined) return new MailboxFault('connection-timeout', '');
  const { message, remedy } = socket.connecting ? describeProxyUnreachable(proxy, '') : describeProxySilence(proxy, '');
  return new MailboxFault('connection-timeout', '', { message, remedy });
}

function connectFault(error: Error, proxy: Proxy | undefined): MailboxFault {
  const code = codeOfSystemError(error) ?? 'connection-lost';
  if (proxy === undefined) return new MailboxFault(code, error.message);
  const { message, remedy } = describeProxyUnreachable(proxy, error.message);
  return new MailboxFault(code, error.message, { message, remedy });
}
