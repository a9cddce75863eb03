import { beforeEach, expect, test } from 'vitest';
import { commands } from '../../../src/commands.ts';
import { silentLogger } from '../../../src/core/log.ts';
import type { FailureAction, SendFailure } from '../../../src/core/mail/outcome.ts';
import { parseProfiles } from '../../../src/core/profiles/parseProfile.ts';
import type { Profile } from '../../../src/core/profiles/profile.ts';
import { sentence } from '../../../src/core/sentence.ts';
import { failureActions, lookAction } from '../../../src/features/send/outcomeActions.ts';
import type { OutcomeContext } from '../../../src/features/send/tellOutcomes.ts';
import type { LocatedProfile, ProfileStore } from '../../../src/host/profileStore.ts';
import { commands as executed, window as shown } from '../../support/fakeVscode.ts';

beforeEach(() => {
  shown.told.length = executed.executed.length = 0;
});

type Written = Readonly<Record<string, unknown>>;
const atFailure = { host: 'mail.shop.test', port: 465, security: 'tls', auth: 'none' } as const;

interface Journey {
  readonly context: OutcomeContext;
  readonly saved: Profile[];
  readonly sendings: readonly string[];
}

/** A failure through a profile that was as `atFailure`; `now`: what settings hold when somebody comes to press a button. */
function journey(now: Written | undefined): Journey {
  const saved: Profile[] = [];
  const sendings: string[] = [];
  const list = now === undefined ? [] : located(now);
  const profiles = {
    list: () => list,
    find: () => list[0],
    save: ({ profile }: { readonly profile: Profile }) => Promise.resolve(void saved.push(profile)),
  } as unknown as ProfileStore;
  const entry = located(atFailure)[0]?.entry;
  if (entry?.kind !== 'valid') throw new Error('The profile of the test is not valid.');
  const account = { id: 'Staging', name: 'Staging', scope: 'user', profile: entry.profile } as const;
  const context: Partial<OutcomeContext> = {
    target: { kind: 'account', account },
    profiles,
    log: silentLogger,
    kept: Promise.resolve(),
    sendAgain: () => Promise.resolve(void sendings.push('again')),
  };
  return { context: context as OutcomeContext, saved, sendings };
}

function located(written: Written): readonly LocatedProfile[] {
  return parseProfiles({ Staging: written }, 'user').map((entry) => ({
    id: 'Staging',
    entry,
    folder: undefined,
    isIgnored: false,
    written,
  }));
}

async function press(action: FailureAction, { context }: Journey): Promise<string> {
  const failure: SendFailure = {
    code: 'other',
    message: sentence('No.'),
    remedy: undefined,
    actions: [action],
    detail: '',
  };
  const [button] = failureActions(failure, context);
  await button?.run();
  return button?.label ?? '';
}

const change: FailureAction = { kind: 'change', fix: { kind: 'connection', port: 587, security: 'starttls' } };

test('a change is made in the profile as it is now, what was written by hand meanwhile included, and tried', async () => {
  const made = journey({ ...atFailure, from: 'Shop <shop@shop.test>', to: ['new@shop.test'] });
  expect(await press(change, made)).toBe('Use STARTTLS on Port 587');
  expect(made.saved).toMatchObject([
    { host: 'mail.shop.test', port: 587, security: 'starttls', from: 'Shop <shop@shop.test>', to: ['new@shop.test'] },
  ]);
  expect(made.sendings).toEqual(['again']);
});

test.each<[string, Written]>([
  ['another server', { ...atFailure, host: 'mail.other.test' }],
  ['another port', { ...atFailure, port: 2525, security: 'starttls' }],
])('where %s was written meanwhile, nothing is overwritten', async (_what, now) => {
  const left = journey(now);
  await press(change, left);
  expect(left.saved).toEqual([]);
  expect(shown.told).toEqual(['"Staging" was changed since this failure, and is left as it is now.']);
  expect(left.sendings).toEqual(['again']);
});

test.each<[string, Written | undefined]>([
  ['is gone', undefined],
  ['is no more one', { host: 5 }],
])('a profile that %s meanwhile is not made anew', async (_what, now) => {
  const gone = journey(now);
  await press(change, gone);
  expect(gone.saved).toEqual([]);
  expect(shown.told).toEqual(['This SMTP profile is not there any more.']);
});

test('other buttons open what they name, for this profile', async () => {
  const other = journey(atFailure);
  expect(await press({ kind: 'edit-profile' }, other)).toBe('Edit Profile');
  expect(await press({ kind: 'set-password' }, other)).toBe('Set Password');
  expect(await press({ kind: 'retry' }, other)).toBe('Try Again');
  expect(executed.executed).toEqual([
    [commands.editProfile, 'Staging'],
    [commands.setPassword, 'Staging'],
  ]);
  expect(other.sendings).toEqual(['again']);
});

test('where a message of unknown fate would be is offered, and never sending it again', async () => {
  expect(lookAction('id-1', journey(atFailure).context)).toBeUndefined();
  const withMailbox = journey({ ...atFailure, auth: 'password', user: 'lan', imap: { host: 'imap.shop.test' } });
  const look = lookAction('id-1', withMailbox.context);
  expect(look?.label).toBe('Check Delivery');
  await look?.run();
  const inInbox = lookAction('id-1', { ...withMailbox.context, target: { kind: 'inbox' } });
  expect(inInbox?.label).toBe('Show Inbox');
  await inInbox?.run();
  expect(executed.executed).toEqual([[commands.checkDelivery, 'id-1'], ['mailproof.inbox.focus']]);
  expect(withMailbox.sendings).toEqual([]);
});
