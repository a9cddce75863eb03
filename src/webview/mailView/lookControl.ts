import { element, icon } from '../page/element.ts';
import { MenuButton } from '../page/menuButton.ts';
import type { MenuEntry } from '../page/menu.ts';
import type { ToolbarGroup } from '../page/toolbar.ts';
import { schemeTexts } from './schemeTexts.ts';
import { text } from './text.ts';
import { schemes, type PreviewScheme, type ViewState } from './viewState.ts';

export type Look = Pick<ViewState, 'scheme' | 'imagesOff' | 'rightToLeft'>;

/** How the recipient sees the mail: which colours, with or without images, from which side. */
export class LookControl implements ToolbarGroup {
  readonly label = text.look;
  readonly menuIcon = 'color-mode';
  readonly element: HTMLElement;
  readonly #scheme = new MenuButton({ name: text.scheme, icon: 'color-mode', entries: () => this.#schemeEntries() });
  readonly #images: HTMLButtonElement;
  readonly #rightToLeft: HTMLButtonElement;
  readonly #onChange: (change: Partial<Look>) => void;
  #look: Look = { scheme: 'light', imagesOff: false, rightToLeft: false };

  constructor(onChange: (change: Partial<Look>) => void) {
    this.#onChange = onChange;
    this.#images = toggle('file-media', text.imagesOff, text.imagesOffTooltip, () =>
      onChange({ imagesOff: !this.#look.imagesOff }),
    );
    this.#rightToLeft = toggle('arrow-swap', text.rightToLeft, text.rightToLeftTooltip, () =>
      onChange({ rightToLeft: !this.#look.rightToLeft }),
    );
    this.element = element('div', { class: 'group' }, this.#scheme.element, this.#images, this.#rightToLeft);
  }

  show(look: Look): void {
    this.#look = look;
    this.#scheme.show(schemeTexts[look.scheme].short);
    this.#images.setAttribute('aria-pressed', String(look.imagesOff));
    this.#rightToLeft.setAttribute('aria-pressed', String(look.rightToLeft));
  }

  menuEntries(): readonly MenuEntry[] {
    const { imagesOff, rightToLeft } = this.#look;
    return [
      ...this.#schemeEntries(),
      {
        label: text.imagesOff,
        tooltip: text.imagesOffTooltip,
        isOn: imagesOff,
        run: () => this.#onChange({ imagesOff: !imagesOff }),
      },
      {
        label: text.rightToLeft,
        tooltip: text.rightToLeftTooltip,
        isOn: rightToLeft,
        run: () => this.#onChange({ rightToLeft: !rightToLeft }),
      },
    ];
  }

  #schemeEntries(): readonly MenuEntry[] {
    const entry = (scheme: PreviewScheme): MenuEntry => ({
      label: schemeTexts[scheme].label,
      tooltip: schemeTexts[scheme].explanation,
      isChosen: this.#look.scheme === scheme,
      run: () => this.#onChange({ scheme }),
    });
    const isAuthors = (scheme: PreviewScheme): boolean => scheme === 'light' || scheme === 'dark';
    return [
      { heading: text.schemeOfAuthor, entries: schemes.filter(isAuthors).map(entry) },
      { heading: text.schemeOfClient, entries: schemes.filter((scheme) => !isAuthors(scheme)).map(entry) },
    ];
  }
}

function toggle(iconName: string, label: string, tooltip: string, onclick: () => void): HTMLButtonElement {
  return element(
    'button',
    {
      type: 'button',
      class: 'icon-button toggle',
      'aria-label': label,
      'aria-pressed': 'false',
      title: tooltip,
      onclick,
    },
    icon(iconName),
  );
}
