import type { Marks } from './messageFiles.ts';
import type { StoredMessage } from './messageWriter.ts';
import { parseJson, sidecarOf } from './sidecar.ts';

/**
 * A line of the list's cache. undefined: it is none of ours, or one of an older version. Made in one piece, because an inbox of 10,000
 * messages makes all of them before it shows the first.
 */
export function parseCached(id: string, line: string, { isSeen, isFlagged }: Marks): StoredMessage | undefined {
  const value = parseJson(line);
  const sidecar = sidecarOf(value);
  if (sidecar === undefined || typeof value !== 'object' || value === null) return undefined;
  const { from, fromAddress, to, subject, sizeBytes, hasAttachments, mailproofId } = value as Record<
    keyof StoredMessage,
    unknown
  >;
  if (typeof from !== 'string' || typeof to !== 'string' || typeof subject !== 'string') return undefined;
  if (typeof fromAddress !== 'string' || typeof sizeBytes !== 'number' || typeof hasAttachments !== 'boolean')
    return undefined;
  const { receivedAt, envelope, origin } = sidecar;
  const message = {
    id,
    receivedAt,
    envelope,
    from,
    fromAddress,
    to,
    subject,
    sizeBytes,
    hasAttachments,
    isSeen,
    isFlagged,
  };
  if (typeof mailproofId !== 'string') return origin === undefined ? message : { ...message, origin };
  return origin === undefined ? { ...message, mailproofId } : { ...message, mailproofId, origin };
}
