import { formatMailbox } from '../mail/address.ts';
import type { Mailbox, MessageView } from './messageView.ts';

/**
 * A message as lines that a diff can compare: the headers that people see, the text, and the html with an element on each line.
 * What is different each time a message is made (date, ids, boundaries) is left out.
 */
export function comparableText(view: MessageView): string {
  const { subject, text, html, attachments } = view;
  return [
    ...headerLine('Subject', subject),
    ...headerLine('From', mailboxes(view.from)),
    ...headerLine('To', mailboxes(view.to)),
    ...headerLine('Cc', mailboxes(view.cc)),
    ...headerLine('Reply-To', mailboxes(view.replyTo)),
    ...attachments.map(({ name, type, sizeBytes }) => `Attachment: ${name} (${type}, ${sizeBytes} bytes)`),
    ...(html === undefined ? [] : ['', '──────── HTML ────────', ...htmlLines(html)]),
    ...(text === undefined ? [] : ['', '──────── Text ────────', ...text.split('\n').map((line) => line.trimEnd())]),
    '',
  ].join('\n');
}

function headerLine(name: string, value: string): readonly string[] {
  return value === '' ? [] : [`${name}: ${value}`];
}

function mailboxes(list: readonly Mailbox[]): string {
  return list.map(formatMailbox).join(', ');
}

/** Pictures inside of the html are named by their kind and size: megabytes of base64 tell a reader nothing. */
function htmlLines(html: string): readonly string[] {
  return html
    .replaceAll(/data:(image\/[\w.+-]{1,40});base64,([\w+/=]*)/g, (_match, type: string, data: string) => {
      return `cid:${type}-${Math.floor((data.replace(/=+$/, '').length * 3) / 4)}`;
    })
    .replaceAll(/>[ \t]*</g, '>\n<')
    .split(/\r?\n/)
    .map((line) => line.trimEnd());
}
