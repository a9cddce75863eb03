import type { MessageView } from '../core/inbox/messageView.ts';
import { parseFromMailFrame, type FromMailFrame } from './mailFrame.ts';

/** What the extension tells the page of the message viewer. */
export type ToMessage =
  | { readonly type: 'show'; readonly view: MessageView; readonly fileName: string; readonly remoteImages: boolean }
  | { readonly type: 'failed'; readonly reason: string };

/** What the page of the message viewer tells the extension. */
export type FromMessage = FromMailFrame | { readonly type: 'ready' } | { readonly type: 'openSource' };

/** undefined: not a message of ours; the caller logs and drops it. */
export function parseFromMessage(value: unknown): FromMessage | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  switch (value.type) {
    case 'ready':
    case 'openSource':
      return { type: value.type };
    default:
      return parseFromMailFrame(value);
  }
}
