import type { HeaderView, MessageView } from '../../core/inbox/messageView.ts';
import type { ReceivedHop } from '../../core/mail/receivedPath.ts';
import { element, icon } from '../page/element.ts';
import { pageLanguage } from '../page/formatBytes.ts';
import { format } from '../page/localise.ts';
import { visibleText } from '../page/visibleText.ts';
import { authenticationSection } from './authentication.ts';
import { text } from './text.ts';

/** Who vouches for the message, which way it took, and all of its headers. */
export function headersContent(view: MessageView): readonly HTMLElement[] {
  return [authenticationSection(view.authentication), pathSection(view.path), headersSection(view.headers)];
}

function pathSection(path: readonly ReceivedHop[]): HTMLElement {
  return element(
    'section',
    { class: 'section' },
    element('h2', {}, text.path),
    path.length === 0
      ? element('p', { class: 'muted' }, text.noPath)
      : element('ol', { class: 'hops' }, ...path.map((hop, index) => hopItem(hop, index))),
  );
}

function hopItem(hop: ReceivedHop, index: number): HTMLElement {
  const { by, from, fromNote, protocol, isEncrypted, tlsVersion, date } = hop;
  const security =
    isEncrypted === undefined ? undefined : isEncrypted ? (tlsVersion ?? text.hopEncrypted) : text.hopPlain;
  return element(
    'li',
    {},
    element(
      'div',
      { class: 'hop-line' },
      element('bdi', { class: 'hop-server' }, visibleText(by ?? '?')),
      element('span', { class: isLate(hop) ? 'hop-delay is-late' : 'hop-delay' }, delayText(hop, index)),
    ),
    element(
      'div',
      { class: 'muted' },
      ...[
        from === undefined
          ? undefined
          : format(text.hopFrom, visibleText(fromNote === undefined ? from : `${from} (${fromNote})`)),
        protocol === undefined ? undefined : visibleText(protocol),
        date === undefined ? text.hopNoDate : localTime(date),
      ]
        .filter((fact) => fact !== undefined)
        .map((fact) => element('span', { class: 'hop-fact' }, fact)),
      security !== undefined &&
        element(
          'span',
          { class: isEncrypted === true || from === undefined ? 'hop-fact' : 'hop-fact is-plain' },
          icon(isEncrypted === true ? 'lock' : 'unlock'),
          security,
        ),
    ),
  );
}

function delayText({ delaySeconds, date }: ReceivedHop, index: number): string {
  if (delaySeconds === undefined) return index === 0 && date !== undefined ? text.hopFirst : '';
  return delaySeconds < 0 ? format(text.hopClock, -delaySeconds) : format(text.hopDelay, duration(delaySeconds));
}

function duration(seconds: number): string {
  if (seconds < 120) return format(text.seconds, seconds);
  if (seconds < 2 * 3600) return format(text.minutes, Math.round(seconds / 60));
  if (seconds < 48 * 3600) return format(text.hours, Math.round(seconds / 3600));
  return format(text.days, Math.round(seconds / 86_400));
}

/** A mail that waits for minutes was greylisted, queued or scanned. */
function isLate({ delaySeconds = 0 }: ReceivedHop): boolean {
  return delaySeconds >= 60;
}

function localTime(date: string): string {
  const when = new Date(date);
  if (Number.isNaN(when.getTime())) return date;
  return new Intl.DateTimeFormat(pageLanguage(), { dateStyle: 'medium', timeStyle: 'medium' }).format(when);
}

function headersSection(headers: readonly HeaderView[]): HTMLElement {
  const body = element('tbody', {}, ...headers.map(decodedRow));
  const toggle = element(
    'button',
    {
      type: 'button',
      class: 'quiet-button',
      'aria-pressed': 'false',
      title: text.headersAsWrittenTooltip,
      onclick: () => {
        const isRaw = toggle.getAttribute('aria-pressed') !== 'true';
        toggle.setAttribute('aria-pressed', String(isRaw));
        body.replaceChildren(...headers.map(isRaw ? rawRow : decodedRow));
      },
    },
    icon('code'),
    text.headersAsWritten,
  );
  return element(
    'section',
    { class: 'section' },
    element('div', { class: 'section-head' }, element('h2', {}, text.allHeaders), toggle),
    element(
      'table',
      { class: 'header-table' },
      element(
        'thead',
        { class: 'visually-hidden' },
        element(
          'tr',
          {},
          element('th', { scope: 'col' }, text.headerName),
          element('th', { scope: 'col' }, text.headerValue),
        ),
      ),
      body,
    ),
  );
}

function decodedRow({ name, value }: HeaderView): HTMLTableRowElement {
  return row(name, value);
}

function rawRow({ name, value, raw = value }: HeaderView): HTMLTableRowElement {
  return row(name, raw);
}

function row(name: string, value: string): HTMLTableRowElement {
  return element('tr', {}, element('th', { scope: 'row' }, visibleText(name)), element('td', {}, visibleText(value)));
}
