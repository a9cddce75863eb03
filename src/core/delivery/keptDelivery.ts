import { isRecord } from '../isRecord.ts';
import type { MailboxProtocol } from '../profiles/mailboxServer.ts';
import type { FolderPlace, FoundMessage } from './mailbox.ts';

/** What was found out about one test mail in one mailbox, as the history of a workspace keeps it. No content of the message. */
export type KeptDelivery = ArrivedDelivery | MissedDelivery;

interface Looked {
  /** The user of the mailbox; one result is kept of each. */
  readonly mailbox: string;
  readonly protocol: MailboxProtocol;
}

export interface ArrivedDelivery extends Looked {
  readonly kind: 'arrived';
  readonly folder: FolderPlace;
  /** Since it was sent; absent where nobody says when it came. */
  readonly afterMs?: number;
  readonly matchedBy: FoundMessage['matchedBy'];
  /** On the server, in bytes. */
  readonly sizeBytes: number;
  readonly isCut: boolean;
}

export interface MissedDelivery extends Looked {
  readonly kind: 'not-arrived';
  readonly waitedMs: number;
}

/** One result of each mailbox, the newest last. */
export function withDelivery(known: readonly KeptDelivery[], next: KeptDelivery): readonly KeptDelivery[] {
  const others = known.filter(({ mailbox }) => mailbox.toLowerCase() !== next.mailbox.toLowerCase());
  return [...others, next].slice(-maxMailboxes);
}

/** Of a history that another version may have written: what cannot be read is left out. */
export function parseDeliveries(value: unknown): readonly KeptDelivery[] {
  const entries: readonly unknown[] = Array.isArray(value) ? value : [];
  return entries.flatMap((entry) => parseDelivery(entry) ?? []).slice(-maxMailboxes);
}

function parseDelivery(value: unknown): KeptDelivery | undefined {
  if (!isRecord(value) || typeof value['mailbox'] !== 'string') return undefined;
  const { mailbox, protocol, waitedMs, folder, afterMs, matchedBy, sizeBytes } = value;
  if (protocol !== 'imap' && protocol !== 'pop3') return undefined;
  if (value['kind'] === 'not-arrived') {
    return isAmount(waitedMs) ? { kind: 'not-arrived', mailbox, protocol, waitedMs } : undefined;
  }
  const place = parsePlace(folder);
  if (value['kind'] !== 'arrived' || place === undefined || !isAmount(sizeBytes)) return undefined;
  return {
    kind: 'arrived',
    mailbox,
    protocol,
    folder: place,
    ...(isAmount(afterMs) ? { afterMs } : {}),
    matchedBy: matchedBy === 'mailproof-id' ? 'mailproof-id' : 'message-id',
    sizeBytes,
    isCut: value['isCut'] === true,
  };
}

function parsePlace(value: unknown): FolderPlace | undefined {
  if (!isRecord(value) || typeof value['path'] !== 'string') return undefined;
  const kind = kinds.find((known) => known === value['kind']);
  return kind === undefined ? undefined : { path: value['path'], kind };
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

const kinds: readonly FolderPlace['kind'][] = ['inbox', 'junk', 'archive', 'trash', 'other'];
const maxMailboxes = 10;
