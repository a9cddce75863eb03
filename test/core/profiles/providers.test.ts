import { describe, expect, test } from 'vitest';
import { providerOfAddress, providerOfHost, providers, suggestionOf } from '../../../src/core/profiles/providers.ts';
import { emailDomain } from '../../../src/core/profiles/emailDomain.ts';
import { isPort, problemOfHost } from '../../../src/core/profiles/serverFields.ts';

describe('the list', () => {
  test.each(providers.map((provider) => [provider.id, provider] as const))('%s can be used', (id, provider) => {
    expect(provider.name.trim()).not.toBe('');
    expect(providers.filter((other) => other.id === id)).toHaveLength(1);
    expect(['mailbox', 'relay', 'sandbox', 'local']).toContain(provider.kind);
    expect(['password', 'oauth2', 'none']).toContain(provider.auth);
    expect(provider.endpoints.length).toBeGreaterThan(0);
    for (const endpoint of [...provider.endpoints, ...(provider.imap === undefined ? [] : [provider.imap])]) {
      expect(problemOfHost(endpoint.host.replace('{region}', provider.region ?? '{}'))).toBeUndefined();
      expect(isPort(endpoint.port)).toBe(true);
      expect(['tls', 'starttls', 'none']).toContain(endpoint.security);
    }
    for (const host of provider.otherHosts ?? []) expect(problemOfHost(host)).toBeUndefined();
    for (const domain of provider.domains ?? []) expect(emailDomain(`a@${domain}`)).toBe(domain);
    for (const link of [provider.credentialUrl, provider.helpUrl]) expect(link ?? 'https://').toMatch(/^https:\/\//);
    expect(provider.source).not.toBe('');
  });

  test('a domain belongs to one provider', () => {
    const domains = providers.flatMap((provider) => provider.domains ?? []);
    expect(domains).toEqual([...new Set(domains)]);
  });

  test('only a server of this machine is used unencrypted', () => {
    const open = providers.flatMap(({ kind, endpoints }) =>
      endpoints.filter(({ security }) => security === 'none').map(() => kind),
    );
    expect(new Set(open)).toEqual(new Set(['local']));
  });
});

describe('the provider of an address', () => {
  const check = (address: string, expected: string | undefined): void =>
    test(`${address} is ${expected ?? 'unknown'}`, () => expect(providerOfAddress(address)?.id).toBe(expected));

  check('lan@gmail.com', 'gmail');
  check(' LAN@GMAIL.COM ', 'gmail');
  check('lan@hotmail.fr', 'outlook.com');
  check('lan@gmail.com.evil.test', undefined);
  check('lan@notgmail.com', undefined);
  check('lan@gmail', undefined);
  check('gmail.com', undefined);
  check('a@b@gmail.com', undefined);
  check('', undefined);
});

describe('the provider of a host', () => {
  const check = (host: string, expected: string | undefined): void =>
    test(`${host} is ${expected ?? 'unknown'}`, () => expect(providerOfHost(host)?.id).toBe(expected));

  check('smtp.gmail.com', 'gmail');
  check('SMTP.Gmail.com.', 'gmail');
  check('smtp.zoho.eu', 'zoho');
  check('email-smtp.eu-west-1.amazonaws.com', 'ses');
  check('email-smtp..amazonaws.com', undefined);
  check('email-smtp.a.b.amazonaws.com', undefined);
  check('localhost', undefined);
  check('smtp.gmail.com.evil.test', undefined);
});

describe('what is filled in', () => {
  const check = (name: string, address: string, expected: object): void =>
    test(name, () => {
      const provider = providerOfAddress(address);
      if (provider === undefined) throw new Error(`${address} has no provider`);
      expect(suggestionOf(provider, address)).toMatchObject(expected);
    });

  for (const [domain, smtp, imap] of [
    ['zoho.com', 'smtp.zoho.com', 'imap.zoho.com'],
    ['zoho.eu', 'smtp.zoho.eu', 'imap.zoho.eu'],
    ['zohomail.in', 'smtp.zoho.in', 'imap.zoho.in'],
    ['gmx.de', 'mail.gmx.net', 'imap.gmx.net'],
    ['gmx.com', 'mail.gmx.com', 'imap.gmx.com'],
    ['163.com', 'smtp.163.com', 'imap.163.com'],
    ['126.com', 'smtp.126.com', 'imap.126.com'],
    ['yeah.net', 'smtp.yeah.net', 'imap.yeah.net'],
  ] as const)
    check(`the servers of ${domain}, mailbox included`, `lan@${domain}`, { host: smtp, imap: { host: imap } });
  check('implicit TLS before STARTTLS, and the whole address', 'lan@gmail.com', {
    host: 'smtp.gmail.com',
    port: 465,
    security: 'tls',
    user: 'lan@gmail.com',
  });
  check('the server of the region that the address is of', 'lan@zoho.eu', { host: 'smtp.zoho.eu' });

  test('the word that is everybody\u2019s user', () => {
    const provider = providers.find(({ id }) => id === 'sendgrid');
    expect(provider && suggestionOf(provider, 'lan@example.test')).toMatchObject({ user: 'apikey', port: 465 });
  });
});
