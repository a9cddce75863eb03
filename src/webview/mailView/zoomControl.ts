import { MenuButton } from '../page/menuButton.ts';
import type { MenuEntry } from '../page/menu.ts';
import type { ToolbarGroup } from '../page/toolbar.ts';
import { format } from '../page/localise.ts';
import { text } from './text.ts';
import type { PreviewZoom } from './viewState.ts';

/** How large the mail is shown; its layout stays. */
export class ZoomControl implements ToolbarGroup {
  readonly label = text.zoom;
  readonly element: HTMLElement;
  readonly #button = new MenuButton({ name: text.zoom, icon: 'zoom-in', entries: () => this.menuEntries() });
  readonly #onChange: (zoom: PreviewZoom) => void;
  #zoom: PreviewZoom = 'fit';

  constructor(onChange: (zoom: PreviewZoom) => void) {
    this.#onChange = onChange;
    this.element = this.#button.element;
  }

  /** `scale`: what it comes to. */
  show(zoom: PreviewZoom, scale: number): void {
    this.#zoom = zoom;
    this.#button.show(format(text.percent, Math.round(scale * 100)));
  }

  menuEntries(): readonly MenuEntry[] {
    const entry = (zoom: PreviewZoom): MenuEntry => ({
      label: zoom === 'fit' ? text.zoomFit : format(text.percent, zoom),
      ...(zoom === 'fit' ? { tooltip: text.zoomFitTooltip } : {}),
      isChosen: zoom === this.#zoom,
      run: () => this.#onChange(zoom),
    });
    return [entry('fit'), ...zoomSteps.map(entry)];
  }
}

export const zoomSteps: readonly number[] = [50, 75, 100, 125, 150, 200];

/** The next step in a direction, from any size. */
export function zoomStep(percent: number, direction: 1 | -1): number {
  const further = zoomSteps.filter((step) => (step - percent) * direction > 0.5);
  return (direction === 1 ? further[0] : further.at(-1)) ?? percent;
}
