import type { Profile } from '../../core/profiles/profile.ts';
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
    return port === undefined ? undefined : { profile: inboxProfile(port), password: noPassword };
  }
  const password = await passwordFor(target.account, profiles);
  return password.kind === 'cancelled' ? undefined : { profile: target.account.profile, password };
}

const noPassword: Access['password'] = { kind: 'password', value: undefined, keep: () => Promise.resolve() };

function inboxProfile(port: number): Profile {
  return { host: '127.0.0.1', port, security: 'none', auth: 'none', to: [], environment: 'test' };
}
