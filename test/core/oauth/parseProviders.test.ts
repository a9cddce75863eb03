import { expect, test } from 'vitest';
import { parseProviders } from '../../../src/core/oauth/parseProviders.ts';
import { bindingOf, google, isIssuer, mayReceiveTokens, microsoft } from '../../../src/core/oauth/provider.ts';

const custom = { clientId: 'me', issuer: 'https://id.example.com', scopes: ['mail'], hosts: ['Mail.Example.com'] };

function accepts(name: string, key: string, value: unknown, expected: object): void {
  test(name, () => {
    expect(parseProviders({ [key]: value })).toMatchObject([{ kind: 'usable', source: expected }]);
  });
}

function refuses(name: string, value: unknown, reason: RegExp, key = 'mine'): void {
  test(name, () => {
    expect(parseProviders({ [key]: value })).toEqual([
      { kind: 'unusable', name: key, reason: expect.stringMatching(reason) },
    ]);
  });
}

accepts('Google with a client', 'google', { clientId: 'me' }, { kind: 'google', clientId: 'me' });
accepts(
  'Microsoft with a client, for everybody',
  'microsoft',
  { clientId: 'me' },
  { kind: 'microsoft', tenant: 'common' },
);
accepts('a provider that names itself', 'mine', custom, {
  kind: 'custom',
  endpoints: { kind: 'discovered', issuer: 'https://id.example.com' },
  mailScopes: { smtp: ['mail'], imap: ['mail'], pop3: ['mail'] },
  hosts: ['mail.example.com'],
});
accepts(
  'a provider with endpoints and scopes for each purpose',
  'mine',
  {
    ...custom,
    issuer: undefined,
    authorizationEndpoint: 'https://id.example.com/a',
    tokenEndpoint: 'http://127.0.0.1:4010/t',
    scopes: { smtp: ['s'], imap: ['i'] },
  },
  {
    endpoints: { kind: 'given', authorization: 'https://id.example.com/a' },
    mailScopes: { smtp: ['s'], imap: ['i'], pop3: [] },
  },
);
accepts(
  'a command',
  'work',
  { tokenCommand: ['pass', 'show', 'x'], hosts: ['h'] },
  { kind: 'command', command: ['pass', 'show', 'x'] },
);

refuses('no object', 'x', /is an object/);
refuses('no client', { ...custom, clientId: '' }, /clientId/);
refuses('a secret in settings', { ...custom, clientSecret: 'x' }, /Remove the secret/);
refuses('a secret in settings, written otherwise', { ...custom, client_secret: 'x' }, /Remove the secret/);
refuses('an unencrypted provider', { ...custom, issuer: 'http://id.example.com' }, /"issuer"/);
refuses('a provider with a user in its address', { ...custom, issuer: 'https://a:b@id.example.com' }, /"issuer"/);
refuses('a name that only looks like this computer', { ...custom, issuer: 'http://localhost.example.com' }, /"issuer"/);
refuses('no endpoint', { ...custom, issuer: undefined }, /Give "issuer"/);
refuses('one endpoint', { ...custom, tokenEndpoint: 'https://id.example.com/t' }, /"authorizationEndpoint"/);
refuses('no scopes', { ...custom, scopes: 'mail' }, /"scopes"/);
refuses('no hosts', { ...custom, hosts: [] }, /"hosts"/);
refuses('a redirect to elsewhere', { ...custom, redirectUri: 'https://example.com/cb' }, /"redirectUri"/);
refuses('a redirect to all of this network', { ...custom, redirectUri: 'http://0.0.0.0/cb' }, /"redirectUri"/);
refuses('a command as one text', { tokenCommand: 'pass show x', hosts: ['h'] }, /"tokenCommand"/);
refuses('a command for no server', { tokenCommand: ['pass'] }, /"hosts"/);
refuses('a tenant that is a path', { clientId: 'me', tenant: '../evil' }, /"tenant"/, 'microsoft');

test('endpoints of Google and Microsoft cannot be set', () => {
  const given = { clientId: 'me', tokenEndpoint: 'https://evil.example.com', hosts: ['evil.example.com'] };
  expect(parseProviders({ google: given, microsoft: given }).map((entry) => entry)).toEqual([
    { kind: 'usable', source: google('me') },
    { kind: 'usable', source: microsoft('me', 'common') },
  ]);
});

test('what is no setting has no providers', () => {
  for (const value of [undefined, null, [], 'x', 1]) expect(parseProviders(value)).toEqual([]);
});

test('tokens are for the mail servers of their provider only', () => {
  const hosts = ['smtp.gmail.com', 'SMTP.GMAIL.COM.', 'smtp.gmail.com.evil.example', 'evilsmtp.gmail.com', 'gmail.com'];
  expect(hosts.map((host) => mayReceiveTokens(google('x'), host))).toEqual([true, true, false, false, false]);
});

test('another client, tenant or endpoint is another place for a token', () => {
  const places = [google('a'), google('b'), microsoft('a', 'common'), microsoft('a', 'consumers')].map((provider) =>
    JSON.stringify(bindingOf(provider)),
  );
  expect(new Set(places).size).toBe(places.length);
});

test('who may answer for Microsoft is any of its tenants, and nobody else', () => {
  const issuers = [
    'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0',
    'https://login.microsoftonline.com/x/v2.0/evil',
    'https://login.microsoftonline.com.evil.example/x/v2.0',
  ];
  expect(issuers.map((issuer) => isIssuer(microsoft('a', 'common'), issuer))).toEqual([true, false, false]);
});
