import type { PreviewState } from '../../protocol/preview.ts';
import { element, icon } from '../page/element.ts';
import type { MenuEntry } from '../page/menu.ts';
import type { ToolbarGroup } from '../page/toolbar.ts';
import { text } from './text.ts';

export interface DataSetActions {
  readonly onSelect: (name: string) => void;
  /** Opens the data, or makes some where there is none. */
  readonly onEdit: () => void;
  /** Shows the mail with each of them, or no longer. */
  readonly onToggleAll: () => void;
}

type ShownData = Pick<PreviewState, 'dataSets' | 'dataSet' | 'isSampleData' | 'engine'>;

/** What the template is filled with. */
export class DataSetSelect implements ToolbarGroup {
  readonly label = text.data;
  readonly element: HTMLElement;
  readonly #select: HTMLSelectElement;
  readonly #edit: HTMLButtonElement;
  readonly #all: HTMLButtonElement;
  readonly #actions: DataSetActions;

  constructor(actions: DataSetActions) {
    const { onSelect, onEdit, onToggleAll } = actions;
    this.#actions = actions;
    this.#select = element('select', {
      'aria-label': text.data,
      title: text.dataTooltip,
      onchange: () => onSelect(this.#select.value),
    });
    this.#edit = element('button', { type: 'button', class: 'icon-button', hidden: true, onclick: onEdit });
    this.#all = element(
      'button',
      {
        type: 'button',
        class: 'icon-button all-data-sets',
        title: text.allDataSetsTooltip,
        'aria-label': text.allDataSets,
        'aria-pressed': 'false',
        onclick: onToggleAll,
      },
      icon('table'),
    );
    this.element = element(
      'div',
      { class: 'group data-group' },
      element('div', { class: 'select data-select' }, this.#select, icon('database'), icon('chevron-down')),
      this.#edit,
      this.#all,
    );
  }

  show({ dataSets, dataSet: current, isSampleData, engine }: ShownData): void {
    const isEmpty = dataSets.length === 0;
    const none = isSampleData ? text.sampleValues : text.noData;
    const names = isEmpty ? [none] : dataSets.map((dataSet) => dataSet.name);
    const shown = [...this.#select.options].map((option) => option.textContent);
    // An open list must not be rebuilt under the pointer.
    if (names.join('\n') !== shown.join('\n'))
      this.#select.replaceChildren(...names.map((name) => element('option', { value: isEmpty ? '' : name }, name)));
    this.#select.disabled = isEmpty;
    const noneTooltip = isSampleData ? text.inferredData : text.noDataTooltip;
    this.#select.title = isEmpty ? noneTooltip : text.dataTooltip;
    if (current !== undefined) this.#select.value = current.name;
    const action = isEmpty ? text.createData : text.editData;
    this.#edit.title = action;
    this.#edit.setAttribute('aria-label', action);
    this.#edit.replaceChildren(icon(isEmpty ? 'add' : 'go-to-file'));
    // Where Handlebars does not run, as in mails in Liquid, nothing would read the data.
    this.#edit.hidden = isEmpty && (engine === 'mjml' || engine === 'html');
  }

  showAll(isShown: boolean): void {
    this.#all.setAttribute('aria-pressed', String(isShown));
  }

  focusAll(): void {
    this.#all.focus();
  }

  menuEntries(): readonly MenuEntry[] {
    const { onSelect, onEdit, onToggleAll } = this.#actions;
    const isAllShown = this.#all.getAttribute('aria-pressed') === 'true';
    const sets = this.#select.disabled ? [] : [...this.#select.options];
    return [
      ...sets.map(({ value, selected }) => ({ label: value, isChosen: selected, run: () => onSelect(value) })),
      ...(this.#edit.hidden
        ? []
        : [{ label: this.#edit.title, icon: this.#select.disabled ? 'add' : 'go-to-file', run: onEdit }]),
      { label: text.allDataSets, isOn: isAllShown, run: onToggleAll },
    ];
  }
}
