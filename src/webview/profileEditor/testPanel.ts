import { element, icon } from '../page/element.ts';
import { visibleText } from '../page/visibleText.ts';
import { text } from './text.ts';

/** What the connection test says: running, worked, or what happened and what to do. */
export class TestPanel {
  readonly element = element('div', { class: 'test-panel', role: 'status', hidden: true });

  showRunning(): void {
    this.#show('', icon('loading codicon-modifier-spin'), element('strong', {}, text.testing));
  }

  /** `message` may hold the server's own words. */
  showResult({
    ok,
    message,
    remedy,
  }: {
    readonly ok: boolean;
    readonly message: string;
    readonly remedy: string;
  }): void {
    this.#show(
      ok ? 'is-ok' : 'is-failed',
      icon(ok ? 'pass' : 'error'),
      element(
        'div',
        {},
        element('strong', {}, ok ? text.testOk : text.testFailed),
        message !== '' && element('p', {}, visibleText(message)),
        remedy !== '' && element('p', { class: 'remedy' }, icon('lightbulb'), element('span', {}, visibleText(remedy))),
      ),
    );
  }

  hide(): void {
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  #show(state: string, ...children: readonly HTMLElement[]): void {
    this.element.className = `test-panel ${state}`;
    this.element.replaceChildren(...children);
    this.element.hidden = false;
    this.element.scrollIntoView({ block: 'nearest' });
  }
}
