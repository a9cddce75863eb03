import { isRecord } from '../isRecord.ts';
import { destinationOf, type StoredDestination } from './secretKey.ts';

export interface OrphanSearch {
  /** What is stored, by key. */
  readonly stored: ReadonlyMap<string, string>;
  /** Keys that a profile of the present settings asks for. */
  readonly used: ReadonlySet<string>;
  /** Whether the profiles of a destination are all known now: those of other workspaces are not. */
  readonly isKnown: (destination: StoredDestination) => boolean;
  /** When each orphan was first seen, as the last search has left it. */
  readonly seen: unknown;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

export interface Orphans {
  readonly toDelete: readonly string[];
  /** For the next search. */
  readonly seen: Readonly<Record<string, number>>;
}

/**
 * Passwords that no profile asks for any more, because its settings were edited by hand. They are kept for some days: a mistake in
 * settings.json that hides all profiles for a while must not cost a password.
 */
export function findOrphans({ stored, used, isKnown, seen, nowMs }: OrphanSearch): Orphans {
  const before = isRecord(seen) ? seen : {};
  const orphans = [...stored].flatMap(([key, sealed]) => {
    const destination = destinationOf(sealed);
    if (destination === undefined || used.has(key) || !isKnown(destination)) return [];
    const since = before[key];
    return [[key, typeof since === 'number' && since <= nowMs ? since : nowMs] as const];
  });
  return {
    toDelete: orphans.filter(([, since]) => nowMs - since >= graceMs).map(([key]) => key),
    seen: Object.fromEntries(orphans.filter(([, since]) => nowMs - since < graceMs)),
  };
}

const graceMs = 7 * 24 * 60 * 60 * 1000;
