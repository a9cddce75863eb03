import type { Engine } from '../../core/render/renderResult.ts';
import { element, icon, setText } from '../page/element.ts';
import { format } from '../page/localise.ts';
import { text } from './text.ts';

/** Which engines run in which order, and why in its tooltip. */
export class EngineButton {
  readonly element: HTMLButtonElement;
  readonly #label = element('span', { class: 'wide' });

  constructor(onClick: () => void) {
    this.element = element(
      'button',
      { type: 'button', class: 'quiet-button engine', hidden: true, onclick: onClick },
      icon('layers'),
      this.#label,
    );
  }

  show(engine: Engine, reason: string): void {
    const name = engineName(engine);
    setText(this.#label, name);
    this.element.setAttribute('aria-label', format(text.engineLabel, name));
    this.element.title = format(text.engineChange, reason);
    this.element.hidden = false;
  }
}

function engineName(engine: Engine): string {
  switch (engine) {
    case 'handlebars-mjml':
      return text.engineHandlebarsMjml;
    case 'mjml-handlebars':
      return text.engineMjmlHandlebars;
    case 'mjml':
      return text.engineMjml;
    case 'handlebars':
      return text.engineHandlebars;
    case 'html':
      return text.engineHtml;
  }
}
