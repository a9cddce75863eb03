import { element } from '../page/element.ts';
import type { DisplayOptions } from './displayHtml.ts';
import { fetchImage, LocalImages, type LocalImage } from './localImages.ts';
import { FrameHeight } from './frameHeight.ts';
import { listenToFrame } from './frameEvents.ts';
import type { HtmlPiece } from '../../core/render/renderResult.ts';
import { pictureOf, type MailPicture } from './mailPicture.ts';
import { ShownMail } from './shownMail.ts';

export interface MailFrameDeps {
  /** Name of the frame for screen readers. */
  readonly title: string;
  /** The element that scrolls. The frame is as tall as its mail: a scroll bar inside would take its width from the mail. */
  readonly scroller: HTMLElement;
  readonly onLink: (href: string) => void;
  readonly onLinkHover: (href: string | undefined) => void;
  /** The shown document has changed, and has its height: before the browser draws it. */
  readonly onDidPatch?: () => void;
}

export type MailFrameOptions = Omit<DisplayOptions, 'failedUrls' | 'localImage'>;

/**
 * Shows mail html: no scripts, no network, no navigation. The frame's document is made once and then changed in place, so an update
 * neither flashes nor moves what is being looked at.
 */
export class MailFrame {
  readonly element: HTMLElement;
  readonly #frame: HTMLIFrameElement;
  readonly #deps: MailFrameDeps;
  readonly #height: FrameHeight;
  readonly #failedUrls = new Set<string>();
  readonly #localImages = new LocalImages({ load: fetchImage, onDidChange: (url) => this.#updateSoon(url) });
  readonly #bodySize = new ResizeObserver(() => this.#measureSoon());
  #mail: { readonly pieces: readonly HtmlPiece[]; readonly options: MailFrameOptions } | undefined;
  /** The frame's document once it is there; absent while it is being made. */
  #document: Document | undefined;
  #widthPx: number | undefined;
  #zoom: 'fit' | number = 1;
  #scale = 1;
  #frameRequest = 0;
  #shown: ShownMail | undefined;
  readonly #changedAddresses = new Set<string>();
  /** Patched, and not yet measured. */
  #unsettled: { readonly anchor: Anchor | undefined; readonly request: number } | undefined;
  #wantedScrollTop = 0;

  constructor(deps: MailFrameDeps) {
    this.#deps = deps;
    this.#frame = element('iframe', {
      class: 'mail-frame',
      title: deps.title,
      // Without allow-scripts nothing in it runs; with allow-same-origin this page can read and patch it. Never both.
      sandbox: 'allow-same-origin',
      referrerpolicy: 'no-referrer',
      onload: () => this.#adoptDocument(),
    });
    this.element = element('div', { class: 'mail-sheet' }, this.#frame);
    this.#height = new FrameHeight({ frame: this.#frame, sheet: this.element });
    new ResizeObserver(() => this.#measureSoon()).observe(deps.scroller);
    // VS Code copies with execCommand on the page, which does not see what is selected in the frame.
    document.addEventListener('copy', (event) => this.#copySelection(event));
    for (const name of ['wheel', 'keydown', 'pointerdown']) {
      deps.scroller.addEventListener(name, () => (this.#wantedScrollTop = 0), { passive: true });
    }
  }

  /** What is shown; undefined while the frame is being made. */
  get document(): Document | undefined {
    return this.#document;
  }

  /** A rectangle of the mail in the coordinates of the page's viewport. */
  toPage({ x, y, width, height }: DOMRectReadOnly): DOMRect {
    this.settle();
    const frame = this.#frame.getBoundingClientRect();
    const scale = this.#scale;
    return new DOMRect(frame.x + x * scale, frame.y + y * scale, width * scale, height * scale);
  }

  /** The html of a mail; pieces with a text that is shown already cost nothing. */
  show(pieces: readonly HtmlPiece[], options: MailFrameOptions): void {
    this.#mail = { pieces, options };
    this.#localImages.refresh();
    this.#update();
  }

  /** Different addresses of images on the network, in what was patched last. */
  get remoteImageCount(): number {
    return this.#shown?.remoteImageCount ?? 0;
  }

  /** How large a pixel of the mail is on the page. */
  get scale(): number {
    return this.#scale;
  }

  /** How wide the mail is laid out, whatever its size on the page; 0 as long as there is none. */
  get layoutWidthPx(): number {
    return this.#mail === undefined ? 0 : this.#frame.clientWidth;
  }

  /** The mail as it is shown, all of it, at its width; undefined where that cannot be drawn as it is. */
  async takePicture(): Promise<MailPicture | undefined> {
    this.settle();
    if (this.#document === undefined) return undefined;
    return pictureOf(this.#document, {
      canvasColor: this.#frame.style.background || '#ffffff',
      pixelRatio: window.devicePixelRatio,
      blobOf: (url) => this.#localImages.blobOf(url),
    });
  }

  /** What the mail lies on where it sets no background. */
  setCanvas(color: string): void {
    this.element.style.background = color;
    this.#frame.style.background = color;
  }

  /** A width in pixels, or undefined for all there is; then the mail's own background fills the height too. */
  setWidth(widthPx: number | undefined): void {
    this.#widthPx = widthPx;
    this.settle();
    // A page that is not shown yet cannot be measured; the width is right already.
    this.#layOut();
    this.#measure();
  }

  /**
   * How large the mail is shown; its layout does not change. `fit`: no larger than there is room for. What is at `pageY` stays
   * there, at the upper edge of the view if that is undefined.
   */
  setZoom(zoom: 'fit' | number, pageY?: number): void {
    if (zoom === this.#zoom) return;
    if (this.#mail === undefined) {
      this.#zoom = zoom;
      return;
    }
    this.settle();
    const { scroller } = this.#deps;
    const held = pageY ?? scroller.getBoundingClientRect().top;
    const before = this.#frame.getBoundingClientRect();
    const mailY = (held - before.top) / this.#scale;
    this.#zoom = zoom;
    this.#measure();
    // Above the mail there is only its margin, which does not grow.
    if (mailY > 0) scroller.scrollTop += this.#frame.getBoundingClientRect().top + mailY * this.#scale - held;
  }

  /** Goes back to where a previous page was, as soon as the mail is tall enough for it; gives up when the reader scrolls first. */
  restoreScroll(top: number): void {
    this.#wantedScrollTop = top;
    this.#measure();
  }

  /**
   * Does now what the next drawing of the page would bring: whoever asks where something is must not ask between the patch and the
   * measuring of it.
   */
  settle(): void {
    if (this.#unsettled === undefined) return;
    const { anchor, request } = this.#unsettled;
    cancelAnimationFrame(request);
    this.#unsettled = undefined;
    this.#measure();
    if (anchor?.element.isConnected === true) {
      this.#deps.scroller.scrollTop += (anchor.element.getBoundingClientRect().top - anchor.top) * this.#scale;
    }
    this.#deps.onDidPatch?.();
  }

  #update(): void {
    if (this.#mail === undefined || this.#document === undefined || this.#shown === undefined) return;
    // Of several patches before the page is drawn, the first one knows what was seen last.
    const anchor = this.#unsettled === undefined ? this.#anchor(this.#document) : this.#unsettled.anchor;
    const { pieces, options } = this.#mail;
    const changed = new Set(this.#changedAddresses);
    this.#changedAddresses.clear();
    this.#shown.update(pieces, this.#displayOptions(options), changed);
    // Layout is the browser's to do once, just before it draws; asked for here it would keep the page from what else it has to do.
    const request = this.#unsettled?.request ?? requestAnimationFrame(() => this.settle());
    this.#unsettled = { anchor, request };
  }

  #displayOptions(options: MailFrameOptions): DisplayOptions {
    const localImage = (fileUrl: string): LocalImage => this.#localImages.find(fileUrl);
    return { ...options, failedUrls: this.#failedUrls, localImage };
  }

  #adoptDocument(): void {
    const mail = this.#frame.contentDocument;
    if (mail === null || mail === this.#document) return;
    this.#document = mail;
    // Written, and not a srcdoc: it is there at once, and the page around it is not kept from being loaded. Every mail is laid out in
    // standards mode, as in webmail, whatever its doctype says; a blank document would be in quirks mode.
    mail.open();
    mail.write('<!DOCTYPE html><html><head></head><body></body></html>');
    mail.close();
    this.#shown = new ShownMail(mail);
    listenToFrame(mail, {
      onLink: this.#deps.onLink,
      onLinkHover: this.#deps.onLinkHover,
      onResize: () => this.#measureSoon(),
      onImageFailed: (url) => {
        this.#failedUrls.add(url);
        for (const oldest of this.#failedUrls)
          if (this.#failedUrls.size > maxFailedUrls) this.#failedUrls.delete(oldest);
        this.#updateSoon(this.#localImages.fileOf(url) ?? url);
      },
    });
    this.#update();
    this.#bodySize.disconnect();
    this.#bodySize.observe(mail.body);
  }

  /** What is at the upper edge of the view stays there when something above it grows. Browsers do this, but not across frames. */
  #anchor(shown: Document): Anchor | undefined {
    const frame = this.#frame.getBoundingClientRect();
    const visibleTop = this.#deps.scroller.getBoundingClientRect().top - frame.top;
    if (visibleTop <= 0) return undefined;
    const found = shown.elementFromPoint(frame.width / 2 / this.#scale, visibleTop / this.#scale + 1);
    return found === null ? undefined : { element: found, top: found.getBoundingClientRect().top };
  }

  #measureSoon(): void {
    if (this.#frameRequest !== 0) return;
    this.#frameRequest = requestAnimationFrame(() => {
      this.#frameRequest = 0;
      this.#measure();
    });
  }

  #updateSoon(changedAddress: string): void {
    this.#changedAddresses.add(changedAddress);
    if (this.#changedAddresses.size > 1) return;
    requestAnimationFrame(() => {
      if (this.#changedAddresses.size > 0) this.#update();
    });
  }

  #measure(): void {
    const mail = this.#document;
    const { scroller } = this.#deps;
    if (mail === undefined || this.#mail === undefined || scroller.clientHeight === 0) return;
    this.#layOut();
    const minimumPx = this.#widthPx === undefined ? Math.floor(scroller.clientHeight / this.#scale) : 0;
    this.#height.measure(mail, this.#mail.pieces, { minimumPx, scale: this.#scale });
    if (this.#wantedScrollTop > 0 && scroller.scrollHeight - scroller.clientHeight >= this.#wantedScrollTop) {
      scroller.scrollTop = this.#wantedScrollTop;
      this.#wantedScrollTop = 0;
    }
  }

  /**
   * The frame is scaled as a whole. CSS `zoom` would lay the mail out anew: text would wrap elsewhere, and conditions on the
   * resolution would change.
   */
  #layOut(): void {
    const { scroller } = this.#deps;
    const widthPx = this.#widthPx;
    // Asking for a size makes the browser lay out a page that is still being made.
    const room = this.#mail === undefined ? 0 : scroller.clientWidth - 2 * sheetMarginPx;
    const fitting = widthPx === undefined || room <= 0 ? 1 : Math.min(1, room / widthPx);
    const scale = this.#zoom === 'fit' ? fitting : this.#zoom;
    this.#scale = scale;
    this.element.classList.toggle('is-filling', widthPx === undefined);
    this.element.style.width = widthPx === undefined ? '' : `${widthPx * scale}px`;
    const { style } = this.#frame;
    if (widthPx !== undefined) style.width = `${widthPx}px`;
    else style.width = scale === 1 ? '' : `${scroller.clientWidth / scale}px`;
    style.transform = scale === 1 ? '' : `scale(${scale})`;
  }

  #copySelection(event: ClipboardEvent): void {
    if (document.activeElement !== this.#frame) return;
    const text = this.#document?.getSelection()?.toString() ?? '';
    if (text === '' || event.clipboardData === null) return;
    event.clipboardData.setData('text/plain', text);
    event.preventDefault();
  }
}

/** What was at the upper edge of the view before a patch. */
interface Anchor {
  readonly element: Element;
  readonly top: number;
}

/** Addresses that are being typed fail too; the oldest go first. */
const maxFailedUrls = 300;

/** Beside a sheet that does not fill the width; the handle stands in it. */
const sheetMarginPx = 16;
