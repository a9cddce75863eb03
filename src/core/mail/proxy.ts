import net from 'node:net';
import { isLoopbackHost } from './loopback.ts';

/** A program in between that connects for us, as companies have it. It sees where we connect to, and with TLS nothing else. */
export interface Proxy {
  readonly kind: 'http' | 'socks5';
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
}

export type ParsedProxy =
  | { readonly kind: 'none' }
  | { readonly kind: 'valid'; readonly proxy: Proxy }
  /** `secret`: it holds a password, which belongs into no setting. */
  | { readonly kind: 'invalid'; readonly why: 'form' | 'secret' };

/** `http://proxy.example.com:3128` or `socks5://127.0.0.1:1080`; empty: none. */
export function parseProxy(text: string): ParsedProxy {
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'none' };
  const url = parseUrl(trimmed);
  const kind = kinds.get(url?.protocol ?? '');
  if (url === null || kind === undefined || url.hostname === '') return { kind: 'invalid', why: 'form' };
  if (url.username !== '' || url.password !== '') return { kind: 'invalid', why: 'secret' };
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  // An URL leaves out the port that its protocol has by default.
  const port = url.port === '' ? (kind === 'http' ? 80 : 1080) : Number(url.port);
  return { kind: 'valid', proxy: { kind, host, port } };
}

/** This computer is reached without one: what the proxy calls localhost is the proxy. */
export function needsProxy(host: string): boolean {
  return !isLoopbackHost(host);
}

/** Always the same text for the same proxy. */
export function proxyName({ kind, host, port }: Proxy): string {
  return `${kind}://${net.isIPv6(host) ? `[${host}]` : host.toLowerCase()}:${port}`;
}

function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    // That it is none is the answer.
    return null;
  }
}

const kinds = new Map<string, Proxy['kind']>([
  ['http:', 'http'],
  ['socks5:', 'socks5'],
  ['socks5h:', 'socks5'],
  ['socks:', 'socks5'],
]);
