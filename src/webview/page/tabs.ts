import { element } from './element.ts';

export interface Tab<Id extends string> {
  readonly id: Id;
  readonly label: string;
  readonly panel: HTMLElement;
}

/** A row of tabs as the WAI-ARIA pattern describes it: arrows, Home and End move and choose at once. */
export class Tabs<Id extends string> {
  readonly element: HTMLElement;
  readonly #tabs: readonly Tab<Id>[];
  readonly #buttons: ReadonlyMap<Id, HTMLButtonElement>;
  readonly #onSelect: (id: Id) => void;
  #selected: Id | undefined;

  constructor(label: string, tabs: readonly Tab<Id>[], onSelect: (id: Id) => void) {
    this.#tabs = tabs;
    this.#onSelect = onSelect;
    this.#buttons = new Map(tabs.map((tab) => [tab.id, this.#makeButton(tab)]));
    this.element = element(
      'div',
      { class: 'tabs', role: 'tablist', 'aria-label': label, onkeydown: (event) => this.#onKey(event) },
      ...this.#buttons.values(),
    );
  }

  get selected(): Id | undefined {
    return this.#selected;
  }

  select(id: Id): void {
    this.#selected = id;
    for (const tab of this.#tabs) {
      const isSelected = tab.id === id;
      const button = this.#buttons.get(tab.id);
      button?.setAttribute('aria-selected', String(isSelected));
      button?.setAttribute('tabindex', isSelected ? '0' : '-1');
      // Once it is drawn: asked for at once, the browser would lay out a page that is still being made.
      if (isSelected) requestAnimationFrame(() => button?.scrollIntoView({ block: 'nearest', inline: 'nearest' }));
      tab.panel.hidden = !isSelected;
    }
    this.#onSelect(id);
  }

  /** A tab with nothing behind it is not offered. */
  setAvailable(id: Id, isAvailable: boolean): void {
    const button = this.#buttons.get(id);
    if (button !== undefined) button.hidden = !isAvailable;
  }

  #makeButton(tab: Tab<Id>): HTMLButtonElement {
    tab.panel.id ||= `panel-${tab.id}`;
    tab.panel.setAttribute('role', 'tabpanel');
    tab.panel.setAttribute('aria-labelledby', `tab-${tab.id}`);
    return element(
      'button',
      {
        type: 'button',
        role: 'tab',
        id: `tab-${tab.id}`,
        class: 'tab',
        'aria-controls': tab.panel.id,
        onclick: () => this.select(tab.id),
      },
      tab.label,
    );
  }

  #onKey(event: Event): void {
    if (!(event instanceof KeyboardEvent)) return;
    const ids = this.#tabs.map((tab) => tab.id).filter((id) => this.#buttons.get(id)?.hidden === false);
    const at = ids.findIndex((id) => id === this.#selected);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    const id = next === undefined ? undefined : ids.at(next % ids.length);
    if (id === undefined) return;
    event.preventDefault();
    this.select(id);
    this.#buttons.get(id)?.focus();
  }
}
