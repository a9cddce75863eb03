import type { MessageView } from '../core/inbox/messageView.ts';
import { parseFromMailFrame, type FromMailFrame } from './mailFrame.ts';
import type { PreviewDevice } from './preview.ts';

/** What the extension tells the page of the message viewer. */
export type ToMessage =
  | { readonly type: 'show'; readonly message: ShownMessage; readonly remoteImages: boolean }
  /** It cannot be read as a message. Its source may still be shown. */
  | { readonly type: 'failed'; readonly reason: string }
  | { readonly type: 'showDevices'; readonly devices: readonly PreviewDevice[] }
  /** The answer to `readSource`. */
  | { readonly type: 'source'; readonly block: SourceBlock }
  | { readonly type: 'sourceFailed'; readonly reason: string };

export interface ShownMessage {
  readonly view: MessageView;
  /** Who gets it, whatever its headers say; known of messages of the local inbox only. */
  readonly envelope?: { readonly from: string; readonly to: readonly string[] };
}

/** Some lines of the source. They begin where the block before them ended. */
export interface SourceBlock {
  /** In bytes. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly isLast: boolean;
}

/** What the page of the message viewer tells the extension. */
export type FromMessage =
  | FromMailFrame
  | { readonly type: 'ready' | 'openSource' | 'saveAll' | 'compareWithTemplate' | 'compareWithMessage' | 'release' }
  | { readonly type: 'openShownLink' | 'copyLink'; readonly href: string }
  | { readonly type: 'readSource'; readonly start: number }
  | { readonly type: 'savePart' | 'openPart'; readonly index: number };

/** undefined: not a message of ours; the caller logs and drops it. */
export function parseFromMessage(value: unknown): FromMessage | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  const given = new Map<string, unknown>(Object.entries(value));
  const count = (name: string): number | undefined => {
    const found = given.get(name);
    return typeof found === 'number' && Number.isSafeInteger(found) && found >= 0 ? found : undefined;
  };
  switch (value.type) {
    case 'ready':
    case 'openSource':
    case 'saveAll':
    case 'compareWithTemplate':
    case 'compareWithMessage':
    case 'release':
      return { type: value.type };
    case 'openShownLink':
    case 'copyLink': {
      const href = given.get('href');
      return typeof href === 'string' && href.length <= maxHrefLength ? { type: value.type, href } : undefined;
    }
    case 'readSource': {
      const start = count('start');
      return start === undefined ? undefined : { type: 'readSource', start };
    }
    case 'savePart':
    case 'openPart': {
      const index = count('index');
      return index === undefined ? undefined : { type: value.type, index };
    }
    default:
      return parseFromMailFrame(value);
  }
}

/** Longer than any link a mail client opens. */
const maxHrefLength = 8192;
