import type { Profile } from '../../core/profiles/profile.ts';
import { inboxAccount } from '../../host/inboxSettings.ts';
import type { LocalInbox } from '../../host/localInbox.ts';
import { passwordFor, type PasswordAnswer } from '../../host/passwordPrompt.ts';
import type { ProfileStore } from '../../host/profileStore.ts';
import type { Target } from './sendTarget.ts';

/** The server that is connected to, and what it wants to know. */
export interface Access {
  readonly profile: Profile;
  readonly password: Extract<PasswordAnswer, { kind: 'password' }>;
}

/** Asked last, when everything else is decided. undefined: there is none, and the user knows. */
export async function accessTo(
  target: Target,
  { profiles, inbox }: { readonly profiles: ProfileStore; readonly inbox: LocalInbox },
): Promise<Access | undefined> {
  if (target.kind === 'inbox') {
    const port = await inbox.startOrTell();
    return port === undefined ? undefined : inboxAccess(port);
  }
  const password = await passwordFor(target.account, profiles);
  return password.kind === 'cancelled' ? undefined : { profile: target.account.profile, password };
}

/** The inbox may demand a sign-in, so that people see whether their application does it. */
function inboxAccess(port: number): Access {
  const account = inboxAccount();
  const signIn = account === undefined ? { auth: 'none' as const } : { auth: 'password' as const, user: account.user };
  return {
    profile: { host: '127.0.0.1', port, security: 'none', ...signIn, to: [], environment: 'test' },
    password: { kind: 'password', value: account?.password, keep: () => Promise.resolve() },
  };
}
