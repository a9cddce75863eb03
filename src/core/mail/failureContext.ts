import type { Profile } from '../profiles/profile.ts';
import type { Capabilities } from './capabilities.ts';
import type { SmtpPhase } from './outcome.ts';
import type { ConnectStage } from './smtpSession.ts';

/** Where a session stood when it failed. */
export interface FailureContext {
  readonly profile: Profile;
  readonly phase: SmtpPhase;
  readonly connectStage: ConnectStage;
  readonly capabilities: Capabilities | undefined;
}

/** For people: what was connected to. */
export function endpoint({ profile }: FailureContext): string {
  return profile.host.includes(':') ? `[${profile.host}]:${profile.port}` : `${profile.host}:${profile.port}`;
}
