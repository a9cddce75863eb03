import type { ShownMailState } from '../../protocol/preview.ts';
import { element, icon, setText } from '../page/element.ts';
import { format } from '../page/localise.ts';
import { closePopupOf, openPopup } from '../page/popup.ts';
import { gmailClipBytes, mailLimits, sizeLimit, type MailLimit } from './mailLimits.ts';
import { severityIcon } from './problemList.ts';
import { text } from './text.ts';

/** How near the mail is to what clients cut off: the size as a bar, and everything that is counted behind it. */
export class StateMeter {
  readonly #fill = element('span', { class: 'meter-fill' });
  readonly #label = element('span', { class: 'wide' });
  readonly #shortLabel = element('span', { class: 'narrow', 'aria-hidden': 'true' });
  readonly #warning = severityIcon('warning');
  readonly element = element(
    'button',
    {
      type: 'button',
      class: 'quiet-button size',
      'aria-haspopup': 'dialog',
      'aria-expanded': 'false',
      hidden: true,
      onclick: () => this.#toggle(),
    },
    this.#warning,
    element('span', { class: 'meter', 'aria-hidden': 'true' }, this.#fill),
    this.#label,
    this.#shortLabel,
  );
  #htmlBytes = 0;
  #counted: ShownMailState | undefined;

  show(htmlBytes: number): void {
    this.#htmlBytes = htmlBytes;
    this.#showLevel();
    this.element.hidden = false;
  }

  showCounted(counted: ShownMailState): void {
    this.#counted = counted;
    this.#showLevel();
  }

  #showLevel(): void {
    const size = sizeLimit(this.#htmlBytes);
    const worst = mailLimits(this.#htmlBytes, this.#counted).find(({ level }) => level !== 'fine');
    setText(this.#label, size.figure);
    setText(this.#shortLabel, format(text.shortSize, Math.ceil(this.#htmlBytes / 1024)));
    this.#fill.style.width = `${Math.min((this.#htmlBytes / gmailClipBytes) * 100, 100)}%`;
    this.element.title = worst === undefined ? size.explanation : `${worst.name}: ${worst.explanation}`;
    this.element.classList.toggle('is-clipped', size.level === 'over');
    this.#warning.hidden = worst === undefined;
  }

  #toggle(): void {
    if (closePopupOf(this.element)) return;
    const panel = element(
      'div',
      { role: 'dialog', class: 'state-panel', 'aria-label': text.stateTitle, tabindex: '-1' },
      element('h2', {}, text.stateTitle),
      ...mailLimits(this.#htmlBytes, this.#counted).map(limitElement),
      this.#counted === undefined && element('p', {}, text.counting),
    );
    openPopup(this.element, panel);
    panel.focus();
  }
}

function limitElement({ name, figure, level, explanation }: MailLimit): HTMLElement {
  const shown = level === 'fine' ? icon('pass') : severityIcon('warning');
  return element(
    'section',
    { class: `limit limit-${level}` },
    shown,
    element('h3', {}, name, ' ', element('span', { class: 'limit-figure' }, figure)),
    element('p', {}, explanation),
  );
}
