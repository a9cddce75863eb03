import { sentence, type Sentence } from '../sentence.ts';

/** Why a header cannot be added to a mail, the rest of a sentence; undefined: it can. */
export function problemOfHeader(name: string, value: string): Sentence | undefined {
  if (!/^[A-Za-z][A-Za-z0-9-]{0,75}$/.test(name)) return sentence('It is not a header name.');
  if (reservedHeaders.test(name)) return sentence('This header is set by Mailproof.');
  return problemOfHeaderText(value);
}

/** A line break in anything that becomes a header would begin another header, a Bcc for example. */
export function problemOfHeaderText(value: string): Sentence | undefined {
  if (controls.test(value)) return sentence('It contains a line break or another control character.');
  if (value.length > maxHeaderLength) return sentence('It is longer than {0} characters.', maxHeaderLength);
  // Lines fold at blanks only. Text beyond ASCII is encoded, in pieces of any length.
  const isTooLong = !/\P{ASCII}/u.test(value) && value.split(' ').some((word) => word.length > maxWordLength);
  return isTooLong
    ? sentence('It has a word of more than {0} characters, which mail cannot carry.', maxWordLength)
    : undefined;
}

/**
 * The value of `List-Unsubscribe` (RFC 2369, 3.2). undefined: one of them is no address of a page or a mailbox. One-click
 * unsubscribing (RFC 8058) is a promise of the page, so its header is left to who knows that it keeps it.
 */
export function listUnsubscribe(addresses: readonly string[]): string | undefined {
  const urls = addresses.map((address) => {
    const url = URL.canParse(address) && !controls.test(address) ? new URL(address) : undefined;
    const isKnown = url !== undefined && ['https:', 'http:', 'mailto:'].includes(url.protocol);
    return isKnown && !/[<>\s]/.test(url.href) ? `<${url.href}>` : undefined;
  });
  return urls.length === 0 || urls.includes(undefined) ? undefined : urls.join(', ');
}

const controls = /\p{Cc}|[\u2028\u2029]/u;
/** RFC 5322 folds long headers; no client shows this much. */
const maxHeaderLength = 10_000;
/** RFC 5322, 2.1.1: a line has 998 characters at most, the name of the header included. */
const maxWordLength = 900;
const reservedHeaders =
  /^(?:from|sender|to|cc|bcc|reply-to|subject|date|message-id|mime-version|content-.*|received|return-path|resent-.*|dkim-signature|arc-.*|authentication-results|x-mailproof-id)$/i;
