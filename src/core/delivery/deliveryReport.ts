import type { MessageView } from '../inbox/messageView.ts';
import { comparableText } from '../inbox/comparableText.ts';
import type { AuthenticationResult } from '../mail/authenticationResults.ts';
import { meaningOf } from '../mail/describeAuthentication.ts';
import { formatSize } from '../mail/messageSize.ts';
import type { ReceivedHop } from '../mail/receivedPath.ts';
import type { SentMail } from '../mail/sentMail.ts';
import { sentence, type Words } from '../sentence.ts';
import { lineChanges } from '../text/lineChanges.ts';
import { addedHeaders } from './addedHeaders.ts';
import { findAlterations, type Alterations, type RewrittenLink } from './alteredHtml.ts';
import { findTextAlterations } from './alteredText.ts';
import { deliveryWords, oneLine } from './deliveryWords.ts';
import type { ArrivedDelivery } from './keptDelivery.ts';

export interface DeliveryFacts {
  readonly mail: SentMail;
  readonly delivery: ArrivedDelivery;
  readonly received: MessageView;
  /** undefined: what was sent is not kept any more. */
  readonly sent: MessageView | undefined;
}

export interface ReportWords {
  /** Puts words into a language: `host/say`, or `inEnglish`. */
  readonly say: (words: Words) => string;
  /** The sentences of `authenticationTexts`, which pages show as well and have their translations. */
  readonly sayResult: (result: AuthenticationResult) => string;
}

/** What became of a test mail in one mailbox, as a text to read and to keep. Foreign text in it is one line at most. Lines end with `\n`. */
export function deliveryReport(facts: DeliveryFacts, words: ReportWords): string {
  const { say } = words;
  const sections: readonly (readonly [Words, readonly string[]])[] = [
    [sentence('Who vouches for the sender'), authenticationLines(facts, words)],
    [sentence('The way'), wayLines(facts, say)],
    [sentence('What was changed on the way'), changeLines(facts, say)],
    [sentence('Headers that were added'), headerLines(facts, say)],
  ];
  return `${[...headLines(facts, say), ...sections.flatMap(([title, lines]) => ['', `== ${say(title)}`, ...lines])].join('\n')}\n`;
}

function headLines({ mail, delivery, received }: DeliveryFacts, say: Say): readonly string[] {
  const { sizeBytes, isCut, mailbox, protocol } = delivery;
  const html = received.html === undefined ? 0 : Buffer.byteLength(received.html);
  return [
    oneLine(mail.subject),
    `${oneLine(mailbox)}: ${say(deliveryWords(delivery))}`,
    '',
    say(sentence('This is about this one mailbox. Where the mail lands in other mailboxes is another question.')),
    ...(protocol === 'pop3'
      ? [say(sentence('POP3 sees the inbox only: other folders, spam included, were not looked at.'))]
      : []),
    ...(isCut
      ? [say(sentence('The message is too large to be read whole: what follows is about its beginning.'))]
      : []),
    '',
    say(sentence('Size: {0} as received, {1} as sent', formatSize(sizeBytes), formatSize(mail.sizeBytes))),
    ...(html === 0
      ? []
      : [
          html > gmailClipBytes
            ? say(sentence('HTML: {0}. Gmail cuts a mail off after about 102 KB.', formatKibibytes(html)))
            : say(sentence('HTML: {0}, below the 102 KB after which Gmail cuts a mail off', formatKibibytes(html))),
        ]),
    ...idLines({ mail, delivery, received }, say),
  ];
}

function idLines({ mail, received }: Omit<DeliveryFacts, 'sent'>, say: Say): readonly string[] {
  const id = received.headers.find(({ name }) => name.toLowerCase() === 'message-id')?.value.trim();
  if (id === mail.messageId) return [say(sentence('Message-ID: as it was sent'))];
  return [say(sentence('Message-ID: rewritten on the way, from {0} to {1}', mail.messageId, oneLine(id ?? '?')))];
}

function authenticationLines({ received }: DeliveryFacts, { say, sayResult }: ReportWords): readonly string[] {
  const { trusted, ignored } = received.authentication;
  const lines: string[] = [];
  if (trusted === undefined)
    lines.push(say(sentence('No server that can be believed says that it checked the sender.')));
  else {
    const { server, results } = trusted;
    if (server !== undefined) lines.push(say(sentence('According to {0}:', oneLine(server))));
    for (const result of results.slice(0, maxLines)) {
      lines.push(
        `  ${marks[meaningOf(result).verdict]} ${result.method.toUpperCase()} ${oneLine(result.result, 30)}: ${oneLine(sayResult(result), 300)}`,
      );
    }
    for (const method of ['spf', 'dkim', 'dmarc']) {
      if (results.some((result) => result.method === method)) continue;
      lines.push(`  ? ${method.toUpperCase()}: ${say(sentence('The server says nothing about it.'))}`);
    }
  }
  if (ignored.length > 0) {
    lines.push(
      say(
        sentence(
          'Left out, because whoever sent the message could have written them: {0} Authentication-Results',
          ignored.length,
        ),
      ),
    );
  }
  return lines;
}

const marks = { good: '+', bad: '!', open: '?' } as const;

function wayLines({ received }: DeliveryFacts, say: Say): readonly string[] {
  const hops = received.path.slice(-maxLines);
  if (hops.length === 0) return [say(sentence('No server on the way left a mark (Received).'))];
  return hops.map((hop) => `  ${delayOf(hop).padStart(8)}  ${hopWords(hop, say)}`);
}

/** Below zero: the clocks of two servers disagree. */
function delayOf({ delaySeconds }: ReceivedHop): string {
  return delaySeconds === undefined ? '' : `${delaySeconds < 0 ? '' : '+'}${delaySeconds} s`;
}

function hopWords({ by, from, protocol, isEncrypted, tlsVersion }: ReceivedHop, say: Say): string {
  const encryption =
    isEncrypted === true
      ? (tlsVersion ?? say(sentence('encrypted')))
      : isEncrypted === false
        ? say(sentence('not encrypted'))
        : '';
  const note = [protocol ?? '', encryption].filter(Boolean).join(', ');
  return oneLine(`${from ?? '?'} → ${by ?? '?'}${note === '' ? '' : ` (${note})`}`, 300);
}

function changeLines({ sent, received, delivery }: DeliveryFacts, say: Say): readonly string[] {
  if (sent === undefined) return [say(sentence('What was sent is not kept any more, so that it cannot be compared.'))];
  if (delivery.isCut) return [say(sentence('The message was not read whole, so that it cannot be compared.'))];
  const alterations = alterationsOf(sent, received);
  const { links, pixels } = alterations;
  const others = lineChanges(comparableText(sent), comparableText(foldedView(received, alterations)));
  if (links.length + pixels.length + others.length === 0) {
    return [say(sentence('Nothing: subject, addresses, HTML and text are as they were sent.'))];
  }
  return [
    ...links
      .slice(0, maxLines)
      .flatMap((link) => [
        say(sentence('Rewritten link "{0}":', oneLine(link.text, 100))),
        `  - ${oneLine(link.sent, 500)}`,
        `  + ${oneLine(link.received, 500)}`,
      ]),
    ...pixels
      .slice(0, maxLines)
      .flatMap((address) => [
        say(sentence('Added image that nobody sees, which tells when the mail is opened:')),
        `  + ${oneLine(address, 500)}`,
      ]),
    ...(others.length === 0 ? [] : [say(sentence('Changed lines: {0}', others.length))]),
    ...others.slice(0, maxLines).map(({ kind, text }) => `  ${kind === 'added' ? '+' : '-'} ${oneLine(text, 500)}`),
    ...(others.length > maxLines ? ['  …'] : []),
  ];
}

/** Nothing to fold where one of them does not have the part. */
export function alterationsOf(sent: MessageView, received: MessageView): Alterations {
  const html =
    sent.html === undefined || received.html === undefined
      ? { links: [], pixels: [], folded: received.html ?? '' }
      : findAlterations(sent.html, received.html);
  if (sent.text === undefined || received.text === undefined) return { ...html, foldedText: received.text };
  const text = findTextAlterations(sent.text, received.text);
  const isTold = ({ sent: before, received: after }: RewrittenLink): boolean =>
    html.links.some((link) => link.sent === before && link.received === after);
  return { ...html, links: [...html.links, ...text.links.filter((link) => !isTold(link))], foldedText: text.folded };
}

/** The received message without what services on the way do to nearly every mail. */
export function foldedView(received: MessageView, { folded, foldedText }: Alterations): MessageView {
  return {
    ...received,
    ...(received.html === undefined ? {} : { html: folded }),
    ...(foldedText === undefined ? {} : { text: foldedText }),
  };
}

function headerLines({ sent, received, mail }: DeliveryFacts, say: Say): readonly string[] {
  const written = sent?.headers ?? [{ name: 'Message-ID', value: mail.messageId }];
  const added = addedHeaders(written, received.headers);
  if (added.length === 0) return [say(sentence('None of those that matter for where a mail lands.'))];
  return added
    .slice(0, maxLines)
    .flatMap(({ name, value, meaning }) => [`  ${oneLine(name, 100)}: ${value}`, `      ${say(meaning)}`]);
}

function formatKibibytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`;
}

type Say = (words: Words) => string;

/** Of each list: a hostile message has thousands. */
const maxLines = 50;
/** As the preview counts it (webview/preview/mailLimits.ts), which a test compares: pages and core share no code. */
export const gmailClipBytes = 102 * 1024;
