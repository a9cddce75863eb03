import { element } from './element.ts';
import { planFolds, type GroupForm } from './foldPlan.ts';
import type { MenuEntry } from './menu.ts';
import { MenuButton } from './menuButton.ts';

/** Controls that belong to one question. Either they are in the bar, or their choices are in its menu. */
export interface ToolbarGroup {
  readonly element: HTMLElement;
  /** The question, for screen readers and as the heading in the menu: `Width`. */
  readonly label: string;
  /** Where there is little room, the group is one button with this icon, which opens its choices. */
  readonly menuIcon?: string;
  /** The same choices for the menu, as they are now. */
  menuEntries(): readonly MenuEntry[];
}

export interface ToolbarOptions {
  readonly label: string;
  /** In the order of the bar. `keep`: the group that stays longest when the bar gets narrow has the greatest number. */
  readonly groups: readonly { readonly group: ToolbarGroup; readonly keep: number }[];
  /** Never folded; only its words go. */
  readonly end: HTMLElement;
  /** Name of the menu. */
  readonly more: string;
  /** What is always in the menu and never in the bar. */
  readonly moreEntries: () => readonly MenuEntry[];
}

/** One line of controls, never two: what it has no room for is in the menu at its end. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly #options: ToolbarOptions;
  readonly #slots: readonly HTMLElement[];
  readonly #start: HTMLElement;
  readonly #more: MenuButton;
  readonly #menus: readonly (MenuButton | undefined)[];
  #forms: readonly GroupForm[];

  constructor(options: ToolbarOptions) {
    this.#options = options;
    this.#forms = options.groups.map(() => 'shown');
    this.#menus = options.groups.map(({ group }) =>
      group.menuIcon === undefined
        ? undefined
        : new MenuButton({
            name: group.label,
            icon: group.menuIcon,
            class: 'toolbar-menu',
            entries: () => group.menuEntries(),
          }),
    );
    this.#slots = options.groups.map(({ group }, index) =>
      element(
        'div',
        { class: 'toolbar-slot', role: 'group', 'aria-label': group.label },
        group.element,
        this.#menus[index]?.element,
      ),
    );
    this.#more = new MenuButton({
      name: options.more,
      icon: 'ellipsis',
      class: 'toolbar-more',
      entries: () => this.#menuEntries(),
    });
    this.#start = element('div', { class: 'toolbar-start' }, ...this.#slots);
    this.element = element(
      'div',
      { class: 'toolbar', role: 'group', 'aria-label': options.label },
      this.#start,
      options.end,
      this.#more.element,
    );
    const observer = new ResizeObserver(() => this.#fold());
    for (const watched of [this.element, this.#start, ...options.groups.map(({ group }) => group.element)])
      observer.observe(watched);
  }

  /** Comes to the same as before as long as no size changed, so that what it changes itself does not call it forever. */
  #fold(): void {
    const roomPx = this.#start.clientWidth;
    if (roomPx === 0) return;
    const { classList } = this.element;
    const setMenus = (isMenu: (index: number) => boolean): void =>
      this.#slots.forEach((slot, index) => slot.classList.toggle('is-menu', isMenu(index)));
    const focused = document.activeElement;
    classList.remove('is-compact');
    setMenus(() => false);
    const full = this.#slots.map(widthOf);
    classList.add('is-compact');
    const compact = this.#slots.map(widthOf);
    setMenus((index) => this.#menus[index] !== undefined);
    const asMenu = this.#slots.map(widthOf);
    const plan = planFolds(
      this.#options.groups.map(({ keep }, index) => ({
        widthPx: full[index] ?? 0,
        compactPx: compact[index] ?? 0,
        ...(this.#menus[index] === undefined ? {} : { menuPx: asMenu[index] ?? 0 }),
        keep,
      })),
      roomPx,
    );
    classList.toggle('is-compact', plan.isCompact);
    this.#forms = plan.forms;
    setMenus((index) => plan.forms[index] === 'menu');
    this.#slots.forEach((slot, index) => slot.classList.toggle('is-folded', plan.forms[index] === 'folded'));
    this.#keepFocus(focused);
  }

  /** Whoever was in a group with the keyboard finds it where it went, and where it came back. */
  #keepFocus(focused: Element | null): void {
    if (focused === null || document.activeElement === focused) return;
    const index = this.#slots.findIndex((slot) => slot.contains(focused));
    const form = this.#forms[index];
    if (form === 'folded') this.#more.element.focus();
    else if (form === 'menu') this.#menus[index]?.element.focus();
    else if (form === 'shown') {
      const first = this.#options.groups[index]?.group.element.querySelector<HTMLElement>('button, input, select');
      (focused instanceof HTMLElement && focused !== this.#menus[index]?.element ? focused : first)?.focus();
    }
  }

  #menuEntries(): readonly MenuEntry[] {
    const groups = this.#options.groups.filter((_, index) => this.#forms[index] === 'folded');
    return [
      ...groups.map(({ group }) => ({ heading: group.label, entries: group.menuEntries() })),
      ...this.#options.moreEntries(),
    ].filter((entry) => !('heading' in entry) || entry.entries.length > 0);
  }
}

/** With what keeps it apart from its neighbour; not rounded, or the last group would wrap by half a pixel. */
function widthOf(slot: HTMLElement): number {
  return slot.getBoundingClientRect().width;
}
