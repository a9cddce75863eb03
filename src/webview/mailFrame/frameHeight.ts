import type { HtmlPiece } from '../../core/render/renderResult.ts';

export interface FrameHeightDeps {
  readonly frame: HTMLIFrameElement;
  /** What holds the frame, and scrolls with it. */
  readonly sheet: HTMLElement;
}

export interface FrameRoom {
  /** The frame is at least as tall, in pixels of the mail. */
  readonly minimumPx: number;
  /** How large a pixel of the mail is on the page. */
  readonly scale: number;
}

/**
 * Keeps the frame as tall as its mail. Mostly the height of the root element says it all, and asking for that costs what was changed.
 * Only where the mail's height may depend on the frame's, the frame is made flat first, and all of the mail is laid out twice.
 */
export class FrameHeight {
  readonly #deps: FrameHeightDeps;
  /** With this opening of a mail the root element is as tall as the mail, whatever the height of the frame. */
  #plainOpening: HtmlPiece | undefined;
  #heightPx = 0;
  #scale = 1;

  constructor(deps: FrameHeightDeps) {
    this.#deps = deps;
  }

  measure(mail: Document, pieces: readonly HtmlPiece[], { minimumPx: minimum, scale }: FrameRoom): void {
    if (scale !== this.#scale) {
      this.#scale = scale;
      this.#set(this.#heightPx);
    }
    const isPlain =
      this.#plainOpening !== undefined && this.#plainOpening === pieces[0] && !pieces.some(mayFollowFrame);
    if (isPlain && this.#measureRoot(mail, minimum)) return;
    this.#measureFlat(mail, minimum, pieces[0]);
  }

  /** False: it is not as plain any more. */
  #measureRoot(mail: Document, minimum: number): boolean {
    const { documentElement: root } = mail;
    const height = rootHeight(mail);
    if (isTaller(root, Math.max(height, this.#heightPx))) return false;
    const wanted = Math.max(height + scrollBarHeight(root), minimum);
    if (wanted === this.#heightPx) return true;
    this.#set(wanted);
    return rootHeight(mail) === height && !isTaller(root, wanted);
  }

  /** At height 0, because a document is at least as tall as its frame, and because `height: 100%` is common in mails. */
  #measureFlat(mail: Document, minimum: number, opening: HtmlPiece | undefined): void {
    const { sheet } = this.#deps;
    const { documentElement: root } = mail;
    // The sheet keeps its height meanwhile, otherwise the scroller would move up.
    sheet.style.minHeight = `${this.#heightPx * this.#scale}px`;
    this.#set(0);
    const content = root.scrollHeight;
    const height = rootHeight(mail);
    this.#set(content + probePx);
    const isPlain = content === height && rootHeight(mail) === height;
    this.#plainOpening = isPlain ? opening : undefined;
    this.#set(Math.max(content + scrollBarHeight(root), minimum));
    sheet.style.minHeight = '';
  }

  #set(heightPx: number): void {
    this.#heightPx = heightPx;
    const { frame, sheet } = this.#deps;
    frame.style.height = `${heightPx}px`;
    // What is scaled takes the room that it took before.
    sheet.style.height = this.#scale === 1 ? '' : `${heightPx * this.#scale}px`;
  }
}

/** Rounded as `scrollHeight` is. */
function rootHeight(mail: Document): number {
  return Math.round(mail.documentElement.getBoundingClientRect().height);
}

function isTaller(root: Element, height: number): boolean {
  return root.scrollHeight > height;
}

function scrollBarHeight(root: Element): number {
  return root.scrollWidth > root.clientWidth ? scrollBarHeightPx : 0;
}

/** Whether a piece has what makes something as tall as the frame, or a style sheet, which can do anything. */
function mayFollowFrame(piece: HtmlPiece, index: number): boolean {
  // The opening is looked at by trying.
  const known = following.get(piece);
  if (known !== undefined) return known;
  const found = viewportHeight.test(piece.html) || (index > 0 && /<style\b/i.test(piece.html));
  following.set(piece, found);
  return found;
}

const viewportHeight =
  /\d[sld]?v(?:h|b|min|max)\b|\((?:m(?:in|ax)-)?(?:device-)?(?:height|orientation|aspect-ratio)\b/i;
const following = new WeakMap<HtmlPiece, boolean>();

/** Room for the scroll bar under a mail that is too wide; where scroll bars float it is a strip of its background. */
const scrollBarHeightPx = 16;
/** What grows with the frame grows by some of it. */
const probePx = 1000;
