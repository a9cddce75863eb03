import type { PreviewState } from '../../protocol/preview.ts';
import { element, icon } from '../page/element.ts';
import { format } from '../page/localise.ts';
import { text } from './text.ts';

/** In the place of a mail that there is none of: what is the matter, and what to do. */
export class EmptyStage {
  readonly element = element('div', { class: 'empty-state no-mail', hidden: true });
  readonly #onRetry: () => void;

  constructor(onRetry: () => void) {
    this.#onRetry = onRetry;
  }

  /** Whether this state has nothing else to show. */
  show(state: PreviewState, { hasMail }: { readonly hasMail: boolean }): boolean {
    const content = this.#contentFor(state, hasMail);
    this.element.hidden = content === undefined;
    this.element.replaceChildren(...(content ?? []));
    return content !== undefined;
  }

  showGone(templateName: string): void {
    this.element.replaceChildren(
      icon('trash'),
      element('h2', {}, format(text.goneTitle, templateName)),
      element('p', {}, text.goneHint),
    );
    this.element.hidden = false;
  }

  #contentFor(state: PreviewState, hasMail: boolean): readonly HTMLElement[] | undefined {
    if (isEmptyTemplate(state)) {
      return [
        icon('new-file'),
        element('h2', {}, text.emptyTitle),
        element('p', {}, text.emptyHint),
        element('p', { class: 'empty-example-name' }, text.emptyExample),
        element('pre', { class: 'empty-example', tabindex: '0' }, example),
      ];
    }
    // Over a mail from before, the banner says it.
    if (hasMail || state.stopped === undefined) return undefined;
    return [
      icon('debug-disconnect'),
      element('h2', {}, text.stoppedTitle),
      element('p', {}, state.stopped.message),
      element(
        'button',
        { type: 'button', class: 'button primary', onclick: this.#onRetry },
        icon('refresh'),
        text.retry,
      ),
    ];
  }
}

function isEmptyTemplate({ mail, problems }: PreviewState): boolean {
  if (mail !== undefined) return mail.every(({ html }) => html.trim() === '');
  return problems.some(({ code }) => code === 'empty-template');
}

const example = `<mjml>
  <mj-body>
    <mj-section>
      <mj-column>
        <mj-text>Hello {{name}}</mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>`;
