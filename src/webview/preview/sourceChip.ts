import type { DescribedSource } from '../../protocol/previewSource.ts';
import { linkRow } from '../mailView/linkRow.ts';
import { element } from '../page/element.ts';
import { text } from './text.ts';

export interface SourceChipDeps {
  /** Counted from the innermost step outwards, which is 0. */
  readonly onStep: (stepsUp: number) => void;
  readonly onOpenLink: (href: string) => void;
  readonly onCopyLink: (href: string) => void;
}

/** A label beside the selected element: where it comes from, and where its link leads. */
export class SourceChip {
  readonly element = element('div', {
    class: 'source-chip',
    role: 'group',
    'aria-label': text.sourceChip,
    hidden: true,
  });
  readonly #deps: SourceChipDeps;

  constructor(deps: SourceChipDeps) {
    this.#deps = deps;
  }

  show(source: DescribedSource | undefined, href: string | undefined): void {
    const parts = [
      ...(source === undefined || source.steps.length === 0 ? [] : [this.#steps(source)]),
      ...(source?.note === undefined ? [] : [element('p', { class: 'source-note' }, source.note)]),
      ...(href === undefined ? [] : [linkRow(href, { onOpen: this.#deps.onOpenLink, onCopy: this.#deps.onCopyLink })]),
    ];
    this.element.replaceChildren(...parts);
    this.element.hidden = parts.length === 0;
  }

  #steps({ steps, shown }: DescribedSource): HTMLElement {
    const list = element('ol', { class: 'source-steps' });
    for (const [index, { fileName, line }] of steps.entries()) {
      const isShown = index === (shown ?? steps.length - 1);
      const button = element(
        'button',
        {
          type: 'button',
          class: 'source-step',
          title: text.goToSource,
          ...(isShown ? { 'aria-current': 'location' } : {}),
          onclick: () => this.#deps.onStep(steps.length - 1 - index),
        },
        `${fileName}:${line}`,
      );
      list.append(element('li', {}, button));
    }
    return list;
  }
}
