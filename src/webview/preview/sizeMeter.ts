import { element, setText } from '../page/element.ts';
import { format } from '../page/localise.ts';
import { severityIcon } from './problemList.ts';
import { text } from './text.ts';

/** The size of the html against the point where Gmail cuts a mail off. */
export class SizeMeter {
  readonly #fill = element('span', { class: 'meter-fill' });
  readonly #label = element('span', { class: 'wide' });
  readonly #shortLabel = element('span', { class: 'narrow', 'aria-hidden': 'true' });
  readonly #warning = severityIcon('warning');
  readonly element = element(
    'div',
    { class: 'size', hidden: true },
    this.#warning,
    element('span', { class: 'meter', 'aria-hidden': 'true' }, this.#fill),
    this.#label,
    this.#shortLabel,
  );

  show(htmlBytes: number): void {
    const isClipped = htmlBytes > gmailClipBytes;
    const limit = gmailClipBytes / 1024;
    // Rounded up, so that 102.1 KB does not read as "102 of 102" and fine.
    const size = Math.ceil(htmlBytes / 1024);
    setText(this.#label, format(text.size, size, limit));
    setText(this.#shortLabel, format(text.shortSize, size));
    this.#fill.style.width = `${Math.min((htmlBytes / gmailClipBytes) * 100, 100)}%`;
    this.element.title = format(isClipped ? text.sizeClipped : text.sizeTooltip, limit);
    this.element.classList.toggle('is-clipped', isClipped);
    this.#warning.hidden = !isClipped;
    this.element.hidden = false;
  }
}

/** Observed by everybody who measured; Google does not document it. */
const gmailClipBytes = 102 * 1024;
