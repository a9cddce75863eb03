import { expect, test } from 'vitest';
import { parseProfile } from '../../../src/core/profiles/parseProfile.ts';
import type { Profile, ProfileEntry } from '../../../src/core/profiles/profile.ts';
import { withProfile } from '../../../src/core/profiles/writtenProfiles.ts';
import { sentence } from '../../../src/core/sentence.ts';

const environment = { HOST: 'smtp.env.example' };
const profile: Profile = {
  host: 'smtp.env.example',
  port: 465,
  security: 'tls',
  auth: 'password',
  user: 'me',
  to: [],
  environment: 'test',
};
const entry = (name: string): ProfileEntry => ({ kind: 'valid', name, scope: 'user', profile });
const written = {
  First: { host: 'first.example' },
  Mine: {
    $comment: 'kept',
    host: '${env:HOST}',
    port: 465,
    security: 'tls',
    auth: 'password',
    user: 'me',
    imap: { host: 'imap.example.com', port: 993, security: 'tls' },
    replyTimeoutSeconds: 60,
  },
  Last: { host: 'last.example' },
};

test('what still means the same stays as it was written, and so do fields of others', () => {
  const values = withProfile(written, { name: 'Mine', profile, replaced: entry('Mine'), environment });
  expect(Object.keys(values)).toEqual(['First', 'Mine', 'Last']);
  expect(values['Mine']).toEqual({
    $comment: 'kept',
    host: '${env:HOST}',
    port: 465,
    security: 'tls',
    auth: 'password',
    user: 'me',
  });
});

test('what was changed is written anew, and what was emptied goes', () => {
  const changed = { ...profile, host: 'other.example', connectTimeoutSeconds: 5 };
  const values = withProfile(written, { name: 'Mine', profile: changed, replaced: entry('Mine'), environment });
  expect(values['Mine']).toMatchObject({ host: 'other.example', connectTimeoutSeconds: 5 });
  expect(values['Mine']).not.toHaveProperty('imap');
  expect(values['Mine']).not.toHaveProperty('replyTimeoutSeconds');
});

test('another name takes the place of the old one', () => {
  const values = withProfile(written, { name: 'Renamed', profile, replaced: entry('Mine'), environment });
  expect(Object.keys(values)).toEqual(['First', 'Renamed', 'Last']);
});

test('a new one comes last', () => {
  const values = withProfile(written, { name: 'New', profile, replaced: undefined, environment });
  expect(Object.keys(values)).toEqual(['First', 'Mine', 'Last', 'New']);
});

test('an entry that could not be used is replaced under the name that settings have', () => {
  const broken: ProfileEntry = {
    kind: 'invalid',
    name: 'a·b',
    key: 'a\nb',
    scope: 'user',
    reason: sentence('Enter a name.'),
  };
  const values = withProfile({ 'a\nb': null }, { name: 'Mended', profile, replaced: broken, environment });
  expect(Object.keys(values)).toEqual(['Mended']);
});

test('what is written is read back as it was', () => {
  const all: Profile = {
    ...profile,
    from: 'Lan <lan@example.com>',
    to: ['a@b.test'],
    environment: 'production',
    ehloName: 'me.example.com',
    imap: { host: 'imap.example.com', port: 143, security: 'starttls' },
    pop3: { host: 'pop.example.com', port: 995, security: 'tls' },
    connectTimeoutSeconds: 1,
    replyTimeoutSeconds: 600,
  };
  const values = withProfile({}, { name: 'P', profile: all, replaced: undefined, environment });
  expect(parseProfile(JSON.parse(JSON.stringify(values['P'])))).toEqual({ kind: 'valid', profile: all });
});
