import type { SourceTarget } from '../../protocol/previewSource.ts';

export interface SourceKeysDeps {
  /** Whether keys are meant for the mail. */
  readonly hasFocus: () => boolean;
  /** Whether the mail has a use for Enter of its own. */
  readonly isBusy: () => boolean;
  readonly isChosen: () => boolean;
  readonly onStart: () => void;
  readonly onStep: (by: number) => void;
  readonly onGo: (target: SourceTarget) => void;
  readonly onLeave: () => void;
}

/**
 * The way to the source without a mouse: Enter chooses, arrows move, Enter goes there, Escape leaves. Arrows scroll as long as nothing
 * is chosen with Enter, as everywhere.
 */
export function listenToSourceKeys(deps: SourceKeysDeps): void {
  const keys = new SourceKeys(deps);
  // Keys pressed in the frame are dispatched here again.
  window.addEventListener('keydown', (event) => {
    if (!event.defaultPrevented && deps.hasFocus() && keys.answer(event)) event.preventDefault();
  });
}

class SourceKeys {
  readonly #deps: SourceKeysDeps;
  #isChoosing = false;

  constructor(deps: SourceKeysDeps) {
    this.#deps = deps;
  }

  /** Whether it was an answer. */
  answer(event: KeyboardEvent): boolean {
    if (!this.#deps.isChosen()) this.#isChoosing = false;
    const hasModifier = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
    if (event.key === 'Escape') {
      if (!this.#deps.isChosen()) return false;
      this.#isChoosing = false;
      this.#deps.onLeave();
      return true;
    }
    if (!this.#isChoosing) {
      if (event.key !== 'Enter' || hasModifier || this.#deps.isBusy()) return false;
      this.#isChoosing = true;
      if (!this.#deps.isChosen()) this.#deps.onStart();
      return true;
    }
    if (event.key === 'Enter') {
      this.#deps.onGo(targetOf(event));
      return true;
    }
    const by = steps.get(event.key);
    if (by === undefined || hasModifier) return false;
    this.#deps.onStep(by);
    return true;
  }
}

/** Enter on it does what a click does. */
export function isLinkFocused(mail: Document): boolean {
  return mail.activeElement?.closest('a[href], area[href], button, summary, input, select, textarea') !== null;
}

function targetOf(event: KeyboardEvent): SourceTarget {
  if (event.altKey) return { kind: 'caller', stepsUp: 1 };
  return event.ctrlKey || event.metaKey ? { kind: 'data', turn: 0 } : { kind: 'place' };
}

const steps: ReadonlyMap<string, number> = new Map([
  ['ArrowDown', 1],
  ['ArrowRight', 1],
  ['ArrowUp', -1],
  ['ArrowLeft', -1],
]);
