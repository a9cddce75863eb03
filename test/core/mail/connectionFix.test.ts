import { expect, test } from 'vitest';
import { withFix } from '../../../src/core/mail/connectionFix.ts';
import type { Profile } from '../../../src/core/profiles/profile.ts';

const failed: Profile = {
  host: 'smtp.example.com',
  port: 465,
  security: 'tls',
  auth: 'password',
  user: 'lan',
  to: ['old@example.com'],
  environment: 'test',
};
const startTls = { kind: 'connection', port: 587, security: 'starttls' } as const;

test('a fix changes what it is about, and keeps what was written by hand since the failure', () => {
  const now: Profile = { ...failed, to: ['new@example.com'], from: 'Shop <shop@example.com>' };
  expect(withFix(now, { failed, fix: startTls })).toEqual({ ...now, port: 587, security: 'starttls' });
  expect(withFix(now, { failed, fix: { kind: 'user', user: 'lan@example.com' } })).toEqual({
    ...now,
    user: 'lan@example.com',
  });
  expect(withFix(now, { failed, fix: { kind: 'pin', fingerprint: 'AB' } })).toEqual({ ...now, certificatePin: 'AB' });
});

test.each<Partial<Profile>>([
  { host: 'smtp.other.example' },
  { port: 2525 },
  { security: 'starttls' },
  { user: 'minh' },
  { certificatePin: 'CD' },
])('where %j was written since, a fix of another connection is none', (edit) => {
  expect(withFix({ ...failed, ...edit }, { failed, fix: { kind: 'pin', fingerprint: 'AB' } })).toBeUndefined();
  expect(withFix({ ...failed, ...edit }, { failed, fix: startTls })).toBeUndefined();
});
