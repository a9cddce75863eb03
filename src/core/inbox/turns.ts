import { setImmediate as nextTurn } from 'node:timers/promises';

/** Long work in pieces, so that what else happens in the process waits for a moment only. */
export class Turns {
  #start = performance.now();

  /** To be called often: costs next to nothing while the turn is short. */
  get isOver(): boolean {
    return performance.now() - this.#start > longestTurnMs;
  }

  async next(): Promise<void> {
    await nextTurn();
    this.#start = performance.now();
  }
}

/** A frame of the screen takes 16. */
const longestTurnMs = 8;
