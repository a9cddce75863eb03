import type { Security } from '../profiles/profile.ts';
import type { Words } from '../sentence.ts';

/** One thing that a connection test looks at, in words for people. */
export interface ConnectionCheck {
  readonly step: CheckStep;
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'skipped';
  /** What was found out, a sentence or fact each. May hold the server's own words. */
  readonly details: readonly Words[];
}

export type CheckStep = 'name' | 'port' | 'greeting' | 'tls' | 'introduction' | 'signIn' | 'quit';

/** A change of the profile that is likely to help, for one click. It is offered, never made. */
export type ConnectionFix =
  | { readonly kind: 'connection'; readonly port: number; readonly security: Security }
  | { readonly kind: 'user'; readonly user: string }
  /** `fingerprint` as in `Profile.certificatePin`. */
  | { readonly kind: 'pin'; readonly fingerprint: string };
