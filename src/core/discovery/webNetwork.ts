import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { DiscoveryNetwork } from './discoveryNetwork.ts';

type LookUp = (
  host: string,
  done: (error: NodeJS.ErrnoException | null, addresses?: readonly dns.LookupAddress[]) => void,
) => void;

export interface WebNetworkOptions {
  /**
   * An address that the user has chosen: what stands below it may be asked without encryption and in a private network; where that
   * forwards to may not.
   */
  readonly trustedUrl?: string;
  /** `address:port` of name servers; those of the system by default. */
  readonly nameServers?: readonly string[];
  /** Addresses of a host; the system's way by default. */
  readonly lookUp?: LookUp;
  /** Instead of 443, for the tests. */
  readonly port?: number;
  /** PEM: authorities that are trusted besides the system's. */
  readonly ca?: string;
  readonly isAllowedAddress?: (address: string) => boolean;
  /** In milliseconds. */
  readonly timeout?: number;
}

/** Documents over HTTPS and records of DNS. What a domain names may not lead into the network that this computer is in. */
export function createWebNetwork(options: WebNetworkOptions = {}): DiscoveryNetwork {
  return {
    fetch: (url, signal) => fetchDocument(url, { ...options, signal: within(signal, options) }).catch(() => undefined),
    mailExchangers: async (domain, signal) => {
      const records = await query(signal, options, (resolver) => resolver.resolveMx(domain));
      return records.sort((one, other) => one.priority - other.priority).map(({ exchange }) => hostOf(exchange));
    },
    services: async (name, signal) => {
      const records = await query(signal, options, (resolver) => resolver.resolveSrv(name));
      // RFC 2782: a target of "." says that there is no such service.
      return records
        .sort((one, other) => one.priority - other.priority || other.weight - one.weight)
        .map(({ name: target, port }) => ({ host: hostOf(target), port }))
        .filter(({ host }) => host !== '');
    },
  };
}

interface FetchOptions extends WebNetworkOptions {
  readonly signal: AbortSignal;
}

async function fetchDocument(address: string, options: FetchOptions): Promise<Uint8Array | undefined> {
  let url = new URL(address);
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const isTrusted =
      hop === 0 && options.trustedUrl !== undefined && address.startsWith(options.trustedUrl.replace(/\/?$/, '/'));
    const answer = await request(url, { ...options, isTrusted });
    if (answer.kind === 'document') return answer.bytes;
    if (answer.kind === 'nothing' || !URL.canParse(answer.location, url.href)) return undefined;
    url = new URL(answer.location, url);
  }
  return undefined;
}

type Answer =
  | { readonly kind: 'document'; readonly bytes: Uint8Array }
  | { readonly kind: 'elsewhere'; readonly location: string }
  | { readonly kind: 'nothing' };

function request(url: URL, options: FetchOptions & { readonly isTrusted: boolean }): Promise<Answer> {
  const { isTrusted, signal, ca, isAllowedAddress = isPublicAddress } = options;
  const isAllowed = isTrusted ? () => true : isAllowedAddress;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const isEncrypted = url.protocol === 'https:';
  if (!isEncrypted && !(isTrusted && url.protocol === 'http:')) return Promise.resolve({ kind: 'nothing' });
  // An address that stands in the URL itself is not looked up, and so not looked at below.
  if (url.username !== '' || (net.isIP(host) !== 0 && !isAllowed(host))) return Promise.resolve({ kind: 'nothing' });
  return new Promise((resolve, reject) => {
    const sent = (isEncrypted ? https : http).request(
      url,
      {
        signal,
        // Nothing is kept open, and nothing of an earlier answer is sent along.
        agent: false,
        headers: { accept: 'application/xml, text/xml' },
        lookup: checkedLookup(options, isAllowed),
        ...(options.port === undefined || isTrusted ? {} : { port: options.port }),
        ...(ca === undefined ? {} : { ca }),
        // Said aloud, because NODE_TLS_REJECT_UNAUTHORIZED=0 changes only the default.
        rejectUnauthorized: true,
      },
      (response) => {
        response.on('error', reject);
        const { statusCode = 0, headers } = response;
        if (statusCode === 200) return void readAll(response).then((bytes) => resolve(bytes), reject);
        response.destroy();
        const isElsewhere = statusCode >= 301 && statusCode <= 308 && headers.location !== undefined;
        resolve(isElsewhere ? { kind: 'elsewhere', location: headers.location ?? '' } : { kind: 'nothing' });
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

async function readAll(response: http.IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) {
      response.destroy();
      return { kind: 'nothing' };
    }
    chunks.push(chunk);
  }
  return { kind: 'document', bytes: Buffer.concat(chunks) };
}

/** One address that is not allowed is enough: a name that has both would come back with the other. */
function checkedLookup(
  { lookUp = systemLookUp }: WebNetworkOptions,
  isAllowed: (address: string) => boolean,
): net.LookupFunction {
  return (host, options, done) => {
    lookUp(host, (error, addresses = []) => {
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => isAllowed(address)))
        done(error ?? new Error(`${host} is not in a public network`), '');
      else if (options.all === true) done(null, [...addresses]);
      else done(null, first.address, first.family);
    });
  };
}

function systemLookUp(host: string, done: Parameters<LookUp>[1]): void {
  dns.lookup(host, { all: true }, done);
}

async function query<Record>(
  signal: AbortSignal,
  { nameServers, timeout = defaultTimeout }: WebNetworkOptions,
  ask: (resolver: dns.promises.Resolver) => Promise<Record[]>,
): Promise<Record[]> {
  const resolver = new dns.promises.Resolver({ timeout: Math.ceil(timeout / 2), tries: 2 });
  if (nameServers !== undefined) resolver.setServers(nameServers);
  const cancel = (): void => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return signal.aborted ? [] : await ask(resolver);
  } catch {
    // No such record, no such domain, no name server, too late or cancelled: there is nothing.
    return [];
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

function within(signal: AbortSignal, { timeout = defaultTimeout }: WebNetworkOptions): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(timeout)]);
}

function hostOf(name: string): string {
  return name.replace(/\.$/, '').toLowerCase();
}

/** Not of this computer, its network, or anything else that is not out in the world (RFC 6890). */
export function isPublicAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(address)?.[1];
  if (mapped !== undefined) return isPublicAddress(mapped);
  const family = net.isIP(address);
  if (family === 0) return false;
  return !notPublic.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

const notPublic = new net.BlockList();
for (const [start, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  notPublic.addSubnet(start, prefix, 'ipv4');
for (const [start, prefix] of [
  // Unspecified, loopback, and IPv4 in other clothes.
  ['::', 96],
  ['64:ff9b::', 96],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  notPublic.addSubnet(start, prefix, 'ipv6');

const maxRedirects = 3;
/** No description of mail servers is near this; 256 KiB of characters are read of it. */
const maxBytes = 512 * 1024;
const defaultTimeout = 6000;
