import { element, icon } from '../page/element.ts';
import type { MenuEntry } from '../page/menu.ts';
import type { ToolbarGroup } from '../page/toolbar.ts';
import { parseTypedWidth, widthInPixels, type PreviewWidth } from './savedState.ts';
import { text } from './text.ts';

type Preset = Exclude<PreviewWidth['kind'], 'custom'>;

/** Three presets as radio buttons, and a field for any other width. */
export class WidthControl implements ToolbarGroup {
  readonly label = text.width;
  readonly element: HTMLElement;
  readonly #radios: ReadonlyMap<Preset, HTMLInputElement>;
  readonly #field: HTMLInputElement;
  readonly #onChange: (width: PreviewWidth) => void;
  #actualPx = 0;
  #width: PreviewWidth = { kind: 'fit' };

  constructor(onChange: (width: PreviewWidth) => void) {
    this.#onChange = onChange;
    this.#radios = new Map([this.#radio('fit'), this.#radio('desktop'), this.#radio('mobile')]);
    this.#field = element('input', {
      type: 'text',
      inputmode: 'numeric',
      class: 'text-input width-field',
      'aria-label': text.widthInPixels,
      title: text.widthInPixels,
      spellcheck: 'false',
      maxlength: 6,
      onchange: () => this.#takeTyped(),
      onkeydown: (event) => this.#onKey(event),
      onfocus: () => this.#field.select(),
    });
    this.element = element(
      'div',
      { class: 'group' },
      element(
        'div',
        { class: 'segments', role: 'radiogroup', 'aria-label': text.width },
        segment(this.#radios.get('fit'), 'screen-full', text.fit, text.fitTooltip),
        segment(this.#radios.get('desktop'), 'device-desktop', text.desktop, text.desktopTooltip),
        segment(this.#radios.get('mobile'), 'device-mobile', text.mobile, text.mobileTooltip),
      ),
      element('label', { class: 'width-typed' }, this.#field, element('span', { 'aria-hidden': 'true' }, text.pixels)),
    );
  }

  /** `actualPx`: how wide the mail is now, which is what the field says unless it is being edited. */
  show(width: PreviewWidth, actualPx: number): void {
    this.#width = width;
    this.#actualPx = actualPx;
    for (const [kind, radio] of this.#radios) radio.checked = kind === width.kind;
    if (document.activeElement !== this.#field) this.#field.value = actualPx > 0 ? String(actualPx) : '';
  }

  menuEntries(): readonly MenuEntry[] {
    const entry = (kind: Preset, label: string, iconName: string): MenuEntry => ({
      label,
      icon: iconName,
      detail: detailOf({ kind }),
      isChosen: this.#width.kind === kind,
      run: () => this.#onChange({ kind }),
    });
    return [
      entry('fit', text.fit, 'screen-full'),
      entry('desktop', text.desktop, 'device-desktop'),
      entry('mobile', text.mobile, 'device-mobile'),
    ];
  }

  #radio(kind: Preset): [Preset, HTMLInputElement] {
    const radio = element('input', {
      type: 'radio',
      name: 'width',
      value: kind,
      onchange: () => this.#onChange({ kind }),
    });
    return [kind, radio];
  }

  #takeTyped(): void {
    const typed = parseTypedWidth(this.#field.value);
    if (typed !== undefined) this.#onChange(typed);
    this.#field.value = String(typed === undefined ? this.#actualPx : (widthInPixels(typed) ?? this.#actualPx));
  }

  #onKey(event: Event): void {
    if (!(event instanceof KeyboardEvent)) return;
    if (event.key === 'Enter') this.#takeTyped();
    if (event.key === 'Escape') this.#field.value = String(widthInPixels(this.#width) ?? this.#actualPx);
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.#field.value = String(Number.parseInt(this.#field.value, 10) + step * (event.shiftKey ? 10 : 1));
    this.#takeTyped();
  }
}

function detailOf(width: PreviewWidth): string {
  const widthPx = widthInPixels(width);
  return widthPx === undefined ? '' : `${widthPx} ${text.pixels}`;
}

function segment(
  radio: HTMLInputElement | undefined,
  iconName: string,
  label: string,
  tooltip: string,
): HTMLLabelElement {
  return element(
    'label',
    { class: 'segment', title: tooltip },
    radio,
    icon(iconName),
    element('span', { class: 'segment-label' }, label),
  );
}
