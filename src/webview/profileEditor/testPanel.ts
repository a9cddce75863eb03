import type { ConnectionFix } from '../../core/mail/connectionTest.ts';
import type { ShownCheck, ToProfileEditor } from '../../protocol/profileEditor.ts';
import { element, icon } from '../page/element.ts';
import { format } from '../page/localise.ts';
import { visibleText } from '../page/visibleText.ts';
import { text } from './text.ts';

type Result = Omit<Extract<ToProfileEditor, { readonly type: 'tested' }>, 'type'>;

/** What the connection test says: how far it is, what it has found, and at the end what happened and what to do. */
export class TestPanel {
  /** Reached by the keyboard too: a long list scrolls. */
  readonly element = element('div', {
    class: 'test-panel',
    role: 'region',
    'aria-label': text.test,
    tabindex: 0,
    hidden: true,
  });
  /** Only what sums up is read aloud; a list that grows would be read again from its start with each step. */
  readonly #summary = element('div', { class: 'test-summary', role: 'status' });
  readonly #checks = element('ul', { class: 'checks' });
  readonly #onFix: (fix: ConnectionFix) => void;

  constructor(onFix: (fix: ConnectionFix) => void) {
    this.#onFix = onFix;
    this.element.append(this.#summary, this.#checks);
  }

  showRunning(): void {
    this.#checks.replaceChildren();
    this.#show('', icon('loading codicon-modifier-spin'), element('strong', {}, text.testing));
  }

  showChecks(checks: readonly ShownCheck[]): void {
    this.#checks.replaceChildren(...checks.map(checkItem));
    this.#checks.querySelector('.is-running, .is-failed')?.scrollIntoView({ block: 'nearest' });
  }

  /** `message` may hold the server's own words. */
  showResult({ ok, message, remedy, fix }: Result): void {
    this.#show(
      ok ? 'is-ok' : 'is-failed',
      icon(ok ? 'pass' : 'error'),
      element(
        'div',
        {},
        element('strong', {}, ok ? text.testOk : text.testFailed),
        message !== '' && element('p', {}, visibleText(message)),
        remedy !== '' && element('p', { class: 'remedy' }, icon('lightbulb'), element('span', {}, visibleText(remedy))),
        fix !== undefined && this.#fixButton(fix),
      ),
    );
    this.element.scrollTop = 0;
  }

  hide(): void {
    this.element.hidden = true;
    this.#summary.replaceChildren();
    this.#checks.replaceChildren();
  }

  #fixButton(fix: ConnectionFix): HTMLElement {
    return element(
      'p',
      {},
      element('button', { type: 'button', class: 'button', onclick: () => this.#onFix(fix) }, fixLabel(fix)),
    );
  }

  #show(state: string, ...children: readonly HTMLElement[]): void {
    this.element.className = `test-panel ${state}`;
    this.#summary.replaceChildren(...children);
    this.element.hidden = false;
    this.element.scrollIntoView({ block: 'nearest' });
  }
}

function fixLabel(fix: ConnectionFix): string {
  if (fix.kind === 'pin') return text.fixPin;
  if (fix.kind === 'user') return format(text.fixUser, fix.user);
  if (fix.security === 'none') return format(text.fixUnencrypted, String(fix.port));
  return format(
    text.fixConnection,
    String(fix.port),
    fix.security === 'tls' ? text.securityTls : text.securityStarttls,
  );
}

function checkItem({ step, state, details }: ShownCheck): HTMLElement {
  const isClear = state === 'done' || state === 'running';
  return element(
    'li',
    { class: `check is-${state}` },
    icon(stateIcons[state]),
    element(
      'div',
      {},
      element('span', { class: 'check-name' }, stepNames[step]),
      // The icon says it to those who see it.
      element('span', { class: isClear ? 'visually-hidden' : 'check-state' }, ` ${stateNames[state]}`),
      ...details.map((detail) => element('p', {}, visibleText(detail))),
    ),
  );
}

const stateIcons = {
  waiting: 'circle-large-outline',
  running: 'loading codicon-modifier-spin',
  done: 'pass',
  failed: 'error',
  skipped: 'circle-slash',
} as const;

const stateNames = {
  waiting: text.checkWaiting,
  running: text.checkRunning,
  done: text.checkDone,
  failed: text.checkFailed,
  skipped: text.checkSkipped,
} as const;

const stepNames = {
  name: text.checkName,
  port: text.checkPort,
  greeting: text.checkGreeting,
  tls: text.checkTls,
  introduction: text.checkIntroduction,
  signIn: text.checkSignIn,
  quit: text.checkQuit,
} as const;
