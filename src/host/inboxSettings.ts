import { settings } from '../commands.ts';
import type { InboxAccount } from '../core/inbox/inboxServer.ts';
import type { StoreLimits } from '../core/inbox/messageList.ts';
import { read, readNumber } from './settings.ts';

/** The port that is asked for; another one is used when it is taken. */
export function inboxPort(): number {
  return readNumber(settings.inboxPort, { fallback: 1025, min: 1024, max: 65_535 });
}

export function inboxLimits(): StoreLimits {
  return {
    maxMessages: readNumber(settings.inboxMaxMessages, { fallback: 500, min: 10, max: 10_000 }),
    maxBytes: readNumber(settings.inboxMaxSize, { fallback: 500, min: 10, max: 20_000 }) * 1024 * 1024,
  };
}

/** undefined: whoever sends is welcome. */
export function inboxAccount(): InboxAccount | undefined {
  const value = read(settings.inboxRequireSignIn);
  if (typeof value !== 'object' || value === null || !('user' in value && 'password' in value)) return undefined;
  const { user, password } = value;
  return typeof user === 'string' && typeof password === 'string' && user !== '' ? { user, password } : undefined;
}
