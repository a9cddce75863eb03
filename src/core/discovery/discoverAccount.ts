import { emailDomain } from '../profiles/emailDomain.ts';
import { problemOfHost } from '../profiles/serverFields.ts';
import type { DiscoveryNetwork } from './discoveryNetwork.ts';
import type { Discovery, DiscoverySource, FoundAccount, FoundServer } from './foundAccount.ts';
import { readServerDescription } from './serverDescription.ts';

export interface DiscoveryRequest {
  readonly address: string;
  readonly network: DiscoveryNetwork;
  /** Whether a mail server answers there, encrypted and with a certificate for its name. Nobody signs in. */
  readonly probe: (server: FoundServer, signal: AbortSignal) => Promise<boolean>;
  /** What is known of the provider whose mail exchanger a host is. */
  readonly providerOfMailExchanger: (host: string, address: string) => FoundAccount | undefined;
  /** A domain put behind it is where a database of providers describes its servers. */
  readonly databaseUrl: string;
  readonly signal: AbortSignal;
  /** What is asked now. */
  readonly onStep?: (source: DiscoverySource) => void;
  /** In milliseconds, for all of it. */
  readonly deadline?: number;
}

/**
 * Finds the server of an email address by its domain, which is all that is told to anybody. In the order of
 * draft-ietf-mailmaint-autoconfig: the domain itself, a database, the provider of its mail exchanger, its SRV records (RFC 6186,
 * RFC 8314), and the names that hosting companies use. What answers first in this order is taken; what nobody could reach is told
 * only when there is nothing else. Never rejects.
 */
export async function discoverAccount(request: DiscoveryRequest): Promise<Discovery> {
  const domain = emailDomain(request.address);
  if (domain === undefined) return { kind: 'nothing' };
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(request.deadline ?? defaultDeadline)]);
  const search: Search = { ...request, address: request.address.trim(), domain, signal };
  let unreachable: Discovery | undefined;
  for (const { source, find } of steps) {
    if (signal.aborted) break;
    request.onStep?.(source);
    const accounts = (await find(search).catch(nothing)).slice(0, maxProbes);
    const answers = await Promise.all(accounts.map(({ smtp }) => request.probe(smtp, signal).catch(() => false)));
    const first = answers.indexOf(true);
    const account = accounts[Math.max(first, 0)];
    if (account === undefined) continue;
    const found: Discovery = {
      kind: 'found',
      account: {
        ...account,
        source,
        isForeign: !isBelow(account.smtp.host, domain),
        hasAnswered: first >= 0,
      },
    };
    if (first >= 0 && !request.signal.aborted) return found;
    // A guess that nobody answers is none.
    if (source !== 'guess') unreachable ??= found;
  }
  if (request.signal.aborted) return { kind: 'cancelled' };
  return unreachable ?? { kind: 'nothing' };
}

interface Search extends DiscoveryRequest {
  readonly domain: string;
}

type Found = Promise<readonly FoundAccount[]>;

const steps: readonly { readonly source: DiscoverySource; readonly find: (search: Search) => Found }[] = [
  { source: 'provider', find: (search) => askDomain(search, search.domain) },
  { source: 'database', find: (search) => askDatabase(search, search.domain) },
  { source: 'mx', find: askMailExchangers },
  { source: 'srv', find: askServices },
  { source: 'guess', find: guess },
];

async function askDomain(search: Search, domain: string): Found {
  const found = await Promise.all(
    [
      `https://autoconfig.${domain}/mail/config-v1.1.xml`,
      `https://${domain}/.well-known/autoconfig/mail/config-v1.1.xml`,
    ].map((url) => askFor(url, search)),
  );
  return found.find((accounts) => accounts.length > 0) ?? [];
}

function askDatabase(search: Search, domain: string): Found {
  const { databaseUrl } = search;
  if (!URL.canParse(databaseUrl)) return Promise.resolve([]);
  return askFor(`${databaseUrl.replace(/\/?$/, '/')}${encodeURIComponent(domain)}`, search);
}

async function askFor(url: string, { network, address, signal }: Search): Found {
  const bytes = await network.fetch(url, signal);
  return bytes === undefined ? [] : readServerDescription(bytes, address);
}

/** The mail of a domain goes to its provider: a preset for that one, or what it says of its own domain. */
async function askMailExchangers(search: Search): Found {
  const hosts = (await search.network.mailExchangers(search.domain, search.signal)).filter(isHostName).slice(0, 3);
  for (const host of hosts) {
    const known = search.providerOfMailExchanger(host, search.address);
    if (known !== undefined) return [known];
  }
  const domains = [...new Set(hosts.flatMap(providerDomains))].filter((domain) => domain !== search.domain).slice(0, 3);
  for (const domain of domains) {
    const found = await Promise.all([askDatabase(search, domain), askDomain(search, domain)]);
    const accounts = found.find((each) => each.length > 0);
    if (accounts !== undefined) return accounts;
  }
  return [];
}

/** What a host may be a part of: `provider.example` of `mx1.eu.provider.example`, but not `co.uk` of `mx.co.uk`. */
function providerDomains(host: string): readonly string[] {
  const labels = host.split('.');
  return labels
    .slice(1)
    .map((_label, index) => labels.slice(index + 1))
    .filter(([first = '', second = ''], index, all) => {
      const isLast = index === all.length - 2;
      return index < all.length - 1 && !(isLast && second.length === 2 && first.length <= 3);
    })
    .map((parts) => parts.join('.'));
}

/** RFC 8314, section 5.1: TLS from the first byte before STARTTLS. */
async function askServices({ network, domain, address, signal }: Search): Found {
  const [submissions, submission] = await Promise.all([
    network.services(`_submissions._tcp.${domain}`, signal),
    network.services(`_submission._tcp.${domain}`, signal),
  ]);
  return [
    ...submissions.map((server) => ({ ...server, security: 'tls' as const })),
    ...submission.map((server) => ({ ...server, security: 'starttls' as const })),
  ]
    .filter(({ host, port }) => isHostName(host) && port >= 1 && port <= 65_535)
    .map((smtp) => ({ smtp, user: address, auth: 'password' as const }));
}

/** cPanel, DirectAdmin and Plesk give each domain `mail.`; others use `smtp.`. */
function guess({ domain, address }: Search): Found {
  const ports = [
    { port: 465, security: 'tls' },
    { port: 587, security: 'starttls' },
  ] as const;
  return Promise.resolve(
    ports.flatMap((port) =>
      ['mail', 'smtp'].map((name) => ({
        smtp: { host: `${name}.${domain}`, ...port },
        user: address,
        auth: 'password' as const,
      })),
    ),
  );
}

function isBelow(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

function isHostName(host: string): boolean {
  return host.includes('.') && problemOfHost(host) === undefined;
}

function nothing(): readonly FoundAccount[] {
  return [];
}

const defaultDeadline = 40_000;
const maxProbes = 4;
