import type { FollowedLines } from '../../protocol/previewSource.ts';
import type { MailFrame } from '../mailFrame/mailFrame.ts';
import { boxOf, type ShownMarks } from '../mailFrame/shownMarks.ts';
import { lineAtY, risingPoints, yOfLine, type LinePoint } from './lineScroll.ts';

export interface ScrollFollowerDeps {
  readonly scroller: HTMLElement;
  readonly frame: MailFrame;
  readonly marks: () => ShownMarks | undefined;
  /** A person scrolled the mail. */
  readonly onScroll: (line: number) => void;
}

/**
 * Scrolls the mail along with the lines of an editor, and tells where a person scrolled it. A scroller that stands where the editor or
 * an update has put it was moved by no person.
 */
export class ScrollFollower {
  readonly #deps: ScrollFollowerDeps;
  #lines: FollowedLines | undefined;
  /** Measured when they are needed, and again when anything has moved. */
  #points: readonly LinePoint[] | undefined;
  #restTop = 0;
  #frameRequest = 0;

  constructor(deps: ScrollFollowerDeps) {
    this.#deps = deps;
    deps.scroller.addEventListener('scroll', () => this.#hearScroll(), { passive: true });
  }

  follow(lines: FollowedLines): void {
    this.#lines = lines;
    this.#points = undefined;
  }

  /** What is shown was patched, or has another size. */
  didMove(): void {
    this.#points = undefined;
    this.#restTop = this.#deps.scroller.scrollTop;
  }

  scrollToLine(line: number): void {
    const y = yOfLine(this.#measured(), line);
    if (y !== undefined) this.scrollTo(y);
  }

  /** Not by a person. */
  scrollTo(top: number): void {
    this.#deps.scroller.scrollTop = top;
    this.#restTop = this.#deps.scroller.scrollTop;
  }

  /** Scrolls as little as it takes, or so that it is in the middle if it is out of sight. */
  bringIntoView(box: DOMRect, where: 'nearest' | 'centre'): void {
    const { scroller } = this.#deps;
    const view = scroller.getBoundingClientRect();
    const isInSight = box.top >= view.top && box.bottom <= view.bottom;
    if (isInSight) return;
    const middle = box.top - view.top - Math.max((view.height - box.height) / 2, 0);
    const nearest = box.top < view.top || box.height > view.height ? box.top - view.top : box.bottom - view.bottom;
    this.scrollTo(scroller.scrollTop + (where === 'centre' ? middle : nearest));
  }

  #hearScroll(): void {
    if (this.#frameRequest !== 0) return;
    this.#frameRequest = requestAnimationFrame(() => {
      this.#frameRequest = 0;
      const { scrollTop } = this.#deps.scroller;
      if (Math.abs(scrollTop - this.#restTop) < 1) return;
      this.#restTop = -1;
      const line = lineAtY(this.#measured(), scrollTop);
      if (line !== undefined) this.#deps.onScroll(line);
    });
  }

  #measured(): readonly LinePoint[] {
    this.#points ??= this.#measure();
    return this.#points;
  }

  #measure(): readonly LinePoint[] {
    const marks = this.#deps.marks();
    if (this.#lines === undefined || marks === undefined) return [];
    const { scroller, frame } = this.#deps;
    const { anchors, lineCount } = this.#lines;
    const shift = scroller.scrollTop - scroller.getBoundingClientRect().top;
    const points = anchors.flatMap(({ line, mark }) => {
      const box = marks.find(mark).map(boxOf).find(Boolean);
      return box === undefined ? [] : [{ line, y: Math.max(frame.toPage(box).top + shift, 0) }];
    });
    const rising = risingPoints(points);
    if (lineCount === undefined) return rising;
    const inside = rising.filter(({ line, y }) => line > 0 && line < lineCount && y <= scroller.scrollHeight);
    return [{ line: 0, y: 0 }, ...inside, { line: lineCount, y: scroller.scrollHeight }];
  }
}
