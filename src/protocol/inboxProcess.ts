import type { ChaosRule } from '../core/inbox/chaos.ts';
import type { InboxAccount } from '../core/inbox/inboxServer.ts';
import type { StoredMessage } from '../core/inbox/messageWriter.ts';

/** What the window tells the process that receives mail for it. */
export type ToInboxProcess =
  | {
      readonly type: 'start';
      readonly folder: string;
      readonly port: number;
      readonly account?: InboxAccount | undefined;
      readonly offersStartTls: boolean;
      readonly chaos: readonly ChaosRule[];
    }
  | { readonly type: 'chaos'; readonly rules: readonly ChaosRule[] }
  /** It ends itself when everything is stored. */
  | { readonly type: 'stop' };

/** Both ends are Mailproof's own code: what comes is told apart by its type. */
export type FromInboxProcess =
  | { readonly type: 'listening'; readonly port: number; readonly refusal?: string | undefined }
  /** Another process receives for this folder. */
  | { readonly type: 'owned'; readonly port: number | undefined }
  | { readonly type: 'failed'; readonly reason: string }
  /** They are on the disk and acknowledged. */
  | { readonly type: 'stored'; readonly messages: readonly StoredMessage[] }
  /** A message was refused, because it could not be written. */
  | { readonly type: 'notStored'; readonly reason: string }
  | { readonly type: 'log'; readonly level: 'debug' | 'info' | 'warn'; readonly text: string };

export function parseFromInboxProcess(value: unknown): FromInboxProcess | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  const isKnown = typeof value.type === 'string' && (knownTypes as readonly string[]).includes(value.type);
  return isKnown ? (value as FromInboxProcess) : undefined;
}

const knownTypes: readonly FromInboxProcess['type'][] = ['listening', 'owned', 'failed', 'stored', 'notStored', 'log'];
