import { element } from '../page/element.ts';
import { text } from './text.ts';

/** The outline of a mail, shown while the first one is made. */
export function skeleton(): HTMLElement {
  const lines = ['logo', 'picture', 'line', 'line', 'line short', 'button'];
  return element(
    'div',
    { class: 'skeleton' },
    element('span', { class: 'visually-hidden' }, text.waiting),
    element(
      'div',
      { class: 'skeleton-sheet', 'aria-hidden': 'true' },
      ...lines.map((name) => element('div', { class: `skeleton-${name}` })),
    ),
  );
}
