import { maxGridSets, type GridCell, type PreviewDevice, type PreviewState } from '../../protocol/preview.ts';
import { element, icon, setText } from '../page/element.ts';
import { format, formatCount } from '../page/localise.ts';
import { MailCell, type CellImages } from './mailCell.ts';
import { severityIcon } from './problemList.ts';
import { text } from './text.ts';

export interface DataGridActions {
  readonly onChoose: (dataSet: string) => void;
  readonly onCreate: () => void;
  readonly onDidToggle: (isShown: boolean) => void;
}

type GridState = Pick<PreviewState, 'dataSets' | 'dataSet' | keyof CellImages>;

/** In the place of the mail: small ones, a row for each data set and a column for each width. Choosing one leads back. */
export class DataGrid {
  readonly element = element('section', { class: 'data-grid', 'aria-label': text.allDataSets, hidden: true });
  readonly #actions: DataGridActions;
  #widths: readonly number[] = gridWidths([]);
  #state: GridState | undefined;
  #rows: readonly GridRow[] = [];
  /** What the rows were built for. */
  #builtFor = '';
  /** Made once and used again: a frame is not let go of before its page. */
  readonly #cells: MailCell[] = [];

  constructor(actions: DataGridActions) {
    this.#actions = actions;
    document.addEventListener('keydown', (event) => this.#onKey(event));
  }

  toggle(): void {
    if (!this.element.hidden) return this.close();
    this.element.hidden = false;
    this.#actions.onDidToggle(true);
    this.#build();
    this.#focus(this.#rows.findIndex(({ name }) => name === this.#state?.dataSet?.name));
  }

  close(): void {
    if (this.element.hidden) return;
    this.element.hidden = true;
    // Mails that nobody sees are not laid out.
    this.element.replaceChildren();
    this.#rows = [];
    this.#builtFor = '';
    this.#actions.onDidToggle(false);
  }

  show(state: GridState): void {
    this.#state = state;
    this.#build();
  }

  showDevices(devices: readonly PreviewDevice[]): void {
    this.#widths = gridWidths(devices);
    this.#build();
  }

  take(cell: GridCell): void {
    const images = this.#state;
    if (images !== undefined) this.#rows.find(({ name }) => name === cell.dataSet)?.show(cell, images);
  }

  #build(): void {
    if (this.element.hidden || this.#state === undefined) return;
    const { dataSets, dataSet } = this.#state;
    const names = dataSets.slice(0, maxGridSets).map(({ name }) => name);
    const builtFor = JSON.stringify([names, dataSets.length, this.#widths]);
    // A frame that is moved in the page loads anew.
    if (builtFor !== this.#builtFor) {
      this.#builtFor = builtFor;
      const known = new Map(this.#rows.flatMap(({ cell }) => (cell === undefined ? [] : [[cell.dataSet, cell]])));
      const state = this.#state;
      this.#rows = names.map((name, index) => this.#rowFor(name, index));
      this.element.replaceChildren(...(names.length === 0 ? this.#emptyContent() : this.#content(dataSets.length)));
      for (const row of this.#rows) {
        const cell = known.get(row.name);
        if (cell !== undefined) row.show(cell, state);
      }
    }
    for (const row of this.#rows) row.setChosen(row.name === dataSet?.name);
  }

  #rowFor(name: string, index: number): GridRow {
    const cells = this.#widths.map((widthPx, column) => {
      const cell = (this.#cells[index * this.#widths.length + column] ??= new MailCell());
      cell.prepare({ name, widthPx, onChoose: () => this.#choose(name) });
      return cell;
    });
    return new GridRow(name, cells);
  }

  #choose(name: string): void {
    this.#actions.onChoose(name);
    this.close();
  }

  #content(setCount: number): readonly HTMLElement[] {
    const rest = setCount - this.#rows.length;
    const restText = rest === 1 ? text.gridRestOne : text.gridRestMany;
    return [
      this.#heading(),
      element(
        'table',
        { class: 'grid-table' },
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            element('th', { scope: 'col' }, text.gridSet),
            ...this.#widths.map((widthPx) => element('th', { scope: 'col' }, `${widthPx} ${text.pixels}`)),
          ),
        ),
        element('tbody', {}, ...this.#rows.map((row) => row.element)),
      ),
      ...(rest > 0 ? [element('p', { class: 'grid-rest' }, format(restText, maxGridSets, rest))] : []),
    ];
  }

  #emptyContent(): readonly HTMLElement[] {
    return [
      this.#heading(),
      element(
        'div',
        { class: 'empty-state' },
        icon('database'),
        element('h2', {}, text.gridNoData),
        element('p', {}, text.gridNoDataHint),
        element(
          'button',
          { type: 'button', class: 'button primary', onclick: this.#actions.onCreate },
          icon('add'),
          text.createData,
        ),
      ),
    ];
  }

  #heading(): HTMLElement {
    return element(
      'div',
      { class: 'grid-heading' },
      element('h2', {}, text.allDataSets),
      element(
        'button',
        { type: 'button', class: 'button grid-back', onclick: () => this.close() },
        icon('arrow-left'),
        text.backToMail,
      ),
    );
  }

  #focus(rowIndex: number): void {
    const row = this.#rows[Math.max(rowIndex, 0)];
    (row?.cells[0]?.button ?? this.element.querySelector('button'))?.focus();
  }

  #onKey(event: KeyboardEvent): void {
    if (this.element.hidden || !this.element.isConnected || event.defaultPrevented) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      this.close();
      return;
    }
    const buttons = this.#rows.flatMap(({ cells }) => cells.map(({ button }) => button));
    const at = buttons.findIndex((button) => button === document.activeElement);
    const columns = this.#widths.length;
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    const next = at < 0 || step === undefined ? undefined : buttons[at + step];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  }
}

/** A data set: what it is called, what is wrong with its mail, and how that looks. */
class GridRow {
  readonly name: string;
  readonly cells: readonly MailCell[];
  readonly element: HTMLElement;
  readonly #problems = element('span', { class: 'grid-problems' });
  readonly #name: HTMLElement;
  cell: GridCell | undefined;

  constructor(name: string, cells: readonly MailCell[]) {
    this.name = name;
    this.cells = cells;
    this.#name = element('span', { class: 'grid-name' }, name);
    this.element = element(
      'tr',
      {},
      element('th', { scope: 'row' }, this.#name, this.#problems),
      ...cells.map((cell) => element('td', {}, cell.element)),
    );
  }

  setChosen(isChosen: boolean): void {
    if (isChosen) this.element.setAttribute('aria-current', 'true');
    else this.element.removeAttribute('aria-current');
  }

  show(cell: GridCell, images: CellImages): void {
    this.cell = cell;
    const { severity, problemCount, isStopped } = cell;
    const count = problemCount === 0 ? text.gridOk : formatCount(problemCount, text.problemsOne, text.problemsMany);
    const says = isStopped ? text.stoppedTitle : count;
    const iconOf = isStopped ? severityIcon('error') : severity === undefined ? icon('check') : severityIcon(severity);
    const label = element('span', {});
    setText(label, says);
    this.#problems.replaceChildren(iconOf, label);
    for (const each of this.cells) each.show(cell, images, says);
  }
}

/** A desktop's and a phone's width, as the devices have them. */
function gridWidths(devices: readonly PreviewDevice[]): readonly number[] {
  const widths = [600, 375].map(
    (wanted) =>
      devices
        .map(({ widthPx }) => widthPx)
        .sort((left, right) => Math.abs(left - wanted) - Math.abs(right - wanted))[0] ?? wanted,
  );
  return [...new Set(widths)];
}
