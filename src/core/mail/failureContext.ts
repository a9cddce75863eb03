import type { Profile } from '../profiles/profile.ts';
import type { Capabilities } from './capabilities.ts';
import type { SendFailure, SmtpPhase } from './outcome.ts';
import type { Proxy } from './proxy.ts';
import type { ConnectStage } from './smtpSession.ts';

/** Where a session stood when it failed. */
export interface FailureContext {
  readonly profile: Profile;
  readonly phase: SmtpPhase;
  readonly connectStage: ConnectStage;
  readonly isEncrypted: boolean;
  /** What connects for us, where something does. */
  readonly proxy: Proxy | undefined;
  readonly capabilities: Capabilities | undefined;
}

/** Why it failed, before anybody has thought of what could be done at a click. Not yet redacted. */
export interface FailureText extends Omit<SendFailure, 'actions'> {
  /** A page of the provider that helps. */
  readonly page?: { readonly url: string; readonly page: 'app-password' | 'help' };
  /** How long the server wants us to wait. */
  readonly waitSeconds?: number;
}

/** For people: what was connected to. */
export function endpoint({ profile }: { readonly profile: Pick<Profile, 'host' | 'port'> }): string {
  return serverName(profile);
}

/** `host:port`, an IPv6 address in brackets. */
export function serverName({ host, port }: Pick<Profile, 'host' | 'port'>): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
