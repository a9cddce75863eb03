import { beforeEach, expect, test } from 'vitest';
import * as vscode from 'vscode';
import { parseProfiles } from '../../../src/core/profiles/parseProfile.ts';
import type { ProfileScope } from '../../../src/core/profiles/profile.ts';
import { chooseTarget, nameOf, type Target } from '../../../src/features/send/sendTarget.ts';
import type { LocalInbox } from '../../../src/host/localInbox.ts';
import type { LocatedProfile, ProfileStore } from '../../../src/host/profileStore.ts';
import { window as shown } from '../../support/fakeVscode.ts';

beforeEach(() => {
  shown.asked.length = shown.told.length = 0;
});

/** Profiles of a name and a host, as settings hold them; those of the workspace come first. */
function storeOf(...profiles: readonly (readonly [ProfileScope, string, string])[]): ProfileStore {
  const list: readonly LocatedProfile[] = profiles.flatMap(([scope, name, host]) =>
    parseProfiles({ [name]: { host, auth: 'none' } }, scope).map((entry) => ({
      id: `${scope} ${name}`,
      entry,
      folder: undefined,
      isIgnored: false,
      written: undefined,
    })),
  );
  return {
    list: () => list,
    find: (id: string) => list.find((located) => located.id === id),
    findByName: (name: string) => list.find(({ entry }) => entry.name === name),
  } as unknown as ProfileStore;
}

/** Where a keybinding with this profile sends to; whoever is asked takes the first of the list. */
async function targetOf(wanted: string, profiles: ProfileStore): Promise<Target | undefined> {
  const chosen = await chooseTarget(
    {
      template: vscode.Uri.file('/mails/order.hbs'),
      argument: undefined,
      wanted,
      first: undefined,
      attached: [],
      dataSets: [],
      askDataSets: () => Promise.resolve(undefined),
    },
    { profiles, inbox: { port: undefined } as LocalInbox },
  );
  return chosen?.target;
}

test('a profile that is named is not asked for', async () => {
  const target = await targetOf('Staging', storeOf(['user', 'Staging', 'mail.shop.test']));
  expect(target === undefined ? undefined : nameOf(target)).toBe('Staging');
  expect(shown.asked).toEqual([]);
});

test('where the workspace has taken the name of a profile of the user, it is asked which one is meant', async () => {
  const profiles = storeOf(['workspace', 'Staging', 'mail.evil.test'], ['user', 'Staging', 'mail.shop.test']);
  await targetOf('Staging', profiles);
  expect(shown.asked).toEqual([
    [
      'Local Inbox on this machine, starts by itself',
      'Staging mail.evil.test:587 · This Workspace',
      'Staging mail.shop.test:587',
      '',
      'Add SMTP Profile...',
    ],
  ]);
});

test('the id of one of the two says which one is meant', async () => {
  const profiles = storeOf(['workspace', 'Staging', 'mail.evil.test'], ['user', 'Staging', 'mail.shop.test']);
  const target = await targetOf('user Staging', profiles);
  expect(target?.kind === 'account' ? target.account.profile.host : undefined).toBe('mail.shop.test');
  expect(shown.asked).toEqual([]);
});

test('a name that no profile has is told, and nothing else is taken for it', async () => {
  expect(await targetOf('Stagin', storeOf(['user', 'Staging', 'mail.shop.test']))).toBeUndefined();
  expect(shown.told.join()).toContain('There is no SMTP profile');
});
