import type { MessageView } from '../core/inbox/messageView.ts';

/** What the extension tells the page of the message viewer. */
export type ToMessage =
  | { readonly type: 'show'; readonly view: MessageView; readonly fileName: string; readonly remoteImages: boolean }
  | { readonly type: 'failed'; readonly reason: string };

/** What the page of the message viewer tells the extension. */
export type FromMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'openLink'; readonly href: string }
  | { readonly type: 'showRemoteImages'; readonly allowed: boolean }
  | { readonly type: 'openSource' };

/** undefined: not a message of ours; the caller logs and drops it. */
export function parseFromMessage(value: unknown): FromMessage | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  switch (value.type) {
    case 'ready':
    case 'openSource':
      return { type: value.type };
    case 'openLink':
      return 'href' in value && typeof value.href === 'string' && value.href.length <= maxHrefLength
        ? { type: 'openLink', href: value.href }
        : undefined;
    case 'showRemoteImages':
      return 'allowed' in value && typeof value.allowed === 'boolean'
        ? { type: 'showRemoteImages', allowed: value.allowed }
        : undefined;
    default:
      return undefined;
  }
}

/** As in the preview's protocol. */
const maxHrefLength = 8192;
