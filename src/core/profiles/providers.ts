import { emailDomain, normalHost } from './emailDomain.ts';
import type { Profile, Security } from './profile.ts';
import list from './providers.json';

export interface ProviderEndpoint {
  /** May hold `{region}`. */
  readonly host: string;
  readonly port: number;
  readonly security: Security;
}

/** What is known of a provider of mail. Facts are of November 2026; where from stands in `source`. */
export interface Provider {
  readonly id: string;
  readonly name: string;
  readonly kind: 'mailbox' | 'relay' | 'sandbox' | 'local';
  /** The best first. */
  readonly endpoints: readonly ProviderEndpoint[];
  /** What `{region}` stands for until the user says otherwise. */
  readonly region?: string;
  /** Servers of other regions or plans. */
  readonly otherHosts?: readonly string[];
  readonly auth: 'password' | 'oauth2' | 'none';
  /** `address`: the whole email address. `fixed`: the same word for everybody. `own`: one that the provider gives out. */
  readonly user: 'address' | 'own' | 'none' | { readonly fixed: string };
  /** Domains of its email addresses, in lower case. */
  readonly domains?: readonly string[];
  /** Ends of the names of its MX hosts, for domains of its customers. */
  readonly mx?: readonly string[];
  /** What people have to know before they can sign in. */
  readonly hint?: string;
  /** Where a password for mail programs is made. */
  readonly credentialUrl?: string;
  readonly helpUrl?: string;
  readonly imap?: ProviderEndpoint;
  /** False: neither the provider's own page nor a second source says so. */
  readonly confirmed: boolean;
  readonly source: string;
}

/** In the order of the list that people choose from. */
// A JSON module has no literal types; the test of the list checks each field.
export const providers = list as readonly Provider[];

/** What to fill into a profile for a provider. */
export interface ProviderSuggestion extends Pick<Profile, 'host' | 'port' | 'security'> {
  readonly provider: Provider;
  readonly auth: 'password' | 'oauth2' | 'none';
  /** Empty: the provider gives it out. */
  readonly user: string;
  /** Where its mails are fetched; absent: not known, or it has no mailbox. */
  readonly imap?: ProviderEndpoint;
}

export function providerById(id: string): Provider | undefined {
  return providers.find((provider) => provider.id === id);
}

/** Whose mailbox an address is, by its domain alone. */
export function providerOfAddress(address: string): Provider | undefined {
  const domain = emailDomain(address);
  return domain === undefined ? undefined : providers.find((provider) => provider.domains?.includes(domain) === true);
}

/** Whose submission server a host is. Local catchers have no name of their own. */
export function providerOfHost(host: string): Provider | undefined {
  const name = normalHost(host);
  return providers.find(
    (provider) =>
      provider.kind !== 'local' &&
      [...provider.endpoints.map((endpoint) => endpoint.host), ...(provider.otherHosts ?? [])].some(
        (known) => !isLoopbackName(known) && matches(known, name),
      ),
  );
}

/** Whose mail exchanger a host is: that of its customers' domains too. */
export function providerOfMailExchanger(host: string): Provider | undefined {
  const name = normalHost(host);
  const known = providers.flatMap((provider) => (provider.mx ?? []).map((end) => ({ provider, end })));
  // The nearest end: `olc.protection.outlook.com` is not the `protection.outlook.com` of companies.
  return known
    .filter(({ end }) => name === end || name.endsWith(`.${end}`))
    .sort((one, other) => other.end.length - one.end.length)[0]?.provider;
}

/** `address`: the user's own, as far as typed. */
export function suggestionOf(provider: Provider, address: string): ProviderSuggestion | undefined {
  const endpoint = provider.endpoints[0];
  if (endpoint === undefined) return undefined;
  const own = ownHost(provider, address);
  const { imap } = provider;
  return {
    provider,
    host: own ?? endpoint.host.replace('{region}', provider.region ?? ''),
    port: endpoint.port,
    security: endpoint.security,
    auth: provider.auth,
    user: userOf(provider, address.trim()),
    // The mailbox is in the same region.
    ...(imap === undefined ? {} : { imap: own === undefined ? imap : { ...imap, host: beside(own, imap.host) } }),
  };
}

function userOf({ user }: Provider, address: string): string {
  if (typeof user === 'object') return user.fixed;
  return user === 'address' ? address : '';
}

/** Some providers have a server for each of their domains: `smtp.zoho.eu` for `zoho.eu` and `zohomail.eu`. */
function ownHost(provider: Provider, address: string): string | undefined {
  const [first = '', ...end] = emailDomain(address)?.split('.') ?? [];
  return provider.otherHosts?.find((other) => {
    const [, brand = '', ...otherEnd] = other.split('.');
    return brand !== '' && first.startsWith(brand) && end.join('.') === otherEnd.join('.');
  });
}

/** `imap.zoho.eu` for `smtp.zoho.eu`, where it is `imap.zoho.com` elsewhere. */
function beside(host: string, imapHost: string): string {
  return `${imapHost.split('.')[0] ?? ''}${host.slice(host.indexOf('.'))}`;
}

function matches(known: string, name: string): boolean {
  const [before, after] = known.split('{region}');
  if (before === undefined || after === undefined) return known === name;
  const region = name.slice(before.length, name.length - after.length);
  return name.startsWith(before) && name.endsWith(after) && /^[a-z0-9-]+$/.test(region);
}

function isLoopbackName(host: string): boolean {
  return host === 'localhost' || host.startsWith('127.');
}
