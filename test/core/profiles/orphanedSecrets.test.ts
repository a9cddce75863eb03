import { expect, test } from 'vitest';
import { findOrphans, type OrphanSearch } from '../../../src/core/profiles/orphanedSecrets.ts';
import type { Profile } from '../../../src/core/profiles/profile.ts';
import { sealSecret, secretKey, type SecretDestination } from '../../../src/core/profiles/secretKey.ts';

const day = 24 * 60 * 60 * 1000;
const now = 1_800_000_000_000;
const profile: Profile = {
  host: 'smtp.example.com',
  port: 465,
  security: 'tls',
  auth: 'password',
  user: 'me',
  to: [],
  environment: 'test',
};
const mine: SecretDestination = { scope: 'user', workspaceId: undefined, profile };
const here: SecretDestination = { scope: 'workspace', workspaceId: 'here', profile };
const elsewhere: SecretDestination = { scope: 'workspace', workspaceId: 'elsewhere', profile };
const keyOf = (destination: SecretDestination): string => secretKey(destination);
const stored = new Map([mine, here, elsewhere].map((each) => [keyOf(each), sealSecret(each, 's')]));

function search(changes: Partial<OrphanSearch> = {}): ReturnType<typeof findOrphans> {
  return findOrphans({
    stored,
    used: new Set(),
    isKnown: ({ scope, workspaceId }) => scope === 'user' || workspaceId === 'here',
    seen: undefined,
    nowMs: now,
    ...changes,
  });
}

test('what no profile asks for is noted, and deleted a week later', () => {
  const first = search();
  expect(first.toDelete).toEqual([]);
  expect(first.seen).toEqual({ [keyOf(mine)]: now, [keyOf(here)]: now });
  expect(search({ seen: first.seen, nowMs: now + 6 * day })).toEqual({ toDelete: [], seen: first.seen });
  const last = search({ seen: first.seen, nowMs: now + 7 * day });
  expect(last.toDelete.toSorted()).toEqual([keyOf(mine), keyOf(here)].toSorted());
  expect(last.seen).toEqual({});
});

test('a secret that is asked for again starts anew', () => {
  const { seen } = search();
  const found = search({ seen, used: new Set([keyOf(mine), keyOf(here)]), nowMs: now + 8 * day });
  expect(found).toEqual({ toDelete: [], seen: {} });
});

test('a secret of another workspace is never touched', () => {
  const seen = { [keyOf(elsewhere)]: now - 100 * day };
  expect(search({ seen }).toDelete).toEqual([]);
});

test('what is no secret of a mail server is never touched', () => {
  const others = new Map([
    ['token', '{"v":1,"refresh":"x"}'],
    ['text', 'x'],
    ['other kind', JSON.stringify({ v: 1, boundTo: JSON.stringify({ scope: 'user', kind: 'oauth' }), secret: 's' })],
    ['broken', JSON.stringify({ v: 1, boundTo: '{', secret: 's' })],
  ]);
  const seen = Object.fromEntries([...others.keys()].map((key) => [key, now - 100 * day]));
  expect(search({ stored: others, seen })).toEqual({ toDelete: [], seen: {} });
});

test('a note that is broken, or of tomorrow, costs no password', () => {
  for (const seen of [null, 7, 'x', [], { [keyOf(mine)]: 'x' }, { [keyOf(mine)]: now + day }])
    expect(search({ seen }).toDelete).toEqual([]);
});
