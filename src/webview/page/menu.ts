import { element, icon } from './element.ts';
import { openPopup, type Popup } from './popup.ts';

/** What stands in a menu. Asked for each time it opens, so that it says what is true then. */
export type MenuEntry =
  | MenuAction
  /** One of several, of which exactly one is chosen. */
  | (MenuAction & { readonly isChosen: boolean })
  /** On or off by itself. */
  | (MenuAction & { readonly isOn: boolean })
  | { readonly heading: string; readonly entries: readonly MenuEntry[] };

export interface MenuAction {
  readonly label: string;
  readonly icon?: string;
  /** In the end of the line, quietly: `640 px`. */
  readonly detail?: string;
  readonly tooltip?: string;
  readonly run: () => void;
}

/**
 * Opens a menu under a button, as the WAI-ARIA pattern describes it: arrows, Home, End and first letters move, Escape and Tab close,
 * and the focus returns to the button. The button says whether it is open.
 */
export function openMenu(button: HTMLElement, label: string, entries: readonly MenuEntry[]): Popup {
  const menu = element('div', { role: 'menu', class: 'menu', 'aria-label': label });
  const popup = openPopup(button, menu);
  menu.append(...entries.map((entry) => entryElement(entry, popup)));
  menu.addEventListener('keydown', (event) => onKey(event, menu, popup));
  menu.addEventListener('pointermove', ({ target }) => {
    const item = target instanceof Element ? target.closest<HTMLElement>('.menu-item') : null;
    if (item !== null && item !== document.activeElement) item.focus({ preventScroll: true });
  });
  popup.place();
  const items = itemsOf(menu);
  (items.find((item) => item.getAttribute('aria-checked') === 'true') ?? items[0])?.focus();
  return popup;
}

function entryElement(entry: MenuEntry, popup: Popup): HTMLElement {
  if (!('heading' in entry)) return itemElement(entry, popup);
  return element(
    'div',
    { role: 'group', class: 'menu-group', 'aria-label': entry.heading },
    element('div', { class: 'menu-heading', 'aria-hidden': 'true' }, entry.heading),
    ...entry.entries.map((inner) => entryElement(inner, popup)),
  );
}

function itemElement(entry: Exclude<MenuEntry, { readonly heading: string }>, popup: Popup): HTMLElement {
  const isChecked = 'isChosen' in entry ? entry.isChosen : 'isOn' in entry ? entry.isOn : undefined;
  const role = 'isChosen' in entry ? 'menuitemradio' : 'isOn' in entry ? 'menuitemcheckbox' : 'menuitem';
  return element(
    'button',
    {
      type: 'button',
      role,
      class: 'menu-item',
      title: entry.tooltip,
      tabindex: '-1',
      'aria-checked': isChecked === undefined ? undefined : String(isChecked),
      onclick: () => {
        popup.close();
        entry.run();
      },
    },
    isChecked === true ? icon('check') : entry.icon === undefined ? element('span', {}) : icon(entry.icon),
    element('span', { class: 'menu-label' }, entry.label),
    entry.detail !== undefined && element('span', { class: 'menu-detail' }, entry.detail),
  );
}

function onKey(event: KeyboardEvent, menu: HTMLElement, popup: Popup): void {
  if (event.key === 'Tab') popup.close();
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const items = itemsOf(menu);
  const at = items.findIndex((item) => item === document.activeElement);
  const next = nextIndex(event.key, at, items);
  if (next === undefined) return;
  event.preventDefault();
  items.at(next)?.focus();
}

function nextIndex(key: string, at: number, items: readonly HTMLElement[]): number | undefined {
  const moved = { ArrowDown: (at + 1) % items.length, ArrowUp: at < 1 ? -1 : at - 1, Home: 0, End: -1 }[key];
  if (moved !== undefined || key.length !== 1 || key === ' ') return moved;
  const letter = key.toLowerCase();
  const starts = items.map((item) => item.querySelector('.menu-label')?.textContent?.toLowerCase().startsWith(letter));
  const after = starts.indexOf(true, at + 1);
  const found = after >= 0 ? after : starts.indexOf(true);
  return found < 0 ? undefined : found;
}

function itemsOf(menu: HTMLElement): readonly HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('.menu-item')];
}
