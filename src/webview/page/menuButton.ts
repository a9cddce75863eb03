import { element, icon, setText } from './element.ts';
import { openMenu, type MenuEntry } from './menu.ts';
import { closePopupOf } from './popup.ts';

export interface MenuButtonOptions {
  /** What the menu is about, for screen readers and the tooltip: `Zoom`. */
  readonly name: string;
  readonly icon?: string;
  readonly class?: string;
  readonly entries: () => readonly MenuEntry[];
}

/** A button that shows what is chosen and opens a menu of what can be. */
export class MenuButton {
  readonly element: HTMLButtonElement;
  readonly #options: MenuButtonOptions;
  readonly #icon: HTMLElement;
  readonly #value = element('span', { class: 'menu-button-value' });

  constructor(options: MenuButtonOptions) {
    this.#options = options;
    this.#icon = options.icon === undefined ? element('span', {}) : icon(options.icon);
    this.element = element(
      'button',
      {
        type: 'button',
        class: `quiet-button menu-button ${options.class ?? ''}`.trimEnd(),
        title: options.name,
        'aria-label': options.name,
        'aria-haspopup': 'menu',
        'aria-expanded': 'false',
        onclick: () => this.#toggle(),
        onkeydown: (event) => this.#onKey(event),
      },
      this.#icon,
      this.#value,
      icon('chevron-down'),
    );
  }

  /** `value`: what is chosen, as short as it can be said: `Fit`, `100 %`. */
  show(value: string, iconName = this.#options.icon): void {
    setText(this.#value, value);
    const name = `${this.#options.name}: ${value}`;
    this.element.setAttribute('aria-label', name);
    this.element.title = name;
    if (iconName !== undefined) this.#icon.className = `codicon codicon-${iconName}`;
  }

  #toggle(): void {
    if (!closePopupOf(this.element)) openMenu(this.element, this.#options.name, this.#options.entries());
  }

  #onKey(event: Event): void {
    if (!(event instanceof KeyboardEvent) || event.key !== 'ArrowDown') return;
    event.preventDefault();
    this.#toggle();
  }
}
