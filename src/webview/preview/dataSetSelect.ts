import type { DataSetName } from '../../core/render/renderResult.ts';
import { element, icon } from '../page/element.ts';
import { text } from './text.ts';

export interface DataSetActions {
  readonly onSelect: (name: string) => void;
  /** Opens the data, or makes some where there is none. */
  readonly onEdit: () => void;
}

/** What the template is filled with. */
export class DataSetSelect {
  readonly element: HTMLElement;
  readonly #select: HTMLSelectElement;
  readonly #edit: HTMLButtonElement;

  constructor({ onSelect, onEdit }: DataSetActions) {
    this.#select = element('select', {
      'aria-label': text.data,
      title: text.dataTooltip,
      onchange: () => onSelect(this.#select.value),
    });
    this.#edit = element('button', { type: 'button', class: 'icon-button', hidden: true, onclick: onEdit });
    this.element = element(
      'div',
      { class: 'group data-group' },
      element('div', { class: 'select data-select' }, this.#select, icon('database'), icon('chevron-down')),
      this.#edit,
    );
  }

  show(dataSets: readonly DataSetName[], current: DataSetName | undefined): void {
    const names = dataSets.map((dataSet) => dataSet.name);
    const isEmpty = names.length === 0;
    const shown = [...this.#select.options].map((option) => option.value);
    // An open list must not be rebuilt under the pointer.
    if (shown.length === 0 || names.join('\n') !== shown.join('\n')) {
      const options = names.map((name) => element('option', { value: name }, name));
      this.#select.replaceChildren(...(isEmpty ? [element('option', { value: '' }, text.noData)] : options));
    }
    this.#select.disabled = isEmpty;
    this.#select.title = isEmpty ? text.inferredData : text.dataTooltip;
    if (current !== undefined) this.#select.value = current.name;
    const action = isEmpty ? text.createData : text.editData;
    this.#edit.title = action;
    this.#edit.setAttribute('aria-label', action);
    this.#edit.replaceChildren(icon(isEmpty ? 'add' : 'go-to-file'));
    this.#edit.hidden = false;
  }
}
