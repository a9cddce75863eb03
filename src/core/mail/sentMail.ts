import { parseDeliveries, type KeptDelivery } from '../delivery/keptDelivery.ts';
import { isRecord } from '../isRecord.ts';
import type { Sentence } from '../sentence.ts';
import type { RejectedRecipient, SendOutcome } from './outcome.ts';

/**
 * One test mail that a server was asked to take, as the history of a workspace keeps it: enough to find it where it arrived and to
 * send it again. No content of the message and no secret.
 */
export interface SentMail {
  /** `X-Mailproof-Id` of the message, and the id of this entry. */
  readonly mailproofId: string;
  /** With its angle brackets. */
  readonly messageId: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  /** URI of the template; of a message that was released, of its file. */
  readonly template: string;
  /** A message that was released from the local inbox, or from a file: nothing is rendered to send it again. */
  readonly isRelease?: true;
  readonly dataSet?: string;
  readonly subject: string;
  /** Id of the profile in the store, or the name of the built-in inbox. */
  readonly profileId: string;
  /** As it was called then. */
  readonly profileName: string;
  readonly from: string;
  /** Mailboxes, `name@host` or `Name <name@host>`. */
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly sizeBytes: number;
  readonly outcome: KeptOutcome;
  /** What was found in mailboxes of its recipients; absent: none was looked into. */
  readonly deliveries?: readonly KeptDelivery[];
}

/** What became of it, as far as it is worth keeping. */
export interface KeptOutcome {
  readonly kind: Exclude<SendOutcome['kind'], 'cancelled'>;
  /** Addresses that the server took. */
  readonly accepted: readonly string[];
  readonly rejected: readonly RejectedRecipient[];
  /** Why it failed, a sentence; empty when it did not. */
  readonly reason: string;
}

/**
 * @param say puts words into a language: the one that they are kept in
 * @returns undefined: nothing was tried that is worth keeping
 */
export function keptOutcome(outcome: SendOutcome, say: (words: Sentence) => string): KeptOutcome | undefined {
  if (outcome.kind === 'cancelled') return undefined;
  return {
    kind: outcome.kind,
    accepted: 'accepted' in outcome ? outcome.accepted : [],
    rejected: 'rejected' in outcome ? outcome.rejected : [],
    reason: 'failure' in outcome ? say(outcome.failure.message) : '',
  };
}

/** undefined: not one of ours, or of another version. */
export function parseSentMail(value: unknown): SentMail | undefined {
  if (!isRecord(value)) return undefined;
  const text = (key: string): string | undefined => {
    const field = value[key];
    return typeof field === 'string' ? field : undefined;
  };
  const mailproofId = text('mailproofId');
  const messageId = text('messageId');
  const template = text('template');
  const profileId = text('profileId');
  const outcome = parseKeptOutcome(value['outcome']);
  const { atMs, sizeBytes } = value;
  // It becomes the name of a file.
  if (mailproofId === undefined || !/^[\w-]{1,64}$/.test(mailproofId)) return undefined;
  if (messageId === undefined || template === undefined || profileId === undefined) return undefined;
  if (outcome === undefined || typeof atMs !== 'number' || !Number.isFinite(atMs)) return undefined;
  const dataSet = text('dataSet');
  const deliveries = parseDeliveries(value['deliveries']);
  return {
    mailproofId,
    messageId,
    atMs,
    template,
    ...(value['isRelease'] === true ? { isRelease: true } : {}),
    ...(dataSet === undefined ? {} : { dataSet }),
    subject: text('subject') ?? '',
    profileId,
    profileName: text('profileName') ?? profileId,
    from: text('from') ?? '',
    to: textsOf(value['to']),
    cc: textsOf(value['cc']),
    bcc: textsOf(value['bcc']),
    sizeBytes: typeof sizeBytes === 'number' ? sizeBytes : 0,
    outcome,
    ...(deliveries.length === 0 ? {} : { deliveries }),
  };
}

const kinds: readonly KeptOutcome['kind'][] = ['sent', 'partly-sent', 'rejected', 'not-sent', 'unknown'];

function parseKeptOutcome(value: unknown): KeptOutcome | undefined {
  if (!isRecord(value)) return undefined;
  const kind = kinds.find((known) => known === value['kind']);
  if (kind === undefined) return undefined;
  const rejected: readonly unknown[] = Array.isArray(value['rejected']) ? value['rejected'] : [];
  return {
    kind,
    accepted: textsOf(value['accepted']),
    rejected: rejected.flatMap((each) =>
      isRecord(each) && typeof each['address'] === 'string' && typeof each['response'] === 'string'
        ? [{ address: each['address'], response: each['response'] }]
        : [],
    ),
    reason: typeof value['reason'] === 'string' ? value['reason'] : '',
  };
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
