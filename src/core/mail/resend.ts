import { isAscii } from 'node:buffer';
import { Findings } from '../mime/findings.ts';
import { headerOf, readHeaders } from '../mime/headers.ts';
import type { ComposedMessage } from './compose.ts';

export interface ResendOrder {
  /** The message as it was received or stored. */
  readonly source: Uint8Array;
  /** Addresses alone. Who sends it again, and who gets it: what stands under From and To says nothing about that. */
  readonly from: string;
  readonly to: readonly string[];
  /** Becomes `X-Mailproof-Id` and the id of this resending. */
  readonly mailproofId: string;
  readonly date: Date;
}

/**
 * The same message for others. Its bytes stay as they are behind the fields that say who sent it again (RFC 5322, 3.6.6) and the id
 * by which it is found where it arrives; signatures over the message stay valid. Changed is only what SMTP does not transport
 * (RFC 5321, 2.3.8): lines that are not ended by CRLF, and what mail programs write before the first header of a file.
 */
export function resendMessage(order: ResendOrder): ComposedMessage {
  const { from, to, mailproofId, date } = order;
  const source = withoutPreamble(withLineEnds(order.source));
  const { fields, bodyStart } = readHeaders(source, { start: 0, end: source.length }, new Findings());
  const resentId = `<${mailproofId}@${from.slice(from.lastIndexOf('@') + 1)}>`;
  const added = [
    `Resent-Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    `Resent-From: ${from}`,
    `Resent-To: ${to.join(',\r\n ')}`,
    `Resent-Message-ID: ${resentId}`,
    `X-Mailproof-Id: ${mailproofId}`,
    // A text without headers would be taken for one.
    ...(bodyStart === 0 && source.length > 0 ? [''] : []),
  ];
  const raw = Buffer.concat([Buffer.from(`${added.join('\r\n')}\r\n`), source]);
  const ownId = headerOf(fields, 'message-id');
  return {
    raw,
    envelope: { from, to },
    messageId: ownId !== undefined && /^<[!-;=?-~]{1,900}>$/.test(ownId) ? ownId : resentId,
    isEightBit: !isAscii(raw),
  };
}

/** Most messages have no other line ends, and stay the bytes that they are. */
function withLineEnds(source: Uint8Array): Buffer {
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  const text = bytes.toString('latin1');
  return /\r(?!\n)|(?<!\r)\n/.test(text) ? Buffer.from(text.replaceAll(/\r\n|\r|\n/g, '\r\n'), 'latin1') : bytes;
}

/** A byte order mark, and the line that separates messages in a mailbox file: behind other headers neither would be known as such. */
function withoutPreamble(bytes: Buffer): Buffer {
  const start = bytes.toString('latin1', 0, 3) === '\u00EF\u00BB\u00BF' ? 3 : 0;
  const isSeparated = /^>?From /.test(bytes.toString('latin1', start, start + 6));
  return bytes.subarray(isSeparated ? bytes.indexOf('\n', start) + 1 || bytes.length : start);
}
