import type { SourceBlock } from '../../protocol/message.ts';
import { element, icon, setText } from '../page/element.ts';
import { format } from '../page/localise.ts';
import { SourceColors } from './sourceColors.ts';
import { text } from './text.ts';

/** The message as it stands in its file, read block after block as far as somebody looks. */
export class SourceTab {
  readonly #end = element('div', { class: 'source-end', 'aria-hidden': 'true' });
  readonly #message = element('span', {});
  readonly #notice = element('div', { class: 'notice', hidden: true }, icon('info'), this.#message);
  readonly #scroller = element('div', { class: 'source-scroller', tabindex: '0' }, this.#end);
  readonly element = element('div', { class: 'panel' }, this.#notice, this.#scroller);
  readonly #onNeed: (start: number) => void;
  readonly #colors = new SourceColors();
  /** Where the next block begins; undefined when there is none, or it has been asked for. */
  #next: number | undefined = 0;
  #shown = 0;

  constructor(onNeed: (start: number) => void) {
    this.#onNeed = onNeed;
    const watcher = new IntersectionObserver((entries) => this.#look(entries), {
      root: this.#scroller,
      rootMargin: '0px 0px 1500px 0px',
    });
    watcher.observe(this.#end);
  }

  show(block: SourceBlock): void {
    const pre = element('pre', { class: 'plain-text source' });
    for (const { kind, text: piece } of this.#colors.color(block.text)) {
      pre.append(kind === 'body' ? piece : element('span', { class: `source-${kind}` }, piece));
    }
    this.#end.before(pre);
    this.#shown++;
    const isFull = this.#shown >= maxBlocks && !block.isLast;
    if (isFull) this.#say(text.sourceEnd);
    this.#next = block.isLast || isFull || block.end === block.start ? undefined : block.end;
    // The observer is silent as long as the end stays in view.
    requestAnimationFrame(() => {
      if (this.#end.getBoundingClientRect().top < this.#scroller.getBoundingClientRect().bottom + 1500) this.#askNext();
    });
  }

  fail(reason: string): void {
    this.#say(format(text.sourceFailed, reason));
  }

  #look(entries: readonly IntersectionObserverEntry[]): void {
    if (entries.some(({ isIntersecting }) => isIntersecting)) this.#askNext();
  }

  #askNext(): void {
    if (this.#next === undefined || this.element.hidden) return;
    const start = this.#next;
    this.#next = undefined;
    this.#onNeed(start);
  }

  #say(message: string): void {
    setText(this.#message, message);
    this.#notice.hidden = false;
  }
}

/** 32 MB: more than any server takes. */
const maxBlocks = 512;
