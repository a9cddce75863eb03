import { expect, test } from 'vitest';
import { mailboxOwners } from '../../../src/core/delivery/mailboxOwners.ts';
import type { Profile } from '../../../src/core/profiles/profile.ts';

const imap = { host: 'imap.example.com', port: 993, security: 'tls' } as const;
const pop3 = { host: 'pop.example.com', port: 995, security: 'tls' } as const;

function account(change: Partial<Profile>): { readonly profile: Profile } {
  const defaults = { host: 'smtp.example.com', port: 465, security: 'tls', auth: 'password' } as const;
  return { profile: { ...defaults, to: [], environment: 'test', ...change } };
}

function check(
  name: string,
  recipients: readonly string[],
  profiles: readonly Partial<Profile>[],
  expected: readonly string[],
): void {
  test(name, () => {
    const owners = mailboxOwners(recipients, profiles.map(account));
    expect(
      owners.map(({ protocol, server, user, recipient }) => `${recipient} ${protocol} ${user}@${server.host}`),
    ).toEqual(expected);
  });
}

check(
  'the user is the recipient, whatever the case',
  ['Lan <Lan@Example.com>'],
  [{ user: 'lan@example.com', imap }],
  ['lan@example.com imap lan@example.com@imap.example.com'],
);
check(
  'the sender of the profile is the recipient',
  ['lan@example.com'],
  [{ user: 'lan7', from: 'Lan <lan@example.com>', imap }],
  ['lan@example.com imap lan7@imap.example.com'],
);
check(
  'plus addressing',
  ['lan+test@example.com'],
  [{ user: 'lan@example.com', imap }],
  ['lan+test@example.com imap lan@example.com@imap.example.com'],
);
check('the plus of the profile is not cut off', ['lan@example.com'], [{ user: 'lan+a@example.com', imap }], []);
check(
  'IMAP before POP3',
  ['a@b.test'],
  [{ user: 'a@b.test', imap, pop3 }],
  ['a@b.test imap a@b.test@imap.example.com'],
);
check(
  'POP3 where there is nothing else',
  ['a@b.test'],
  [{ user: 'a@b.test', pop3 }],
  ['a@b.test pop3 a@b.test@pop.example.com'],
);
check(
  'the same mailbox in two profiles is one',
  ['a@b.test'],
  [
    { user: 'a@b.test', imap },
    { user: 'A@b.test', imap },
  ],
  ['a@b.test imap a@b.test@imap.example.com'],
);
check(
  'several recipients',
  ['a@b.test', 'c@d.test', 'e@f.test'],
  [
    { user: 'c@d.test', pop3 },
    { user: 'a@b.test', imap },
  ],
  ['a@b.test imap a@b.test@imap.example.com', 'c@d.test pop3 c@d.test@pop.example.com'],
);
check(
  'no mailbox, no user, another address, and what is no address',
  ['a@b.test', '<<>>'],
  [{ user: 'a@b.test' }, { imap, from: 'a@b.test' }, { user: 'x@b.test', imap }, { user: '<<>>', imap }],
  [],
);
