import type { Engine } from '../../core/render/renderResult.ts';
import type { MenuAction } from '../page/menu.ts';
import { text } from './text.ts';

/** Which engines run in which order: seldom asked, so it stands in the menu, with the reason in its tooltip. */
export class EngineEntry {
  readonly #onChoose: () => void;
  #engine: Engine | undefined;
  #reason = '';

  constructor(onChoose: () => void) {
    this.#onChoose = onChoose;
  }

  show(engine: Engine, reason: string): void {
    this.#engine = engine;
    this.#reason = reason;
  }

  menuEntry(): MenuAction {
    const detail = this.#engine === undefined ? '' : engineName(this.#engine);
    return { label: text.engineLabel, icon: 'layers', detail, tooltip: this.#reason, run: this.#onChoose };
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
