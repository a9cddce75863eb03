import { expect, test } from 'vitest';
import { expandEnvironment } from '../../../src/core/profiles/expandEnvironment.ts';
import type { Profile } from '../../../src/core/profiles/profile.ts';
import { openSecret, sealSecret, secretKey, type SecretDestination } from '../../../src/core/profiles/secretKey.ts';

const profile: Profile = {
  host: 'smtp.example.com',
  port: 465,
  security: 'tls',
  auth: 'password',
  user: 'me@example.com',
  to: [],
  environment: 'test',
};
const imap = { host: profile.host, port: profile.port, security: profile.security };
const destination: SecretDestination = { scope: 'workspace', workspaceId: 'w1', profile };

const elsewhere: Readonly<Record<string, SecretDestination>> = {
  host: { ...destination, profile: { ...profile, host: 'evil.example.com' } },
  port: { ...destination, profile: { ...profile, port: 587 } },
  'host below it': { ...destination, profile: { ...profile, host: 'evil.smtp.example.com' } },
  'host above it': { ...destination, profile: { ...profile, host: 'example.com' } },
  'host that looks alike': { ...destination, profile: { ...profile, host: 'smtp.exаmple.com' } },
  'host with a dot more': { ...destination, profile: { ...profile, host: 'smtp.example.com.' } },
  address: { ...destination, profile: { ...profile, host: '127.0.0.1' } },
  'case of the user': { ...destination, profile: { ...profile, user: 'Me@example.com' } },
  'way to sign in': { ...destination, profile: { ...profile, auth: 'oauth2' } },
  user: { ...destination, profile: { ...profile, user: 'you@example.com' } },
  security: { ...destination, profile: { ...profile, security: 'starttls' } },
  pin: { ...destination, profile: { ...profile, certificatePin: 'AA' } },
  scope: { ...destination, scope: 'user' },
  workspace: { ...destination, workspaceId: 'w2' },
  auth: { ...destination, profile: { ...profile, auth: 'oauth2', oauth: 'google' }, oauth: { clientId: 'a' } },
  server: { ...destination, profile: { ...profile, imap }, server: 'imap' },
  'other server': { ...destination, profile: { ...profile, pop3: imap }, server: 'pop3' },
};
test('at least twelve things bind a password', () => {
  expect(Object.keys(elsewhere).length).toBeGreaterThanOrEqual(12);
});

for (const [field, other] of Object.entries(elsewhere)) {
  test(`another ${field} is another destination`, () => {
    expect(secretKey(other)).not.toBe(secretKey(destination));
    expect(openSecret(other, sealSecret(destination, 's'))).toBeUndefined();
  });
}

const mailbox: SecretDestination = { ...destination, profile: { ...profile, imap }, server: 'imap' };
for (const [field, changed] of Object.entries({
  host: { ...imap, host: 'evil.example.com' },
  port: { ...imap, port: 1993 },
  security: { ...imap, security: 'none' as const },
})) {
  test(`another ${field} of the mailbox is another destination`, () => {
    const other: SecretDestination = { ...mailbox, profile: { ...profile, imap: changed } };
    expect(secretKey(other)).not.toBe(secretKey(mailbox));
    expect(openSecret(other, sealSecret(mailbox, 's'))).toBeUndefined();
  });
}

test('the pinned certificate binds the password of a mailbox at the same host, and of no other', () => {
  const pinned = { ...profile, certificatePin: 'AA' };
  const elsewhereImap = { ...imap, host: 'imap.example.net' };
  const key = (server: typeof imap, of: Profile): string => secretKey({ ...mailbox, profile: { ...of, imap: server } });
  expect(key(imap, pinned)).not.toBe(key(imap, profile));
  expect(key(elsewhereImap, pinned)).toBe(key(elsewhereImap, profile));
});

test('the proxy binds the password of a mailbox that is reached through it', () => {
  expect(secretKey({ ...mailbox, proxy: 'http://proxy.example.com' })).not.toBe(secretKey(mailbox));
});

const byToken: SecretDestination = {
  ...destination,
  profile: { ...profile, auth: 'oauth2', oauth: 'google' },
  oauth: { clientId: 'a', token: 'https://id.example.com/token' },
};
for (const [field, other] of Object.entries({
  client: { ...byToken, oauth: { ...byToken.oauth, clientId: 'b' } },
  endpoint: { ...byToken, oauth: { ...byToken.oauth, token: 'https://evil.example.com/token' } },
  provider: { ...byToken, profile: { ...byToken.profile, oauth: 'other' } },
  host: { ...byToken, profile: { ...byToken.profile, host: 'evil.example.com' } },
})) {
  test(`another ${field} is another place for a refresh token`, () => {
    expect(secretKey(other)).not.toBe(secretKey(byToken));
    expect(openSecret(other, sealSecret(byToken, 's'))).toBeUndefined();
  });
}

test('a mailbox does not change where the password for sending goes', () => {
  expect(secretKey({ ...destination, profile: { ...profile, imap } })).toBe(secretKey(destination));
});

test('what does not decide where the password goes does not matter', () => {
  const changed: Profile = {
    ...profile,
    host: 'SMTP.Example.com',
    from: 'a@b.test',
    to: ['c@d.test'],
    environment: 'production',
  };
  expect(secretKey({ ...destination, profile: changed })).toBe(secretKey(destination));
  expect(secretKey({ scope: 'user', workspaceId: 'w1', profile })).toBe(
    secretKey({ scope: 'user', workspaceId: undefined, profile }),
  );
});

test('a sealed secret opens at its destination', () => {
  expect(openSecret(destination, sealSecret(destination, 'pä"ss\n'))).toBe('pä"ss\n');
});

test('a key is short and tells nothing', () => {
  expect(secretKey(destination)).toMatch(/^v1:[0-9a-f]{64}$/);
});

for (const stored of [
  '',
  'secret',
  'null',
  '1',
  '[]',
  '{}',
  '{"v":2}',
  '{"v":1,"boundTo":"x","secret":"y"}',
  '{"v":1',
]) {
  test(`${JSON.stringify(stored)} opens to nothing`, () => {
    expect(openSecret(destination, stored)).toBeUndefined();
  });
}

test('variables of the environment are expanded at any depth and only those', () => {
  const value = {
    host: '${env:HOST}',
    to: ['${env:TO}', 1],
    other: '${HOST} ${env:NO}$',
    nested: { a: 'x${env:HOST}${env:HOST}' },
  };
  expect(expandEnvironment(value, { HOST: 'h.test', TO: '${env:HOST}' })).toEqual({
    host: 'h.test',
    to: ['${env:HOST}', 1],
    other: '${HOST} $',
    nested: { a: 'xh.testh.test' },
  });
});
