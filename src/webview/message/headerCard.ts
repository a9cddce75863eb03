import type { Fact, FactCode } from '../../core/inbox/facts.ts';
import type { Mailbox, MessageView } from '../../core/inbox/messageView.ts';
import type { ShownMessage } from '../../protocol/message.ts';
import { element, icon } from '../page/element.ts';
import { formatBytes, pageLanguage } from '../page/formatBytes.ts';
import { format, formatCount } from '../page/localise.ts';
import { visibleText } from '../page/visibleText.ts';
import { attachmentList } from './attachments.ts';
import { authenticationBadges } from './authentication.ts';
import { foldedList } from './foldedList.ts';
import type { PartActions } from './partsTab.ts';
import { text } from './text.ts';

export interface CardActions extends PartActions {
  readonly onSaveAll: () => void;
  /** What the checks of the receiving server mean is told elsewhere. */
  readonly onExplain: () => void;
}

/** Who wrote what to whom and when, and what is to be known before it is believed. */
export function headerCard({ view, envelope }: ShownMessage, actions: CardActions): HTMLElement {
  const hidden = envelope === undefined ? [] : hiddenRecipients(envelope.to, view);
  // What the local inbox caught was checked by nobody, which is a fact of its own.
  const isChecked = view.authentication.trusted !== undefined || (view.path.length > 0 && envelope === undefined);
  return element(
    'header',
    { class: 'card' },
    element(
      'h1',
      { class: view.subject === '' ? 'subject is-empty' : 'subject', dir: 'auto' },
      view.subject === '' ? text.noSubject : visibleText(view.subject),
    ),
    element(
      'dl',
      { class: 'fields' },
      ...field(text.from, mailboxes(view.from, text.noFrom)),
      ...(isElsewhere(view.sender, view.from) ? field(text.sender, mailboxes(view.sender, '')) : []),
      ...field(text.to, mailboxes(view.to, text.noRecipients)),
      ...(view.cc.length > 0 ? field(text.cc, mailboxes(view.cc, '')) : []),
      ...(view.bcc.length > 0 ? field(text.bcc, mailboxes(view.bcc, '')) : []),
      ...(hidden.length > 0 ? field(text.deliveredTo, mailboxes(hidden, ''), text.deliveredToTooltip) : []),
      ...(isElsewhere(view.replyTo, view.from) ? field(text.replyTo, mailboxes(view.replyTo, '')) : []),
      ...field(text.date, dateAndSize(view)),
      ...(isChecked ? field(text.checks, authenticationBadges(view.authentication, actions.onExplain)) : []),
    ),
    view.facts.length > 0 &&
      foldedList({ label: text.facts, class: 'facts', most: shownFacts }, view.facts.map(factItem)),
    view.attachments.length > 0 && attachmentList(view.attachments, actions),
  );
}

const shownFacts = 3;

/** They may be deceiving; the others only inform. */
const warnings: ReadonlySet<FactCode> = new Set([
  'seemsFrom',
  'moreSenders',
  'answerElsewhere',
  'foreignLetters',
  'hiddenOrder',
  'dangerousFile',
  'disguisedFile',
]);

function factItem({ code, values }: Fact): HTMLLIElement {
  const mark = icon(warnings.has(code) ? 'warning' : 'info');
  mark.classList.add(warnings.has(code) ? 'severity-warning' : 'severity-info');
  return element('li', {}, mark, element('span', {}, format(text[code], ...values.map(visibleText))));
}

function field(label: string, value: HTMLElement, tooltip?: string): readonly HTMLElement[] {
  return [element('dt', { title: tooltip }, label), element('dd', {}, value)];
}

/** An answer that goes to somebody else is worth a line; one that goes to the sender is not. */
function isElsewhere(others: readonly Mailbox[], from: readonly Mailbox[]): boolean {
  return others.some((mailbox) => !from.some((sender) => sender.address === mailbox.address));
}

/** Bcc: those that got it without being named. */
function hiddenRecipients(recipients: readonly string[], { to, cc, bcc }: MessageView): readonly Mailbox[] {
  const named = new Set([...to, ...cc, ...bcc].map(({ address }) => address.toLowerCase()));
  return recipients.filter((address) => !named.has(address.toLowerCase())).map((address) => ({ name: '', address }));
}

function mailboxes(list: readonly Mailbox[], none: string): HTMLElement {
  if (list.length === 0) return element('span', { class: 'muted' }, none);
  const rest = list.slice(shownMailboxes);
  const shown = element('span', { class: 'mailboxes' }, ...list.slice(0, shownMailboxes).map(mailboxElement));
  if (rest.length > 0) {
    const more = element(
      'button',
      { type: 'button', class: 'link-button', onclick: () => more.replaceWith(...rest.map(mailboxElement)) },
      formatCount(rest.length, text.moreOne, text.moreMany),
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
