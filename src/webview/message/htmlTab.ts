import type { FromMessage } from '../../protocol/message.ts';
import type { PreviewDevice } from '../../protocol/preview.ts';
import { MailFrame } from '../mailFrame/mailFrame.ts';
import { RemoteImagesBar } from '../mailFrame/remoteImagesBar.ts';
import { MailView } from '../mailView/mailView.ts';
import type { ViewState } from '../mailView/viewState.ts';
import { element, setText } from '../page/element.ts';
import type { Host } from '../page/host.ts';
import type { MenuEntry } from '../page/menu.ts';
import { Toolbar } from '../page/toolbar.ts';
import { LinkChip } from './linkChip.ts';
import { text } from './text.ts';

export interface HtmlTabDeps {
  readonly host: Host<FromMessage>;
  readonly state: () => ViewState;
  readonly save: (change: Partial<ViewState>) => void;
  readonly moreEntries: () => readonly MenuEntry[];
}

/** The html of the message, with the same ways to see it as in the preview. */
export class HtmlTab {
  readonly element: HTMLElement;
  readonly #stage = element('div', { class: 'mail-stage', tabindex: '0' });
  readonly #linkAddress = element('div', { class: 'link-address', hidden: true, 'aria-hidden': 'true' });
  readonly #remoteImages: RemoteImagesBar;
  readonly #frame: MailFrame;
  readonly #view: MailView;
  #shown: { readonly html: string; readonly remoteImages: boolean } | undefined;

  constructor(deps: HtmlTabDeps) {
    const { host } = deps;
    this.#remoteImages = new RemoteImagesBar(text, (allowed) => host.post({ type: 'showRemoteImages', allowed }));
    const chip = new LinkChip(
      {
        onOpen: (href) => host.post({ type: 'openShownLink', href }),
        onCopy: (href) => host.post({ type: 'copyLink', href }),
      },
      this.#stage,
    );
    this.#frame = new MailFrame({
      title: text.mailFrame,
      scroller: this.#stage,
      onLink: (href) => chip.show(href, this.#frame),
      onLinkHover: (href) => {
        this.#linkAddress.hidden = href === undefined;
        setText(this.#linkAddress, href ?? '');
      },
      onDidPatch: () => {
        this.#view.didPatch();
        this.#countRemoteImages();
      },
    });
    this.#stage.append(this.#frame.element);
    this.#view = new MailView({
      frame: () => this.#frame,
      stage: this.#stage,
      state: deps.state,
      save: deps.save,
      redraw: () => this.#draw(),
    });
    const toolbar = new Toolbar({
      label: text.toolbar,
      groups: [
        { group: this.#view.width, keep: 3 },
        { group: this.#view.zoom, keep: 1 },
        { group: this.#view.look, keep: 2 },
      ],
      end: element('span', {}),
      more: text.more,
      moreEntries: deps.moreEntries,
    });
    this.element = element(
      'div',
      { class: 'panel' },
      toolbar.element,
      this.#remoteImages.element,
      this.#view.notice.element,
      this.#stage,
      this.#linkAddress,
      chip.element,
    );
  }

  showDevices(devices: readonly PreviewDevice[]): void {
    this.#view.showDevices(devices);
  }

  /** Once the page is in the document, and this tab can be measured. */
  show(html: string, remoteImages: boolean): void {
    const isFirst = this.#shown === undefined;
    this.#shown = { html, remoteImages };
    if (isFirst) this.#view.start();
    this.#draw();
  }

  #draw(): void {
    if (this.#shown === undefined) return;
    const { html, remoteImages } = this.#shown;
    const pieces = [{ id: 0, html }];
    this.#frame.show(pieces, { remoteImages, ...this.#view.optionsFor(pieces) });
    this.#view.apply();
  }

  #countRemoteImages(): void {
    this.#remoteImages.show(this.#frame.remoteImageCount, this.#shown?.remoteImages === true);
  }
}
