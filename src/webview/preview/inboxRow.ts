import { element, setText } from '../page/element.ts';
import { text } from './text.ts';

/** Subject and preheader above the mail, as a client lists them. */
export class InboxRow {
  readonly #subject = element('span', { class: 'inbox-subject' });
  readonly #preheader = element('span', { class: 'inbox-preheader' });
  readonly element = element(
    'dl',
    { class: 'inbox-row', hidden: true },
    element('dt', { class: 'visually-hidden' }, text.subject),
    element('dd', {}, this.#subject),
    element('dt', { class: 'visually-hidden' }, text.preheader),
    element('dd', {}, this.#preheader),
  );

  show({ subject, preheader }: { readonly subject: string; readonly preheader: string }): void {
    showLine(this.#subject, subject, text.noSubject);
    showLine(this.#preheader, preheader, text.noPreheader);
    this.element.hidden = false;
  }
}

function showLine(line: HTMLElement, shown: string, none: string): void {
  setText(line, shown === '' ? none : shown);
  line.title = shown;
  line.classList.toggle('is-empty', shown === '');
}
