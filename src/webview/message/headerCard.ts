import type { Mailbox, MessageView } from '../../core/inbox/messageView.ts';
import { element } from '../page/element.ts';
import { formatBytes, pageLanguage } from '../page/formatBytes.ts';
import { format } from '../page/localise.ts';
import { visibleText } from '../page/visibleText.ts';
import { attachmentList } from './attachments.ts';
import { text } from './text.ts';

/** Who wrote what to whom and when. */
export function headerCard(view: MessageView): HTMLElement {
  return element(
    'header',
    { class: 'card' },
    element(
      'h1',
      { class: view.subject === '' ? 'subject is-empty' : 'subject', dir: 'auto' },
      subjectText(view.subject),
    ),
    element(
      'dl',
      { class: 'fields' },
      ...field(text.from, mailboxes(view.from, text.noSender)),
      ...field(text.to, mailboxes(view.to, text.noRecipients)),
      ...(view.cc.length > 0 ? field(text.cc, mailboxes(view.cc, '')) : []),
      ...(isElsewhere(view.replyTo, view.from) ? field(text.replyTo, mailboxes(view.replyTo, '')) : []),
      ...field(text.date, dateAndSize(view)),
    ),
    view.attachments.length > 0 && attachmentList(view.attachments),
  );
}

function subjectText(subject: string): string {
  return subject === '' ? text.noSubject : visibleText(subject);
}

function field(label: string, value: HTMLElement): readonly HTMLElement[] {
  return [element('dt', {}, label), element('dd', {}, value)];
}

/** An answer that goes to somebody else is worth a line; one that goes to the sender is not. */
function isElsewhere(replyTo: readonly Mailbox[], from: readonly Mailbox[]): boolean {
  return replyTo.some((mailbox) => !from.some((sender) => sender.address === mailbox.address));
}

function mailboxes(list: readonly Mailbox[], none: string): HTMLElement {
  if (list.length === 0) return element('span', { class: 'muted' }, none);
  const rest = list.slice(shownMailboxes);
  const shown = element('span', { class: 'mailboxes' }, ...list.slice(0, shownMailboxes).map(mailboxElement));
  if (rest.length > 0) {
    const more = element(
      'button',
      { type: 'button', class: 'link-button', onclick: () => more.replaceWith(...rest.map(mailboxElement)) },
      format(text.moreRecipients, rest.length),
    );
    shown.append(more);
  }
  return shown;
}

/** A mail to everybody must not push itself off the page. */
const shownMailboxes = 4;

function mailboxElement({ name, address }: Mailbox): HTMLElement {
  const shownAddress = element('bdi', { class: name === '' ? '' : 'muted' }, visibleText(address));
  return element(
    'span',
    { class: 'mailbox' },
    name !== '' && element('bdi', { class: 'mailbox-name' }, visibleText(name)),
    name !== '' && ' ',
    shownAddress,
  );
}

function dateAndSize({ date, sizeBytes }: MessageView): HTMLElement {
  const language = pageLanguage();
  const when = date === undefined ? undefined : new Date(date);
  const isReadable = when !== undefined && !Number.isNaN(when.getTime());
  const dateElement = isReadable
    ? element(
        'time',
        { datetime: when.toISOString(), title: when.toISOString() },
        new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short' }).format(when),
      )
    : element('span', { class: 'muted' }, text.noDate);
  return element(
    'span',
    {},
    dateElement,
    element('span', { class: 'muted', title: text.size }, ` · ${formatBytes(sizeBytes, language)}`),
  );
}
