import type { HtmlPiece } from '../../core/render/renderResult.ts';
import type { PreviewDevice } from '../../protocol/preview.ts';
import { cssColor, white, type Color } from '../mailFrame/color.ts';
import { DarkLayer } from '../mailFrame/darkLayer.ts';
import { darkRules, type DarkRules } from '../mailFrame/darkRules.ts';
import { findHardTexts } from '../mailFrame/hardTexts.ts';
import type { MailFrame, MailFrameOptions } from '../mailFrame/mailFrame.ts';
import { element } from '../page/element.ts';
import { DragHandle } from './dragHandle.ts';
import { LookControl } from './lookControl.ts';
import { SchemeNotice } from './schemeNotice.ts';
import { schemeTexts } from './schemeTexts.ts';
import { text } from './text.ts';
import {
  clampZoom,
  customWidth,
  widthInPixels,
  type PreviewScheme,
  type PreviewZoom,
  type ViewState,
} from './viewState.ts';
import { WidthControl } from './widthControl.ts';
import { ZoomControl, zoomStep } from './zoomControl.ts';

export interface MailViewDeps {
  readonly frame: () => MailFrame;
  readonly stage: HTMLElement;
  readonly state: () => ViewState;
  readonly save: (change: Partial<ViewState>) => void;
  /** The mail has to be shown once more, with other options. */
  readonly redraw: () => void;
}

/** The ways to see a mail: its width, zoom, colours, images and direction; their controls, and what they do to the frame. */
export class MailView {
  readonly width = new WidthControl((width) => this.#change({ width }));
  readonly zoom = new ZoomControl((zoom) => this.#zoomTo(zoom));
  readonly look = new LookControl((change) => {
    this.#change(change);
    this.#deps.redraw();
  });
  readonly notice = new SchemeNotice((owner) => this.#reveal(owner));
  readonly #deps: MailViewDeps;
  readonly #handle: DragHandle;
  readonly #spot = element('div', { class: 'mail-spot', hidden: true, 'aria-hidden': 'true' });
  #layer: { readonly mail: Document; readonly dark: DarkLayer } | undefined;
  #hasDarkStyles = false;
  #shownWidthPx = 0;
  #hardTextsTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: MailViewDeps) {
    this.#deps = deps;
    this.#handle = new DragHandle({
      measure: () => this.#measureSheet(),
      onDrag: (widthPx) => {
        // The scale of before: otherwise the edge would run away from the pointer.
        deps.frame().setZoom(deps.frame().scale);
        deps.frame().setWidth(widthPx);
        this.#showWidth(widthPx);
      },
      onDone: (widthPx) => this.#change({ width: widthPx === undefined ? { kind: 'fit' } : customWidth(widthPx) }),
    });
  }

  /** Once the frame is in the page. */
  start(): void {
    const frame = this.#deps.frame();
    frame.element.append(this.#handle.element, this.#spot);
    new ResizeObserver(() => this.#showSizes()).observe(frame.element);
    this.#deps.stage.addEventListener('wheel', (event) => this.#zoomByWheel(event), { passive: false });
    this.apply();
  }

  showDevices(devices: readonly PreviewDevice[]): void {
    this.width.showDevices(devices);
  }

  /** How the frame has to be told to show this mail. */
  optionsFor(mail: readonly HtmlPiece[]): Pick<MailFrameOptions, 'scheme' | 'imagesOff' | 'rightToLeft'> {
    const { scheme, imagesOff, rightToLeft } = this.#deps.state();
    this.#hasDarkStyles =
      scheme === 'apple' && mail.some(({ html }) => /prefers-color-scheme\s{0,99}:\s{0,99}dark/i.test(html));
    const isAuthorsDark = scheme === 'dark' || scheme === 'outlook' || this.#hasDarkStyles;
    return { scheme: isAuthorsDark ? 'dark' : 'light', imagesOff, rightToLeft };
  }

  didPatch(): void {
    const frame = this.#deps.frame();
    const mail = frame.document;
    if (mail === undefined) return;
    if (this.#layer?.mail !== mail) {
      this.#layer = { mail, dark: new DarkLayer(mail) };
      // A press in the mail never reaches the page.
      mail.addEventListener('wheel', (event) => this.#zoomByWheel(event, frame), { passive: false });
    }
    const rules = this.#rules();
    this.#layer.dark.show(rules);
    this.#layer.dark.didPatch();
    frame.setCanvas(cssColor(rules?.canvas ?? white));
    this.#findHardTextsSoon();
  }

  /** Makes the frame and the controls agree with what is chosen. */
  apply(): void {
    const { width, zoom } = this.#deps.state();
    const frame = this.#deps.frame();
    frame.setZoom(zoom === 'fit' ? 'fit' : zoom / 100);
    frame.setWidth(widthInPixels(width));
    this.look.show(this.#deps.state());
    this.showNotice();
    this.#showSizes();
  }

  /** It also says something of the mail that is shown. */
  showNotice(): void {
    const { scheme } = this.#deps.state();
    this.notice.show(scheme === 'light' ? undefined : this.#explanation(scheme));
  }

  #change(change: Partial<ViewState>): void {
    this.#deps.save(change);
    this.apply();
  }

  #rules(): DarkRules | undefined {
    const { scheme } = this.#deps.state();
    if (scheme === 'light' || scheme === 'dark' || this.#hasDarkStyles) return undefined;
    return darkRules[scheme];
  }

  #explanation(scheme: PreviewScheme): string {
    return this.#hasDarkStyles && scheme === 'apple' ? text.schemeAppleOwn : schemeTexts[scheme].explanation;
  }

  #showSizes(): void {
    const { zoom } = this.#deps.state();
    const frame = this.#deps.frame();
    this.zoom.show(zoom, frame.scale);
    this.#showWidth(frame.layoutWidthPx);
  }

  #showWidth(widthPx: number): void {
    this.width.show(this.#deps.state().width, widthPx);
    this.#handle.show(widthPx);
    if (widthPx === this.#shownWidthPx) return;
    this.#shownWidthPx = widthPx;
    // Conditions on the width may choose other colours.
    this.#layer?.dark.refresh();
    this.#findHardTextsSoon();
  }

  #measureSheet(): { readonly widthPx: number; readonly scale: number; readonly isCentered: boolean } {
    const { layoutWidthPx, scale, element: sheet } = this.#deps.frame();
    return {
      widthPx: layoutWidthPx,
      scale,
      isCentered: this.#deps.state().width.kind !== 'fit' && sheet.offsetWidth < this.#deps.stage.clientWidth,
    };
  }

  #zoomTo(zoom: PreviewZoom, pageY?: number): void {
    this.#deps.frame().setZoom(zoom === 'fit' ? 'fit' : zoom / 100, pageY);
    this.#change({ zoom });
  }

  /** With ctrl or cmd, as everywhere else. From inside the frame, the place has to be brought to the page. */
  #zoomByWheel(event: WheelEvent, frame?: MailFrame): void {
    if (!(event.ctrlKey || event.metaKey) || event.deltaY === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const { scale } = this.#deps.frame();
    const pageY = frame === undefined ? event.clientY : frame.toPage(new DOMRect(0, event.clientY, 0, 0)).y;
    this.#zoomTo(clampZoom(zoomStep(scale * 100, event.deltaY < 0 ? 1 : -1)), pageY);
  }

  /** Reading the whole mail waits until the typing pauses. */
  #findHardTextsSoon(): void {
    clearTimeout(this.#hardTextsTimer);
    const { scheme } = this.#deps.state();
    if (scheme === 'light' || this.#layer === undefined) return;
    const { mail } = this.#layer;
    this.#hardTextsTimer = setTimeout(() => {
      this.notice.showHardTexts(findHardTexts(mail, this.#rules()?.canvas ?? canvasOf(mail)));
    }, hardTextsDelayMs);
  }

  #reveal(owner: Element): void {
    if (!owner.isConnected) return;
    owner.scrollIntoView({ block: 'center', inline: 'nearest' });
    const { scale } = this.#deps.frame();
    const { x, y, width, height } = owner.getBoundingClientRect();
    Object.assign(this.#spot.style, {
      left: `${x * scale}px`,
      top: `${y * scale}px`,
      width: `${width * scale}px`,
      height: `${height * scale}px`,
    });
    // Hidden first, so that the animation starts again for the same text.
    this.#spot.hidden = true;
    void this.#spot.offsetWidth;
    this.#spot.hidden = false;
  }
}

/** What Chromium paints behind a document that says it is dark. */
function canvasOf(mail: Document): Color {
  const scheme = mail.defaultView?.getComputedStyle(mail.documentElement).colorScheme ?? '';
  return scheme.includes('dark') ? { red: 18, green: 18, blue: 18, alpha: 1 } : white;
}

const hardTextsDelayMs = 250;
