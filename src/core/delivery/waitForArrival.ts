import { setTimeout as sleep } from 'node:timers/promises';
import type { FoundMessage, Mailbox, MailboxFailure, SoughtMessage } from './mailbox.ts';
import { MailboxError } from './mailbox.ts';

export type ArrivalOutcome =
  | {
      readonly kind: 'arrived';
      readonly found: FoundMessage;
      /** From the moment of sending to the moment it was seen, in milliseconds: at most, because servers count in seconds. */
      readonly seenAfterMs: number;
    }
  /** Not seen within the time. It may still come. */
  | { readonly kind: 'not-arrived'; readonly waitedMs: number; readonly seesOnlyInbox: boolean }
  | { readonly kind: 'failed'; readonly failure: MailboxFailure }
  | { readonly kind: 'cancelled' };

export interface ArrivalOptions {
  readonly open: (signal: AbortSignal) => Promise<Mailbox>;
  readonly sought: SoughtMessage;
  /** POP3 shows nothing but the inbox. */
  readonly seesOnlyInbox: boolean;
  /** How long to wait from now. */
  readonly patienceMs?: number;
  /** Pauses between looks; the last one is repeated. */
  readonly pausesMs?: readonly number[];
  readonly signal: AbortSignal;
  readonly now?: () => number;
  /** Before each look but the first. */
  readonly onWaiting?: (waitedMs: number) => void;
}

/**
 * Looks until the message is there. A connection that is lost on the way is made again, because waiting is the normal case and
 * servers hang up; what fails at the first look, or twice in a row, is told.
 */
export async function waitForArrival(options: ArrivalOptions): Promise<ArrivalOutcome> {
  const { open, sought, seesOnlyInbox, signal, now = Date.now } = options;
  const { patienceMs = defaultPatienceMs, pausesMs = defaultPausesMs } = options;
  const startMs = now();
  let mailbox: Mailbox | undefined;
  let failures = 0;
  try {
    for (let look = 0; ; look++) {
      try {
        mailbox ??= await open(signal);
        const found = await mailbox.find(sought, signal);
        if (found !== undefined) return { kind: 'arrived', found, seenAfterMs: now() - sought.sentAt.getTime() };
        failures = 0;
        const waitedMs = now() - startMs;
        const pauseMs = pausesMs[Math.min(look, pausesMs.length - 1)] ?? 0;
        if (waitedMs >= patienceMs) return { kind: 'not-arrived', waitedMs, seesOnlyInbox };
        options.onWaiting?.(waitedMs);
        const pausedMs = now();
        await mailbox.untilNews(Math.min(pauseMs, patienceMs - waitedMs), signal);
        // A server can say all the time that there is something new.
        const restMs = minPauseMs - (now() - pausedMs);
        if (restMs > 0 && pauseMs > 0) await sleep(restMs, undefined, { signal }).catch(() => undefined);
        // Somebody who ends the wait is answered with that, and not with one more look.
        if (signal.aborted) return { kind: 'cancelled' };
      } catch (error) {
        if (signal.aborted) return { kind: 'cancelled' };
        if (!(error instanceof MailboxError)) throw error;
        failures++;
        if (look === 0 || failures > 1 || !mayPass(error.failure)) return { kind: 'failed', failure: error.failure };
        mailbox?.close();
        mailbox = undefined;
      }
    }
  } finally {
    mailbox?.close();
  }
}

function mayPass({ code }: MailboxFailure): boolean {
  return (
    code === 'connection-lost' || code === 'timeout' || code === 'sign-in-temporary' || code === 'mailbox-unavailable'
  );
}

const minPauseMs = 200;
/** What people wait for a test mail; greylisting takes longer, and is told of when sending. */
const defaultPatienceMs = 120_000;
/** Test mails arrive within a second or two, or take their time. */
const defaultPausesMs = [500, 1000, 1000, 2000, 4000, 8000];
