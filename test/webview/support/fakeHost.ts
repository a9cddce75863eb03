import type { Host } from '../../../src/webview/page/host.ts';

/** The extension's end of a page: remembers what was posted and what was kept. */
export class FakeHost<From> implements Host<From> {
  readonly posted: From[] = [];
  #state: unknown;

  constructor(state?: unknown) {
    this.#state = state;
  }

  post(message: From): void {
    this.posted.push(message);
  }

  readState(): unknown {
    return this.#state;
  }

  writeState(state: object): void {
    this.#state = state;
  }
}

/** A new page in an empty body. */
export function emptyBody(): HTMLElement {
  document.body.replaceChildren();
  return document.body;
}

export function find(selector: string): HTMLElement {
  const found = document.body.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`nothing matches ${selector}`);
  return found;
}

export function findButton(label: string): HTMLButtonElement {
  const found = [...document.body.querySelectorAll('button')].find((button) => button.textContent?.trim() === label);
  if (found === undefined) throw new Error(`no button says ${label}`);
  return found;
}

/** The page was drawn, and did what could wait for that. */
export function drawn(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
  });
}
