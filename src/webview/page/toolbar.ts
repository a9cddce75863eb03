import { element } from './element.ts';
import { planFolds } from './foldPlan.ts';
import type { MenuEntry } from './menu.ts';
import { MenuButton } from './menuButton.ts';

/** Controls that belong to one question. Either they are in the bar, or their choices are in its menu. */
export interface ToolbarGroup {
  readonly element: HTMLElement;
  /** The question, for screen readers and as the heading in the menu: `Width`. */
  readonly label: string;
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
  #folded: readonly boolean[];

  constructor(options: ToolbarOptions) {
    this.#options = options;
    this.#folded = options.groups.map(() => false);
    this.#slots = options.groups.map(({ group }) =>
      element('div', { class: 'toolbar-slot', role: 'group', 'aria-label': group.label }, group.element),
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
    classList.remove('is-compact');
    const full = this.#slots.map(widthOf);
    classList.add('is-compact');
    const compact = this.#slots.map(widthOf);
    const plan = planFolds(
      this.#options.groups.map(({ keep }, index) => ({
        widthPx: full[index] ?? 0,
        compactPx: compact[index] ?? 0,
        keep,
      })),
      roomPx,
    );
    classList.toggle('is-compact', plan.isCompact);
    const focused = document.activeElement;
    this.#folded = plan.folded;
    this.#slots.forEach((slot, index) => slot.classList.toggle('is-folded', plan.folded[index] === true));
    // Whoever was in a group with the keyboard finds it where it went.
    if (this.#slots.some((slot, index) => plan.folded[index] === true && slot.contains(focused)))
      this.#more.element.focus();
  }

  #menuEntries(): readonly MenuEntry[] {
    const groups = this.#options.groups.filter((_, index) => this.#folded[index] === true);
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
