import { expect, test } from 'vitest';
import { hasVariables } from '../../../src/core/profiles/expandEnvironment.ts';
import { expandEnvironment } from '../../../src/core/profiles/expandEnvironment.ts';
import { parseProfiles } from '../../../src/core/profiles/parseProfile.ts';
import { profilesJson, profileText } from '../../../src/core/profiles/profileTexts.ts';
import { secretKey } from '../../../src/core/profiles/secretKey.ts';
import { hostileProfiles } from '../../support/hostileProfiles.ts';
import { inEnglish } from '../../../src/core/sentence.ts';

test('there are at least 40 hostile files', () => {
  expect(Object.keys(hostileProfiles).length).toBeGreaterThanOrEqual(40);
});

for (const [name, text] of Object.entries(hostileProfiles)) {
  test(`${name} is shown as invalid, with a reason, and nothing is thrown`, () => {
    const started = performance.now();
    const entries = parseProfiles(expandEnvironment(JSON.parse(text), {}), 'workspace');
    expect(entries.length).toBeGreaterThan(0);
    for (const entry of entries) {
      expect(entry.kind).toBe('invalid');
      // What a tree and a tooltip show: one line, without control characters, of a sane length.
      const reason = entry.kind === 'invalid' ? inEnglish(entry.reason) : '';
      expect(reason).toMatch(/^[^\p{Cc}]{1,500}$/u);
      expect(entry.name).toMatch(/^[^\p{Cc}]{0,100}$/u);
    }
    expect(Object.prototype).not.toHaveProperty('polluted');
    expect(performance.now() - started).toBeLessThan(2000);
  });
}

test('names that mean something to JavaScript are names like others', () => {
  const names = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype', '__defineGetter__'];
  const values = Object.fromEntries(names.map((name) => [name, { host: 'h.test' }]));
  const entries = parseProfiles(values, 'user');
  expect(entries.map(({ kind, name }) => [kind, name])).toEqual(names.map((name) => ['valid', name]));
  for (const entry of entries) {
    if (entry.kind !== 'valid') continue;
    expect(secretKey({ scope: 'user', workspaceId: undefined, profile: entry.profile })).toMatch(/^v1:/);
    expect(profileText(entry, 'url')).toContain('h.test');
    expect(Object.entries(JSON.parse(profilesJson([entry])))).toMatchObject([[entry.name, { host: 'h.test' }]]);
  }
});

test('values of a workspace that refer to the environment are not expanded', () => {
  expect(hasVariables({ host: '${env:HOME}.evil.test' })).toBe(true);
  const [entry] = parseProfiles({ P: { host: '${env:HOME}.evil.test' } }, 'workspace');
  expect(entry?.kind).toBe('invalid');
});
