import { element } from '../page/element.ts';
import { format } from '../page/localise.ts';
import { visibleText } from '../page/visibleText.ts';
import { fitLines, type FittedText, type Measure } from './fitLines.ts';
import { inboxClients, type InboxClient, type LineStyle } from './inboxClients.ts';
import { inboxFindings, type InboxFinding, type ListedMail } from './inboxFindings.ts';
import { severityIcon } from './problemList.ts';
import { text } from './text.ts';

/** The message as lists of messages show it, with what they cut off. Made when it is looked at. */
export class InboxTab {
  readonly element = element('div', { class: 'inbox-tab', tabindex: '0' });
  readonly #measureIn: (font: string) => Measure;
  #shown = '';

  constructor(measureIn: (font: string) => Measure = measureOnCanvas()) {
    this.#measureIn = measureIn;
  }

  show(mail: ListedMail): void {
    const key = JSON.stringify(mail);
    if (key === this.#shown) return;
    this.#shown = key;
    const findings = inboxFindings(mail);
    this.element.replaceChildren(
      element('h2', { class: 'visually-hidden' }, text.inboxTitle),
      ...(findings.length === 0 ? [] : [findingList(findings)]),
      ...inboxClients.map((client) => this.#client(client, mail)),
      element('p', { class: 'inbox-basis' }, text.inboxBasis),
    );
  }

  #client(client: InboxClient, mail: ListedMail): HTMLElement {
    const subject = mail.subject === '' ? text.listedNoSubject : visibleText(mail.subject);
    const preview = previewOf(mail);
    const fittedSubject = fitLines(subject, client.subject, this.#measureIn(client.subject.font));
    const room = this.#previewRoom(client, fittedSubject);
    const fittedPreview = fitLines(preview.whole, room, this.#measureIn(room.font));
    const row = (scheme: 'light' | 'dark'): HTMLElement =>
      element(
        'div',
        { class: `listed listed-${client.id} listed-${scheme}`, style: `width: ${client.widthPx}px` },
        element('span', { class: 'listed-from' }, senderName(mail.from)),
        element('span', { class: 'listed-time' }, '10:24'),
        element('span', { class: `listed-subject${mail.subject === '' ? ' is-empty' : ''}` }, fittedSubject.shown),
        element('span', { class: 'listed-preview' }, ...previewParts(preview, fittedPreview, client.isOneLine)),
      );
    return element(
      'section',
      { class: 'inbox-client', 'aria-label': client.name },
      element('h3', {}, client.name, ' ', element('span', { class: 'inbox-note' }, client.note)),
      element(
        'div',
        { class: 'listed-rows', tabindex: '0', role: 'group', 'aria-label': client.name },
        row('light'),
        element('div', { 'aria-hidden': 'true' }, row('dark')),
      ),
      element(
        'dl',
        { class: 'inbox-cuts' },
        ...cutLine(text.subject, subject, fittedSubject),
        ...cutLine(text.previewText, preview.whole.replace(/\u00a0+/g, ' '), fittedPreview),
      ),
    );
  }

  #previewRoom(client: InboxClient, subject: FittedText): LineStyle {
    if (!client.isOneLine) return client.preview;
    const usedPx = this.#measureIn(client.subject.font)(`${subject.shown} – `);
    return { ...client.preview, widthPx: Math.max(client.preview.widthPx - usedPx, 0) };
  }
}

interface PreviewText {
  /** Preheader, fillers and what of the body comes after. */
  readonly whole: string;
  /** Where the text begins that belongs to the body. */
  readonly bodyStart: number;
}

function previewOf({ line }: ListedMail): PreviewText {
  if (line === undefined) return { whole: '', bodyStart: 0 };
  const preheader = visibleText(line.preheader);
  // One visible blank for two characters: half of those that people use have no width.
  const gap = preheader === '' ? '' : '\u00a0'.repeat(Math.min(Math.ceil(line.fillerLength / 2), 300)) || ' ';
  return { whole: `${preheader}${gap}${visibleText(line.follows)}`.trimEnd(), bodyStart: preheader.length };
}

function previewParts(preview: PreviewText, fitted: FittedText, isOneLine: boolean): readonly (Node | string)[] {
  if (fitted.length === 0) return [];
  const own = fitted.shown.slice(0, preview.bodyStart);
  const body = fitted.shown.slice(preview.bodyStart);
  return [
    ...(isOneLine ? [' – '] : []),
    own,
    ...(body.trim() === '' || body === '…'
      ? [body]
      : [element('span', { class: 'listed-body', title: text.fromBody }, body)]),
  ];
}

/** What is cut off is said in words, too: a row alone only shows that something is missing. */
function cutLine(label: string, whole: string, fitted: FittedText): readonly HTMLElement[] {
  if (whole === '') return [];
  const shown = whole.slice(0, fitted.length);
  const cut = whole.slice(fitted.length);
  if (cut.trim() === '') return [element('dt', {}, label), element('dd', {}, format(text.allShown, whole.length))];
  return [
    element('dt', {}, label),
    element(
      'dd',
      {},
      `${format(text.cutAfter, shown.length, whole.length)} `,
      element('span', { class: 'inbox-cut-before' }, `…${shown.slice(-20)}`),
      element('s', { class: 'inbox-cut' }, cut.length > maxCutShown ? `${cut.slice(0, maxCutShown)}…` : cut),
    ),
  ];
}

function findingList(findings: readonly InboxFinding[]): HTMLElement {
  return element(
    'ul',
    { class: 'inbox-findings' },
    ...findings.map(({ severity, message }) =>
      element(
        'li',
        {},
        severityIcon(severity),
        element('span', { class: 'visually-hidden' }, `${text[severity]}: `),
        element('span', {}, message),
      ),
    ),
  );
}

/** Lists show the name; only who has none is shown by address. */
function senderName(from: string | undefined): string {
  if (from === undefined) return text.listedNoSender;
  const name = /^\s*"?([^"<>]{1,200}?)"?\s*</.exec(from)?.[1] ?? from;
  return visibleText(name.trim() === '' ? from : name.trim());
}

function measureOnCanvas(): (font: string) => Measure {
  const context = document.createElement('canvas').getContext('2d');
  return (font) => (given) => {
    // Without a canvas a guess is better than nothing: letters are half as wide as they are high.
    if (context === null) return given.length * 7;
    context.font = font;
    return context.measureText(given).width;
  };
}

/** Enough to see what is lost. */
const maxCutShown = 80;
