import type { FoundMessage, SoughtMessage } from './mailbox.ts';

/** Which of its headers says that this is the message; undefined: it is another one. */
export function matchOf(raw: Uint8Array, sought: SoughtMessage): FoundMessage['matchedBy'] | undefined {
  const headers = headerText(raw);
  if (valuesOf(headers, 'message-id').includes(sought.messageId)) return 'message-id';
  return valuesOf(headers, 'x-mailproof-id').includes(sought.mailproofId) ? 'mailproof-id' : undefined;
}

function valuesOf(headers: string, name: string): readonly string[] {
  return headers.split(/\r?\n(?![ \t])/).flatMap((line) => {
    const colon = line.indexOf(':');
    if (colon < 0 || line.slice(0, colon).trim().toLowerCase() !== name) return [];
    return [
      line
        .slice(colon + 1)
        .replaceAll(/\s+/g, ' ')
        .trim(),
    ];
  });
}

function headerText(raw: Uint8Array): string {
  const start = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, maxHeaderBytes)).toString('latin1');
  const end = /\r?\n\r?\n/.exec(start);
  return end === null ? start : start.slice(0, end.index);
}

/** Way above what servers take: 102,400 bytes in Postfix (header_size_limit). */
const maxHeaderBytes = 1024 * 1024;
