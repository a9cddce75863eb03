import { oneLine } from '../../core/delivery/deliveryWords.ts';
import type { KeptDelivery } from '../../core/delivery/keptDelivery.ts';
import type { SoughtMessage } from '../../core/delivery/mailbox.ts';
import type { ArrivalOutcome } from '../../core/delivery/waitForArrival.ts';
import type { SentMail } from '../../core/mail/sentMail.ts';
import type { OwnMailbox } from './mailboxAccess.ts';

export function soughtOf({ messageId, mailproofId, atMs }: SentMail): SoughtMessage {
  return { messageId, mailproofId, sentAt: new Date(atMs) };
}

/** What the history keeps of a look. `isWatched`: it began when the mail was sent. undefined: nothing was found out. */
export function keptOf(
  outcome: ArrivalOutcome,
  { mail, owner, isWatched }: { readonly mail: SentMail; readonly owner: OwnMailbox; readonly isWatched: boolean },
): KeptDelivery | undefined {
  const looked = { mailbox: owner.user, protocol: owner.protocol };
  if (outcome.kind === 'not-arrived') {
    return { ...looked, kind: 'not-arrived', waitedMs: Date.now() - mail.atMs };
  }
  if (outcome.kind !== 'arrived') return undefined;
  const { folder, matchedBy, sizeBytes, isCut } = outcome.found;
  const afterMs = arrivalMs(outcome, { mail, isWatched });
  return {
    ...looked,
    kind: 'arrived',
    folder: { ...folder, path: oneLine(folder.path) },
    matchedBy,
    sizeBytes,
    isCut,
    ...(afterMs === undefined ? {} : { afterMs }),
  };
}

/** Servers count in whole seconds by clocks of their own: what was seen at once is told as it was seen. */
function arrivalMs(
  { found, seenAfterMs }: Extract<ArrivalOutcome, { kind: 'arrived' }>,
  { mail, isWatched }: { readonly mail: SentMail; readonly isWatched: boolean },
): number | undefined {
  const seenMs = Math.max(0, seenAfterMs);
  if (seenMs < atOnceMs) return seenMs;
  if (found.arrivedAt !== undefined) return Math.min(Math.max(0, found.arrivedAt.getTime() - mail.atMs), seenMs);
  return isWatched ? seenMs : undefined;
}

/** Who begins to look later has not seen it come. */
export const atOnceMs = 5000;
