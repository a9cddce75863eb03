import { sentence, type Words } from '../sentence.ts';
import type { NamedHeader } from '../mail/receivedPath.ts';
import { oneLine } from './deliveryWords.ts';

/** A header that the message has only since it was sent, and what it is for. */
export interface AddedHeader {
  readonly name: string;
  /** One line of bounded length. */
  readonly value: string;
  readonly meaning: Words;
}

/** Those that matter to whoever asks why a mail is where it is. The way and the checks of the sender are told of elsewhere. */
export function addedHeaders(sent: readonly NamedHeader[], received: readonly NamedHeader[]): readonly AddedHeader[] {
  const known = new Set(sent.map(({ name }) => name.toLowerCase()));
  return received.slice(0, maxHeaders).flatMap(({ name, value }) => {
    if (known.has(name.toLowerCase())) return [];
    const meaning = meanings.find(([pattern]) => pattern.test(name))?.[1];
    return meaning === undefined ? [] : [{ name, value: oneLine(value, 300), meaning: meaning() }];
  });
}

/** Names of headers as their programs and providers document them: SpamAssassin, Rspamd, Microsoft 365, RFC 2076, 2369, 3834 and 8058. */
const meanings: readonly (readonly [RegExp, () => Words])[] = [
  [
    /^x-spam-(?:status|score|level|flag|report|bar|result)$/i,
    () => sentence('What the spam filter of the server made of it.'),
  ],
  [/^x-(?:rspamd|spamd)-/i, () => sentence('What the spam filter of the server made of it.')],
  [
    /^x-(?:microsoft-antispam|forefront-antispam-report)/i,
    () =>
      sentence('What the spam filter of Microsoft made of it: SCL is its score, -1 to 9, and from 5 on it is spam.'),
  ],
  [/^x-ms-exchange-organization-scl$/i, () => sentence('The spam score of Microsoft, -1 to 9: from 5 on it is spam.')],
  [/^x-ms-exchange-/i, () => sentence('How Microsoft 365 handled it.')],
  [
    /^x-(?:virus|amavis|clamav|barracuda|proofpoint|mimecast|ironport)/i,
    () => sentence('What a filter on the way made of it.'),
  ],
  [
    /^list-unsubscribe(?:-post)?$/i,
    () => sentence('A way to unsubscribe that somebody on the way added: it was not sent.'),
  ],
  [/^list-/i, () => sentence('A mailing list passed it on.')],
  [/^(?:precedence|auto-submitted)$/i, () => sentence('It is marked as automatic or bulk mail.')],
  [
    /^(?:x-)?(?:feedback-id|campaign-?id|mailgun-|sg-|ses-)/i,
    () => sentence('The service that sent it counts by this.'),
  ],
  [
    /^x-(?:sg|mailgun|mailjet|mandrill|ses|pm|postmark|sib|mailin)-/i,
    () => sentence('The service that sent it counts by this.'),
  ],
  [/^(?:x-gm-|x-google-)/i, () => sentence('Gmail noted this.')],
  [/^(?:resent-|x-forwarded-|x-original-|delivered-to$)/i, () => sentence('Where it was forwarded or delivered to.')],
  [/^dkim-signature$/i, () => sentence('The server that sent it signed it.')],
];

const maxHeaders = 500;
