import type { PreviewDevice } from '../../protocol/preview.ts';
import { element, icon } from '../page/element.ts';
import { format } from '../page/localise.ts';
import type { MenuEntry } from '../page/menu.ts';
import type { ToolbarGroup } from '../page/toolbar.ts';
import { text } from './text.ts';
import { customWidth, parseTypedWidth, widthInPixels, type PreviewWidth } from './viewState.ts';

/** All there is and the devices as radio buttons, and a field for any other width. */
export class WidthControl implements ToolbarGroup {
  readonly label = text.width;
  readonly menuIcon = 'arrow-both';
  readonly element: HTMLElement;
  readonly #presets = element('div', { class: 'segments', role: 'radiogroup', 'aria-label': text.width });
  readonly #field: HTMLInputElement;
  readonly #onChange: (width: PreviewWidth) => void;
  #radios: readonly { readonly radio: HTMLInputElement; readonly width: PreviewWidth }[] = [];
  #devices: readonly PreviewDevice[] = [];
  #actualPx = 0;
  #width: PreviewWidth = { kind: 'fit' };

  constructor(onChange: (width: PreviewWidth) => void) {
    this.#onChange = onChange;
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
      this.#presets,
      element('label', { class: 'width-typed' }, this.#field, element('span', { 'aria-hidden': 'true' }, text.pixels)),
    );
    this.showDevices([]);
  }

  showDevices(devices: readonly PreviewDevice[]): void {
    this.#devices = devices;
    const presets = [
      { width: { kind: 'fit' } as const, label: text.fit, tooltip: text.fitTooltip, iconName: 'screen-full' },
      ...devices.map(({ name, widthPx }) => ({
        width: customWidth(widthPx),
        label: name,
        tooltip: format(text.deviceTooltip, name, widthPx),
        iconName: deviceIcon(widthPx),
      })),
    ];
    this.#radios = presets.map(({ width, label }) => ({
      width,
      radio: element('input', {
        type: 'radio',
        name: 'width',
        'aria-label': label,
        onchange: () => this.#onChange(width),
      }),
    }));
    this.#presets.replaceChildren(
      ...presets.map(({ label, tooltip, iconName }, index) =>
        element(
          'label',
          { class: 'segment', title: tooltip },
          this.#radios[index]?.radio,
          icon(iconName),
          element('span', { class: 'segment-label' }, label),
        ),
      ),
    );
    this.show(this.#width, this.#actualPx);
  }

  /** `actualPx`: how wide the mail is now, which is what the field says unless it is being edited. */
  show(width: PreviewWidth, actualPx: number): void {
    this.#width = width;
    this.#actualPx = actualPx;
    for (const { radio, width: preset } of this.#radios) radio.checked = isSame(preset, width);
    if (document.activeElement !== this.#field) this.#field.value = actualPx > 0 ? String(actualPx) : '';
  }

  menuEntries(): readonly MenuEntry[] {
    const entry = (width: PreviewWidth, label: string, iconName: string): MenuEntry => ({
      label,
      icon: iconName,
      ...(width.kind === 'fit' ? {} : { detail: `${width.widthPx} ${text.pixels}` }),
      isChosen: isSame(width, this.#width),
      run: () => this.#onChange(width),
    });
    return [
      entry({ kind: 'fit' }, text.fit, 'screen-full'),
      ...this.#devices.map(({ name, widthPx }) => entry(customWidth(widthPx), name, deviceIcon(widthPx))),
    ];
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

function isSame(one: PreviewWidth, other: PreviewWidth): boolean {
  return widthInPixels(one) === widthInPixels(other);
}

/** Codicons have no tablet: mailView.css draws one. */
function deviceIcon(widthPx: number): string {
  if (widthPx < 500) return 'device-mobile';
  return widthPx < 700 ? 'device-tablet' : 'device-desktop';
}
