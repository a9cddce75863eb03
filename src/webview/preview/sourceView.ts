import type { FromPreview } from '../../protocol/preview.ts';
import {
  maxBeforeLength,
  type DescribedSource,
  type SourceTarget,
  type ToPreviewSource,
} from '../../protocol/previewSource.ts';
import type { MailFrame } from '../mailFrame/mailFrame.ts';
import { boxOf, elementAt, type MarkAtPoint, type ShownMark, ShownMarks, wordsOf } from '../mailFrame/shownMarks.ts';
import { element, setText } from '../page/element.ts';
import type { Host } from '../page/host.ts';
import { format } from '../page/localise.ts';
import { ScrollFollower } from './scrollFollower.ts';
import { SourceChip } from './sourceChip.ts';
import { isLinkFocused, listenToSourceKeys } from './sourceKeys.ts';
import { SourceLayer } from './sourceLayer.ts';
import { hrefOf, isElement, markAround } from './surroundings.ts';
import { text } from './text.ts';

export interface SourceViewDeps {
  readonly host: Pick<Host<FromPreview>, 'post'>;
  readonly frame: MailFrame;
  /** The element that scrolls the frame. */
  readonly scroller: HTMLElement;
}

interface Selection {
  readonly shown: ShownMark;
  readonly href: string | undefined;
  /** What stands before the place in a text that was clicked. */
  readonly before: string;
  /** How far out, of the calls that led to it, the editor was sent. */
  readonly stepsUp: number;
  /** How often its data were asked for. */
  readonly turns: number;
  readonly source?: DescribedSource;
}

/** The way from the mail to its source and back: what is pointed at, selected, and under the cursor of the editor. */
export class SourceView {
  readonly #deps: SourceViewDeps;
  readonly #layer: SourceLayer;
  readonly #chip: SourceChip;
  readonly #follower: ScrollFollower;
  readonly #status = element('div', { class: 'visually-hidden', role: 'status' });
  #document: Document | undefined;
  #marks: ShownMarks | undefined;
  #selection: Selection | undefined;
  #hovered: ShownMark | undefined;
  #cursor: readonly ShownMark[] = [];
  #cursorMarks: readonly string[] = [];
  /** Asked for before the mail had it. */
  #wanted: readonly string[] = [];
  #hoverRequest = 0;

  constructor(deps: SourceViewDeps) {
    this.#deps = deps;
    const { scroller, frame, host } = deps;
    this.#layer = new SourceLayer(scroller, frame);
    this.#chip = new SourceChip({
      onStep: (stepsUp) => this.#goTo(stepsUp === 0 ? { kind: 'place' } : { kind: 'caller', stepsUp }),
      onOpenLink: (href) => host.post({ type: 'openShownLink', href }),
      onCopyLink: (href) => host.post({ type: 'copyLink', href }),
    });
    this.#follower = new ScrollFollower({
      scroller,
      frame,
      marks: () => this.#marks,
      onScroll: (line) => host.post({ type: 'scrolledToLine', line }),
    });
    const hint = element('div', { id: 'mail-hint', class: 'visually-hidden' }, text.mailHint);
    this.#layer.element.append(this.#chip.element, hint, this.#status);
    scroller.append(this.#layer.element);
    scroller.setAttribute('role', 'region');
    scroller.setAttribute('aria-label', text.mailRegion);
    scroller.setAttribute('aria-describedby', hint.id);
    scroller.addEventListener('scroll', () => this.#placeChip(), { passive: true });
    new ResizeObserver(() => this.#didMove()).observe(frame.element);
    listenToSourceKeys({
      hasFocus: () => document.activeElement === scroller || this.#isFrameFocused(),
      isBusy: () => this.#document !== undefined && isLinkFocused(this.#document),
      isChosen: () => this.#selection !== undefined,
      onStart: () => this.#step(1),
      onStep: (by) => this.#step(by),
      onGo: (target) => this.#goTo(target),
      onLeave: () => this.#select(undefined),
    });
  }

  /** The mail was patched, and has its height. */
  didPatch(): void {
    const { document: shown } = this.#deps.frame;
    if (shown !== undefined && shown !== this.#document) this.#adopt(shown);
    this.#marks?.forget();
    this.#cursor = this.#found(this.#cursorMarks, this.#cursor);
    this.#selection = this.#stillSelected();
    this.#hovered = undefined;
    if (this.#wanted.length > 0) this.#reveal(this.#wanted);
    this.#didMove();
  }

  handle(message: ToPreviewSource): void {
    switch (message.type) {
      case 'markSource':
        this.#cursorMarks = message.marks;
        this.#cursor = this.#found(message.marks, []);
        this.#layer.drawCursor(this.#cursor);
        return;
      case 'revealSource':
        this.#reveal(message.marks);
        return;
      case 'describeSource':
        this.#describe(message.source);
        return;
      case 'followLines':
        this.#follower.follow(message.lines);
        return;
      case 'scrollToLine':
        this.#follower.scrollToLine(message.line);
    }
  }

  #adopt(shown: Document): void {
    this.#document = shown;
    this.#marks = new ShownMarks(shown);
    shown.addEventListener('click', (event) => this.#click(event));
    shown.addEventListener('auxclick', (event) => event.button === 1 && this.#clickLink(event));
    shown.addEventListener('mousemove', (event) => this.#hover(event), { passive: true });
    shown.documentElement.addEventListener('mouseleave', () => this.#setHovered(undefined));
  }

  #click(event: MouseEvent): void {
    const isModified = event.altKey || event.ctrlKey || event.metaKey;
    // A second click selects a word, a drag some text: both are no way to the source.
    const isSelecting = event.detail > 1 || this.#document?.getSelection()?.isCollapsed === false;
    if (isSelecting && !isModified) return;
    const found = this.#at(event);
    if (found === undefined) return this.#select(undefined);
    const href = hrefOf(event.target);
    const isAgain = found.mark === this.#selection?.shown.mark;
    const target: SourceTarget = event.altKey
      ? { kind: 'caller', stepsUp: isAgain ? this.#nextStepUp() : 1 }
      : event.ctrlKey || event.metaKey
        ? { kind: 'data', turn: 0 }
        : { kind: 'place' };
    const turns = isAgain ? (this.#selection?.turns ?? 0) : 0;
    this.#select(found, href, { before: found.before, turns });
    // An anchor scrolls inside of the mail, and with the keyboard one must get to what the label of a link offers.
    if (href?.startsWith('#') !== true) this.#goTo(target, { keepsFocus: href !== undefined });
  }

  #clickLink(event: MouseEvent): void {
    const href = hrefOf(event.target);
    const found = href === undefined ? undefined : this.#at(event);
    if (found !== undefined) this.#select(found, href);
  }

  /** One further out with each click, and from the outermost call to the innermost again. */
  #nextStepUp(): number {
    const { stepsUp = 0, source } = this.#selection ?? {};
    const calls = (source?.steps.length ?? 1) - 1;
    return stepsUp < calls ? stepsUp + 1 : 1;
  }

  #at({ clientX: x, clientY: y, target, detail }: MouseEvent): MarkAtPoint | undefined {
    const pointed = isElement(target) ? target : null;
    // Enter on a link is a click at no point.
    return detail === 0 ? elementAt(pointed) : this.#marks?.at({ x, y }, pointed);
  }

  #hover(event: MouseEvent): void {
    if (this.#hoverRequest !== 0) return;
    this.#hoverRequest = requestAnimationFrame(() => {
      this.#hoverRequest = 0;
      const pointed = isElement(event.target) ? event.target : null;
      this.#setHovered(
        event.buttons === 0 ? this.#marks?.at({ x: event.clientX, y: event.clientY }, pointed) : undefined,
      );
    });
  }

  #setHovered(hovered: ShownMark | undefined): void {
    this.#hovered = hovered;
    this.#layer.draw('hovered', hovered === undefined ? [] : [hovered]);
  }

  #select(shown: ShownMark | undefined, href?: string, { before = '', turns = 0 } = {}): void {
    this.#selection =
      shown === undefined ? undefined : { shown, href, before: before.slice(0, maxBeforeLength), stepsUp: 0, turns };
    this.#chip.show(undefined, href);
    this.#drawSelection();
  }

  #goTo(target: SourceTarget, { keepsFocus = false } = {}): void {
    const selection = this.#selection;
    if (selection === undefined) return;
    const { shown, before, turns } = selection;
    const isData = target.kind === 'data';
    const stepsUp = target.kind === 'caller' ? target.stepsUp : 0;
    this.#selection = { ...selection, stepsUp, turns: isData ? turns + 1 : turns };
    const around = markAround(shown);
    this.#deps.host.post({
      type: 'goToSource',
      mark: shown.mark,
      before,
      target: isData ? { kind: 'data', turn: turns } : target,
      keepsFocus,
      ...(around === undefined ? {} : { around }),
    });
  }

  #describe(source: DescribedSource): void {
    const selection = this.#selection;
    if (selection?.shown.mark !== source.mark) return;
    this.#selection = { ...selection, source };
    this.#chip.show(source, selection.href);
    this.#placeChip();
    const way = source.steps.map(({ fileName, line }) => `${fileName}:${line}`).join(' › ');
    setText(this.#status, format(text.chosen, wordsOf(selection.shown), [way, source.note ?? ''].join(' ').trim()));
  }

  /** To the next thing that is drawn, or from none to the first in sight. */
  #step(by: number): void {
    const all = this.#marks?.inOrder ?? [];
    const from = this.#selection?.shown;
    let index = from === undefined ? this.#firstInSight(all) - by : all.findIndex((each) => isSame(each, from));
    do index += by;
    while (index >= 0 && index < all.length && this.#layer.boxes(all.slice(index, index + 1)).length === 0);
    const next = all[index];
    if (next === undefined) return;
    this.#select(next, hrefOf(next.element));
    this.#showBox(next, 'nearest');
    this.#deps.host.post({ type: 'describeMark', mark: next.mark });
  }

  #firstInSight(all: readonly ShownMark[]): number {
    const { top } = this.#deps.scroller.getBoundingClientRect();
    const found = all.findIndex((each) => {
      const [box] = this.#layer.boxes([each]);
      return box !== undefined && box.top >= top;
    });
    return Math.max(found, 0);
  }

  #reveal(marks: readonly string[]): void {
    const first = this.#found(marks, []).find((each) => boxOf(each) !== undefined);
    this.#wanted = first === undefined ? marks : [];
    if (first === undefined) return;
    this.#select(first, hrefOf(first.element));
    this.#showBox(first, 'centre');
    this.#deps.host.post({ type: 'describeMark', mark: first.mark });
  }

  #showBox(shown: ShownMark, where: 'nearest' | 'centre'): void {
    const [box] = this.#layer.boxes([shown]);
    if (box === undefined) return;
    this.#follower.bringIntoView(box, where);
    this.#placeChip();
  }

  #found(marks: readonly string[], otherwise: readonly ShownMark[]): readonly ShownMark[] {
    const found = marks.flatMap((mark) => this.#marks?.find(mark) ?? []);
    // A text that is being edited has another mark with each key: its element stays until the extension says the new one.
    return found.length > 0 ? found : otherwise.filter((each) => each.element.isConnected);
  }

  #stillSelected(): Selection | undefined {
    const { shown } = this.#selection ?? {};
    if (this.#selection === undefined || shown === undefined) return undefined;
    const same = this.#marks?.find(shown.mark) ?? [];
    const found = same.find((each) => each.element === shown.element) ?? same[0] ?? elementAt(shown.element);
    return found === undefined || !found.element.isConnected ? undefined : { ...this.#selection, shown: found };
  }

  #didMove(): void {
    this.#follower.didMove();
    this.#layer.drawCursor(this.#cursor);
    this.#drawSelection();
    this.#setHovered(this.#hovered);
  }

  #drawSelection(): void {
    const shown = this.#selection?.shown;
    this.#layer.draw('selected', shown === undefined ? [] : [shown]);
    if (shown === undefined) this.#chip.element.hidden = true;
    this.#placeChip();
  }

  #placeChip(): void {
    const shown = this.#selection?.shown;
    if (shown !== undefined && !this.#chip.element.hidden) this.#layer.place(this.#chip.element, shown);
  }

  #isFrameFocused(): boolean {
    const focused = document.activeElement;
    return focused !== null && focused !== document.body && this.#deps.frame.element.contains(focused);
  }
}

function isSame(one: ShownMark, other: ShownMark): boolean {
  return one.mark === other.mark && one.element === other.element;
}
