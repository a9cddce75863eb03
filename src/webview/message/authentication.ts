import { meaningOf, type AuthenticationVerdict } from '../../core/mail/describeAuthentication.ts';
import type {
  AuthenticationReport,
  AuthenticationResult,
  AuthenticationResults,
  IgnoredResults,
} from '../../core/mail/authenticationResults.ts';
import { element, icon } from '../page/element.ts';
import { format } from '../page/localise.ts';
import { visibleText } from '../page/visibleText.ts';
import { text } from './text.ts';

/** In the header card: the results in a word each. */
export function authenticationBadges(report: AuthenticationReport, onExplain: () => void): HTMLElement {
  if (report.trusted === undefined) return element('span', { class: 'muted' }, text.notChecked);
  const { server, results } = report.trusted;
  const known = results.filter(({ method }) => shownMethods.has(method));
  return element(
    'span',
    { class: 'badges' },
    ...known.map((result) => badgeButton(result, onExplain)),
    element(
      'span',
      { class: 'muted' },
      server === undefined ? text.checkedBySomebody : format(text.checkedBy, visibleText(server)),
    ),
  );
}

/** What each result means, and what is not believed, and why. */
export function authenticationSection({ trusted, ignored }: AuthenticationReport): HTMLElement {
  return element(
    'section',
    { class: 'section' },
    element('h2', {}, text.authentication),
    trusted === undefined
      ? element('p', { class: 'muted' }, text.noAuthentication)
      : element('ul', { class: 'results' }, ...trusted.results.map(resultItem)),
    trusted !== undefined && element('p', { class: 'muted' }, text.authenticationCaution),
    ignored.length > 0 && element('h3', {}, text.notBelieved),
    ignored.length > 0 && element('ul', { class: 'ignored' }, ...ignored.slice(0, maxIgnored).map(ignoredItem)),
  );
}

const shownMethods: ReadonlySet<string> = new Set(['spf', 'dkim', 'dmarc', 'arc', 'auth']);
const maxIgnored = 20;

function badgeButton(result: AuthenticationResult, onExplain: () => void): HTMLElement {
  const { verdict } = meaningOf(result);
  const label = format(text.checkTooltip, result.method.toUpperCase(), wordOf(verdict));
  return element(
    'button',
    { type: 'button', class: `badge badge-${verdict}`, 'aria-label': label, title: label, onclick: onExplain },
    icon(iconOf(verdict)),
    result.method.toUpperCase(),
  );
}

function resultItem(result: AuthenticationResult): HTMLElement {
  const { verdict, text: key, subject } = meaningOf(result);
  const words = result.reason ?? result.comment;
  return element(
    'li',
    {},
    element(
      'span',
      { class: `badge badge-${verdict}`, title: wordOf(verdict) },
      icon(iconOf(verdict)),
      `${result.method.toUpperCase()} ${visibleText(result.result)}`,
    ),
    element(
      'span',
      { class: 'result-text' },
      format(text[key], visibleText(subject)),
      words !== undefined && element('span', { class: 'muted' }, ` ${format(text.serverSays, visibleText(words))}`),
    ),
  );
}

function ignoredItem({ results, why }: IgnoredResults): HTMLElement {
  const server = visibleText(results.server ?? text.unnamedServer);
  return element(
    'li',
    {},
    element('span', {}, format(reasonText(why), server)),
    element('code', {}, shortForm(results)),
  );
}

function reasonText(why: IgnoredResults['why']): string {
  switch (why) {
    case 'other-server':
      return text.whyOtherServer;
    case 'below':
      return text.whyBelow;
    case 'not-received':
      return text.whyNotReceived;
  }
}

function shortForm({ results }: AuthenticationResults): string {
  return visibleText(results.map(({ method, result }) => `${method}=${result}`).join(' '));
}

function wordOf(verdict: AuthenticationVerdict): string {
  switch (verdict) {
    case 'good':
      return text.verdictGood;
    case 'bad':
      return text.verdictBad;
    case 'open':
      return text.verdictOpen;
  }
}

function iconOf(verdict: AuthenticationVerdict): string {
  switch (verdict) {
    case 'good':
      return 'pass-filled';
    case 'bad':
      return 'error';
    case 'open':
      return 'circle-large-outline';
  }
}
