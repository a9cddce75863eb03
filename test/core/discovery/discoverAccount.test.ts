import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { discoverAccount, type DiscoveryRequest } from '../../../src/core/discovery/discoverAccount.ts';
import type { Discovery, DiscoverySource, FoundServer } from '../../../src/core/discovery/foundAccount.ts';
import { createWebNetwork, isPublicAddress, type WebNetworkOptions } from '../../../src/core/discovery/webNetwork.ts';
import { createAuthority } from '../../support/certificates.ts';
import { startFakeNameServer, type Zone } from '../../support/fakeNameServer.ts';

/** Everything stands in on loopback: each name is this computer, and one server plays all of them. */
const authority = createAuthority();
const names = ['*.shop.example', 'shop.example', '*.provider.example', 'provider.example', 'db.example', 'localhost'];
const certificate = authority.issue([...names, '127.0.0.1']);
let web: https.Server;
let pages: Readonly<Record<string, Page>> = {};
const requests: string[] = [];

interface Page {
  readonly status?: number;
  readonly location?: string;
  readonly body?: string | Buffer;
  /** It begins and never ends. */
  readonly isEndless?: boolean;
  /** It says nothing. */
  readonly isSilent?: boolean;
}

beforeAll(async () => {
  web = https.createServer({ ...certificate }, (request, response) => {
    const url = `https://${request.headers.host?.replace(/:\d+$/, '')}${request.url}`;
    requests.push(url);
    const page = pages[url];
    if (page?.isSilent === true) return;
    response.writeHead(page === undefined ? 404 : (page.status ?? 200), {
      'content-type': 'text/xml',
      ...(page?.location === undefined ? {} : { location: page.location }),
    });
    if (page?.isEndless !== true) return void response.end(page?.body ?? '');
    const pour = setInterval(() => response.write('x'.repeat(64 * 1024)), 1);
    response.on('close', () => clearInterval(pour));
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
});

afterAll(() => {
  web.closeAllConnections();
  web.close();
});

const port = (): number => (web.address() as AddressInfo).port;

const config = (host: string, name = '465'): string =>
  `<clientConfig version="1.1"><emailProvider id="x"><outgoingServer type="smtp"><hostname>${host}</hostname><port>${name}</port><socketType>${name === '465' ? 'SSL' : 'STARTTLS'}</socketType><username>%EMAILADDRESS%</username></outgoingServer></emailProvider></clientConfig>`;

interface Case {
  readonly pages?: Readonly<Record<string, Page>>;
  readonly zone?: Zone;
  /** `host:port` of servers that answer; all others do not. */
  readonly answering?: readonly string[];
  readonly request?: Partial<DiscoveryRequest>;
  readonly network?: Partial<WebNetworkOptions>;
}

interface Run {
  readonly found: Discovery;
  readonly steps: readonly DiscoverySource[];
  readonly requests: readonly string[];
  readonly questions: readonly string[];
  readonly probed: readonly string[];
}

async function run({ answering = [], zone = {}, ...given }: Case): Promise<Run> {
  pages = given.pages ?? {};
  requests.length = 0;
  const nameServer = await startFakeNameServer(zone);
  const steps: DiscoverySource[] = [];
  const probed: string[] = [];
  const found = await discoverAccount({
    address: 'lan@shop.example',
    network: createWebNetwork({
      nameServers: [nameServer.address],
      lookUp: (_host, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
      isAllowedAddress: () => true,
      port: port(),
      ca: authority.cert,
      timeout: 600,
      ...given.network,
    }),
    probe: ({ host, port: at }: FoundServer) => {
      probed.push(`${host}:${at}`);
      return Promise.resolve(answering.includes(`${host}:${at}`));
    },
    providerOfMailExchanger: (host, address) =>
      host.endsWith('google.test')
        ? { smtp: { host: 'smtp.google.test', port: 465, security: 'tls' }, user: address, auth: 'password' }
        : undefined,
    databaseUrl: 'https://db.example/v1.1',
    signal: new AbortController().signal,
    onStep: (step) => steps.push(step),
    ...given.request,
  });
  await nameServer.close();
  return { found, steps, requests: [...requests], questions: nameServer.questions, probed };
}

function account(run: Run): object | undefined {
  return run.found.kind === 'found' ? run.found.account : undefined;
}

const autoconfig = 'https://autoconfig.shop.example/mail/config-v1.1.xml';
const wellKnown = 'https://shop.example/.well-known/autoconfig/mail/config-v1.1.xml';
const database = 'https://db.example/v1.1/shop.example';

test('what the domain says of itself is taken first, and nobody else is asked', async () => {
  const result = await run({
    pages: { [autoconfig]: { body: config('mx.shop.example') }, [database]: { body: config('other.example') } },
    answering: ['mx.shop.example:465'],
  });
  expect(account(result)).toEqual({
    smtp: { host: 'mx.shop.example', port: 465, security: 'tls' },
    user: 'lan@shop.example',
    auth: 'password',
    source: 'provider',
    isForeign: false,
    hasAnswered: true,
  });
  expect(result.requests.toSorted()).toEqual([autoconfig, wellKnown]);
  expect(result.questions).toEqual([]);
});

test('only the domain is told to anybody, never the address', async () => {
  const result = await run({});
  expect(result.found).toEqual({ kind: 'nothing' });
  expect(result.steps).toEqual(['provider', 'database', 'mx', 'srv', 'guess']);
  expect(result.requests.toSorted()).toEqual([autoconfig, database, wellKnown].sort());
  expect(result.questions.toSorted()).toEqual([
    'MX shop.example',
    'SRV _submission._tcp.shop.example',
    'SRV _submissions._tcp.shop.example',
  ]);
  expect(JSON.stringify(result)).not.toContain('lan');
  expect(result.probed).toEqual([
    'mail.shop.example:465',
    'smtp.shop.example:465',
    'mail.shop.example:587',
    'smtp.shop.example:587',
  ]);
});

test('the file may lie in the well-known place', async () => {
  const result = await run({
    pages: { [wellKnown]: { body: config('mx.shop.example') } },
    answering: ['mx.shop.example:465'],
  });
  expect(account(result)).toMatchObject({ source: 'provider', isForeign: false });
});

test('a server outside of the domain is told as such', async () => {
  const result = await run({
    pages: { [database]: { body: config('smtp.provider.example') } },
    answering: ['smtp.provider.example:465'],
  });
  expect(account(result)).toMatchObject({ source: 'database', isForeign: true, hasAnswered: true });
});

for (const host of ['shop.example.evil.test', 'evilshop.example', 'xn--shop-.example'])
  test(`${host} is not below shop.example`, async () => {
    const result = await run({ pages: { [autoconfig]: { body: config(host) } }, answering: [`${host}:465`] });
    if (result.found.kind === 'found') expect(result.found.account.isForeign).toBe(true);
  });

test('the provider of the mail exchanger is known', async () => {
  const result = await run({
    zone: {
      'shop.example': {
        mx: [
          [20, 'other.test'],
          [10, 'ASPMX.l.google.test'],
        ],
      },
    },
    answering: ['smtp.google.test:465'],
  });
  expect(account(result)).toMatchObject({ source: 'mx', isForeign: true, smtp: { host: 'smtp.google.test' } });
});

test('the domain of the mail exchanger is asked when its provider is not known, and no end of many domains', async () => {
  const result = await run({
    zone: {
      'shop.example': {
        mx: [
          [10, 'mx1.eu.provider.example'],
          [20, 'mx.co.uk'],
        ],
      },
    },
    pages: {
      'https://autoconfig.provider.example/mail/config-v1.1.xml': { body: config('smtp.provider.example', '587') },
    },
    answering: ['smtp.provider.example:587'],
  });
  expect(account(result)).toMatchObject({ source: 'mx', isForeign: true, smtp: { port: 587, security: 'starttls' } });
  expect(result.requests.filter((url) => url.includes('co.uk'))).toEqual([]);
});

test('SRV records are read in their order, TLS first', async () => {
  const result = await run({
    zone: {
      '_submission._tcp.shop.example': { srv: [[0, 1, 587, 'smtp.shop.example']] },
      '_submissions._tcp.shop.example': {
        srv: [
          [10, 1, 465, 'second.shop.example'],
          [0, 1, 465, 'first.shop.example'],
        ],
      },
    },
    answering: ['second.shop.example:465', 'first.shop.example:465', 'smtp.shop.example:587'],
  });
  expect(account(result)).toMatchObject({
    source: 'srv',
    smtp: { host: 'first.shop.example', port: 465, security: 'tls' },
  });
});

test('a domain that says it has no such service has none', async () => {
  const result = await run({ zone: { '_submissions._tcp.shop.example': { srv: [[0, 0, 0, '.']] } } });
  expect(result.found).toEqual({ kind: 'nothing' });
});

test('the names that hosting companies use are tried last, and only one that answers is taken', async () => {
  const result = await run({ answering: ['smtp.shop.example:465', 'mail.shop.example:587'] });
  expect(account(result)).toMatchObject({ source: 'guess', smtp: { host: 'smtp.shop.example', port: 465 } });
});

test('what does not answer gives way to what does', async () => {
  const result = await run({
    pages: { [autoconfig]: { body: config('down.shop.example') } },
    answering: ['mail.shop.example:465'],
  });
  expect(account(result)).toMatchObject({ source: 'guess', hasAnswered: true });
});

test('what was described and does not answer is told, with that', async () => {
  const result = await run({ pages: { [autoconfig]: { body: config('down.shop.example') } } });
  expect(account(result)).toMatchObject({ source: 'provider', hasAnswered: false });
});

for (const [name, page] of Object.entries({
  'a page that is not there': { status: 404, body: config('mx.shop.example') },
  'an error': { status: 500, body: config('mx.shop.example') },
  'a page that never ends': { isEndless: true },
  'a page that never begins': { isSilent: true },
  'half a megabyte and more': { body: Buffer.alloc(600 * 1024, 0x20) },
  'a loop of redirects': { status: 302, location: autoconfig },
  'a redirect out of encryption': { status: 301, location: 'http://shop.example/x' },
  'a redirect to a file': { status: 301, location: 'file:///etc/passwd' },
  'a redirect to nothing': { status: 301, location: 'http://' },
  'a redirect with a user': { status: 301, location: 'https://user:secret@shop.example/x' },
} satisfies Record<string, Page>)) {
  test(`${name} is nothing`, async () => {
    const started = performance.now();
    const result = await run({ pages: { [autoconfig]: page } });
    expect(result.found).toEqual({ kind: 'nothing' });
    expect(result.requests.filter((url) => url === autoconfig).length).toBeLessThanOrEqual(4);
    expect(performance.now() - started).toBeLessThan(6000);
  });
}

test('a redirect to another encrypted place is followed', async () => {
  const result = await run({
    pages: {
      [autoconfig]: { status: 302, location: 'https://provider.example/shop.xml' },
      'https://provider.example/shop.xml': { body: config('smtp.provider.example') },
    },
    answering: ['smtp.provider.example:465'],
  });
  expect(account(result)).toMatchObject({ source: 'provider', isForeign: true });
});

test('a name that leads into a private network is not asked, nor is an address in a redirect', async () => {
  const inside = await run({ network: { isAllowedAddress: isPublicAddress } });
  expect([inside.found, inside.requests]).toEqual([{ kind: 'nothing' }, []]);
  const redirected = await run({
    pages: { [autoconfig]: { status: 302, location: 'https://127.0.0.1/x' } },
    // The first is asked as if it were out in the world.
    network: { isAllowedAddress: (address) => address !== '127.0.0.1' || requests.length === 0 },
  });
  expect(redirected.requests.filter((url) => url.includes('127.0.0.1'))).toEqual([]);
});

test('a certificate of nobody, or for another name, is not believed', async () => {
  const stranger = await run({
    pages: { [autoconfig]: { body: config('mx.shop.example') } },
    network: { ca: createAuthority().cert },
  });
  expect(stranger.requests).toEqual([]);
  const other = await run({ request: { address: 'lan@elsewhere.example' } });
  expect(other.requests.filter((url) => url.includes('elsewhere.example/'))).toEqual([]);
});

test('a database that the user has chosen may be at home, and leads nowhere else', async () => {
  const own = `https://localhost:${port()}/mine`;
  const result = await run({
    pages: { 'https://localhost/mine/shop.example': { body: config('smtp.provider.example') } },
    network: { trustedUrl: own, isAllowedAddress: isPublicAddress },
    request: { databaseUrl: own },
    answering: ['smtp.provider.example:465'],
  });
  expect(account(result)).toMatchObject({ source: 'database' });
  const led = await run({
    pages: { 'https://localhost/mine/shop.example': { status: 302, location: `https://localhost:${port()}/secret` } },
    network: { trustedUrl: own, isAllowedAddress: isPublicAddress },
    request: { databaseUrl: own },
  });
  expect(led.requests.filter((url) => url.includes('secret'))).toEqual([]);
});

test('name servers that are silent end in time', async () => {
  const started = performance.now();
  const result = await run({
    zone: { 'shop.example': { isSilent: true }, '_submissions._tcp.shop.example': { isSilent: true } },
  });
  expect(result.found).toEqual({ kind: 'nothing' });
  expect(performance.now() - started).toBeLessThan(8000);
});

test('cancelling ends it, wherever it is', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 100);
  const result = await run({
    pages: { [autoconfig]: { isSilent: true } },
    network: { timeout: 60_000 },
    request: { signal: controller.signal },
  });
  expect(result.found).toEqual({ kind: 'cancelled' });
  expect(result.steps).toEqual(['provider']);
});

test('the whole has an end', async () => {
  const result = await run({
    pages: { [autoconfig]: { isSilent: true } },
    network: { timeout: 60_000 },
    request: { deadline: 200 },
  });
  expect(result.found).toEqual({ kind: 'nothing' });
});

for (const address of [
  '',
  'lan',
  'lan@',
  'lan@localhost',
  'lan@a b.example',
  'lan@-.example',
  'a@b@127.0.0.1',
  'lan@shop..example',
  'lan@shop.example/x',
  'lan@[127.0.0.1]',
])
  test(`"${address}" is asked of nobody`, async () => {
    const result = await run({ request: { address } });
    expect(result).toEqual({ found: { kind: 'nothing' }, steps: [], requests: [], questions: [], probed: [] });
  });

for (const [address, expected] of Object.entries({
  '93.184.216.34': true,
  '8.8.8.8': true,
  '2606:2800:220:1::1': true,
  '127.0.0.1': false,
  '10.1.2.3': false,
  '172.31.255.1': false,
  '172.32.0.1': true,
  '192.168.1.1': false,
  '169.254.169.254': false,
  '100.64.0.1': false,
  '0.0.0.0': false,
  '224.0.0.1': false,
  '255.255.255.255': false,
  '::1': false,
  '::': false,
  '::ffff:127.0.0.1': false,
  '::ffff:7f00:1': false,
  '::ffff:8.8.8.8': true,
  'fd00::1': false,
  'fe80::1': false,
  '64:ff9b::a00:1': false,
  localhost: false,
}))
  test(`${address} is ${expected ? '' : 'not '}out in the world`, () =>
    expect(isPublicAddress(address)).toBe(expected));
