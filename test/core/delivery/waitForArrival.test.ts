import { expect, test } from 'vitest';
import { describeMailboxFault, MailboxFault } from '../../../src/core/delivery/mailboxFailure.ts';
import {
  MailboxError,
  type FoundMessage,
  type Mailbox,
  type MailboxFailureCode,
} from '../../../src/core/delivery/mailbox.ts';
import { waitForArrival, type ArrivalOutcome } from '../../../src/core/delivery/waitForArrival.ts';

const sentAt = new Date('2026-11-30T10:00:00Z');
const found: FoundMessage = {
  folder: { path: 'INBOX', kind: 'inbox' },
  matchedBy: 'message-id',
  raw: new Uint8Array(),
  isCut: false,
  sizeBytes: 0,
  handle: '1',
};

/** What each look meets: nothing, the message, or a failure. Time only passes by waiting. */
async function outcomeOf(
  looks: readonly ('nothing' | 'there' | MailboxFailureCode)[],
  options: { readonly cancelAfterWaits?: number; readonly patienceMs?: number } = {},
): Promise<{ readonly outcome: ArrivalOutcome; readonly waits: readonly number[]; readonly opened: number }> {
  const cancel = new AbortController();
  const waits: number[] = [];
  let opened = 0;
  let look = 0;
  let nowMs = sentAt.getTime();
  const mailbox: Mailbox = {
    find: () => {
      const what = looks[Math.min(look++, looks.length - 1)] ?? 'nothing';
      if (what === 'nothing') return Promise.resolve(undefined);
      if (what === 'there') return Promise.resolve(found);
      return Promise.reject(failureOf(what));
    },
    untilNews: (waitMs) => {
      waits.push(waitMs);
      nowMs += waitMs;
      if (waits.length === options.cancelAfterWaits) cancel.abort();
      return Promise.resolve();
    },
    remove: () => Promise.resolve(),
    close: () => undefined,
  };
  const outcome = await waitForArrival({
    open: () => {
      opened++;
      return Promise.resolve(mailbox);
    },
    sought: { messageId: '<a@b>', mailproofId: 'x', sentAt },
    seesOnlyInbox: false,
    signal: cancel.signal,
    now: () => nowMs,
    ...(options.patienceMs === undefined ? {} : { patienceMs: options.patienceMs }),
  });
  return { outcome, waits, opened };
}

function failureOf(code: MailboxFailureCode): MailboxError {
  const server = { host: 'mail.example.com', port: 993, security: 'tls' } as const;
  const place = { protocol: 'imap', server, user: 'lan', redact: (detail: string) => detail } as const;
  return new MailboxError(describeMailboxFault(new MailboxFault(code, ''), place));
}

test('what is there at the first look is told without a wait', async () => {
  const { outcome, waits } = await outcomeOf(['there']);
  expect([outcome.kind, waits]).toEqual(['arrived', []]);
});

test('the time until it was seen counts from sending', async () => {
  const { outcome } = await outcomeOf(['nothing', 'nothing', 'there']);
  expect(outcome).toMatchObject({ kind: 'arrived', seenAfterMs: 1500 });
});

test('pauses grow, and end with the patience', async () => {
  const { outcome, waits } = await outcomeOf(['nothing'], { patienceMs: 20_000 });
  expect(waits).toEqual([500, 1000, 1000, 2000, 4000, 8000, 3500]);
  expect(outcome).toEqual({ kind: 'not-arrived', waitedMs: 20_000, seesOnlyInbox: false });
});

test('after two minutes it is said that it did not come', async () => {
  const { outcome } = await outcomeOf(['nothing']);
  expect(outcome).toMatchObject({ kind: 'not-arrived', waitedMs: 120_000 });
});

test('a connection that is lost while waiting is made again', async () => {
  const { outcome, opened } = await outcomeOf(['nothing', 'connection-lost', 'nothing', 'timeout', 'there']);
  expect([outcome.kind, opened]).toEqual(['arrived', 3]);
});

test('one that is lost at once, or twice in a row, is told', async () => {
  const first = await outcomeOf(['connection-lost', 'there']);
  expect(first.outcome).toMatchObject({ kind: 'failed', failure: { code: 'connection-lost' } });
  const twice = await outcomeOf(['nothing', 'connection-lost', 'connection-lost', 'there']);
  expect(twice.outcome).toMatchObject({ kind: 'failed', failure: { code: 'connection-lost' } });
});

test('a password that is refused later on is not tried again', async () => {
  const { outcome, opened } = await outcomeOf(['nothing', 'sign-in-refused', 'there']);
  expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'sign-in-refused' } });
  expect(opened).toBe(1);
});

test('whoever cancels while waiting is not answered with one more look', async () => {
  const { outcome, waits } = await outcomeOf(['nothing', 'there'], { cancelAfterWaits: 1 });
  expect([outcome.kind, waits.length]).toEqual(['cancelled', 1]);
});
